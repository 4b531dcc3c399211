//! Schedules in the database.

use app::units::UnixMs;
use sqlx::FromRow;

use super::model::JobKind;
use super::schedule::{NewSchedule, ScheduleName};
use crate::db::{StoreError, Tx, on_engine};

/// A schedule as it is kept. Its timetable is read when it is fired: another version of the program may have written it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSchedule {
    pub name: ScheduleName,
    pub kind: JobKind,
    pub payload: String,
    pub cron: String,
    pub time_zone: String,
    pub misfire: String,
    /// `None`: never again.
    pub next_at: Option<UnixMs>,
}

#[derive(FromRow)]
struct ScheduleRow {
    name: String,
    kind: String,
    payload: String,
    cron: String,
    time_zone: String,
    misfire: String,
    next_at: Option<i64>,
}

/// All schedules, by name. There are few.
pub async fn list_schedules(tx: &mut Tx) -> Result<Vec<KeptSchedule>, StoreError> {
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, ScheduleRow>(include_str!("sql/list_schedules.sql")).fetch_all(connection).await)?;
    Ok(rows.into_iter().map(KeptSchedule::from).collect())
}

/// Adds a schedule that is not there yet. Where another process was faster, nothing happens.
pub async fn insert_schedule(
    tx: &mut Tx,
    schedule: &NewSchedule,
    next_at: Option<UnixMs>,
) -> Result<(), StoreError> {
    write(tx, include_str!("sql/insert_schedule.sql"), schedule, next_at).await
}

/// Changes all of a schedule but its name.
pub async fn update_schedule(
    tx: &mut Tx,
    schedule: &NewSchedule,
    next_at: Option<UnixMs>,
) -> Result<(), StoreError> {
    write(tx, include_str!("sql/update_schedule.sql"), schedule, next_at).await
}

/// Moves a schedule on from one due time to the next, and tells whether it still stood at the first.
pub async fn update_next_at(
    tx: &mut Tx,
    name: &ScheduleName,
    from: UnixMs,
    to: Option<UnixMs>,
) -> Result<bool, StoreError> {
    let moved = on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_next_at.sql"))
            .bind(name.as_str())
            .bind(from.0)
            .bind(to.map(|at| at.0))
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(moved > 0)
}

async fn write(
    tx: &mut Tx,
    sql: &'static str,
    schedule: &NewSchedule,
    next_at: Option<UnixMs>,
) -> Result<(), StoreError> {
    let time_zone = schedule.timetable.time_zone().name();
    on_engine!(tx, connection =>
        sqlx::query(sql)
            .bind(schedule.name.as_str())
            .bind(schedule.kind.as_str())
            .bind(&schedule.payload)
            .bind(schedule.timetable.cron())
            .bind(time_zone)
            .bind(schedule.misfire.as_str())
            .bind(next_at.map(|at| at.0))
            .execute(connection)
            .await
            .map(drop))
}

impl From<ScheduleRow> for KeptSchedule {
    fn from(row: ScheduleRow) -> Self {
        Self {
            name: ScheduleName::kept(row.name),
            kind: JobKind::kept(row.kind),
            payload: row.payload,
            cron: row.cron,
            time_zone: row.time_zone,
            misfire: row.misfire,
            next_at: row.next_at.map(UnixMs),
        }
    }
}
