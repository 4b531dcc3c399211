//! One entry as its page tells it.

use app::sales::SaleStory;
use app::sales::model::{LinkedEntry, StoryEvent, StoryKind, StoryLine, StoryTender};
use app::units::{Amount, Quantity};

use super::entry::Entry;
use super::port::{row, sign};
use super::store::{self, LineRow, TenderRow};
use super::timeline::{self, Step, StepKind};
use super::{EntryKind, price};
use crate::db::{StoreError, Tx};
use crate::organisation::{Outlet, business_day};

/// The entry with its lines, its payment and what happened to it since.
pub(super) async fn read(tx: &mut Tx, entry: &Entry, outlet: &Outlet) -> Result<SaleStory, StoreError> {
    let sign = sign(entry.kind);
    let amount = |minor| Amount::new(sign * minor, entry.currency);
    let lines = store::list_lines(tx, entry).await?;
    let tenders = store::list_tenders(tx, entry).await?;
    let steps = timeline::list_steps(tx, entry).await?;
    let linked = find_linked(tx, entry).await?;
    let customer = entry.customer.as_ref();
    Ok(SaleStory {
        row: row(entry, outlet),
        linked,
        reason: entry.reason.clone().filter(|reason| !reason.is_empty()),
        till: entry.till.clone(),
        cashier: entry.cashier.clone(),
        customer: customer.and_then(|held| held.name.clone().or_else(|| held.reference.clone())),
        lines: lines.into_iter().map(|line| story_line(line, entry)).collect(),
        net: amount(entry.total_minor - entry.tax_minor),
        tax: amount(entry.tax_minor),
        discount: amount(entry.discount_minor),
        rounding: amount(entry.rounding_minor),
        tender: tenders.into_iter().map(|tender| story_tender(tender, entry)).collect::<Result<_, _>>()?,
        events: steps.into_iter().map(|step| story_event(step, entry, outlet)).collect(),
    })
}

/// The sale a return belongs to, or the one whose place a sale took.
async fn find_linked(tx: &mut Tx, entry: &Entry) -> Result<Option<LinkedEntry>, StoreError> {
    let Some(id) = entry.linked else { return Ok(None) };
    let linked = store::find_entry(tx, EntryKind::Sale, id).await?;
    Ok(linked.map(|sale| LinkedEntry { id: sale.id.to_string(), number: sale.number }))
}

/// The ledger holds figures of both kinds as positive; a page gives them the sign of the entry.
fn story_line(line: LineRow, entry: &Entry) -> StoryLine {
    let sign = sign(entry.kind);
    StoryLine {
        item: line.item,
        name: line.name,
        qty: Quantity(sign * line.qty),
        unit_price: price::written(line.unit_price, entry.currency),
        total: Amount::new(sign * line.total, entry.currency),
    }
}

fn story_tender(tender: TenderRow, entry: &Entry) -> Result<StoryTender, StoreError> {
    let currency = tender.currency(entry)?;
    let amount = |minor| Amount::new(sign(entry.kind) * minor, currency);
    Ok(StoryTender {
        amount: amount(tender.amount),
        change: amount(tender.change),
        kind: tender.kind,
        currency,
    })
}

fn story_event(step: Step, entry: &Entry, outlet: &Outlet) -> StoryEvent {
    let (kind, own) = match step.kind {
        StepKind::Sold | StepKind::Returned => (StoryKind::Happened, till_text(entry)),
        StepKind::Recorded => (StoryKind::Recorded, None),
        StepKind::Summed => (StoryKind::Summed, None),
        StepKind::HasReturn => (StoryKind::Returned, None),
        StepKind::ReturnCancelled => (StoryKind::ReturnCancelled, None),
        StepKind::Replaced => (StoryKind::Replaced, None),
        StepKind::Cancelled => (StoryKind::Cancelled, None),
    };
    // The outlet's wall clock at each of the moments: between a sale and its return it may have been changed.
    let utc_offset_min = match kind {
        StoryKind::Happened => entry.utc_offset_min,
        _ => business_day::place(step.at, outlet).utc_offset_min,
    };
    StoryEvent {
        kind,
        at: step.at.with_offset(utc_offset_min),
        detail: step.reason.filter(|reason| !reason.is_empty()).or(own),
        other: step.id.zip(step.number).map(|(id, number)| LinkedEntry { id: id.to_string(), number }),
        amount: step.amount,
    }
}

/// `Till T1, cashier C3`, as far as it is known.
fn till_text(entry: &Entry) -> Option<String> {
    let till = entry.till.as_ref().map(|till| format!("Till {till}"));
    let cashier = entry.cashier.as_ref().map(|cashier| format!("cashier {cashier}"));
    match (till, cashier) {
        (Some(till), Some(cashier)) => Some(format!("{till}, {cashier}")),
        (till, cashier) => till.or(cashier),
    }
}
