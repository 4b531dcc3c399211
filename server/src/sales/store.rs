//! Reads the ledger.

use app::sales::model::EntryState;
use app::units::{Currency, Day, UnixMs};
use sqlx::FromRow;
use uuid::Uuid;

use super::entry::{Entry, EntryRow, table};
use super::model::{EntryKind, Receipt};
use super::text::{ItemCode, Text};
use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::{OutletId, ScopeId};

/// What a repeat is compared with, and answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub content_hash: String,
    pub outlet: OutletId,
    pub receipt: Receipt,
}

/// A line of an entry.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct LineRow {
    pub item: String,
    pub name: String,
    pub category: Option<String>,
    /// Thousandths.
    pub qty: i64,
    /// Millionths of the currency's unit.
    pub unit_price: i64,
    pub discount: i64,
    pub tax: i64,
    pub tax_rate: Option<String>,
    pub tax_code: Option<String>,
    pub total: i64,
}

/// A row of how an entry was paid. Amounts are minor units of its own currency.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct TenderRow {
    pub kind: String,
    pub currency: String,
    pub amount: i64,
    pub change: i64,
    pub rate: Option<String>,
}

/// A return as its sale's timeline shows it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ReturnRow {
    pub uid: String,
    pub number: String,
    pub recorded_at: i64,
    pub event_id: i64,
    pub currency: String,
    pub total: i64,
    pub reason: String,
    pub cancelled_at: Option<i64>,
    pub cancel_event_id: Option<i64>,
    pub cancel_reason: Option<String>,
}

/// The sale that replaced another.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ReplacementRow {
    pub uid: String,
    pub number: String,
    pub recorded_at: i64,
    pub event_id: i64,
}

/// Which entries to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub scope: ScopeId,
    /// Both inclusive.
    pub from: Day,
    pub to: Day,
    /// Only what is of its outlet's current day.
    pub is_current: bool,
    /// What the number begins with, whatever the case of a–z.
    pub number: Option<String>,
    /// Of the wall clock at the outlet, 0–23.
    pub hour: Option<u8>,
    /// An item that is on one of the lines.
    pub item: Option<ItemCode>,
    pub currency: Option<Currency>,
    pub buyer: Option<Buyer>,
    /// 0 is Monday.
    pub weekday: Option<u8>,
    pub state: Option<EntryState>,
    /// A category that an item on one of the lines has now.
    pub category: Option<Text>,
    /// Of the outlets that stand in the scope now, whatever scope they were in when it was recorded.
    pub is_standing: bool,
    /// Event ids, newest first: below `before`, not below `floor`. Where days are listed one by one, `before` is of the last day alone,
    /// and `floor` of the first.
    pub before: i64,
    pub floor: i64,
    pub limit: usize,
}

/// A customer whose entries are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buyer {
    /// Their row.
    pub id: i64,
    /// Whether their entries are few enough to be gone through.
    pub has_few: bool,
}

/// How the entries of a filter are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Through all there are of a customer.
    Buyer,
    /// By few days, outlet by outlet.
    Days,
    /// By going back through the events, which the caller bounds by [`Filter::floor`].
    Events,
}

/// Which way days are listed one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    Older,
    Newer,
}

/// What entries of one kind add up to in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntrySums {
    pub currency: Currency,
    /// Those that were not cancelled, and what they come to in minor units.
    pub counted: i64,
    pub total: i64,
    pub cancelled: i64,
}

/// Entries of each kind up to which a customer has few. Ninety million of the largest total that is taken in fit into a sum.
const FEW_ENTRIES: i64 = 20_000;
/// Ranges of at most this many days are found by their days at once, longer ones day by day.
const FEW_DAYS: i32 = 31;
/// Stands in the statements for an hour or a weekday that nobody asked for.
const ANY: i64 = -1;

/// A statement over a [`Filter`], whose parameters `sql/list_sales_by_day.sql` names, with them.
macro_rules! bound {
    ($query:expr, $filter:ident, $pattern:ident) => {
        $query
            .bind($filter.before)
            .bind($filter.floor)
            .bind(i64::from($filter.from.0))
            .bind(i64::from($filter.to.0))
            .bind($filter.scope.0)
            .bind(&$pattern)
            .bind(i64::try_from($filter.limit).unwrap_or(i64::MAX))
            .bind($filter.hour.map_or(ANY, i64::from))
            .bind($filter.item.as_deref().unwrap_or_default())
            .bind($filter.currency.as_ref().map(Currency::code).unwrap_or_default())
            .bind(i64::from($filter.is_current))
            .bind($filter.buyer.map_or(0, |buyer| buyer.id))
            .bind($filter.weekday.map_or(ANY, i64::from))
            .bind(state_number($filter.state))
            .bind($filter.category.as_deref().unwrap_or_default())
            .bind(i64::from($filter.is_standing))
    };
}

#[derive(FromRow)]
struct RecordedRow {
    content_hash: String,
    number: String,
    outlet_id: i64,
    day: i64,
    hour: i64,
    recorded_at: i64,
    event_id: i64,
}

/// The first answer to the entry with this id, if it is recorded.
pub async fn find_recorded(tx: &mut Tx, kind: EntryKind, id: Uuid) -> Result<Option<Recorded>, StoreError> {
    let sql = match kind {
        EntryKind::Sale => include_str!("sql/find_recorded_sale.sql"),
        EntryKind::Return => include_str!("sql/find_recorded_return.sql"),
    };
    let uid = id.to_string();
    let row = on_engine!(tx, connection =>
        sqlx::query_as::<_, RecordedRow>(sql).bind(&uid).fetch_optional(connection).await)?;
    row.map(|row| {
        let corrupt = |column| StoreError::Corrupt { table: table(kind), column, id: row.event_id };
        Ok(Recorded {
            outlet: OutletId(row.outlet_id),
            receipt: Receipt {
                id,
                number: row.number,
                event: row.event_id,
                day: Day(i32::try_from(row.day).map_err(|_| corrupt("day"))?),
                hour: u8::try_from(row.hour).map_err(|_| corrupt("hour"))?,
                recorded_at: UnixMs(row.recorded_at),
            },
            content_hash: row.content_hash,
        })
    })
    .transpose()
}

/// The entry with this id.
pub async fn find_entry(tx: &mut Tx, kind: EntryKind, id: Uuid) -> Result<Option<Entry>, StoreError> {
    let sql = match kind {
        EntryKind::Sale => include_str!("sql/find_sale.sql"),
        EntryKind::Return => include_str!("sql/find_return.sql"),
    };
    let uid = id.to_string();
    let row = on_engine!(tx, connection =>
        sqlx::query_as::<_, EntryRow>(sql).bind(&uid).fetch_optional(connection).await)?;
    row.map(|row| row.into_entry(kind)).transpose()
}

/// Entries of one kind, newest first by event, at most `filter.limit`.
pub async fn list_entries(tx: &mut Tx, kind: EntryKind, filter: &Filter) -> Result<Vec<Entry>, StoreError> {
    let sql = match (kind, filter.path()) {
        (EntryKind::Sale, Path::Buyer) => include_str!("sql/list_customer_sales.sql"),
        (EntryKind::Sale, Path::Days) => include_str!("sql/list_sales_by_day.sql"),
        (EntryKind::Sale, Path::Events) => include_str!("sql/list_sales_by_event.sql"),
        (EntryKind::Return, Path::Buyer) => include_str!("sql/list_customer_returns.sql"),
        (EntryKind::Return, Path::Days) => include_str!("sql/list_returns_by_day.sql"),
        (EntryKind::Return, Path::Events) => include_str!("sql/list_returns_by_event.sql"),
    };
    let pattern = pattern(filter);
    let rows = on_engine!(tx, connection =>
        bound!(sqlx::query_as::<_, EntryRow>(sql), filter, pattern).fetch_all(connection).await)?;
    rows.into_iter().map(|row| row.into_entry(kind)).collect()
}

/// Entries of one kind from event `filter.floor` of the first day up to below event `filter.before` of the last one, day by day and by
/// event within each: the newest first toward the older ones, the oldest first toward the newer ones. At most `filter.limit`.
///
/// Reads what the outlets of the scope have on these days, which the caller bounds; of a scope that outlets can leave, what all have.
/// Errors: [`StoreError`].
pub async fn list_day_by_day(
    tx: &mut Tx,
    kind: EntryKind,
    filter: &Filter,
    toward: Toward,
) -> Result<Vec<Entry>, StoreError> {
    let sql = match kind {
        EntryKind::Sale => include_str!("sql/list_sales_day_by_day.sql"),
        EntryKind::Return => include_str!("sql/list_returns_day_by_day.sql"),
    };
    let pattern = pattern(filter);
    let rows = on_engine!(tx, connection =>
        bound!(sqlx::query_as::<_, EntryRow>(sql), filter, pattern)
            .bind(toward.sign())
            .fetch_all(connection)
            .await)?;
    rows.into_iter().map(|row| row.into_entry(kind)).collect()
}

/// The first and the last day from `from` to `to` on which the scope of `filter` has entries, as the summaries know it; all that is asked
/// for besides the scope is left aside. Errors: [`StoreError`].
pub async fn find_listed_days(
    tx: &mut Tx,
    filter: &Filter,
    (from, to): (Day, Day),
) -> Result<Option<(Day, Day)>, StoreError> {
    let (first, last) = on_engine!(tx, connection =>
        sqlx::query_as::<_, (Option<i64>, Option<i64>)>(include_str!("sql/find_listed_days.sql"))
            .bind(filter.scope.0)
            .bind(i64::from(from.0))
            .bind(i64::from(to.0))
            .bind(i64::from(filter.is_standing))
            .fetch_one(connection)
            .await)?;
    first.zip(last).map(|(first, last)| Ok((summed_day(first)?, summed_day(last)?))).transpose()
}

/// The day from `from` to `to` by which a list of `scope` has come past `entries` of them, `None` where there are fewer.
///
/// Counts them by the summaries: one row for each day. Errors: [`StoreError`].
pub async fn find_stretch_end(
    tx: &mut Tx,
    scope: ScopeId,
    (from, to): (Day, Day),
    toward: Toward,
    entries: i64,
) -> Result<Option<Day>, StoreError> {
    let day = on_engine!(tx, connection =>
        sqlx::query_scalar::<_, Option<i64>>(include_str!("sql/find_stretch_end.sql"))
            .bind(scope.0)
            .bind(i64::from(from.0))
            .bind(i64::from(to.0))
            .bind(toward.sign())
            .bind(entries)
            .fetch_one(connection)
            .await)?;
    day.map(summed_day).transpose()
}

/// Events of one kind's entries that are just newer, oldest first: from `filter.floor` up to below `filter.before`, at most
/// `filter.limit`. Goes forward through the events, whatever the days, or through those of a customer who has few.
pub async fn list_newer(tx: &mut Tx, kind: EntryKind, filter: &Filter) -> Result<Vec<i64>, StoreError> {
    let sql = match (kind, filter.path()) {
        (EntryKind::Sale, Path::Buyer) => include_str!("sql/list_newer_customer_sales.sql"),
        (EntryKind::Sale, Path::Days | Path::Events) => include_str!("sql/list_newer_sales.sql"),
        (EntryKind::Return, Path::Buyer) => include_str!("sql/list_newer_customer_returns.sql"),
        (EntryKind::Return, Path::Days | Path::Events) => include_str!("sql/list_newer_returns.sql"),
    };
    let pattern = pattern(filter);
    on_engine!(tx, connection =>
        bound!(sqlx::query_scalar::<_, i64>(sql), filter, pattern).fetch_all(connection).await)
}

/// Whether a customer has few entries, of which one look at each is cheap. Errors: [`StoreError`].
pub async fn has_few_entries(tx: &mut Tx, customer: i64) -> Result<bool, StoreError> {
    let entries = on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/count_customer_entries.sql"))
            .bind(customer)
            .bind(FEW_ENTRIES + 1)
            .fetch_one(connection)
            .await)?;
    Ok(entries <= FEW_ENTRIES)
}

/// What all entries of one kind add up to, by currency, of a buyer who has few: `filter.path()` is [`Path::Buyer`].
///
/// Errors: [`StoreError`].
pub async fn sum_entries(
    tx: &mut Tx,
    kind: EntryKind,
    filter: &Filter,
) -> Result<Vec<EntrySums>, StoreError> {
    let sql = match kind {
        EntryKind::Sale => include_str!("sql/sum_customer_sales.sql"),
        EntryKind::Return => include_str!("sql/sum_customer_returns.sql"),
    };
    let pattern = pattern(filter);
    let rows = on_engine!(tx, connection =>
        bound!(sqlx::query_as::<_, (String, i64, i64, i64)>(sql), filter, pattern).fetch_all(connection).await)?;
    let corrupt = |_| StoreError::Corrupt { table: table(kind), column: "currency", id: 0 };
    let sums = |(currency, counted, cancelled, total): (String, _, _, _)| {
        Ok(EntrySums { currency: currency.parse().map_err(corrupt)?, counted, total, cancelled })
    };
    rows.into_iter().map(sums).collect()
}

/// The lines of an entry, in the order they were sent.
pub async fn list_lines(tx: &mut Tx, entry: &Entry) -> Result<Vec<LineRow>, StoreError> {
    let sql = match entry.kind {
        EntryKind::Sale => include_str!("sql/list_sale_lines.sql"),
        EntryKind::Return => include_str!("sql/list_return_lines.sql"),
    };
    on_engine!(tx, connection => sqlx::query_as::<_, LineRow>(sql).bind(entry.row).fetch_all(connection).await)
}

/// How an entry was paid, in the order it was sent; empty when nobody said.
pub async fn list_tenders(tx: &mut Tx, entry: &Entry) -> Result<Vec<TenderRow>, StoreError> {
    let sql = match entry.kind {
        EntryKind::Sale => include_str!("sql/list_sale_tenders.sql"),
        EntryKind::Return => include_str!("sql/list_return_tenders.sql"),
    };
    on_engine!(tx, connection => sqlx::query_as::<_, TenderRow>(sql).bind(entry.row).fetch_all(connection).await)
}

/// The returns of a sale, cancelled ones included, oldest first.
pub async fn list_returns_of(tx: &mut Tx, sale: &Entry) -> Result<Vec<ReturnRow>, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_as::<_, ReturnRow>(include_str!("sql/list_returns_of_sale.sql"))
            .bind(sale.row)
            .fetch_all(connection)
            .await)
}

/// The sale that replaced `sale`.
pub async fn find_replacement(tx: &mut Tx, sale: &Entry) -> Result<Option<ReplacementRow>, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_as::<_, ReplacementRow>(include_str!("sql/find_replacement.sql"))
            .bind(sale.row)
            .fetch_optional(connection)
            .await)
}

impl TenderRow {
    /// The currency it was paid in. Errors: [`StoreError::Corrupt`] for one that was never taken in.
    pub fn currency(&self, entry: &Entry) -> Result<Currency, StoreError> {
        let corrupt = |_| StoreError::Corrupt { table: "tenders", column: "currency", id: entry.row };
        self.currency.parse().map_err(corrupt)
    }
}

impl Filter {
    /// What narrows the search enough by itself; else the caller bounds it.
    #[must_use]
    pub fn path(&self) -> Path {
        match self.buyer {
            Some(Buyer { has_few: true, .. }) => Path::Buyer,
            _ if self.to.0.saturating_sub(self.from.0) < FEW_DAYS => Path::Days,
            _ => Path::Events,
        }
    }

    /// Whether the list comes day by day: of more days than are found at once, where neither all there are nor the current ones are
    /// asked for. The log would be gone back through from its end, however far back these days lie.
    #[must_use]
    pub fn is_day_by_day(&self) -> bool {
        let has_end = self.from.0 > i32::MIN || self.to.0 < i32::MAX;
        has_end && !self.is_current && self.path() == Path::Events
    }
}

impl Toward {
    /// As the statements have it, which order by the product of this and the day.
    fn sign(self) -> i64 {
        match self {
            Self::Older => -1,
            Self::Newer => 1,
        }
    }
}

/// Errors: [`StoreError::Corrupt`] for what is no day.
fn summed_day(day: i64) -> Result<Day, StoreError> {
    i32::try_from(day).map(Day).map_err(|_| StoreError::Corrupt {
        table: "scope_days",
        column: "day",
        id: day,
    })
}

/// As the statements have it.
fn state_number(state: Option<EntryState>) -> i64 {
    match state {
        None => 0,
        Some(EntryState::Counted) => 1,
        Some(EntryState::Cancelled) => 2,
    }
}

/// What numbers are held against; empty for any.
fn pattern(filter: &Filter) -> String {
    filter.number.as_deref().map(beginning).unwrap_or_default()
}

/// A pattern for texts that begin with `text`, with the letters a–z in lower case: `lower` knows no others on SQLite.
fn beginning(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for character in text.to_ascii_lowercase().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn a_searched_number_is_taken_literally() {
        assert_eq!(beginning("MG-1_%\\"), "mg-1\\_\\%\\\\%");
        assert_eq!(beginning("ÄB-1"), "Äb-1%");
    }
}
