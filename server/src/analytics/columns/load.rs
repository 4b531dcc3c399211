//! Reads summaries into columns.

use std::collections::HashSet;

use app::units::Day;

use super::scopes_load;
use super::series::Row;
use super::state::{Change, Columns, CustomerRow, Fault, ItemRow, Mark, OutletRow, Standing};
use crate::analytics::store::read_currency;
use crate::db::{Db, StoreError, Tx, on_engine};
use crate::organisation::{OutletId, ScopeId};
use crate::summaries::rebuild::Summary;

type OutletColumns = (i64, i64, String, i64, i64);
/// Scope or outlet; day; customer, item or hour; currency; and two measures.
pub(super) type KeyedColumns = (i64, i64, i64, String, i64, i64);

/// Up to where the database has come. Errors: [`StoreError`].
pub(super) async fn find_mark(tx: &mut Tx) -> Result<Mark, StoreError> {
    let (event, outlets, organisation, rebuilds) = on_engine!(tx, connection =>
        sqlx::query_as::<_, (i64, i64, String, String)>(include_str!("../sql/find_mark.sql")).fetch_one(connection).await)?;
    let number = |text: String| {
        text.parse().map_err(|_| StoreError::Corrupt { table: "settings", column: "value", id: 0 })
    };
    Ok(Mark { event, outlets, organisation: number(organisation)?, rebuilds: number(rebuilds)? })
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

/// All rows there are, read `rows` at a time, and a mark that none of them is older than.
///
/// They are of one state once what is new since the mark is taken in as well. Errors: [`StoreError`].
pub(super) async fn load_all(db: &Db, rows: u32) -> Result<(Columns, Mark), StoreError> {
    let mut tx = db.read().await?;
    let mark = find_mark(&mut tx).await?;
    let standings = list_standings(&mut tx).await?;
    tx.rollback().await?;
    let mut columns = Columns { standings, ..Columns::default() };
    load_outlets(db, rows, &mut columns).await?;
    let customers = include_str!("../sql/list_all_customer_days.sql");
    read_pages(db, customers, i64::MIN, rows, |page| {
        let mut change = Change::default();
        change.customers =
            read_rows(Summary::CustomerDays, page, |row| row.1, customer_row, &mut change.faults)?;
        columns.apply(change);
        Ok(())
    })
    .await?;
    let items = include_str!("../sql/list_all_network_item_days.sql");
    read_pages(db, items, ScopeId::NETWORK.0, rows, |page| {
        let mut change = Change::default();
        change.items = read_rows(Summary::ItemDays, page, |row| row.1, item_row, &mut change.faults)?;
        columns.apply(change);
        Ok(())
    })
    .await?;
    scopes_load::load_all(db, rows, &mut columns).await?;
    Ok((columns, mark))
}

/// The days of outlets stand among those of wider scopes, which are few.
async fn load_outlets(db: &Db, rows: u32, columns: &mut Columns) -> Result<(), StoreError> {
    let outlets: HashSet<i64> = columns.standings.iter().map(|standing| standing.outlet.0).collect();
    let mut after = (i64::MIN, i64::MIN, String::new());
    loop {
        let mut tx = db.read().await?;
        let page = on_engine!(&mut tx, connection =>
            sqlx::query_as::<_, OutletColumns>(include_str!("../sql/list_all_outlet_days.sql"))
                .bind(after.0)
                .bind(after.1)
                .bind(&after.2)
                .bind(i64::from(rows))
                .fetch_all(connection)
                .await)?;
        tx.rollback().await?;
        let Some((scope, day, currency, ..)) = page.last() else { return Ok(()) };
        after = (*scope, *day, currency.clone());
        let page = page.into_iter().filter(|row| outlets.contains(&row.0)).collect();
        let mut change = Change::default();
        change.outlets = read_rows(Summary::ScopeDays, page, |row| row.1, outlet_row, &mut change.faults)?;
        columns.apply(change);
    }
}

/// Hands the rows that `sql` lists to `take`, `rows` at a time, each read by itself. `scope`: the first column of all of them, or what
/// comes before the first.
pub(super) async fn read_pages(
    db: &Db,
    sql: &'static str,
    scope: i64,
    rows: u32,
    mut take: impl FnMut(Vec<KeyedColumns>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut after = (scope, i64::MIN, i64::MIN, String::new());
    loop {
        let mut tx = db.read().await?;
        let page = on_engine!(&mut tx, connection =>
            sqlx::query_as::<_, KeyedColumns>(sql)
                .bind(after.0)
                .bind(after.1)
                .bind(after.2)
                .bind(&after.3)
                .bind(i64::from(rows))
                .fetch_all(connection)
                .await)?;
        tx.rollback().await?;
        let Some((scope, day, key, currency, ..)) = page.last() else { return Ok(()) };
        after = (*scope, *day, *key, currency.clone());
        take(page)?;
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
    change.outlets = read_rows(Summary::ScopeDays, outlets, |row| row.1, outlet_row, &mut change.faults)?;
    change.customers =
        read_rows(Summary::CustomerDays, customers, |row| row.1, customer_row, &mut change.faults)?;
    change.items = read_rows(Summary::ItemDays, items, |row| row.1, item_row, &mut change.faults)?;
    Ok(change)
}

/// All rows of `days`. Errors: [`StoreError`].
pub(super) async fn list_rewritten(tx: &mut Tx, days: &[i64]) -> Result<Change, StoreError> {
    let mut change = Change { days: days.to_vec(), ..Change::default() };
    for &day in days {
        let outlets = on_engine!(&mut *tx, connection =>
            sqlx::query_as::<_, OutletColumns>(include_str!("../sql/list_rewritten_outlet_days.sql"))
                .bind(day)
                .fetch_all(connection)
                .await)?;
        let customers = on_engine!(&mut *tx, connection =>
            sqlx::query_as::<_, KeyedColumns>(include_str!("../sql/list_rewritten_customer_days.sql"))
                .bind(day)
                .fetch_all(connection)
                .await)?;
        let items = on_engine!(&mut *tx, connection =>
            sqlx::query_as::<_, KeyedColumns>(include_str!("../sql/list_rewritten_item_days.sql"))
                .bind(day)
                .fetch_all(connection)
                .await)?;
        let faults = &mut change.faults;
        change.outlets.extend(read_rows(Summary::ScopeDays, outlets, |row| row.1, outlet_row, faults)?);
        change.customers.extend(read_rows(
            Summary::CustomerDays,
            customers,
            |row| row.1,
            customer_row,
            faults,
        )?);
        change.items.extend(read_rows(Summary::ItemDays, items, |row| row.1, item_row, faults)?);
        scopes_load::list_rewritten(tx, day, &mut change).await?;
    }
    Ok(change)
}

/// The rows that can be read; where one cannot, that is a fault of its summary and day, and anything else that goes wrong is handed on.
pub(super) fn read_rows<C, R>(
    summary: Summary,
    rows: Vec<C>,
    day_of: fn(&C) -> i64,
    read: fn(C) -> Result<R, StoreError>,
    faults: &mut Vec<((Summary, i64), Fault)>,
) -> Result<Vec<R>, StoreError> {
    let mut readable = Vec::with_capacity(rows.len());
    for row in rows {
        let day = day_of(&row);
        match read(row) {
            Ok(row) => readable.push(row),
            Err(StoreError::Corrupt { table, column, id }) => {
                faults.push(((summary, day), Fault { table, column, id }));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(readable)
}

fn outlet_row((outlet, day, currency, orders, gross): OutletColumns) -> Result<OutletRow, StoreError> {
    let day = read_day("scope_days", day)?;
    let currency = read_currency("scope_days", &currency)?;
    let corrupt = |_| StoreError::Corrupt { table: "scope_days", column: "orders", id: outlet };
    let row = Row { day, key: (), count: orders.try_into().map_err(corrupt)?, amount: gross };
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
