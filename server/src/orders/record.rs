//! From a draft to an order that can be stored.

use super::content;
use super::draft::OrderDraft;
use super::model::NewOrder;
use crate::fields::{FieldProblem, Problems};
use crate::organisation::{Membership, business_day};
use crate::query::{FIRST_DAY, LAST_DAY};
use crate::sales::record::{Grounds, check_instant, customer, find_outlet};
use crate::sales::rules;

/// Checks everything that can be known without the database, by the rules for sales, and finds the day it was made on.
///
/// Errors: the fields that are wrong, at least one and at most twenty, in the order of the draft.
pub fn check(draft: &OrderDraft, grounds: &Grounds<'_>) -> Result<NewOrder, Vec<FieldProblem>> {
    let mut problems = Problems::default();
    let outlet = find_outlet(&draft.outlet, grounds, &mut problems);
    check_instant("created_at", draft.created_at, grounds, &mut problems);
    if let Some(day) = draft.delivery_day.filter(|day| !(FIRST_DAY..=LAST_DAY).contains(day)) {
        let want = format!("from {FIRST_DAY} to {LAST_DAY}");
        problems.add(FieldProblem::new("delivery_date", "is out of bounds", day, want));
    }
    let figures = rules::figures(&draft.figures(), &mut problems);
    let (Some(outlet), Some(figures), true) = (outlet, figures, problems.is_empty()) else {
        return Err(problems.into_vec());
    };
    let place = business_day::place(draft.created_at, outlet);
    Ok(NewOrder {
        id: draft.id,
        content_hash: content::hash(draft),
        number: draft.number.clone().into(),
        outlet: outlet.id,
        membership: Membership { region: outlet.region, franchise: outlet.franchise },
        state: draft.state,
        created_at: draft.created_at,
        utc_offset_min: place.utc_offset_min,
        day: place.day,
        delivery_day: draft.delivery_day,
        currency: draft.currency,
        prices_include_tax: draft.prices_include_tax.unwrap_or(false),
        customer: draft.customer.as_ref().map(customer),
        lines: figures.lines,
        discount_minor: figures.discount_minor,
        tax_minor: figures.tax_minor,
        rounding_minor: figures.rounding_minor,
        total_minor: figures.total_minor,
        may_create_items: grounds.may_create_items,
    })
}
