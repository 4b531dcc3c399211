//! What pages may ask of the ledger.

use std::cmp::Reverse;

use app::error::PageError;
use app::sales::api::SalesPort;
use app::sales::model::{LedgerAmount, LedgerTotals, PageAt};
use app::sales::{EntryKind as PageKind, LedgerFilter, LedgerPage, LedgerRow, SaleStory};
use app::units::{Amount, Quantity};
use async_trait::async_trait;
use uuid::Uuid;

use super::EntryKind;
use super::entry::Entry;
use super::ledger::{self, Listing, Page, Position, Question};
use super::text::{ItemCode, Text};
use super::{store, story};
use crate::db::{Db, StoreError, Tx};
use crate::organisation::items::find_item;
use crate::organisation::{DirectoryHandle, Outlet, ScopeId};
use crate::summaries::store::{HourSums, RangeSums, sum_scope_days, sum_scope_hour};

/// Rows on one page of the ledger.
const PAGE_ROWS: usize = 50;
/// Answers pages from the ledger.
pub struct SalesPages {
    pub db: Db,
    pub directory: DirectoryHandle,
}

#[async_trait]
impl SalesPort for SalesPages {
    async fn page(&self, filter: &LedgerFilter) -> Result<LedgerPage, PageError> {
        self.list(filter).await
    }

    async fn story(&self, id: &str) -> Result<SaleStory, PageError> {
        self.find(id).await
    }
}

impl SalesPages {
    async fn list(&self, asked: &LedgerFilter) -> Result<LedgerPage, PageError> {
        let directory = self.directory.current();
        let unknown = || PageError::NotFound(format!("There is no {}.", asked.scope));
        let question = question(asked, directory.scope_id(&asked.scope).ok_or_else(unknown)?)?;
        let mut tx = self.db.read().await?;
        let Listing { entries, newer, older } = ledger::list(&mut tx, &question).await?;
        let totals = totals(&mut tx, &question).await?;
        let item = match &question.item {
            Some(code) => find_item(&mut tx, code).await?,
            None => None,
        };
        tx.rollback().await?;
        let directory = self.directory.knowing(entries.iter().map(|entry| entry.outlet), &self.db).await?;
        let rows = entries
            .iter()
            .filter_map(|entry| directory.outlet(entry.outlet).map(|outlet| row(entry, outlet)))
            .collect();
        let written = |position: Position| position.to_string();
        let (newer, older) = (newer.map(written), older.map(written));
        Ok(LedgerPage { rows, newer, older, totals, item_name: item.map(|item| item.name) })
    }

    async fn find(&self, id: &str) -> Result<SaleStory, PageError> {
        let unknown = || PageError::NotFound("There is no sale or return with this id.".to_owned());
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

/// Errors: [`PageError::Malformed`] for a position that no page of the ledger has told, and for what is no number or code.
fn question(asked: &LedgerFilter, scope: ScopeId) -> Result<Question, PageError> {
    let malformed = |told: &str| PageError::Malformed(told.to_owned());
    let read = |position: &str| {
        let told = "This address leads to no page of the ledger. Start from the newest.";
        position.parse().map_err(|()| malformed(told))
    };
    Ok(Question {
        scope,
        kinds: kinds(asked.kind),
        days: asked.days,
        number: Text::parse(asked.number.as_deref().unwrap_or_default()).map_err(|_| {
            malformed("A number has at most 200 characters, and none of them is a control character.")
        })?,
        hour: asked.hour,
        item: ItemCode::parse(asked.item.as_deref().unwrap_or_default()).map_err(|_| {
            malformed("An item's code has at most 64 characters, and none of them is a control character.")
        })?,
        currency: asked.currency,
        page: match &asked.at {
            PageAt::Newest => Page::Newest,
            PageAt::After(position) => Page::OlderThan(read(position)?),
            PageAt::Before(position) => Page::NewerThan(read(position)?),
        },
        limit: PAGE_ROWS,
    })
}

fn kinds(asked: Option<PageKind>) -> &'static [EntryKind] {
    match asked {
        None => &[EntryKind::Sale, EntryKind::Return],
        Some(PageKind::Sale) => &[EntryKind::Sale],
        Some(PageKind::Return) => &[EntryKind::Return],
    }
}

/// What `question` adds up to; `None` where it asks for what no summary knows: a number, an item, the returns of an hour.
async fn totals(tx: &mut Tx, question: &Question) -> Result<Option<LedgerTotals>, StoreError> {
    if question.number.is_some() || question.item.is_some() {
        return Ok(None);
    }
    match question.hour {
        None => Ok(Some(day_totals(tx, question).await?)),
        Some(hour) if question.kinds == [EntryKind::Sale] => Ok(Some(hour_totals(tx, question, hour).await?)),
        Some(_) => Ok(None),
    }
}

async fn day_totals(tx: &mut Tx, question: &Question) -> Result<LedgerTotals, StoreError> {
    let mut sums = sum_scope_days(tx, question.scope, question.days).await?;
    sums.retain(|sums| sums.orders + sums.returns + sums.cancelled > 0 && question.is_in(sums.currency));
    sums.sort_by_key(|sums| (Reverse(sums.orders + sums.returns), sums.currency));
    Ok(LedgerTotals {
        sales: sums.iter().map(|sums| sums.orders).sum(),
        returns: sums.iter().map(|sums| sums.returns).sum(),
        cancelled: Some(sums.iter().map(|sums| sums.cancelled).sum()),
        amounts: sums.iter().map(amount).collect(),
    })
}

async fn hour_totals(tx: &mut Tx, question: &Question, hour: u8) -> Result<LedgerTotals, StoreError> {
    let mut sums = sum_scope_hour(tx, question.scope, question.days, hour).await?;
    // An hour whose sales were all cancelled has an amount as well: nothing.
    sums.retain(|sums| question.is_in(sums.currency));
    sums.sort_by_key(|sums| (Reverse(sums.orders), sums.currency));
    Ok(LedgerTotals {
        sales: sums.iter().map(|sums| sums.orders).sum(),
        returns: 0,
        cancelled: None,
        amounts: sums.iter().map(hour_amount).collect(),
    })
}

fn amount(sums: &RangeSums) -> LedgerAmount {
    let amount = |minor| Amount::new(minor, sums.currency);
    LedgerAmount { currency: sums.currency, sold: amount(sums.gross), returned: amount(sums.returned) }
}

fn hour_amount(sums: &HourSums) -> LedgerAmount {
    let amount = |minor| Amount::new(minor, sums.currency);
    LedgerAmount { currency: sums.currency, sold: amount(sums.gross), returned: amount(0) }
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
