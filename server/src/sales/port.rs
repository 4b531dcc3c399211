//! What pages may ask of the ledger.

use app::error::PageError;
use app::sales::api::SalesPort;
use app::sales::{EntryKind as PageKind, LedgerFilter, LedgerPage, LedgerRow, SaleStory};
use app::units::{Amount, Day, Quantity};
use async_trait::async_trait;
use uuid::Uuid;

use super::EntryKind;
use super::entry::Entry;
use super::store::{self, Filter};
use super::story;
use crate::db::Db;
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
        let story = story::read(&mut tx, &entry, outlet).await?;
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
pub(super) fn sign(kind: EntryKind) -> i64 {
    match kind {
        EntryKind::Sale => 1,
        EntryKind::Return => -1,
    }
}

pub(super) fn row(entry: &Entry, outlet: &Outlet) -> LedgerRow {
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
