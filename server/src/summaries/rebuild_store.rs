//! Rebuilds that people have asked for, in the database.

use app::units::{Day, UnixMs};

use super::check_store::read_day;
use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::OutletId;

/// What somebody has asked to be rebuilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub from: Day,
    pub to: Day,
    /// Only the days on which it has a fact or a row.
    pub outlet: Option<OutletId>,
    /// Nothing is written but how far it has come.
    pub is_dry_run: bool,
}

/// How far a rebuild has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub days_total: i64,
    pub days_done: i64,
    /// Days on which rows differed.
    pub days_changed: i64,
    /// Rows that differed.
    pub rows_changed: i64,
}

/// A rebuild as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRebuild {
    pub from: Day,
    pub to: Day,
    pub is_dry_run: bool,
    pub started_at: UnixMs,
    /// Its last sign of life.
    pub told_at: UnixMs,
    /// `None` while it runs, and where it was ended early.
    pub finished_at: Option<UnixMs>,
    pub days_total: i64,
    pub days_done: i64,
    pub rows_changed: i64,
}

#[derive(sqlx::FromRow)]
struct RebuildColumns {
    from_day: i64,
    to_day: i64,
    is_dry_run: bool,
    started_at: i64,
    told_at: i64,
    finished_at: Option<i64>,
    days_total: i64,
    days_done: i64,
    rows_changed: i64,
}

/// Begins a rebuild of so many days, and returns its id.
pub async fn insert_rebuild(
    tx: &mut Tx,
    asked: &Asked,
    days_total: i64,
    now: UnixMs,
) -> Result<i64, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_scalar(include_str!("sql/insert_rebuild.sql"))
            .bind(i64::from(asked.from.0))
            .bind(i64::from(asked.to.0))
            .bind(asked.outlet.map(|outlet| outlet.0))
            .bind(asked.is_dry_run)
            .bind(now.0)
            .bind(days_total)
            .fetch_one(connection)
            .await)
}

/// Says how far a rebuild has come. `finished_at`: given at its end.
pub async fn update_rebuild(
    tx: &mut Tx,
    id: i64,
    progress: &Progress,
    now: UnixMs,
    finished_at: Option<UnixMs>,
) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_rebuild.sql"))
            .bind(id)
            .bind(progress.days_done)
            .bind(progress.days_changed)
            .bind(progress.rows_changed)
            .bind(now.0)
            .bind(finished_at.map(|at| at.0))
            .execute(connection)
            .await
            .map(drop))
}

/// Deletes at most `limit` rebuilds whose last sign of life was before `before`, and tells how many.
pub async fn delete_old_rebuilds(tx: &mut Tx, before: UnixMs, limit: usize) -> Result<u64, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/delete_old_rebuilds.sql"))
            .bind(before.0)
            .bind(limit)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))
}

/// The newest rebuilds first, at most `limit`.
pub async fn list_rebuilds(tx: &mut Tx, limit: usize) -> Result<Vec<KeptRebuild>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, RebuildColumns>(include_str!("sql/list_rebuilds.sql")).bind(limit).fetch_all(connection).await)?;
    rows.into_iter().map(RebuildColumns::into_kept).collect()
}

/// The days from `from` to `to` on which an outlet has a fact or a row, oldest first.
pub async fn list_outlet_days(
    tx: &mut Tx,
    outlet: OutletId,
    from: Day,
    to: Day,
) -> Result<Vec<Day>, StoreError> {
    let days = on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/list_outlet_days.sql"))
            .bind(outlet.0)
            .bind(i64::from(from.0))
            .bind(i64::from(to.0))
            .fetch_all(connection)
            .await)?;
    days.into_iter().map(|day| read_day("sales", day)).collect()
}

impl RebuildColumns {
    fn into_kept(self) -> Result<KeptRebuild, StoreError> {
        Ok(KeptRebuild {
            from: read_day("rebuilds", self.from_day)?,
            to: read_day("rebuilds", self.to_day)?,
            is_dry_run: self.is_dry_run,
            started_at: UnixMs(self.started_at),
            told_at: UnixMs(self.told_at),
            finished_at: self.finished_at.map(UnixMs),
            days_total: self.days_total,
            days_done: self.days_done,
            rows_changed: self.rows_changed,
        })
    }
}
