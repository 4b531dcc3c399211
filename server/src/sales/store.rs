//! Reads the ledger.

use app::units::{Currency, Day, Quantity, UnixMs};
use sqlx::FromRow;
use uuid::Uuid;

use super::model::{EntryKind, Receipt};
use crate::db::{StoreError, Tx, on_engine};
use crate::events::Origin;
use crate::organisation::{OutletId, ScopeId};

/// What a repeat is compared with, and answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub content_hash: String,
    pub outlet: OutletId,
    pub receipt: Receipt,
}

/// A sale or return as the ledger holds it. Figures are positive for both, in minor units of `currency`.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Row id, by which its lines are found.
    pub row: i64,
    pub kind: EntryKind,
    pub id: Uuid,
    pub number: String,
    pub outlet: OutletId,
    pub till: Option<String>,
    pub till_seq: Option<i64>,
    pub cashier: Option<String>,
    pub shift: Option<String>,
    /// Sold at, or returned at.
    pub at: UnixMs,
    pub utc_offset_min: i32,
    pub recorded_at: UnixMs,
    pub day: Day,
    pub hour: u8,
    pub currency: Currency,
    pub prices_include_tax: bool,
    pub customer: Option<EntryCustomer>,
    pub total_minor: i64,
    pub tax_minor: i64,
    pub discount_minor: i64,
    pub rounding_minor: i64,
    pub qty: Quantity,
    pub origin: Origin,
    pub event: i64,
    /// Of a sale: the one it replaces. Of a return: the one it belongs to.
    pub linked: Option<Uuid>,
    /// Of a return.
    pub reason: Option<String>,
    pub cancelled: Option<Cancelled>,
    /// Names of the first three lines, each once.
    pub items: Vec<String>,
}

/// Who bought, as known when it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryCustomer {
    pub reference: Option<String>,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub is_company: bool,
}

/// That an entry no longer counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancelled {
    pub event: i64,
    pub at: UnixMs,
    pub reason: String,
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
    /// What the number begins with, in any case.
    pub number: Option<String>,
    /// Event ids, newest first: below `before`, not below `floor`.
    pub before: i64,
    pub floor: i64,
    pub limit: usize,
}

/// Ranges of at most this many days are found by their days, longer ones by going back through the events.
const FEW_DAYS: i32 = 31;

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

#[derive(FromRow)]
struct EntryRow {
    id: i64,
    uid: String,
    number: String,
    outlet_id: i64,
    till: Option<String>,
    till_seq: Option<i64>,
    cashier: Option<String>,
    shift: Option<String>,
    at: i64,
    recorded_at: i64,
    day: i64,
    hour: i64,
    utc_offset_min: i64,
    currency: String,
    prices_include_tax: bool,
    customer_ref: Option<String>,
    customer_name: Option<String>,
    customer_phone: Option<String>,
    customer_email: Option<String>,
    is_company: Option<bool>,
    total: i64,
    tax: i64,
    discount: i64,
    rounding: i64,
    qty: i64,
    origin: String,
    event_id: i64,
    linked_uid: Option<String>,
    reason: Option<String>,
    cancel_event_id: Option<i64>,
    cancelled_at: Option<i64>,
    cancel_reason: Option<String>,
    item_1: Option<String>,
    item_2: Option<String>,
    item_3: Option<String>,
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
    let sql = match (kind, filter.has_few_days()) {
        (EntryKind::Sale, true) => include_str!("sql/list_sales_by_day.sql"),
        (EntryKind::Sale, false) => include_str!("sql/list_sales_by_event.sql"),
        (EntryKind::Return, true) => include_str!("sql/list_returns_by_day.sql"),
        (EntryKind::Return, false) => include_str!("sql/list_returns_by_event.sql"),
    };
    let pattern = filter.number.as_deref().map(beginning).unwrap_or_default();
    let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX);
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, EntryRow>(sql)
            .bind(filter.before)
            .bind(filter.floor)
            .bind(i64::from(filter.from.0))
            .bind(i64::from(filter.to.0))
            .bind(filter.scope.0)
            .bind(&pattern)
            .bind(limit)
            .fetch_all(connection)
            .await)?;
    rows.into_iter().map(|row| row.into_entry(kind)).collect()
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

impl Filter {
    /// Whether the days themselves narrow the search enough; else the caller bounds it by `floor`.
    #[must_use]
    pub fn has_few_days(&self) -> bool {
        self.to.0.saturating_sub(self.from.0) < FEW_DAYS
    }
}

/// A pattern for texts that begin with `text`, in lower case.
fn beginning(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for character in text.to_lowercase().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

fn table(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Sale => "sales",
        EntryKind::Return => "returns",
    }
}

impl EntryRow {
    fn into_entry(self, kind: EntryKind) -> Result<Entry, StoreError> {
        let row = self.id;
        let corrupt = |column| StoreError::Corrupt { table: table(kind), column, id: row };
        let cancelled = match (self.cancel_event_id, self.cancelled_at, self.cancel_reason) {
            (Some(event), Some(at), Some(reason)) => Some(Cancelled { event, at: UnixMs(at), reason }),
            _ => None,
        };
        let linked = self.linked_uid.map(|uid| uid.parse()).transpose();
        let customer = EntryCustomer {
            reference: self.customer_ref,
            name: self.customer_name,
            phone: self.customer_phone,
            email: self.customer_email,
            is_company: self.is_company.unwrap_or(false),
        };
        let mut items: Vec<String> = Vec::with_capacity(3);
        for name in [self.item_1, self.item_2, self.item_3].into_iter().flatten() {
            if !items.contains(&name) {
                items.push(name);
            }
        }
        Ok(Entry {
            row,
            kind,
            id: self.uid.parse().map_err(|_| corrupt("uid"))?,
            number: self.number,
            outlet: OutletId(self.outlet_id),
            till: self.till,
            till_seq: self.till_seq,
            cashier: self.cashier,
            shift: self.shift,
            at: UnixMs(self.at),
            utc_offset_min: i32::try_from(self.utc_offset_min).map_err(|_| corrupt("utc_offset_min"))?,
            recorded_at: UnixMs(self.recorded_at),
            day: Day(i32::try_from(self.day).map_err(|_| corrupt("day"))?),
            hour: u8::try_from(self.hour).map_err(|_| corrupt("hour"))?,
            currency: self.currency.parse().map_err(|_| corrupt("currency"))?,
            prices_include_tax: self.prices_include_tax,
            customer: customer.is_known().then_some(customer),
            total_minor: self.total,
            tax_minor: self.tax,
            discount_minor: self.discount,
            rounding_minor: self.rounding,
            qty: Quantity(self.qty),
            origin: Origin::from_name(&self.origin).ok_or_else(|| corrupt("origin"))?,
            event: self.event_id,
            linked: linked.map_err(|_| corrupt("linked"))?,
            reason: self.reason,
            cancelled,
            items,
        })
    }
}

impl EntryCustomer {
    fn is_known(&self) -> bool {
        [&self.reference, &self.name, &self.phone, &self.email].into_iter().any(Option::is_some)
    }
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn a_searched_number_is_taken_literally() {
        assert_eq!(beginning("MG-1_%\\"), "mg-1\\_\\%\\\\%");
    }
}
