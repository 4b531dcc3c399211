//! Orders as they are answered and read.

use app::units::{Amount, Code, Currency, Day};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::schema::State;
use crate::orders::order::Order;
use crate::orders::{OrderReceipt, StateTimes};
use crate::organisation::Outlet;
use crate::sales::http::view::{CustomerView, LineView};
use crate::sales::store::LineRow;

/// The answer to an order: where it stands now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SalesOrderReceipt)]
pub struct ReceiptAnswer {
    pub id: Uuid,
    pub number: String,
    /// The latest that was sent, which need not be the one of this request.
    #[schema(value_type = State)]
    pub state: &'static str,
    /// The outlet's business day on which it was made.
    #[schema(value_type = String, format = Date)]
    pub business_day: Day,
    #[schema(format = DateTime)]
    pub recorded_at: String,
    #[serde(flatten)]
    pub times: TimesView,
    /// Paths of fields that were ignored because nothing reads them; absent when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub warnings: Vec<String>,
}

/// When each state was learned of; null for one that it was never in, as far as is known.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SalesOrderTimes)]
pub struct TimesView {
    #[schema(format = DateTime)]
    pub sent_at: Option<String>,
    #[schema(format = DateTime)]
    pub confirmed_at: Option<String>,
    #[schema(format = DateTime)]
    pub done_at: Option<String>,
    #[schema(format = DateTime)]
    pub cancelled_at: Option<String>,
}

/// A quote or an order with its lines.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SalesOrder)]
pub struct OrderView {
    pub id: Uuid,
    pub number: String,
    #[schema(value_type = String)]
    pub outlet: Code,
    #[schema(value_type = State)]
    pub state: &'static str,
    /// With the outlet's own offset.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The outlet's business day on which it was made.
    #[schema(value_type = String, format = Date)]
    pub business_day: Day,
    #[schema(value_type = Option<String>, format = Date)]
    pub delivery_date: Option<Day>,
    #[schema(format = DateTime)]
    pub recorded_at: String,
    #[serde(flatten)]
    pub times: TimesView,
    #[schema(value_type = String)]
    pub currency: Currency,
    pub prices_include_tax: bool,
    /// Null when nobody was named.
    pub customer: Option<CustomerView>,
    pub lines: Vec<LineView>,
    #[schema(value_type = String)]
    pub discount: Amount,
    #[schema(value_type = String)]
    pub tax: Amount,
    #[schema(value_type = String)]
    pub rounding: Amount,
    #[schema(value_type = String)]
    pub total: Amount,
}

impl ReceiptAnswer {
    pub(super) fn new(receipt: OrderReceipt, warnings: Vec<String>) -> Self {
        let OrderReceipt { id, number, state, day, recorded_at, times } = receipt;
        Self {
            id,
            number,
            state: state.name(),
            business_day: day,
            recorded_at: recorded_at.to_string(),
            times: times.into(),
            warnings,
        }
    }
}

impl OrderView {
    pub(super) fn of(order: &Order, lines: Vec<LineRow>, outlet: &Outlet) -> Self {
        let amount = |minor| Amount::new(minor, order.currency);
        Self {
            id: order.id,
            number: order.number.clone(),
            outlet: outlet.code.clone(),
            state: order.state.name(),
            created_at: order.created_at.with_offset(order.utc_offset_min),
            business_day: order.day,
            delivery_date: order.delivery_day,
            recorded_at: order.recorded_at.to_string(),
            times: order.times.into(),
            currency: order.currency,
            prices_include_tax: order.prices_include_tax,
            customer: order.customer.as_ref().map(CustomerView::of),
            lines: lines.into_iter().map(|line| LineView::of(line, order.currency)).collect(),
            discount: amount(order.discount_minor),
            tax: amount(order.tax_minor),
            rounding: amount(order.rounding_minor),
            total: amount(order.total_minor),
        }
    }
}

impl From<StateTimes> for TimesView {
    fn from(times: StateTimes) -> Self {
        Self {
            sent_at: times.sent_at.map(|at| at.to_string()),
            confirmed_at: times.confirmed_at.map(|at| at.to_string()),
            done_at: times.done_at.map(|at| at.to_string()),
            cancelled_at: times.cancelled_at.map(|at| at.to_string()),
        }
    }
}
