//! Answers as rows of plain values, in which those of three engines can be told apart.

use app::analytics::{CustomerSales, Value as Worth};
use app::live::Totals;
use serde_json::{Value, json};

use super::ours::Answer;

/// One row of an answer, a JSON array of whole numbers, texts and nulls.
pub(crate) type Rows = Vec<Value>;

impl Answer {
    /// The columns of the question's SQL text, in its order.
    pub(crate) fn into_rows(self) -> Rows {
        match self {
            Self::Totals(totals) => totals.iter().map(|found| Value::Array(columns(found))).collect(),
            Self::Trend(periods) => {
                let days = periods.iter().flat_map(|period| {
                    period.totals.iter().map(|found| {
                        let mut row = columns(found);
                        row.insert(0, period.from.0.into());
                        Value::Array(row)
                    })
                });
                days.collect()
            }
            Self::Hours(hours) => {
                let row = |found: app::analytics::WeekHour| {
                    json!([found.weekday, found.hour, found.currency, found.orders, found.gross.minor])
                };
                hours.into_iter().map(row).collect()
            }
            Self::Outlets(outlets) => {
                let row = |found: server::analytics::store::RankedOutlet| {
                    json!([found.outlet.0, found.currency, found.orders, found.gross])
                };
                outlets.into_iter().map(row).collect()
            }
            Self::Items(items) => {
                let row = |found: app::analytics::ItemSales| {
                    json!([found.code, found.currency, found.qty.0, found.amount.minor])
                };
                items.into_iter().map(row).collect()
            }
            Self::Customers(customers, new_customers) => vec![json!([customers, new_customers])],
            Self::TopCustomers(customers) => customers.into_iter().map(top_customer).collect(),
            Self::Segments(segments) => segments.into_iter().flat_map(segment).collect(),
        }
    }
}

fn columns(totals: &Totals) -> Vec<Value> {
    vec![
        json!(totals.currency),
        totals.orders.into(),
        totals.gross.minor.into(),
        totals.tax.minor.into(),
        totals.discount.minor.into(),
        totals.qty.0.into(),
        totals.returns.into(),
        totals.returned.minor.into(),
        totals.returned_tax.minor.into(),
        totals.returned_qty.0.into(),
        totals.cancelled.into(),
        totals.cancelled_amount.minor.into(),
    ]
}

fn top_customer(found: app::analytics::TopCustomer) -> Value {
    let app::analytics::TopCustomer { sales, lifetime } = found;
    json!([
        sales.customer.reference,
        sales.currency,
        sales.orders,
        sales.gross.minor,
        lifetime.orders,
        lifetime.gross.minor,
        lifetime.first_day.0,
        lifetime.last_day.0,
    ])
}

/// A row for each of its best; one without customers has none.
fn segment(found: app::analytics::Segment) -> Vec<Value> {
    let value = match found.value {
        Worth::High => 1,
        Worth::Medium => 2,
        Worth::Low => 3,
    };
    let from_gross = found.from_gross.map(|cut| cut.minor);
    let row = |best: CustomerSales| {
        json!([
            found.currency,
            value,
            from_gross,
            found.customers,
            found.gross.minor,
            best.customer.reference,
            best.orders,
            best.gross.minor,
        ])
    };
    found.top.into_iter().map(row).collect()
}

/// The first row in which two answers differ, each side as it has it; `None` for equal ones.
pub(crate) fn difference(one: &Rows, other: &Rows) -> Option<String> {
    let at = (0..one.len().max(other.len())).find(|&at| one.get(at) != other.get(at))?;
    let told = |rows: &Rows| rows.get(at).map_or("nothing".to_owned(), Value::to_string);
    Some(format!("row {} is {} here and {} there", at + 1, told(one), told(other)))
}
