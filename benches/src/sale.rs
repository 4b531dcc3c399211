//! The sale that every ingest figure is measured with: one header, three lines, one tender, a customer in half of them.

use serde_json::{Value, json};
use uuid::Uuid;

const ITEMS: u64 = 40;

#[expect(
    clippy::disallowed_methods,
    reason = "a second run on the same database must not repeat the ids of the first"
)]
fn new_id() -> Uuid {
    Uuid::new_v4()
}

/// The `number`th sale at `outlet`. Distinct numbers give distinct sales with new ids.
pub(crate) fn sale(number: u64, outlet: &str, currency: &str, sold_at: &str) -> Value {
    let lines: Vec<Value> = (0..3).map(|line| line_of(number, line)).collect();
    let customer = number.is_multiple_of(2).then(
        || json!({ "ref": format!("C-{}", number % 5_000), "name": format!("Customer {}", number % 5_000) }),
    );
    json!({
        "id": new_id(), "number": format!("B-{number:08}"), "outlet": outlet, "till": "T1", "till_seq": number, "sold_at": sold_at,
        "currency": currency, "customer": customer, "lines": lines, "tax": "0.00", "total": "36.00",
        "tender": [{ "kind": "cash", "amount": "36.00", "change": "0.00", "currency": currency }],
    })
}

fn line_of(number: u64, line: u64) -> Value {
    let item = (number * 7 + line * 13) % ITEMS;
    json!({ "item": format!("bench-{item}"), "name": format!("Scoop {item}"), "category": "Scoops", "qty": "2", "unit_price": "6.00", "total": "12.00" })
}
