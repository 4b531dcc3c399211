//! What pages may ask of the ledger.

use app::error::PageError;
use app::sales::api::SalesPort;
use app::sales::model::{LedgerAmount, LedgerTotals, PageAt};
use app::sales::{EntryKind as PageKind, LedgerFilter, LedgerPage, LedgerRow, SaleStory};
use app::units::{Amount, Day, Quantity};
use async_trait::async_trait;
use uuid::Uuid;

use super::EntryKind;
use super::entry::Entry;
use super::store::{self, Filter};
use super::story;
use crate::db::{Db, StoreError, Tx};
use crate::error::{ApiError, ErrorCode};
use crate::events;
use crate::organisation::{DirectoryHandle, Outlet, ScopeId};
use crate::summaries::store::{RangeSums, sum_scope_days};

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
        let end = events::store::last_id(&mut tx).await?.saturating_add(1);
        let mut filter = narrowed(asked, scope, end);
        let kinds = kinds(asked.kind);
        filter.before = match &asked.at {
            PageAt::Newest => end,
            PageAt::After(position) => read_position(position)?.min(end),
            PageAt::Before(position) => newer_end(&mut tx, kinds, &filter, read_position(position)?).await?,
        };
        if !filter.has_few_days() {
            filter.floor = (filter.before - WINDOW).max(0);
        }
        let mut entries = Vec::new();
        for kind in kinds {
            entries.extend(store::list_entries(&mut tx, *kind, &filter).await?);
        }
        let totals = totals(&mut tx, &filter).await?;
        tx.rollback().await?;
        let older = cut(&mut entries, &filter);
        let directory = self.directory.knowing(entries.iter().map(|entry| entry.outlet), &self.db).await?;
        let rows = entries
            .iter()
            .filter_map(|entry| directory.outlet(entry.outlet).map(|outlet| row(entry, outlet)))
            .collect();
        Ok(LedgerPage {
            rows,
            newer: (filter.before < end).then(|| written(filter.before)),
            older: older.map(written),
            totals,
        })
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

/// What `asked` leaves of a ledger whose next event is `end`.
fn narrowed(asked: &LedgerFilter, scope: ScopeId, end: i64) -> Filter {
    Filter {
        scope,
        from: asked.from.unwrap_or(Day(i32::MIN)),
        to: asked.to.unwrap_or(Day(i32::MAX)),
        number: asked.number.clone(),
        before: end,
        floor: 0,
        // One more than the page holds tells whether there is another.
        limit: PAGE_ROWS + 1,
    }
}

/// Cuts the merged kinds to one page; the event before which the next one begins.
fn cut(entries: &mut Vec<Entry>, filter: &Filter) -> Option<i64> {
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.event));
    let has_more = entries.len() > PAGE_ROWS;
    entries.truncate(PAGE_ROWS);
    match entries.last() {
        Some(last) if has_more => Some(last.event),
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

/// The position below which a page of entries just newer than `position` begins.
///
/// Looks forward through as many events as a page looks back; where these hold less than a page, the next page goes on.
async fn newer_end(
    tx: &mut Tx,
    kinds: &[EntryKind],
    filter: &Filter,
    position: i64,
) -> Result<i64, StoreError> {
    let end = filter.before;
    let reach = position.saturating_add(WINDOW).min(end);
    let near = Filter { floor: position, before: reach, ..filter.clone() };
    let mut events = Vec::new();
    for kind in kinds {
        events.extend(store::list_newer(tx, *kind, &near).await?);
    }
    events.sort_unstable();
    // Without one more than the page holds nothing newer is left in reach.
    Ok(if events.len() > PAGE_ROWS { events[PAGE_ROWS - 1] + 1 } else { reach })
}

/// What scope and days of `filter` add up to; `None` for a number, which no summary knows.
async fn totals(tx: &mut Tx, filter: &Filter) -> Result<Option<LedgerTotals>, StoreError> {
    if filter.number.is_some() {
        return Ok(None);
    }
    let mut sums = sum_scope_days(tx, filter.scope, filter.from, filter.to).await?;
    sums.retain(|sums| sums.orders + sums.returns + sums.cancelled > 0);
    sums.sort_by_key(|sums| (std::cmp::Reverse(sums.orders + sums.returns), sums.currency));
    Ok(Some(LedgerTotals {
        sales: sums.iter().map(|sums| sums.orders).sum(),
        returns: sums.iter().map(|sums| sums.returns).sum(),
        cancelled: sums.iter().map(|sums| sums.cancelled).sum(),
        amounts: sums.iter().map(amount).collect(),
    }))
}

fn amount(sums: &RangeSums) -> LedgerAmount {
    let amount = |minor| Amount::new(minor, sums.currency);
    LedgerAmount { currency: sums.currency, sold: amount(sums.gross), returned: amount(sums.returned) }
}

/// A position in the ledger, opaque to pages.
fn written(event: i64) -> String {
    format!("e{event:x}")
}

fn read_position(text: &str) -> Result<i64, ApiError> {
    let event = text.strip_prefix('e').and_then(|digits| i64::from_str_radix(digits, 16).ok());
    event.filter(|event| *event > 0).ok_or_else(|| {
        ApiError::new(
            ErrorCode::Malformed,
            "This address leads to no page of the ledger. Start from the newest.",
        )
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
