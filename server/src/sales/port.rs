//! What pages may ask of the ledger.

use app::error::PageError;
use app::sales::api::SalesPort;
use app::sales::model::{StoryEvent, StoryKind, StoryLine, StoryTender};
use app::sales::{EntryKind as PageKind, LedgerFilter, LedgerPage, LedgerRow, SaleStory};
use app::units::{Amount, Day, Quantity, UnixMs};
use async_trait::async_trait;
use uuid::Uuid;

use super::EntryKind;
use super::entry::Entry;
use super::http::timeline::{self, Step, StepKind};
use super::http::view::{LineView, TenderView};
use super::store::{self, Filter};
use crate::db::{Db, Tx};
use crate::error::{ApiError, ErrorCode};
use crate::events;
use crate::organisation::{DirectoryHandle, Outlet};

/// Rows on one page of the ledger.
const PAGE_ROWS: usize = 50;
/// Events one page goes back through when no few days narrow it.
const WINDOW: i64 = 200_000;

/// Answers pages from the ledger.
pub struct SalesPages {
    pub db: Db,
    pub directory: DirectoryHandle,
}

#[async_trait]
impl SalesPort for SalesPages {
    async fn page(&self, filter: &LedgerFilter) -> Result<LedgerPage, PageError> {
        Ok(self.list(filter).await?)
    }

    async fn story(&self, id: &str) -> Result<SaleStory, PageError> {
        Ok(self.find(id).await?)
    }
}

impl SalesPages {
    async fn list(&self, asked: &LedgerFilter) -> Result<LedgerPage, ApiError> {
        let directory = self.directory.current();
        let unknown = || ApiError::not_found(format!("There is no {}.", asked.scope));
        let scope = directory.scope_id(&asked.scope).ok_or_else(unknown)?;
        let mut tx = self.db.read().await?;
        let before = match asked.after.as_deref() {
            Some(text) => read_cursor(text)?,
            None => events::store::last_id(&mut tx).await?.saturating_add(1),
        };
        let mut filter = Filter {
            scope,
            from: asked.from.unwrap_or(Day(i32::MIN)),
            to: asked.to.unwrap_or(Day(i32::MAX)),
            number: asked.number.clone(),
            before,
            floor: 0,
            limit: PAGE_ROWS,
        };
        if !filter.has_few_days() {
            filter.floor = (before - WINDOW).max(0);
        }
        let mut entries = Vec::new();
        for kind in kinds(asked.kind) {
            entries.extend(store::list_entries(&mut tx, *kind, &filter).await?);
        }
        tx.rollback().await?;
        let next = cut(&mut entries, &filter);
        let directory = self.directory.knowing(entries.iter().map(|entry| entry.outlet), &self.db).await?;
        let rows = entries
            .iter()
            .filter_map(|entry| directory.outlet(entry.outlet).map(|outlet| row(entry, outlet)))
            .collect();
        Ok(LedgerPage { rows, next: next.map(|event| format!("e{event:x}")) })
    }

    async fn find(&self, id: &str) -> Result<SaleStory, ApiError> {
        let unknown = || ApiError::not_found("There is no sale or return with this id.");
        let id = Uuid::try_parse(id).map_err(|_| unknown())?;
        let mut tx = self.db.read().await?;
        let entry = match store::find_entry(&mut tx, EntryKind::Sale, id).await? {
            Some(sale) => sale,
            None => store::find_entry(&mut tx, EntryKind::Return, id).await?.ok_or_else(unknown)?,
        };
        let directory = self.directory.knowing([entry.outlet], &self.db).await?;
        let outlet = directory.outlet(entry.outlet).ok_or_else(unknown)?;
        let story = story(&mut tx, &entry, outlet).await?;
        tx.rollback().await?;
        Ok(story)
    }
}

/// Cuts the merged kinds to one page; the event before which the next one begins.
fn cut(entries: &mut Vec<Entry>, filter: &Filter) -> Option<i64> {
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.event));
    let is_full = entries.len() >= filter.limit;
    entries.truncate(filter.limit);
    match entries.last() {
        Some(last) if is_full => Some(last.event),
        _ => Some(filter.floor).filter(|floor| *floor > 0),
    }
}

fn kinds(asked: Option<PageKind>) -> &'static [EntryKind] {
    match asked {
        None => &[EntryKind::Sale, EntryKind::Return],
        Some(PageKind::Sale) => &[EntryKind::Sale],
        Some(PageKind::Return) => &[EntryKind::Return],
    }
}

fn read_cursor(text: &str) -> Result<i64, ApiError> {
    let event = text.strip_prefix('e').and_then(|digits| i64::from_str_radix(digits, 16).ok());
    event.filter(|event| *event > 0).ok_or_else(|| {
        ApiError::new(ErrorCode::Malformed, format!("after: {text:?} begins no page of the ledger"))
    })
}

/// The sign of what an entry's figures do to the till.
fn sign(kind: EntryKind) -> i64 {
    match kind {
        EntryKind::Sale => 1,
        EntryKind::Return => -1,
    }
}

fn row(entry: &Entry, outlet: &Outlet) -> LedgerRow {
    let sign = sign(entry.kind);
    LedgerRow {
        kind: match entry.kind {
            EntryKind::Sale => PageKind::Sale,
            EntryKind::Return => PageKind::Return,
        },
        id: entry.id.to_string(),
        number: entry.number.clone(),
        outlet: outlet.code.clone(),
        at: entry.at.with_offset(entry.utc_offset_min),
        business_day: entry.day,
        currency: entry.currency,
        amount: Amount::new(sign * entry.total_minor, entry.currency),
        qty: Quantity(sign * entry.qty.0),
        items: entry.items.clone(),
        cancelled: entry.cancelled.is_some(),
    }
}

async fn story(tx: &mut Tx, entry: &Entry, outlet: &Outlet) -> Result<SaleStory, ApiError> {
    let amount = |minor| Amount::new(sign(entry.kind) * minor, entry.currency);
    let lines = store::list_lines(tx, entry).await?;
    let tenders = store::list_tenders(tx, entry).await?;
    let tenders: Vec<TenderView> =
        tenders.into_iter().map(|row| TenderView::of(row, entry)).collect::<Result<_, _>>()?;
    let steps = timeline::list(tx, entry).await?;
    let customer = entry.customer.as_ref();
    Ok(SaleStory {
        row: row(entry, outlet),
        hour: entry.hour,
        till: entry.till.clone(),
        cashier: entry.cashier.clone(),
        customer: customer.and_then(|held| held.name.clone().or_else(|| held.reference.clone())),
        lines: lines.into_iter().map(|line| story_line(LineView::of(line, entry.currency))).collect(),
        net: amount(entry.total_minor - entry.tax_minor),
        tax: amount(entry.tax_minor),
        discount: amount(entry.discount_minor),
        rounding: amount(entry.rounding_minor),
        tender: tenders.into_iter().map(story_tender).collect(),
        events: steps.into_iter().map(|step| story_event(step, entry)).collect(),
    })
}

fn story_line(line: LineView) -> StoryLine {
    StoryLine {
        item: line.item,
        name: line.name,
        qty: line.qty,
        unit_price: line.unit_price,
        total: line.total,
    }
}

fn story_tender(tender: TenderView) -> StoryTender {
    StoryTender { kind: tender.kind, currency: tender.currency, amount: tender.amount, change: tender.change }
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
        detail: step.reason.filter(|reason| !reason.is_empty()).or(step.number).or(own),
        other: step.id.map(|id| id.to_string()),
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
