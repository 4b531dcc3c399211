//! Leases on jobs in the database.

use app::units::UnixMs;
use sqlx::FromRow;

use super::model::{Claimed, JobId, JobKind, Lease, WorkerId};
use super::schedule::ScheduleName;
use super::store::{corrupt, count};
use crate::db::{StoreError, Tx, on_engine};

/// What became of a claim.
#[derive(Debug, Default)]
pub struct Claims {
    pub claimed: Vec<Claimed>,
    /// Jobs whose rows cannot be read. Their leases are taken, so that nobody else looks at them meanwhile.
    pub unreadable: Vec<(JobId, StoreError)>,
}

/// A lease that has run out.
#[derive(Debug)]
pub struct StaleJob {
    pub id: JobId,
    pub kind: JobKind,
    /// Corrupt where nobody can hold what is kept.
    pub lease: Result<Lease, StoreError>,
}

/// What can be read of every row: SQLite keeps any text in most columns of numbers, but not in this.
#[derive(FromRow)]
struct IdRow {
    id: i64,
}

type Read<Row> = (IdRow, Result<Row, sqlx::Error>);

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
) -> Result<Claims, StoreError> {
    let (limit, name) = (i64::try_from(limit).unwrap_or(i64::MAX), holder.to_string());
    let rows = on_engine!(tx, connection, sql = ("sql/claim_jobs.sqlite.sql", "sql/claim_jobs.postgres.sql") =>
    sqlx::query(sql)
        .bind(kind.as_str())
        .bind(now.0)
        .bind(&name)
        .bind(until.0)
        .bind(limit)
        .fetch_all(connection)
        .await
        .and_then(|rows| {
            let read = rows.iter().map(|row| Ok((IdRow::from_row(row)?, ClaimedRow::from_row(row))));
            read.collect::<Result<Vec<Read<ClaimedRow>>, sqlx::Error>>()
        }))?;
    let mut claims = Claims::default();
    let mut due = Vec::new();
    for (IdRow { id }, row) in rows {
        match row.map_err(StoreError::from).and_then(|row| Ok((row.run_at, row.into_claimed(holder)?))) {
            Ok((run_at, claimed)) => due.push((run_at, id, claimed)),
            Err(error) => claims.unreadable.push((JobId(id), error)),
        }
    }
    due.sort_by_key(|(run_at, id, _)| (*run_at, *id));
    claims.claimed = due.into_iter().map(|(_, _, claimed)| claimed).collect();
    Ok(claims)
}

/// Leases that have run out at `now`, the longest ago first.
pub async fn list_stale_jobs(tx: &mut Tx, now: UnixMs, limit: usize) -> Result<Vec<StaleJob>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = on_engine!(tx, connection =>
    sqlx::query(include_str!("sql/list_stale_jobs.sql"))
        .bind(now.0)
        .bind(limit)
        .fetch_all(connection)
        .await
        .and_then(|rows| {
            let read = rows.iter().map(|row| Ok((IdRow::from_row(row)?, StaleRow::from_row(row))));
            read.collect::<Result<Vec<Read<StaleRow>>, sqlx::Error>>()
        }))?;
    let stale = |(IdRow { id }, row): Read<StaleRow>| match row {
        Ok(row) => row.into_stale(),
        Err(error) => StaleJob { id: JobId(id), kind: JobKind::new("unknown"), lease: Err(error.into()) },
    };
    Ok(rows.into_iter().map(stale).collect())
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

/// Gives up a job that was claimed in this transaction and cannot be read.
pub async fn update_unclaimable_job_as_dead(
    tx: &mut Tx,
    id: JobId,
    at: UnixMs,
    error: &str,
) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_unclaimable_job_as_dead.sql"))
            .bind(id.0)
            .bind(at.0)
            .bind(error)
            .execute(connection)
            .await
            .map(drop))
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
