//! Answers as other programs read them.

use app::analytics::{
    CategorySales, Comparison, CustomerSales, ItemSales, Overview, Period, RangeTotals, Segment, TopCustomer,
    WeekHour,
};
use app::live::Totals;
use app::summaries::model::average_order;
use serde::Serialize;
use utoipa::ToSchema;

use crate::analytics::service::AnalyticsError;
use crate::error::{ApiError, ErrorCode};
use crate::live::schema;

/// What was asked for, or why it is not there. A part that failed never looks like an empty one.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Part<T> {
    Found(T),
    Failed(FailedPart),
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FailedPart {
    pub error: PartError,
}

/// The code and the sentence that the request would have failed with.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartError {
    pub code: ErrorCode,
    pub message: String,
}

/// The measures of one currency, with gross by order.
#[derive(Debug, Serialize, ToSchema)]
pub struct AveragedTotals {
    #[serde(flatten)]
    #[schema(value_type = schema::Totals)]
    pub totals: Totals,
    /// Gross by order, rounded half away from zero; zero where there was none.
    pub average_order_value: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsOverview)]
pub struct OverviewView {
    pub totals: Vec<AveragedTotals>,
    /// Distinct identified customers of completed sales, over all currencies.
    pub customers: i64,
    /// Those whose first completed sale ever in the scope falls into the range.
    pub new_customers: i64,
    /// Percent of the quotes of the range that became orders, to one decimal; null without quotes.
    pub conversion_rate: Option<f64>,
}

/// What a customer bought in one currency.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsCustomer)]
pub struct CustomerView {
    /// The customer's reference.
    pub customer: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub is_company: bool,
    pub currency: String,
    pub orders: i64,
    pub gross: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsTopCustomer)]
pub struct TopCustomerView {
    #[serde(flatten)]
    pub sales: CustomerView,
    /// Everything they ever bought in the scope, in this currency.
    pub lifetime: LifetimeView,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerLifetime)]
pub struct LifetimeView {
    pub orders: i64,
    pub gross: String,
    #[schema(format = Date)]
    pub first_day: String,
    #[schema(format = Date)]
    pub last_day: String,
    /// From the first to the last day.
    pub days_between: i32,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsPeriod)]
pub struct PeriodView {
    /// 2026-11-20; a week by its Monday; 2026-11.
    pub period: String,
    #[schema(format = Date)]
    pub from: String,
    #[schema(format = Date)]
    pub to: String,
    /// Whether the range cuts it off, or some outlet has not ended its last day.
    pub partial: bool,
    #[schema(value_type = Vec<schema::Totals>)]
    pub totals: Vec<Totals>,
}

/// One of the three segments of a currency. Those of equal gross stay together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerSegment)]
pub struct SegmentView {
    pub currency: String,
    /// High Value, Medium Value or Low Value.
    pub segment: String,
    /// The gross from which on a customer belongs to it: that of the ⌈n/10⌉-th of n customers, or of the ⌈3n/10⌉-th; null for the rest.
    pub from_gross: Option<String>,
    pub customers: i64,
    pub gross: String,
    pub average_gross: String,
    /// At most five, by gross descending, reference.
    pub top_customers: Vec<CustomerView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsOutlet)]
pub struct OutletView {
    pub outlet: String,
    pub name: String,
    pub region: String,
    pub currency: String,
    pub orders: i64,
    pub gross: String,
}

/// Lines of uncancelled sales. Cash rounding is not in the amount, so items need not add up to gross.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsItem)]
pub struct ItemView {
    pub item: String,
    pub name: String,
    pub category: Option<String>,
    pub currency: String,
    pub qty: String,
    pub amount: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsCategory)]
pub struct CategoryView {
    /// Null for items without one.
    pub category: Option<String>,
    pub currency: String,
    pub items: i64,
    pub qty: String,
    pub amount: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsWeekHour)]
pub struct WeekHourView {
    /// 0 is Monday.
    #[schema(minimum = 0, maximum = 6)]
    pub weekday: u8,
    #[schema(minimum = 0, maximum = 23)]
    pub hour: u8,
    pub currency: String,
    pub orders: i64,
    pub gross: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsComparison)]
pub struct ComparisonView {
    pub range: RangeTotalsView,
    /// As many days, up to the one before the range.
    pub before: RangeTotalsView,
    /// The same dates a year earlier.
    pub year_before: RangeTotalsView,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RangeTotals)]
pub struct RangeTotalsView {
    #[schema(format = Date)]
    pub from: String,
    #[schema(format = Date)]
    pub to: String,
    pub totals: Vec<AveragedTotals>,
}

impl<T> Part<T> {
    /// The view of what was found, or of the failure.
    pub fn of<A>(answer: Result<A, AnalyticsError>, view: impl FnOnce(A) -> T) -> Self {
        match answer {
            Ok(found) => Self::Found(view(found)),
            Err(error) => Self::Failed(ApiError::from(error).into()),
        }
    }
}

impl From<ApiError> for FailedPart {
    fn from(error: ApiError) -> Self {
        let (code, message, _) = error.into_parts();
        Self { error: PartError { code, message } }
    }
}

impl From<Totals> for AveragedTotals {
    fn from(totals: Totals) -> Self {
        Self { average_order_value: average_order(&totals).to_string(), totals }
    }
}

impl From<&Overview> for OverviewView {
    fn from(overview: &Overview) -> Self {
        Self {
            totals: overview.totals.iter().copied().map(AveragedTotals::from).collect(),
            customers: overview.customers,
            new_customers: overview.new_customers,
            conversion_rate: overview.conversion.map(|conversion| percent(conversion.permille())),
        }
    }
}

impl From<&CustomerSales> for CustomerView {
    fn from(sales: &CustomerSales) -> Self {
        Self {
            customer: sales.customer.reference.clone(),
            name: sales.customer.name.clone(),
            email: sales.customer.email.clone(),
            is_company: sales.customer.is_company,
            currency: sales.currency.to_string(),
            orders: sales.orders,
            gross: sales.gross.to_string(),
        }
    }
}

impl From<&TopCustomer> for TopCustomerView {
    fn from(customer: &TopCustomer) -> Self {
        let lifetime = &customer.lifetime;
        Self {
            sales: (&customer.sales).into(),
            lifetime: LifetimeView {
                orders: lifetime.orders,
                gross: lifetime.gross.to_string(),
                first_day: lifetime.first_day.to_string(),
                last_day: lifetime.last_day.to_string(),
                days_between: lifetime.days_between(),
            },
        }
    }
}

impl From<&Period> for PeriodView {
    fn from(period: &Period) -> Self {
        Self {
            period: period.name.clone(),
            from: period.from.to_string(),
            to: period.to.to_string(),
            partial: period.is_partial,
            totals: period.totals.clone(),
        }
    }
}

impl From<&Segment> for SegmentView {
    fn from(segment: &Segment) -> Self {
        Self {
            currency: segment.currency.to_string(),
            segment: segment.value.name().to_owned(),
            from_gross: segment.from_gross.map(|gross| gross.to_string()),
            customers: segment.customers,
            gross: segment.gross.to_string(),
            average_gross: segment.average().to_string(),
            top_customers: segment.top.iter().map(CustomerView::from).collect(),
        }
    }
}

impl From<&ItemSales> for ItemView {
    fn from(item: &ItemSales) -> Self {
        Self {
            item: item.code.clone(),
            name: item.name.clone(),
            category: item.category.clone(),
            currency: item.currency.to_string(),
            qty: item.qty.to_string(),
            amount: item.amount.to_string(),
        }
    }
}

impl From<&CategorySales> for CategoryView {
    fn from(category: &CategorySales) -> Self {
        Self {
            category: category.category.clone(),
            currency: category.currency.to_string(),
            items: category.items,
            qty: category.qty.to_string(),
            amount: category.amount.to_string(),
        }
    }
}

impl From<&WeekHour> for WeekHourView {
    fn from(hour: &WeekHour) -> Self {
        Self {
            weekday: hour.weekday,
            hour: hour.hour,
            currency: hour.currency.to_string(),
            orders: hour.orders,
            gross: hour.gross.to_string(),
        }
    }
}

impl From<&Comparison> for ComparisonView {
    fn from(comparison: &Comparison) -> Self {
        Self {
            range: (&comparison.range).into(),
            before: (&comparison.before).into(),
            year_before: (&comparison.year_before).into(),
        }
    }
}

impl From<&RangeTotals> for RangeTotalsView {
    fn from(range: &RangeTotals) -> Self {
        Self {
            from: range.from.to_string(),
            to: range.to.to_string(),
            totals: range.totals.iter().copied().map(AveragedTotals::from).collect(),
        }
    }
}

/// The only float there is: a ratio for programs that draw it.
#[expect(clippy::cast_precision_loss, clippy::float_arithmetic, reason = "a ratio of counts, no money")]
pub(super) fn percent(permille: i64) -> f64 {
    permille as f64 / 10.0
}
