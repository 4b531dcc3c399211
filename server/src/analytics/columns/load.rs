//! Reads summaries into columns.

use std::future::ready;

use app::units::Day;
use futures::TryStreamExt;

use super::scopes_load;
use super::series::Row;
use super::state::{Change, Columns, CustomerRow, Fault, ItemRow, Mark, OutletRow, Standing};
use crate::analytics::store::read_currency;
use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::{OutletId, ScopeId};
use crate::summaries::rebuild::Summary;

type OutletColumns = (i64, i64, String, i64, i64);
type KeyedColumns = (i64, i64, i64, String, i64, i64);

/// Rows read before they are taken in.
const CHUNK: usize = 4_096;

/// Up to where the database has come. Errors: [`StoreError`].
pub(super) async fn find_mark(tx: &mut Tx) -> Result<Mark, StoreError> {
    let (event, outlet, organisation, rebuilds) = on_engine!(tx, connection =>
        sqlx::query_as::<_, (i64, i64, String, String)>(include_str!("../sql/find_mark.sql")).fetch_one(connection).await)?;
    let number = |text: String| {
        text.parse().map_err(|_| StoreError::Corrupt { table: "settings", column: "value", id: 0 })
    };
    Ok(Mark { event, outlet, organisation: number(organisation)?, rebuilds: number(rebuilds)? })
}

/// Where every outlet stands now. Errors: [`StoreError`].
pub(super) async fn list_standings(tx: &mut Tx) -> Result<Vec<Standing>, StoreError> {
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, (i64, String, i64, i64)>(include_str!("../sql/list_standings.sql"))
            .fetch_all(connection)
            .await)?;
    let standing = |(outlet, code, region, franchise)| Standing {
        outlet: OutletId(outlet),
        code,
        region: ScopeId(region),
        franchise: ScopeId(franchise),
    };
    Ok(rows.into_iter().map(standing).collect())
}

/// All rows there are, as of `mark`. Errors: [`StoreError`].
pub(super) async fn load_all(tx: &mut Tx, mark: Mark) -> Result<Columns, StoreError> {
    tx.take_time().await?;
    let mut columns =
        Columns { mark: Some(mark), standings: list_standings(tx).await?, ..Columns::default() };
    let mut days = Days::new(outlet_row, |row| (row.outlet, row.row.day));
    let load = |columns: &mut Columns, outlets| columns.apply(Change { outlets, ..Change::default() });
    on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, OutletColumns>(include_str!("../sql/list_all_outlet_days.sql"))
            .fetch(connection)
            .try_for_each(|row| {
                days.take(row, |rows| load(&mut columns, rows));
                ready(Ok(()))
            })
            .await)?;
    days.end(Summary::ScopeDays, &mut columns, load)?;
    let mut days = Days::new(customer_row, |row| (row.outlet, row.row.day));
    let load = |columns: &mut Columns, customers| columns.apply(Change { customers, ..Change::default() });
    on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, KeyedColumns>(include_str!("../sql/list_all_customer_days.sql"))
            .fetch(connection)
            .try_for_each(|row| {
                days.take(row, |rows| load(&mut columns, rows));
                ready(Ok(()))
            })
            .await)?;
    days.end(Summary::CustomerDays, &mut columns, load)?;
    let mut days = Days::new(item_row, |row| (OutletId(0), row.row.day));
    let load = |columns: &mut Columns, items| columns.apply(Change { items, ..Change::default() });
    on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, KeyedColumns>(include_str!("../sql/list_all_network_item_days.sql"))
            .fetch(connection)
            .try_for_each(|row| {
                days.take(row, |rows| load(&mut columns, rows));
                ready(Ok(()))
            })
            .await)?;
    days.end(Summary::ItemDays, &mut columns, load)?;
    scopes_load::load_all(tx, &mut columns).await?;
    columns.shrink();
    Ok(columns)
}

/// Rows on their way into columns, handed over in whole days: together they take more room than the columns.
struct Days<C, R> {
    read: fn(C) -> Result<R, StoreError>,
    day_of: fn(&R) -> (OutletId, Day),
    rows: Vec<R>,
    error: Option<StoreError>,
}

impl<C, R> Days<C, R> {
    fn new(read: fn(C) -> Result<R, StoreError>, day_of: fn(&R) -> (OutletId, Day)) -> Self {
        Self { read, day_of, rows: Vec::new(), error: None }
    }

    fn take(&mut self, columns: C, load: impl FnOnce(Vec<R>)) {
        match (self.read)(columns) {
            Ok(row) => {
                let is_full = self.rows.len() >= CHUNK;
                if is_full && self.rows.last().is_some_and(|last| (self.day_of)(last) != (self.day_of)(&row))
                {
                    load(std::mem::take(&mut self.rows));
                }
                self.rows.push(row);
            }
            Err(error) => self.error = Some(error),
        }
    }

    /// Hands over the last rows, and notes in `columns` what could not be read.
    fn end(
        self,
        summary: Summary,
        columns: &mut Columns,
        load: impl FnOnce(&mut Columns, Vec<R>),
    ) -> Result<(), StoreError> {
        load(columns, self.rows);
        columns.faults.extend(fault(summary, self.error)?);
        Ok(())
    }
}

/// The rows that a fact after the event `since` up to `to` has moved: of an outlet's day, of a customer's day there, of an item's day in
/// the network, of the days and hours of scopes. Returns move the days of scopes alone. Errors: [`StoreError`].
pub(super) async fn list_changes(tx: &mut Tx, since: i64, to: i64) -> Result<Change, StoreError> {
    let outlets = on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, OutletColumns>(include_str!("../sql/list_changed_scope_days.sql"))
            .bind(since)
            .bind(to)
            .fetch_all(connection)
            .await)?;
    let customers = on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, KeyedColumns>(include_str!("../sql/list_changed_customer_days.sql"))
            .bind(since)
            .bind(to)
            .fetch_all(connection)
            .await)?;
    let items = on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, KeyedColumns>(include_str!("../sql/list_changed_item_days.sql"))
            .bind(since)
            .bind(to)
            .fetch_all(connection)
            .await)?;
    let mut change = scopes_load::list_changes(tx, since, to).await?;
    change.outlets = read_rows(Summary::ScopeDays, outlets, outlet_row, &mut change.faults)?;
    change.customers = read_rows(Summary::CustomerDays, customers, customer_row, &mut change.faults)?;
    change.items = read_rows(Summary::ItemDays, items, item_row, &mut change.faults)?;
    Ok(change)
}

/// The rows that can be read; where one cannot, that is a fault of its summary.
pub(super) fn read_rows<C, R>(
    summary: Summary,
    rows: Vec<C>,
    read: fn(C) -> Result<R, StoreError>,
    faults: &mut Vec<(Summary, Fault)>,
) -> Result<Vec<R>, StoreError> {
    let mut readable = Vec::with_capacity(rows.len());
    for row in rows {
        match read(row) {
            Ok(row) => readable.push(row),
            Err(error) => faults.extend(fault(summary, Some(error))?),
        }
    }
    Ok(readable)
}

/// A row that is not what we wrote keeps its own summary from answering; anything else that goes wrong is handed on.
fn fault(summary: Summary, error: Option<StoreError>) -> Result<Option<(Summary, Fault)>, StoreError> {
    match error {
        None => Ok(None),
        Some(StoreError::Corrupt { table, column, id }) => Ok(Some((summary, Fault { table, column, id }))),
        Some(error) => Err(error),
    }
}

fn outlet_row((outlet, day, currency, orders, gross): OutletColumns) -> Result<OutletRow, StoreError> {
    let day = read_day("scope_days", day)?;
    let currency = read_currency("scope_days", &currency)?;
    let row = Row { day, key: (), count: orders, amount: gross };
    Ok(OutletRow { outlet: OutletId(outlet), currency, row })
}

fn customer_row(
    (outlet, day, customer, currency, orders, gross): KeyedColumns,
) -> Result<CustomerRow, StoreError> {
    let table = "customer_days";
    let (day, currency) = (read_day(table, day)?, read_currency(table, &currency)?);
    // Where nothing was bought nothing is counted.
    let count = orders.max(0).try_into().map_err(|_| StoreError::Corrupt {
        table,
        column: "orders",
        id: customer,
    })?;
    let row = Row { day, key: read_key(table, "customer_id", customer)?, count, amount: gross };
    Ok(CustomerRow { outlet: OutletId(outlet), currency, row })
}

fn item_row((_, day, item, currency, qty, amount): KeyedColumns) -> Result<ItemRow, StoreError> {
    let table = "item_days";
    let (day, currency) = (read_day(table, day)?, read_currency(table, &currency)?);
    Ok(ItemRow { currency, row: Row { day, key: read_key(table, "item_id", item)?, count: qty, amount } })
}

pub(super) fn read_day(table: &'static str, day: i64) -> Result<Day, StoreError> {
    i32::try_from(day).map(Day).map_err(|_| StoreError::Corrupt { table, column: "day", id: day })
}

/// Rows are numbered from 1 on; four thousand million of them are more than any ledger has.
fn read_key(table: &'static str, column: &'static str, key: i64) -> Result<u32, StoreError> {
    key.try_into().map_err(|_| StoreError::Corrupt { table, column, id: key })
}
