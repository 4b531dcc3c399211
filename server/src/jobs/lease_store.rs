//! Leases on jobs in the database.

use app::units::UnixMs;
use sqlx::FromRow;

use super::model::{Claimed, JobId, JobKind, Lease, WorkerId};
use super::schedule::ScheduleName;
use super::store::{corrupt, count};
use crate::db::{StoreError, Tx, on_engine};

/// A lease that has run out.
#[derive(Debug)]
pub struct StaleJob {
    pub id: JobId,
    pub kind: JobKind,
    /// Corrupt where nobody can hold what is kept.
    pub lease: Result<Lease, StoreError>,
}

#[derive(FromRow)]
struct ClaimedRow {
    id: i64,
    kind: String,
    schedule: Option<String>,
    payload: String,
    run_at: i64,
    attempts: i64,
    max_attempts: i64,
}

#[derive(FromRow)]
struct StaleRow {
    id: i64,
    kind: String,
    attempts: i64,
    max_attempts: i64,
    locked_by: Option<String>,
}

/// Takes leases until `until` on at most `limit` jobs of a kind that are due at `now`, the longest due first.
///
/// Jobs that another process is just claiming are stepped over.
pub async fn claim_jobs(
    tx: &mut Tx,
    kind: &JobKind,
    now: UnixMs,
    holder: &WorkerId,
    until: UnixMs,
    limit: usize,
) -> Result<Vec<Claimed>, StoreError> {
    let (limit, name) = (i64::try_from(limit).unwrap_or(i64::MAX), holder.to_string());
    let mut rows = on_engine!(tx, connection, sql = ("sql/claim_jobs.sqlite.sql", "sql/claim_jobs.postgres.sql") =>
        sqlx::query_as::<_, ClaimedRow>(sql)
            .bind(kind.as_str())
            .bind(now.0)
            .bind(&name)
            .bind(until.0)
            .bind(limit)
            .fetch_all(connection)
            .await)?;
    rows.sort_by_key(|row| (row.run_at, row.id));
    rows.into_iter().map(|row| row.into_claimed(holder)).collect()
}

/// Leases that have run out at `now`, the longest ago first.
pub async fn list_stale_jobs(tx: &mut Tx, now: UnixMs, limit: usize) -> Result<Vec<StaleJob>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, StaleRow>(include_str!("sql/list_stale_jobs.sql"))
            .bind(now.0)
            .bind(limit)
            .fetch_all(connection)
            .await)?;
    Ok(rows.into_iter().map(StaleRow::into_stale).collect())
}

/// Extends a lease, and tells whether it was still held.
pub async fn update_job_lease(tx: &mut Tx, lease: &Lease, until: UnixMs) -> Result<bool, StoreError> {
    let holder = lease.holder.to_string();
    let changed = on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_job_lease.sql"))
            .bind(lease.job.0)
            .bind(&holder)
            .bind(i64::from(lease.attempt))
            .bind(until.0)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Marks a job as done, and tells whether its lease was still held.
pub async fn update_job_as_done(tx: &mut Tx, lease: &Lease, at: UnixMs) -> Result<bool, StoreError> {
    let holder = lease.holder.to_string();
    let changed = on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_job_as_done.sql"))
            .bind(lease.job.0)
            .bind(&holder)
            .bind(i64::from(lease.attempt))
            .bind(at.0)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Gives a leased job back until `run_at`, with `more` attempts beyond those it had, and tells whether the lease was held.
pub async fn update_job_as_waiting(
    tx: &mut Tx,
    lease: &Lease,
    run_at: UnixMs,
    error: Option<&str>,
    more: u32,
) -> Result<bool, StoreError> {
    let holder = lease.holder.to_string();
    let changed = on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_job_as_waiting.sql"))
            .bind(lease.job.0)
            .bind(&holder)
            .bind(i64::from(lease.attempt))
            .bind(run_at.0)
            .bind(error)
            .bind(i64::from(more))
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Gives up a leased job, and tells whether its lease was still held.
pub async fn update_job_as_dead(
    tx: &mut Tx,
    lease: &Lease,
    at: UnixMs,
    error: &str,
) -> Result<bool, StoreError> {
    let holder = lease.holder.to_string();
    let changed = on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_job_as_dead.sql"))
            .bind(lease.job.0)
            .bind(&holder)
            .bind(i64::from(lease.attempt))
            .bind(at.0)
            .bind(error)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Gives up a job whose lease has run out at `now` and cannot be read, and tells whether it was still there.
pub async fn update_unreadable_job_as_dead(
    tx: &mut Tx,
    id: JobId,
    now: UnixMs,
    error: &str,
) -> Result<bool, StoreError> {
    let changed = on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_unreadable_job_as_dead.sql"))
            .bind(id.0)
            .bind(now.0)
            .bind(error)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// When the next lease runs out, of whatever kind.
pub async fn find_next_lease_end(tx: &mut Tx) -> Result<Option<UnixMs>, StoreError> {
    let at = on_engine!(tx, connection =>
        sqlx::query_scalar::<_, Option<i64>>(include_str!("sql/find_next_lease_end.sql"))
            .fetch_one(connection)
            .await)?;
    Ok(at.map(UnixMs))
}

impl ClaimedRow {
    fn into_claimed(self, holder: &WorkerId) -> Result<Claimed, StoreError> {
        let lease = Lease {
            job: JobId(self.id),
            holder: holder.clone(),
            attempt: count("attempts", self.attempts, self.id)?,
            max_attempts: count("max_attempts", self.max_attempts, self.id)?,
        };
        let schedule = self.schedule.map(ScheduleName::kept);
        Ok(Claimed { lease, kind: JobKind::kept(self.kind), schedule, payload: self.payload })
    }
}

impl StaleRow {
    fn into_stale(self) -> StaleJob {
        let lease = self.lease();
        StaleJob { id: JobId(self.id), kind: JobKind::kept(self.kind), lease }
    }

    fn lease(&self) -> Result<Lease, StoreError> {
        let holder = self.locked_by.as_deref().and_then(|holder| holder.parse().ok());
        Ok(Lease {
            job: JobId(self.id),
            holder: WorkerId(holder.ok_or_else(|| corrupt("locked_by", self.id))?),
            attempt: count("attempts", self.attempts, self.id)?,
            max_attempts: count("max_attempts", self.max_attempts, self.id)?,
        })
    }
}
