//! Asks Postgres beforehand, for the whole group.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use app::units::{Day, UnixMs};
use sqlx::PgConnection;
use uuid::Uuid;

use super::failure::Trouble;
use super::needs::Needs;
use super::standing;
use crate::events::append::postgres::FIND_LOG_END;
use crate::organisation::OutletId;
use crate::restatements::StartedDays;
use crate::restatements::store::LIST_STARTED_DAYS;
use crate::sales::ingest::group::ledger::{Customer, Item, Ledger, StoredEntry, StoredReceipt, Table};
use crate::sales::{EntryKind, Receipt};

/// Answers from what was loaded.
#[derive(Default)]
pub(super) struct PostgresLedger {
    receipts: HashMap<Uuid, StoredReceipt>,
    entries: HashMap<(EntryKind, Uuid), StoredEntry>,
    items: HashMap<String, Arc<Item>>,
    customers: HashMap<String, Arc<Customer>>,
    day_starts: HashSet<(OutletId, Day)>,
    started_days: HashMap<OutletId, StartedDays>,
    /// Outlets whose days the group may change, and the event up to which the days they have begun are known.
    outlets: Vec<i64>,
    seen: i64,
    new_rows: HashMap<Table, Vec<i64>>,
}

/// The group asks for something that was not loaded, which is a mistake of [`Needs`].
#[derive(Debug, thiserror::Error)]
#[error("more rows of {0:?} are needed than were counted")]
pub(super) struct Missing(Table);

impl Ledger for PostgresLedger {
    type Error = Missing;

    fn find_receipt(&mut self, id: Uuid) -> Result<Option<StoredReceipt>, Missing> {
        Ok(self.receipts.get(&id).cloned())
    }

    fn find_entry(&mut self, kind: EntryKind, id: Uuid) -> Result<Option<StoredEntry>, Missing> {
        // Asked once for each: the group keeps it from then on.
        Ok(self.entries.remove(&(kind, id)))
    }

    fn find_item(&mut self, code: &str) -> Result<Option<Arc<Item>>, Missing> {
        Ok(self.items.get(code).cloned())
    }

    fn find_customer(&mut self, reference: &str) -> Result<Option<Arc<Customer>>, Missing> {
        Ok(self.customers.get(reference).cloned())
    }

    fn has_day_started(&mut self, outlet: OutletId, day: Day) -> Result<bool, Missing> {
        Ok(self.day_starts.contains(&(outlet, day)))
    }

    fn find_started_days(&mut self, outlet: OutletId) -> Result<Option<StartedDays>, Missing> {
        Ok(self.started_days.get(&outlet).copied())
    }

    fn new_id(&mut self, table: Table) -> Result<i64, Missing> {
        self.new_rows.get_mut(&table).and_then(Vec::pop).ok_or(Missing(table))
    }
}

/// Locks the entries that are referred to, then reads everything `needs` names.
pub(super) async fn load(
    connection: &mut PgConnection,
    needs: &Needs<'_>,
) -> Result<PostgresLedger, Trouble> {
    let mut ledger = PostgresLedger::default();
    ledger.load_entries(connection, needs).await?;
    ledger.load_receipts(connection, &needs.sales | &needs.returns).await?;
    ledger.load_items(connection, &needs.items).await?;
    ledger.load_customers(connection, &needs.customers).await?;
    for (outlet, day) in &needs.day_starts {
        let found: Option<i64> = sqlx::query_scalar(include_str!("../../sql/find_day_start.sql"))
            .bind(outlet.0)
            .bind(i64::from(day.0))
            .fetch_optional(&mut *connection)
            .await?;
        ledger.day_starts.extend(found.map(|_| (*outlet, *day)));
    }
    ledger.load_started_days(connection, needs).await?;
    ledger.take_rows(connection, needs).await?;
    Ok(ledger)
}

impl PostgresLedger {
    async fn load_entries(&mut self, connection: &mut PgConnection, needs: &Needs<'_>) -> sqlx::Result<()> {
        lock(connection, include_str!("../../sql/lock_sales.postgres.sql"), &needs.named_sales).await?;
        lock(connection, include_str!("../../sql/lock_returns.postgres.sql"), &needs.named_returns).await?;
        for id in &needs.named_returns {
            let Some(entry) = standing::find(connection, EntryKind::Return, *id).await? else { continue };
            // Its cancellation gives back what it took from its sale.
            let sale = entry.fact.sale.as_deref().and_then(|sale| Uuid::try_parse(sale).ok());
            if let Some(sale) = sale.filter(|sale| !needs.named_sales.contains(sale)) {
                self.load_sale(connection, sale).await?;
            }
            self.entries.insert((EntryKind::Return, *id), entry);
        }
        for id in &needs.named_sales {
            self.load_sale(connection, *id).await?;
        }
        Ok(())
    }

    async fn load_sale(&mut self, connection: &mut PgConnection, id: Uuid) -> sqlx::Result<()> {
        let found = standing::find(connection, EntryKind::Sale, id).await?;
        self.entries.extend(found.map(|entry| ((EntryKind::Sale, id), entry)));
        Ok(())
    }

    async fn load_receipts(
        &mut self,
        connection: &mut PgConnection,
        ids: BTreeSet<Uuid>,
    ) -> sqlx::Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let rows: Vec<ReceiptRow> = sqlx::query_as(include_str!("../../sql/find_receipts.postgres.sql"))
            .bind(texts(&ids))
            .fetch_all(connection)
            .await?;
        for row in rows {
            let receipt =
                row.into_receipt().ok_or_else(|| sqlx::Error::Decode("a receipt is corrupt".into()))?;
            self.receipts.insert(receipt.receipt.id, receipt);
        }
        Ok(())
    }

    async fn load_items(
        &mut self,
        connection: &mut PgConnection,
        codes: &BTreeSet<&str>,
    ) -> sqlx::Result<()> {
        if codes.is_empty() {
            return Ok(());
        }
        let rows: Vec<(i64, String, String, Option<String>)> =
            sqlx::query_as(include_str!("../../sql/find_items.postgres.sql"))
                .bind(Vec::from_iter(codes.iter().copied()))
                .fetch_all(connection)
                .await?;
        let items =
            rows.into_iter().map(|(id, code, name, category)| (code, Arc::new(Item { id, name, category })));
        self.items.extend(items);
        Ok(())
    }

    async fn load_customers(
        &mut self,
        connection: &mut PgConnection,
        refs: &BTreeSet<&str>,
    ) -> sqlx::Result<()> {
        if refs.is_empty() {
            return Ok(());
        }
        let rows: Vec<CustomerRow> = sqlx::query_as(include_str!("../../sql/find_customers.postgres.sql"))
            .bind(Vec::from_iter(refs.iter().copied()))
            .fetch_all(connection)
            .await?;
        self.customers.extend(rows.into_iter().map(|row| {
            let CustomerRow { id, r#ref, name, phone, email, is_company } = row;
            (r#ref, Arc::new(Customer { id, name, phone, email, is_company }))
        }));
        Ok(())
    }

    /// Of outlets whose days the group may change.
    async fn load_started_days(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs<'_>,
    ) -> sqlx::Result<()> {
        let named = self.entries.values().map(|entry| entry.placement.outlet);
        let outlets: BTreeSet<OutletId> = needs.outlets.iter().copied().chain(named).collect();
        self.outlets = outlets.into_iter().map(|outlet| outlet.0).collect();
        // Of none, nothing can have been missed.
        self.seen = i64::MAX;
        if self.outlets.is_empty() {
            return Ok(());
        }
        let rows: Vec<(i64, Option<i64>, Option<i64>, i64)> =
            sqlx::query_as(LIST_STARTED_DAYS).bind(&self.outlets).fetch_all(connection).await?;
        let day = |day: i64| i32::try_from(day).map(Day).ok();
        for (outlet, first, last, seen) in rows {
            self.seen = seen;
            if let Some((first, last)) = first.and_then(day).zip(last.and_then(day)) {
                self.started_days.insert(OutletId(outlet), StartedDays { first, last });
            }
        }
        Ok(())
    }

    /// Under the append lock: the id of the next event.
    ///
    /// Errors: a collision where another process has begun a day of one of the outlets since the group was decided. Then its facts
    /// follow the start of a day that it did not know of, and what they change may have been told.
    pub(super) async fn find_next_event(&self, connection: &mut PgConnection) -> Result<i64, Trouble> {
        let (last, is_overtaken): (i64, bool) =
            sqlx::query_as(FIND_LOG_END).bind(self.seen).bind(&self.outlets).fetch_one(connection).await?;
        if is_overtaken { Err(Trouble::overtaken()) } else { Ok(last + 1) }
    }

    /// Row ids for everything that does not exist yet. Those that are not needed after all stay gaps.
    async fn take_rows(&mut self, connection: &mut PgConnection, needs: &Needs<'_>) -> sqlx::Result<()> {
        let unknown = |ids: &BTreeSet<Uuid>| ids.iter().filter(|id| !self.receipts.contains_key(id)).count();
        let wanted = [
            (Table::Sales, unknown(&needs.sales), include_str!("../../sql/give_sale_rows.postgres.sql")),
            (
                Table::Returns,
                unknown(&needs.returns),
                include_str!("../../sql/give_return_rows.postgres.sql"),
            ),
            (
                Table::Items,
                needs.items.len() - self.items.len(),
                include_str!("../../sql/give_item_rows.postgres.sql"),
            ),
            (
                Table::Customers,
                needs.customers.len() - self.customers.len(),
                include_str!("../../sql/give_customer_rows.postgres.sql"),
            ),
        ];
        for (table, count, sql) in wanted.into_iter().filter(|(_, count, _)| *count > 0) {
            let count = i32::try_from(count).unwrap_or(i32::MAX);
            let mut rows: Vec<i64> = sqlx::query_scalar(sql).bind(count).fetch_all(&mut *connection).await?;
            // They are taken from the end, and smaller ids belong to earlier commands.
            rows.reverse();
            self.new_rows.insert(table, rows);
        }
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
struct ReceiptRow {
    uid: String,
    content_hash: String,
    number: String,
    event_id: i64,
    day: i64,
    hour: i64,
    recorded_at: i64,
    is_return: bool,
}

#[derive(sqlx::FromRow)]
struct CustomerRow {
    id: i64,
    r#ref: String,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    is_company: bool,
}

impl ReceiptRow {
    fn into_receipt(self) -> Option<StoredReceipt> {
        let receipt = Receipt {
            id: Uuid::try_parse(&self.uid).ok()?,
            number: self.number,
            event: self.event_id,
            day: Day(i32::try_from(self.day).ok()?),
            hour: u8::try_from(self.hour).ok()?,
            recorded_at: UnixMs(self.recorded_at),
        };
        let kind = if self.is_return { EntryKind::Return } else { EntryKind::Sale };
        Some(StoredReceipt { kind, content_hash: self.content_hash, receipt })
    }
}

async fn lock(connection: &mut PgConnection, sql: &'static str, ids: &BTreeSet<Uuid>) -> sqlx::Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query(sql).bind(texts(ids)).execute(connection).await.map(drop)
}

fn texts(ids: &BTreeSet<Uuid>) -> Vec<String> {
    ids.iter().map(Uuid::to_string).collect()
}
