//! Every attempt at a job in the database.

use app::units::UnixMs;
use sqlx::FromRow;

use super::model::{JobId, JobKind, Lease, RunState};
use crate::db::{StoreError, Tx, on_engine};

/// One attempt as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRun {
    pub job: JobId,
    /// Counts from 1.
    pub attempt: u32,
    pub state: RunState,
    pub started_at: UnixMs,
    pub finished_at: Option<UnixMs>,
    pub error: Option<String>,
    /// How far it has come, then what it did; for people.
    pub summary: Option<String>,
}

#[derive(FromRow)]
struct RunRow {
    id: i64,
    job_id: i64,
    attempt: i64,
    state: String,
    started_at: i64,
    finished_at: Option<i64>,
    error: Option<String>,
    summary: Option<String>,
}

#[derive(FromRow)]
struct RecentRow {
    kind: String,
    #[sqlx(flatten)]
    run: RunRow,
}

/// Begins the run of an attempt.
pub async fn insert_run(tx: &mut Tx, lease: &Lease, at: UnixMs) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/insert_run.sql"))
            .bind(lease.job.0)
            .bind(i64::from(lease.attempt))
            .bind(at.0)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(())
}

/// Ends the run of an attempt. `summary`: replaces what was said of its progress, if given.
pub async fn update_run_as_ended(
    tx: &mut Tx,
    lease: &Lease,
    state: RunState,
    at: UnixMs,
    error: Option<&str>,
    summary: Option<&str>,
) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_run_as_ended.sql"))
            .bind(lease.job.0)
            .bind(i64::from(lease.attempt))
            .bind(state.as_str())
            .bind(at.0)
            .bind(error)
            .bind(summary)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(())
}

/// Says how far a run has come.
pub async fn update_run_progress(tx: &mut Tx, lease: &Lease, summary: &str) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_run_progress.sql"))
            .bind(lease.job.0)
            .bind(i64::from(lease.attempt))
            .bind(summary)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(())
}

/// Ends the run of a job that goes on, if one does, whoever holds its lease.
pub async fn update_runs_of_job(
    tx: &mut Tx,
    job: JobId,
    state: RunState,
    at: UnixMs,
    error: Option<&str>,
) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_runs_of_job.sql"))
            .bind(job.0)
            .bind(state.as_str())
            .bind(at.0)
            .bind(error)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(())
}

/// All runs of a job, the first first.
pub async fn list_runs(tx: &mut Tx, job: JobId) -> Result<Vec<ListedRun>, StoreError> {
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, RunRow>(include_str!("sql/list_runs.sql")).bind(job.0).fetch_all(connection).await)?;
    rows.into_iter().map(RunRow::into_listed).collect()
}

/// The newest runs of all jobs first, with the jobs' kinds, at most `limit`.
pub async fn list_recent_runs(tx: &mut Tx, limit: usize) -> Result<Vec<(JobKind, ListedRun)>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, RecentRow>(include_str!("sql/list_recent_runs.sql")).bind(limit).fetch_all(connection).await)?;
    rows.into_iter().map(|RecentRow { kind, run }| Ok((JobKind::kept(kind), run.into_listed()?))).collect()
}

impl RunRow {
    fn into_listed(self) -> Result<ListedRun, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "runs", column, id: self.id };
        let state = RunState::ALL.into_iter().find(|state| state.as_str() == self.state);
        Ok(ListedRun {
            job: JobId(self.job_id),
            attempt: u32::try_from(self.attempt).map_err(|_| corrupt("attempt"))?,
            state: state.ok_or_else(|| corrupt("state"))?,
            started_at: UnixMs(self.started_at),
            finished_at: self.finished_at.map(UnixMs),
            error: self.error,
            summary: self.summary,
        })
    }
}
