//! `/api/dashboard`, for programs that knew the product before its API had versions: one currency, names and shapes as they were.

use app::analytics::{CustomerSales, Grain, Overview, Period, Segment, TopCustomer, Value};
use app::units::{Amount, Currency, Day, UnixMs};
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::query::OpenRange;
use super::rush::Wanted;
use super::views::{Part, percent};
use crate::analytics::cache::CacheReport;
use crate::analytics::span::Span;
use crate::app::AppState;
use crate::error::{ApiError, ErrorCode};
use crate::fields::FieldProblem;
use crate::keys::Reader;
use crate::query::Params;

/// Customers named for each segment.
const SEGMENT_CUSTOMERS: usize = 3;

/// Four parts, each for itself: one that failed is `{"error":{"code","message"}}`, and the others stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct Dashboard {
    /// Of all amounts.
    pub currency: String,
    pub overview: Part<DashboardOverview>,
    /// At most ten, by revenue descending.
    pub top_customers: Part<Vec<DashboardCustomer>>,
    /// Every day of the range, oldest first.
    pub sales_by_period: Part<Vec<DashboardPeriod>>,
    /// Always three, from the highest on.
    pub customer_segments: Part<Vec<DashboardSegment>>,
    #[schema(format = DateTime)]
    pub generated_at: String,
    pub cache_info: CacheInfo,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DashboardOverview {
    pub total_revenue: String,
    pub total_orders: i64,
    pub average_order_value: String,
    /// Whose first completed sale ever in the scope, in whichever currency, falls into the range.
    pub new_customers: i64,
    /// Percent to one decimal; null without quotes.
    pub conversion_rate: Option<f64>,
    #[schema(format = Date)]
    pub period_start: String,
    #[schema(format = Date)]
    pub period_end: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DashboardCustomer {
    /// The customer's reference.
    pub id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub is_company: bool,
    pub total_revenue: String,
    pub order_count: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DashboardPeriod {
    #[schema(format = Date)]
    pub period: String,
    pub revenue: String,
    pub order_count: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DashboardSegment {
    pub segment_name: String,
    pub customer_count: i64,
    pub total_revenue: String,
    pub average_revenue_per_customer: String,
    /// At most three, by revenue descending.
    pub top_customers: Vec<DashboardCustomer>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CacheInfo {
    /// 0–1; null before the first question.
    pub hit_ratio: Option<f64>,
    pub size: u64,
}

/// `GET /api/dashboard?start_date=&end_date=&scope=&currency=`.
#[utoipa::path(
    get,
    path = "/api/dashboard",
    operation_id = "get_dashboard",
    tag = "summaries",
    params(
        ("start_date" = Option<String>, Query, format = Date, description = "First business day; thirty days with the last when absent"),
        ("end_date" = Option<String>, Query, format = Date, description = "Last business day, at most five years later; the scope's current day when absent"),
        ("scope" = Option<String>, Query, description = "network, region:CODE, franchise:CODE or outlet:CODE; the widest the caller may see when absent"),
        ("currency" = Option<String>, Query, description = "ISO 4217; the organisation's when absent"),
    ),
    responses((status = 200, description = "The dashboard of one currency", body = Dashboard)),
    security((), ("key" = [])),
)]
pub async fn dashboard(
    State(state): State<AppState>,
    reader: Reader,
    mut params: Params,
) -> Result<Response, ApiError> {
    let (from, to) = params.days_named("start_date", "end_date");
    let (scope, currency) =
        (params.scope(), params.take::<Currency>("currency", "an ISO 4217 code such as INR"));
    params.finish()?;
    let names = ("start_date", "end_date");
    let asked = OpenRange { from, to }.close(names, scope.as_ref(), &reader, &state).await?;
    let currency = currency.or(state.directory.current().default_currency()).ok_or_else(no_currency)?;
    let (server, span) = (state.clone(), asked.span);
    state.rush.answer(Wanted::Dashboard(span, currency), move || find(server, span, currency)).await
}

async fn find(state: AppState, span: Span, currency: Currency) -> Result<Dashboard, ApiError> {
    let service = &state.analytics;
    let generated_at = UnixMs(state.clock.now_ms());
    let (overview, customers, periods, segments) = tokio::join!(
        service.overview(span),
        service.top_customers(span),
        service.periods(span, Grain::Day),
        service.segments(span),
    );
    Ok(Dashboard {
        currency: currency.to_string(),
        overview: Part::of(overview, |found| DashboardOverview::of(&found, currency, span.from, span.to)),
        top_customers: Part::of(customers, |found| customers_of(&found, currency)),
        sales_by_period: Part::of(periods, |found| {
            found.iter().map(|period| DashboardPeriod::of(period, currency)).collect()
        }),
        customer_segments: Part::of(segments, |found| segments_of(&found, currency)),
        generated_at: generated_at.to_string(),
        cache_info: service.cache().await.into(),
    })
}

fn no_currency() -> ApiError {
    let field =
        FieldProblem::new("currency", "is missing", "", "a currency: the organisation has none of its own");
    ApiError::new(ErrorCode::Malformed, field.to_string()).with_fields(vec![field])
}

fn customers_of(found: &[TopCustomer], currency: Currency) -> Vec<DashboardCustomer> {
    let own = found.iter().map(|customer| &customer.sales).filter(|sales| sales.currency == currency);
    own.map(DashboardCustomer::from).collect()
}

fn segments_of(found: &[Segment], currency: Currency) -> Vec<DashboardSegment> {
    let own = |value| found.iter().find(|segment| segment.currency == currency && segment.value == value);
    let nobody = |value| Segment {
        currency,
        value,
        from_gross: None,
        customers: 0,
        gross: Amount::new(0, currency),
        top: Vec::new(),
    };
    Value::ALL.map(|value| own(value).map_or_else(|| (&nobody(value)).into(), DashboardSegment::from)).into()
}

impl DashboardOverview {
    fn of(overview: &Overview, currency: Currency, from: Day, to: Day) -> Self {
        let totals = overview.totals.iter().find(|totals| totals.currency == currency);
        let zero = Amount::new(0, currency);
        Self {
            total_revenue: totals.map_or(zero, |totals| totals.gross).to_string(),
            total_orders: totals.map_or(0, |totals| totals.orders),
            average_order_value: totals.map_or(zero, app::summaries::model::average_order).to_string(),
            new_customers: overview.new_customers,
            conversion_rate: overview.conversion.map(|conversion| percent(conversion.permille())),
            period_start: from.to_string(),
            period_end: to.to_string(),
        }
    }
}

impl DashboardPeriod {
    fn of(period: &Period, currency: Currency) -> Self {
        let totals = period.totals.iter().find(|totals| totals.currency == currency);
        Self {
            period: period.name.clone(),
            revenue: totals.map_or(Amount::new(0, currency), |totals| totals.gross).to_string(),
            order_count: totals.map_or(0, |totals| totals.orders),
        }
    }
}

impl From<&CustomerSales> for DashboardCustomer {
    fn from(sales: &CustomerSales) -> Self {
        let customer = &sales.customer;
        Self {
            id: customer.reference.clone(),
            name: customer.name.clone(),
            email: customer.email.clone(),
            is_company: customer.is_company,
            total_revenue: sales.gross.to_string(),
            order_count: sales.orders,
        }
    }
}

impl From<&Segment> for DashboardSegment {
    fn from(segment: &Segment) -> Self {
        Self {
            segment_name: segment.value.name().to_owned(),
            customer_count: segment.customers,
            total_revenue: segment.gross.to_string(),
            average_revenue_per_customer: segment.average().to_string(),
            top_customers: segment.top.iter().take(SEGMENT_CUSTOMERS).map(DashboardCustomer::from).collect(),
        }
    }
}

impl From<CacheReport> for CacheInfo {
    fn from(report: CacheReport) -> Self {
        Self { hit_ratio: report.hit_ratio(), size: report.size }
    }
}
