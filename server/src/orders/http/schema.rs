//! The shape of what is sent, for the OpenAPI document; a test holds it together with what is read.

use utoipa::ToSchema;
use uuid::Uuid;

use crate::sales::http::schema::{Decimal, NewCustomer, NewLine, RequiredText};

/// A quote or an order. Amounts have at most the currency's decimals. All but `state` stays as it was sent first.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewSalesOrder {
    /// Made by the sender: the same order sent again has the same id.
    id: Uuid,
    /// The order's number; not unique.
    number: RequiredText,
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,63}$", examples("mg-road"))]
    outlet: String,
    state: State,
    /// RFC 3339, from 2000-01-01 on, at most 10 minutes ahead of the server's clock.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it is to be delivered.
    #[schema(format = Date)]
    delivery_date: Option<String>,
    /// ISO 4217.
    #[schema(examples("INR"))]
    currency: String,
    /// Whether line totals contain their tax (true) or it is added to them (false, when absent).
    prices_include_tax: Option<bool>,
    customer: Option<NewCustomer>,
    #[schema(min_items = 1, max_items = 5000)]
    lines: Vec<NewLine>,
    /// Σ of the lines' discounts; computed when absent.
    discount: Option<Decimal>,
    /// Σ of the lines' taxes; computed when absent.
    tax: Option<Decimal>,
    /// At most 10 000 minor units either way; 0 when absent.
    rounding: Option<Decimal>,
    /// Σ of the lines' totals + rounding.
    total: Decimal,
}

/// How far it has come, in this order. From confirmed on it counts as an order; cancelled is the end of any:
/// a confirmed or done that arrives after it changes nothing, and makes no order of a quote.
#[derive(ToSchema)]
#[schema(as = SalesOrderState, rename_all = "lowercase")]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) enum State {
    Draft,
    Sent,
    Confirmed,
    Done,
    Cancelled,
}
