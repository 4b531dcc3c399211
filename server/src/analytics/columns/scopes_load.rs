//! Reads days and hours of scopes into columns.

use sqlx::FromRow;

use super::load::{read_day, read_rows};
use super::scopes::{self, ScopeDayRow, ScopeHourRow};
use super::series::Row;
use super::state::{Change, Columns};
use crate::analytics::store::read_currency;
use crate::db::{StoreError, Tx, on_engine};
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

type HourColumns = (i64, i64, i64, String, i64, i64);

/// All rows there are. Errors: [`StoreError`]; so for the other.
pub(super) async fn load_all(tx: &mut Tx, columns: &mut Columns) -> Result<(), StoreError> {
    let days = on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, DayColumns>(include_str!("../sql/list_all_days_of_scopes.sql")).fetch_all(connection).await)?;
    let hours = on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, HourColumns>(include_str!("../sql/list_all_hours_of_scopes.sql")).fetch_all(connection).await)?;
    let change = read(days, hours)?;
    columns.apply(change);
    scopes::shrink(&mut columns.scopes);
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
        sqlx::query_as::<_, HourColumns>(include_str!("../sql/list_changed_hours_of_scopes.sql"))
            .bind(since)
            .bind(to)
            .fetch_all(connection)
            .await)?;
    read(days, hours)
}

fn read(days: Vec<DayColumns>, hours: Vec<HourColumns>) -> Result<Change, StoreError> {
    let mut change = Change::default();
    change.scope_days = read_rows(Summary::ScopeDays, days, day_row, &mut change.faults)?;
    change.scope_hours = read_rows(Summary::ScopeHours, hours, hour_row, &mut change.faults)?;
    Ok(change)
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

fn hour_row((scope, day, hour, currency, orders, gross): HourColumns) -> Result<ScopeHourRow, StoreError> {
    let table = "scope_hours";
    let corrupt = |column| StoreError::Corrupt { table, column, id: scope };
    let key = u8::try_from(hour).ok().filter(|hour| *hour < 24).ok_or_else(|| corrupt("hour"))?;
    let count = orders.try_into().map_err(|_| corrupt("orders"))?;
    let row = Row { day: read_day(table, day)?, key, count, amount: gross };
    Ok(ScopeHourRow { scope: ScopeId(scope), currency: read_currency(table, &currency)?, row })
}
