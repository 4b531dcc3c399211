//! An entry as the event log tells it.

use std::sync::Arc;

use app::units::Quantity;

use super::ledger::Item;
use crate::events::{CustomerFact, EntryFact, ItemSum};
use crate::sales::entry::first_names;
use crate::sales::{NewCustomer, NewEntry};
use crate::summaries::Placement;

/// `items` are those of the entry's lines; `is_company` is what is known of its customer by now.
pub(super) fn fact_of(
    entry: &NewEntry,
    placement: &Placement,
    items: &[Arc<Item>],
    is_company: bool,
) -> EntryFact {
    EntryFact {
        id: entry.id.to_string(),
        number: entry.number.clone(),
        sale: entry.sale.map(|sale| sale.to_string()),
        replaces: entry.replaces.map(|sale| sale.to_string()),
        reason: (!entry.reason.is_empty()).then(|| entry.reason.clone()),
        region: placement.region,
        franchise: placement.franchise,
        till: entry.till.clone(),
        till_seq: entry.till_seq,
        cashier: entry.cashier.clone(),
        shift: entry.shift.clone(),
        sold_at_ms: entry.at.0,
        utc_offset_min: entry.utc_offset_min,
        day: entry.day,
        hour: entry.hour,
        currency: entry.currency,
        prices_include_tax: entry.prices_include_tax,
        gross_minor: entry.total_minor,
        tax_minor: entry.tax_minor,
        discount_minor: entry.discount_minor,
        rounding_minor: entry.rounding_minor,
        qty: Quantity(entry.lines.iter().map(|line| line.qty.0).sum()),
        customer: entry.customer.as_ref().and_then(|sent| customer_of(sent, is_company)),
        items: first_names(
            entry.lines.iter().zip(items).map(|(line, item)| line.name.as_ref().unwrap_or(&item.name)),
        ),
        item_sums: sum_by_item(
            entry.lines.iter().zip(items).map(|(line, item)| (item.id, line.qty.0, line.total_minor)),
        ),
    }
}

/// Who bought, as the ledger can tell it again; `None` where nothing was said.
fn customer_of(sent: &NewCustomer, is_company: bool) -> Option<CustomerFact> {
    let NewCustomer { reference, name, phone, email, is_company: _ } = sent.clone();
    CustomerFact { reference, name, phone, email, is_company }.known()
}

/// Lines as item id, thousandths and minor units, summed by item in order of item id.
pub(crate) fn sum_by_item(lines: impl Iterator<Item = (i64, i64, i64)>) -> Vec<ItemSum> {
    let mut sums: Vec<ItemSum> =
        lines.map(|(item, qty, amount_minor)| ItemSum { item, qty, amount_minor }).collect();
    sums.sort_unstable_by_key(|sum| sum.item);
    sums.dedup_by(|more, kept| {
        let same = more.item == kept.item;
        if same {
            kept.qty += more.qty;
            kept.amount_minor += more.amount_minor;
        }
        same
    });
    sums
}
