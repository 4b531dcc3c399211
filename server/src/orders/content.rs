//! What makes two deliveries the same order: a hash over what was sent but for its state, as `sales::content` for sales.

use app::units::{Code, Currency, Day};
use serde::Serialize;
use uuid::Uuid;

use super::draft::OrderDraft;
use crate::sales::content::hash_of;
use crate::sales::draft::{CustomerDraft, LineDraft};
use crate::sales::exact::Number;

/// The version of the canonical form. Another form needs another one, and this one stays for what was stored under it.
pub(super) const CONTENT_VERSION: i64 = 1;

/// The canonical form: JSON of these fields in this order, absent ones as null.
#[derive(Serialize)]
struct Canonical<'a> {
    id: Uuid,
    number: &'a str,
    outlet: &'a Code,
    created_at_ms: i64,
    delivery_day: Option<Day>,
    currency: Currency,
    prices_include_tax: Option<bool>,
    customer: Option<&'a CustomerDraft>,
    lines: &'a [LineDraft],
    discount: Option<Number>,
    tax: Option<Number>,
    rounding: Option<Number>,
    total: Number,
}

/// SHA-256 of the draft's canonical form, 64 hexadecimal digits.
#[must_use]
pub fn hash(draft: &OrderDraft) -> String {
    hash_of(&Canonical {
        id: draft.id,
        number: &draft.number,
        outlet: &draft.outlet,
        created_at_ms: draft.created_at.0,
        delivery_day: draft.delivery_day,
        currency: draft.currency,
        prices_include_tax: draft.prices_include_tax,
        customer: draft.customer.as_ref(),
        lines: &draft.lines,
        discount: draft.discount,
        tax: draft.tax,
        rounding: draft.rounding,
        total: draft.total,
    })
}
