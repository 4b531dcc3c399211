//! What pages may ask of the ledger.

use std::cmp::Reverse;

use app::error::PageError;
use app::sales::api::SalesPort;
use app::sales::model::{EntryState, LedgerAmount, LedgerGoods, LedgerNames, LedgerTotals, PageAt};
use app::sales::{EntryKind as PageKind, LedgerFilter, LedgerPage, LedgerRow, SaleStory};
use app::units::{Amount, Currency, DayRange, Quantity, Scope};
use async_trait::async_trait;
use uuid::Uuid;

use super::EntryKind;
use super::entry::Entry;
use super::ledger::{self, Listing, Page, Position, Question};
use super::text::{ItemCode, Text};
use super::{store, story};
use crate::customers::store::find_customer;
use crate::db::{Db, StoreError, Tx};
use crate::organisation::items::find_item;
use crate::organisation::{DirectoryHandle, Outlet, ScopeId};
use crate::summaries::store::{HourSums, RangeSums, sum_goods, sum_scope_days, sum_scope_hour};

/// Rows on one page of the ledger.
const PAGE_ROWS: usize = 50;
/// Days over which lines are added up: one outlet or the network has a row for each day and item, other scopes for each outlet as well.
const GOODS_DAYS: i32 = 366;
const GOODS_DAYS_OF_MANY: i32 = 31;
/// What somebody is told whose position no page of the ledger has told.
const NO_PAGE: &str = "This address leads to no page of the ledger. Start from the newest.";

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
        let Listing { entries, newer, older } = ledger::list(&mut tx, &question)
            .await?
            .ok_or_else(|| PageError::Malformed(NO_PAGE.to_owned()))?;
        let totals = totals(&mut tx, &question).await?;
        let goods = goods(&mut tx, asked, &question).await?;
        let names = names(&mut tx, &question).await?;
        tx.rollback().await?;
        let directory = self.directory.knowing(entries.iter().map(|entry| entry.outlet), &self.db).await?;
        let rows = entries
            .iter()
            .filter_map(|entry| directory.outlet(entry.outlet).map(|outlet| row(entry, outlet)))
            .collect();
        let written = |position: Position| position.to_string();
        let (newer, older) = (newer.map(written), older.map(written));
        Ok(LedgerPage { rows, newer, older, totals, goods, names })
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

/// Errors: [`PageError::Malformed`] for a position that no page of the ledger has told, and for what is no number, code, category or reference.
fn question(asked: &LedgerFilter, scope: ScopeId) -> Result<Question, PageError> {
    let malformed = |told: &str| PageError::Malformed(told.to_owned());
    let text = |text: &Option<String>, told: &str| {
        Text::parse(text.as_deref().unwrap_or_default()).map_err(|_| malformed(told))
    };
    let read = |position: &str| position.parse().map_err(|()| malformed(NO_PAGE));
    Ok(Question {
        kinds: kinds(asked.kind),
        days: asked.days,
        number: text(
            &asked.number,
            "A number has at most 200 characters, and none of them is a control character.",
        )?,
        hour: asked.hour,
        item: ItemCode::parse(asked.item.as_deref().unwrap_or_default()).map_err(|_| {
            malformed("An item's code has at most 64 characters, and none of them is a control character.")
        })?,
        currency: asked.currency,
        customer: text(
            &asked.customer,
            "A customer's reference has at most 200 characters, and none of them is a control character.",
        )?,
        weekday: asked.weekday,
        state: asked.state,
        category: text(
            &asked.category,
            "A category has at most 200 characters, and none of them is a control character.",
        )?,
        is_standing: asked.is_standing && may_move(&asked.scope),
        page: match &asked.at {
            PageAt::Newest => Page::Newest,
            PageAt::After(position) => Page::OlderThan(read(position)?),
            PageAt::Before(position) => Page::NewerThan(read(position)?),
        },
        ..Question::newest(scope, PAGE_ROWS)
    })
}

fn kinds(asked: Option<PageKind>) -> &'static [EntryKind] {
    match asked {
        None => &[EntryKind::Sale, EntryKind::Return],
        Some(PageKind::Sale) => &[EntryKind::Sale],
        Some(PageKind::Return) => &[EntryKind::Return],
    }
}

/// Whether other outlets may stand in a scope now than did when something was recorded in it.
fn may_move(scope: &Scope) -> bool {
    matches!(scope, Scope::Region(_) | Scope::Franchise(_))
}

/// What those are called that `question` names.
async fn names(tx: &mut Tx, question: &Question) -> Result<LedgerNames, StoreError> {
    let item = match &question.item {
        Some(code) => find_item(tx, code).await?.map(|item| item.name),
        None => None,
    };
    let customer = match &question.customer {
        Some(reference) => {
            let found = find_customer(tx, reference).await?;
            found.map(|found| found.name.unwrap_or_else(|| reference.to_string()))
        }
        None => None,
    };
    Ok(LedgerNames { item, customer })
}

/// What the lines of the item or category come to that `question` asks for; `None` where the summaries do not know, or would have to be
/// read by the million.
async fn goods(
    tx: &mut Tx,
    asked: &LedgerFilter,
    question: &Question,
) -> Result<Option<Vec<LedgerGoods>>, StoreError> {
    let (item, category) = (question.item.as_deref(), question.category.as_deref());
    let is_one = item.is_some() != category.is_some();
    // Items are summed by the outlets that stand in the scope now, for whole days and without what was cancelled.
    let is_known = question.kinds == [EntryKind::Sale]
        && question.state != Some(EntryState::Cancelled)
        && (question.is_standing || !may_move(&asked.scope))
        && question.number.is_none()
        && question.customer.is_none()
        && question.hour.is_none()
        && question.weekday.is_none();
    let DayRange::Between { from: Some(from), to: Some(to) } = question.days else { return Ok(None) };
    let most = if may_move(&asked.scope) { GOODS_DAYS_OF_MANY } else { GOODS_DAYS };
    if !is_one || !is_known || to.0.saturating_sub(from.0) >= most {
        return Ok(None);
    }
    let sums = sum_goods(tx, question.scope, (from, to), item, category).await?;
    let goods = sums.into_iter().filter(|sums| question.is_in(sums.currency));
    let goods = goods.map(|sums| LedgerGoods { currency: sums.currency, qty: sums.qty, amount: sums.amount });
    Ok(Some(goods.collect()))
}

/// What `question` adds up to; `None` where it asks for what no summary knows: a number, an item, a category, the returns of an hour.
async fn totals(tx: &mut Tx, question: &Question) -> Result<Option<LedgerTotals>, StoreError> {
    if question.number.is_some() || question.item.is_some() || question.category.is_some() {
        return Ok(None);
    }
    if question.customer.is_some() {
        return customer_totals(tx, question).await;
    }
    if question.is_standing {
        return Ok(None);
    }
    let is_of_sales = question.kinds == [EntryKind::Sale];
    match (question.hour, question.state) {
        (None, Some(EntryState::Cancelled)) if !is_of_sales => Ok(None),
        (None, _) => Ok(Some(day_totals(tx, question).await?)),
        (Some(_), Some(EntryState::Cancelled)) => Ok(None),
        (Some(hour), _) if is_of_sales => Ok(Some(hour_totals(tx, question, hour).await?)),
        (Some(_), _) => Ok(None),
    }
}

async fn day_totals(tx: &mut Tx, question: &Question) -> Result<LedgerTotals, StoreError> {
    let mut sums = sum_scope_days(tx, question.scope, question.days, question.weekday).await?;
    sums.retain(|sums| sums.orders + sums.returns + sums.cancelled > 0 && question.is_in(sums.currency));
    sums.sort_by_key(|sums| (Reverse(sums.orders + sums.returns), sums.currency));
    Ok(LedgerTotals {
        sales: sums.iter().map(|sums| sums.orders).sum(),
        returns: sums.iter().map(|sums| sums.returns).sum(),
        cancelled: cancelled(question, sums.iter().map(|sums| sums.cancelled).sum()),
        amounts: sums.iter().map(amount).collect(),
    })
}

/// The number of cancelled sales, where they are listed.
fn cancelled(question: &Question, number: i64) -> Option<i64> {
    Some(number).filter(|_| question.state != Some(EntryState::Counted))
}

/// Added up from the entries themselves; `None` where they are many.
async fn customer_totals(tx: &mut Tx, question: &Question) -> Result<Option<LedgerTotals>, StoreError> {
    let Some(sums) = ledger::sum(tx, question).await? else { return Ok(None) };
    let counted = |kind: EntryKind| sums.iter().filter(move |(of, _)| *of == kind).map(|(_, sums)| sums);
    let mut totals = LedgerTotals {
        sales: counted(EntryKind::Sale).map(|sums| sums.counted).sum(),
        returns: counted(EntryKind::Return).map(|sums| sums.counted).sum(),
        cancelled: cancelled(question, counted(EntryKind::Sale).map(|sums| sums.cancelled).sum()),
        amounts: Vec::new(),
    };
    let mut currencies: Vec<Currency> = sums.iter().map(|(_, sums)| sums.currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let entries = |currency: Currency| -> i64 {
        sums.iter().filter(|(_, sums)| sums.currency == currency).map(|(_, sums)| sums.counted).sum()
    };
    currencies.sort_by_key(|currency| Reverse(entries(*currency)));
    for currency in currencies {
        let total = |kind| {
            let minor: i64 =
                counted(kind).filter(|sums| sums.currency == currency).map(|sums| sums.total).sum();
            Amount::new(sign(kind) * minor, currency)
        };
        let (sold, returned) = (total(EntryKind::Sale), total(EntryKind::Return));
        totals.amounts.push(LedgerAmount { currency, sold, returned });
    }
    Ok(Some(totals))
}

async fn hour_totals(tx: &mut Tx, question: &Question, hour: u8) -> Result<LedgerTotals, StoreError> {
    let mut sums = sum_scope_hour(tx, question.scope, question.days, hour, question.weekday).await?;
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
