//! Jobs in the database.

use app::units::UnixMs;
use sqlx::FromRow;

use super::model::{JobId, JobKind, JobState, NewJob};
use super::schedule::ScheduleName;
use crate::db::{StoreError, Tx, on_engine};

/// A job as a person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedJob {
    pub id: JobId,
    pub kind: JobKind,
    pub schedule: Option<ScheduleName>,
    pub state: JobState,
    pub run_at: UnixMs,
    pub attempts: u32,
    pub max_attempts: u32,
    pub last_error: Option<String>,
    pub created_at: UnixMs,
    pub finished_at: Option<UnixMs>,
}

/// Jobs of one kind that wait, run, or were given up.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct JobCount {
    pub kind: String,
    pub waiting: i64,
    pub running: i64,
    pub dead: i64,
}

#[derive(FromRow)]
struct JobRow {
    id: i64,
    kind: String,
    schedule: Option<String>,
    state: String,
    run_at: i64,
    attempts: i64,
    max_attempts: i64,
    last_error: Option<String>,
    created_at: i64,
    finished_at: Option<i64>,
}

/// Adds a job, or nothing (`None`) where there is one with its dedupe key.
pub async fn insert_job(tx: &mut Tx, job: &NewJob, now: UnixMs) -> Result<Option<JobId>, StoreError> {
    let schedule = job.schedule.as_ref().map(ScheduleName::as_str);
    let id = on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/insert_job.sql"))
            .bind(job.kind.as_str())
            .bind(job.dedupe_key.as_deref())
            .bind(schedule)
            .bind(&job.payload)
            .bind(job.run_at.0)
            .bind(i64::from(job.max_attempts))
            .bind(now.0)
            .fetch_optional(connection)
            .await)?;
    Ok(id.map(JobId))
}

/// Cancels a job that waits or runs, and tells whether there was such a one.
pub async fn update_job_as_cancelled(tx: &mut Tx, id: JobId, at: UnixMs) -> Result<bool, StoreError> {
    let changed = on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_job_as_cancelled.sql"))
            .bind(id.0)
            .bind(at.0)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Lets a dead or cancelled job wait for `attempts` more, and tells whether there was such a one.
pub async fn update_job_as_retried(
    tx: &mut Tx,
    id: JobId,
    run_at: UnixMs,
    attempts: u32,
) -> Result<bool, StoreError> {
    let changed = on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_job_as_retried.sql"))
            .bind(id.0)
            .bind(run_at.0)
            .bind(i64::from(attempts))
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// When the next waiting job of a kind may run.
pub async fn find_next_run_at(tx: &mut Tx, kind: &JobKind) -> Result<Option<UnixMs>, StoreError> {
    let at = on_engine!(tx, connection =>
        sqlx::query_scalar::<_, Option<i64>>(include_str!("sql/find_next_run_at.sql"))
            .bind(kind.as_str())
            .fetch_one(connection)
            .await)?;
    Ok(at.map(UnixMs))
}

/// Where a job stands.
pub async fn find_job_state(tx: &mut Tx, id: JobId) -> Result<Option<JobState>, StoreError> {
    let state = on_engine!(tx, connection =>
        sqlx::query_scalar::<_, String>(include_str!("sql/find_job_state.sql"))
            .bind(id.0)
            .fetch_optional(connection)
            .await)?;
    state.map(|state| state.parse().map_err(|_| corrupt("state", id.0))).transpose()
}

/// Jobs of one state or of all, newest first, at most `limit`.
pub async fn list_jobs(
    tx: &mut Tx,
    state: Option<JobState>,
    limit: usize,
) -> Result<Vec<ListedJob>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let state = state.map_or("", JobState::as_str);
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, JobRow>(include_str!("sql/list_jobs.sql"))
            .bind(state)
            .bind(limit)
            .fetch_all(connection)
            .await)?;
    rows.into_iter().map(JobRow::into_listed).collect()
}

/// How many jobs of each kind are not over, or were given up. Reads those and no others.
pub async fn count_jobs(tx: &mut Tx) -> Result<Vec<JobCount>, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_as::<_, JobCount>(include_str!("sql/count_jobs.sql")).fetch_all(connection).await)
}

/// Deletes at most `limit` jobs that finished before `before`, with their runs, and tells how many.
pub async fn delete_finished_jobs(tx: &mut Tx, before: UnixMs, limit: usize) -> Result<u64, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/delete_finished_jobs.sql"))
            .bind(before.0)
            .bind(limit)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))
}

impl JobRow {
    fn into_listed(self) -> Result<ListedJob, StoreError> {
        Ok(ListedJob {
            id: JobId(self.id),
            kind: JobKind::kept(self.kind),
            schedule: self.schedule.map(ScheduleName::kept),
            state: self.state.parse().map_err(|_| corrupt("state", self.id))?,
            run_at: UnixMs(self.run_at),
            attempts: count("attempts", self.attempts, self.id)?,
            max_attempts: count("max_attempts", self.max_attempts, self.id)?,
            last_error: self.last_error,
            created_at: UnixMs(self.created_at),
            finished_at: self.finished_at.map(UnixMs),
        })
    }
}

pub(super) fn count(column: &'static str, kept: i64, id: i64) -> Result<u32, StoreError> {
    u32::try_from(kept).map_err(|_| corrupt(column, id))
}

pub(super) fn corrupt(column: &'static str, id: i64) -> StoreError {
    StoreError::Corrupt { table: "jobs", column, id }
}
