//! Which days were found equal to the ledger, and which were not, in the database.

use app::units::{Day, UnixMs};
use sqlx::FromRow;

use super::compare::Drift;
use crate::db::{StoreError, Tx, on_engine};

/// The last time a day was found equal to the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCheck {
    pub day: Day,
    pub verified_at: UnixMs,
    /// When it was last healed.
    pub healed_at: Option<UnixMs>,
}

/// A drift as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDrift {
    pub day: Day,
    pub at: UnixMs,
    pub summary: String,
    pub currency: String,
    pub differing: i64,
    /// Minor units.
    pub gross_off: i64,
    pub healed_at: Option<UnixMs>,
}

/// What all checks come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckSums {
    pub days: i64,
    /// Rows.
    pub compared: i64,
    pub oldest_at: Option<UnixMs>,
    pub newest_at: Option<UnixMs>,
}

#[derive(FromRow)]
struct DriftColumns {
    day: i64,
    at: i64,
    summary: String,
    currency: String,
    differing: i64,
    gross_off: i64,
    healed_at: Option<i64>,
}

/// Writes that a day was found equal, with `compared` rows, in a state not older than `verified_at`.
pub async fn upsert_day_check(
    tx: &mut Tx,
    day: Day,
    verified_at: UnixMs,
    compared: i64,
) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/upsert_day_check.sql"))
            .bind(i64::from(day.0))
            .bind(verified_at.0)
            .bind(compared)
            .execute(connection)
            .await
            .map(drop))
}

/// Takes back that a day was ever found equal: it is not.
pub async fn delete_day_check(tx: &mut Tx, day: Day) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/delete_day_check.sql"))
            .bind(i64::from(day.0))
            .execute(connection)
            .await
            .map(drop))
}

/// Differences that were not put right yet.
pub async fn count_open_drifts(tx: &mut Tx) -> Result<i64, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/count_open_drifts.sql")).fetch_one(connection).await)
}

/// All days that were ever found equal, newest first: as many as there are days. A row that cannot be read says of no day that it was.
pub async fn list_day_checks(tx: &mut Tx) -> Result<Vec<DayCheck>, StoreError> {
    type Columns = (i64, i64, Option<i64>);
    let rows: Vec<Columns> = on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/list_day_checks.sql"))
            .fetch_all(connection)
            .await
            .map(|rows| rows.iter().filter_map(|row| Columns::from_row(row).ok()).collect::<Vec<_>>()))?;
    let check = |(day, verified_at, healed_at): Columns| {
        let day = read_day("day_checks", day)?;
        Ok(DayCheck { day, verified_at: UnixMs(verified_at), healed_at: healed_at.map(UnixMs) })
    };
    rows.into_iter().map(check).collect()
}

/// The first and the last day of which there is a fact or a row. Reads the ends of indexes, for each scope. What is no day is no end.
pub async fn find_day_bounds(tx: &mut Tx) -> Result<Option<(Day, Day)>, StoreError> {
    let (first, last): (Option<i64>, Option<i64>) = on_engine!(tx, connection =>
        sqlx::query_as(include_str!("sql/find_day_bounds.sql")).fetch_one(connection).await)?;
    let Some((first, last)) = first.zip(last) else { return Ok(None) };
    Ok(Some((read_day("sales", first)?, read_day("sales", last)?)))
}

/// Keeps what was found to differ.
pub async fn insert_drift(tx: &mut Tx, day: Day, at: UnixMs, drift: &Drift) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/insert_drift.sql"))
            .bind(i64::from(day.0))
            .bind(at.0)
            .bind(drift.summary.name())
            .bind(&drift.currency)
            .bind(drift.differing)
            .bind(drift.gross_off)
            .execute(connection)
            .await
            .map(drop))
}

/// Keeps that something of `table` cannot be read on a day, unless that is told already and still open.
pub async fn insert_problem(tx: &mut Tx, day: Day, at: UnixMs, table: &str) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/insert_problem.sql"))
            .bind(i64::from(day.0))
            .bind(at.0)
            .bind(table)
            .execute(connection)
            .await
            .map(drop))
}

/// Marks what differed on a day as healed.
pub async fn update_drifts_as_healed(tx: &mut Tx, day: Day, at: UnixMs) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_drifts_as_healed.sql"))
            .bind(i64::from(day.0))
            .bind(at.0)
            .execute(connection)
            .await
            .map(drop))
}

/// Deletes at most `limit` differences that were found before `before` and healed, and tells how many. One that is open stays told.
pub async fn delete_old_drifts(tx: &mut Tx, before: UnixMs, limit: usize) -> Result<u64, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/delete_old_drifts.sql"))
            .bind(before.0)
            .bind(limit)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))
}

/// What was found to differ, the newest first, at most `limit`.
pub async fn list_drifts(tx: &mut Tx, limit: usize) -> Result<Vec<KeptDrift>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, DriftColumns>(include_str!("sql/list_drifts.sql")).bind(limit).fetch_all(connection).await)?;
    rows.into_iter().map(DriftColumns::into_kept).collect()
}

/// Adds up all checks.
pub async fn sum_day_checks(tx: &mut Tx) -> Result<CheckSums, StoreError> {
    let (days, compared, oldest, newest): (i64, i64, Option<i64>, Option<i64>) = on_engine!(tx, connection =>
        sqlx::query_as(include_str!("sql/sum_day_checks.sql")).fetch_one(connection).await)?;
    Ok(CheckSums { days, compared, oldest_at: oldest.map(UnixMs), newest_at: newest.map(UnixMs) })
}

impl DriftColumns {
    fn into_kept(self) -> Result<KeptDrift, StoreError> {
        Ok(KeptDrift {
            day: read_day("drifts", self.day)?,
            at: UnixMs(self.at),
            summary: self.summary,
            currency: self.currency,
            differing: self.differing,
            gross_off: self.gross_off,
            healed_at: self.healed_at.map(UnixMs),
        })
    }
}

pub(super) fn read_day(table: &'static str, day: i64) -> Result<Day, StoreError> {
    i32::try_from(day).map(Day).map_err(|_| StoreError::Corrupt { table, column: "day", id: day })
}
