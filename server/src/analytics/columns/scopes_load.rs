//! Reads days and hours of scopes into columns.

use sqlx::FromRow;

use super::load::{KeyedColumns, read_day, read_pages, read_rows};
use super::scopes::{ScopeDayRow, ScopeHourRow};
use super::series::Row;
use super::state::{Change, Columns};
use crate::analytics::store::read_currency;
use crate::db::{Db, StoreError, Tx, on_engine};
use crate::organisation::ScopeId;
use crate::summaries::DaySums;
use crate::summaries::rebuild::Summary;

#[derive(FromRow)]
struct DayColumns {
    scope_id: i64,
    day: i64,
    currency: String,
    #[sqlx(flatten)]
    sums: DaySums,
}

/// All rows there are, a scope after the other, of hours `rows` at a time: its days are few. Errors: [`StoreError`]; so for the others.
pub(super) async fn load_all(db: &Db, rows: u32, columns: &mut Columns) -> Result<(), StoreError> {
    let mut tx = db.read().await?;
    let scopes = on_engine!(&mut tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("../sql/list_wide_scopes.sql")).fetch_all(connection).await)?;
    tx.rollback().await?;
    for scope in scopes {
        let mut tx = db.read().await?;
        let days = on_engine!(&mut tx, connection =>
            sqlx::query_as::<_, DayColumns>(include_str!("../sql/list_all_days_of_scopes.sql"))
                .bind(scope)
                .fetch_all(connection)
                .await)?;
        tx.rollback().await?;
        let mut change = Change::default();
        read(days, Vec::new(), &mut change)?;
        columns.apply(change);
        let hours = include_str!("../sql/list_all_hours_of_scopes.sql");
        read_pages(db, hours, scope, rows, |page| {
            let mut change = Change::default();
            read(Vec::new(), page, &mut change)?;
            columns.apply(change);
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// The rows of every scope and day that a fact after the event `since` up to `to` is of.
pub(super) async fn list_changes(tx: &mut Tx, since: i64, to: i64) -> Result<Change, StoreError> {
    let days = on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, DayColumns>(include_str!("../sql/list_changed_days_of_scopes.sql"))
            .bind(since)
            .bind(to)
            .fetch_all(connection)
            .await)?;
    let hours = on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, KeyedColumns>(include_str!("../sql/list_changed_hours_of_scopes.sql"))
            .bind(since)
            .bind(to)
            .fetch_all(connection)
            .await)?;
    let mut change = Change::default();
    read(days, hours, &mut change)?;
    Ok(change)
}

/// Adds all rows of `day` to `change`.
pub(super) async fn list_rewritten(tx: &mut Tx, day: i64, change: &mut Change) -> Result<(), StoreError> {
    let days = on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, DayColumns>(include_str!("../sql/list_rewritten_days_of_scopes.sql"))
            .bind(day)
            .fetch_all(connection)
            .await)?;
    let hours = on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, KeyedColumns>(include_str!("../sql/list_rewritten_hours_of_scopes.sql"))
            .bind(day)
            .fetch_all(connection)
            .await)?;
    read(days, hours, change)
}

fn read(days: Vec<DayColumns>, hours: Vec<KeyedColumns>, change: &mut Change) -> Result<(), StoreError> {
    let faults = &mut change.faults;
    change.scope_days.extend(read_rows(Summary::ScopeDays, days, |row| row.day, day_row, faults)?);
    change.scope_hours.extend(read_rows(Summary::ScopeHours, hours, |row| row.1, hour_row, faults)?);
    Ok(())
}

fn day_row(columns: DayColumns) -> Result<ScopeDayRow, StoreError> {
    let table = "scope_days";
    Ok(ScopeDayRow {
        scope: ScopeId(columns.scope_id),
        day: read_day(table, columns.day)?,
        currency: read_currency(table, &columns.currency)?,
        sums: columns.sums,
    })
}

fn hour_row((scope, day, hour, currency, orders, gross): KeyedColumns) -> Result<ScopeHourRow, StoreError> {
    let table = "scope_hours";
    let corrupt = |column| StoreError::Corrupt { table, column, id: scope };
    let key = u8::try_from(hour).ok().filter(|hour| *hour < 24).ok_or_else(|| corrupt("hour"))?;
    let count = orders.try_into().map_err(|_| corrupt("orders"))?;
    let row = Row { day: read_day(table, day)?, key, count, amount: gross };
    Ok(ScopeHourRow { scope: ScopeId(scope), currency: read_currency(table, &currency)?, row })
}
