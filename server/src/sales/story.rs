//! One entry as its page tells it.

use app::sales::SaleStory;
use app::sales::model::{LinkedEntry, StoryEvent, StoryKind, StoryLine, StoryTender};
use app::units::{Amount, Quantity, UnixMs};

use super::EntryKind;
use super::entry::Entry;
use super::http::timeline::{self, Step, StepKind};
use super::http::view::{LineView, TenderView};
use super::port::{row, sign};
use super::store;
use crate::db::{StoreError, Tx};
use crate::organisation::Outlet;

/// The entry with its lines, its payment and what happened to it since.
pub(super) async fn read(tx: &mut Tx, entry: &Entry, outlet: &Outlet) -> Result<SaleStory, StoreError> {
    let sign = sign(entry.kind);
    let amount = |minor| Amount::new(sign * minor, entry.currency);
    let lines = store::list_lines(tx, entry).await?;
    let tenders = store::list_tenders(tx, entry).await?;
    let tenders: Vec<TenderView> =
        tenders.into_iter().map(|row| TenderView::of(row, entry)).collect::<Result<_, _>>()?;
    let steps = timeline::list(tx, entry).await?;
    let linked = find_linked(tx, entry).await?;
    let customer = entry.customer.as_ref();
    Ok(SaleStory {
        row: row(entry, outlet),
        linked,
        reason: entry.reason.clone().filter(|reason| !reason.is_empty()),
        till: entry.till.clone(),
        cashier: entry.cashier.clone(),
        customer: customer.and_then(|held| held.name.clone().or_else(|| held.reference.clone())),
        lines: lines.into_iter().map(|line| story_line(LineView::of(line, entry.currency), sign)).collect(),
        net: amount(entry.total_minor - entry.tax_minor),
        tax: amount(entry.tax_minor),
        discount: amount(entry.discount_minor),
        rounding: amount(entry.rounding_minor),
        tender: tenders.into_iter().map(|tender| story_tender(tender, sign)).collect(),
        events: steps.into_iter().map(|step| story_event(step, entry)).collect(),
    })
}

/// The sale a return belongs to, or the one whose place a sale took.
async fn find_linked(tx: &mut Tx, entry: &Entry) -> Result<Option<LinkedEntry>, StoreError> {
    let Some(id) = entry.linked else { return Ok(None) };
    let linked = store::find_entry(tx, EntryKind::Sale, id).await?;
    Ok(linked.map(|sale| LinkedEntry { id: sale.id.to_string(), number: sale.number }))
}

/// `sign`: as of the entry's own figures; a ledger holds those of both kinds as positive.
fn story_line(line: LineView, sign: i64) -> StoryLine {
    StoryLine {
        item: line.item,
        name: line.name,
        qty: Quantity(sign * line.qty.0),
        unit_price: line.unit_price,
        total: signed(line.total, sign),
    }
}

fn story_tender(tender: TenderView, sign: i64) -> StoryTender {
    StoryTender {
        kind: tender.kind,
        currency: tender.currency,
        amount: signed(tender.amount, sign),
        change: signed(tender.change, sign),
    }
}

fn signed(amount: Amount, sign: i64) -> Amount {
    Amount { minor: sign * amount.minor, ..amount }
}

fn story_event(step: Step, entry: &Entry) -> StoryEvent {
    let (kind, own) = match step.kind {
        StepKind::Sold | StepKind::Returned => (StoryKind::Happened, till_text(entry)),
        StepKind::Recorded => (StoryKind::Recorded, None),
        StepKind::Summed => (StoryKind::Summed, None),
        StepKind::HasReturn => (StoryKind::Returned, None),
        StepKind::ReturnCancelled => (StoryKind::ReturnCancelled, None),
        StepKind::Replaced => (StoryKind::Replaced, None),
        StepKind::Cancelled => (StoryKind::Cancelled, None),
    };
    // Steps tell UTC; a page shows the outlet's wall clock throughout.
    let at = step.at.parse::<UnixMs>().map_or(step.at, |at| at.with_offset(entry.utc_offset_min));
    StoryEvent {
        kind,
        at,
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
