//! Claims a job, holds it, and records what became of it.
//!
//! Every step names the lease it acts under, and is refused where that is another's by now or the job was cancelled.

use app::units::UnixMs;

use super::at_work::AtWork;
use super::lease_store::StaleJob;
use super::model::{Claimed, JobKind, Lease, RunState, WorkerId};
use super::{backoff, lease_store, run_store};
use crate::db::{Db, StoreError, Tx, Urgency};
use crate::entropy::Entropy;

/// How long a lease lasts beyond the last sign of life of its holder.
pub const LEASE_MS: i64 = 60_000;
/// Leases of the dead that are taken back in one transaction.
const STALE_AT_ONCE: usize = 50;
/// What is kept of an error, in characters.
const LONGEST_ERROR: usize = 1_000;

/// Why an outcome was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum LeaseError {
    #[error(transparent)]
    Lost(#[from] LeaseLost),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The job is another's by now, or was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the lease on the job is lost")]
pub struct LeaseLost;

/// Takes leases on at most `limit` due jobs of a kind, and begins their runs.
///
/// Errors: [`StoreError::Engine`]. A job whose row cannot be read is logged and given up, since nobody can do it.
pub async fn claim(
    db: &Db,
    kind: &JobKind,
    holder: &WorkerId,
    now: UnixMs,
    limit: usize,
) -> Result<Vec<Claimed>, StoreError> {
    let until = UnixMs(now.0 + LEASE_MS);
    let mut tx = db.write(Urgency::Background).await?;
    let mut claimed = Vec::new();
    loop {
        let room = limit - claimed.len();
        let claims = lease_store::claim_jobs(&mut tx, kind, now, holder, until, room).await?;
        claimed.extend(claims.claimed);
        for (job, error) in &claims.unreadable {
            let why = shortened(&match std::error::Error::source(error) {
                Some(source) => format!("it cannot be read: {source}"),
                None => error.to_string(),
            });
            tracing::error!(job.id = job.0, job.kind = %kind, why, "a job is given up");
            lease_store::update_unclaimable_job_as_dead(&mut tx, *job, now, &why).await?;
        }
        // Others wait behind those that were given up.
        if claims.unreadable.is_empty() {
            break;
        }
    }
    for job in &claimed {
        run_store::insert_run(&mut tx, &job.lease, now).await?;
    }
    tx.commit().await?;
    Ok(claimed)
}

/// Gives a sign of life, with what is to be said of the progress.
///
/// Errors: [`LeaseError`]; after `Lost` the holder must stop.
pub async fn extend(db: &Db, lease: &Lease, progress: Option<&str>, now: UnixMs) -> Result<(), LeaseError> {
    let mut tx = db.write(Urgency::Background).await?;
    held(lease_store::update_job_lease(&mut tx, lease, UnixMs(now.0 + LEASE_MS)).await?)?;
    if let Some(progress) = progress {
        run_store::update_run_progress(&mut tx, lease, progress).await?;
    }
    Ok(tx.commit().await?)
}

/// Records that the job is done. `summary`: what was done, for people.
///
/// Errors: [`LeaseError`].
pub async fn complete(db: &Db, lease: &Lease, summary: &str, now: UnixMs) -> Result<(), LeaseError> {
    let mut tx = db.write(Urgency::Background).await?;
    held(lease_store::update_job_as_done(&mut tx, lease, now).await?)?;
    run_store::update_run_as_ended(&mut tx, lease, RunState::Done, now, None, Some(summary)).await?;
    Ok(tx.commit().await?)
}

/// Records that an attempt failed: the job waits for the next, or is dead if that was the last.
///
/// Errors: [`LeaseError`].
pub async fn fail(
    db: &Db,
    lease: &Lease,
    error: &str,
    now: UnixMs,
    entropy: &Entropy,
) -> Result<(), LeaseError> {
    let mut tx = db.write(Urgency::Background).await?;
    end_attempt(&mut tx, lease, RunState::Failed, error, now, entropy).await?;
    Ok(tx.commit().await?)
}

/// Gives a job back at once because its holder stops. The attempt does not count against it.
///
/// Errors: [`LeaseError`].
pub async fn give_back(db: &Db, lease: &Lease, now: UnixMs) -> Result<(), LeaseError> {
    let mut tx = db.write(Urgency::Background).await?;
    held(lease_store::update_job_as_waiting(&mut tx, lease, now, None, 1).await?)?;
    let why = Some("the server stopped");
    run_store::update_run_as_ended(&mut tx, lease, RunState::Lost, now, why, None).await?;
    Ok(tx.commit().await?)
}

/// Takes back leases that have run out, and tells how many. Their attempts count as failed, so that a job which takes its
/// process down with it is dead one day. Attempts in `at_work` go on: a machine that slept makes its own leases old.
///
/// Errors: [`StoreError::Engine`]. A lease that cannot be read is logged and its job given up, since nobody can hold it.
pub async fn reclaim(db: &Db, now: UnixMs, entropy: &Entropy, at_work: &AtWork) -> Result<usize, StoreError> {
    let mut tx = db.write(Urgency::Background).await?;
    let mut reclaimed = 0;
    for stale in lease_store::list_stale_jobs(&mut tx, now, STALE_AT_ONCE + at_work.count()).await? {
        let is_taken = match &stale.lease {
            Ok(lease) if at_work.holds(lease) => continue,
            Ok(lease) => take_back(&mut tx, lease, now, entropy).await?,
            Err(error) => give_up(&mut tx, &stale, error, now).await?,
        };
        if is_taken {
            tracing::warn!(job.id = stale.id.0, job.kind = %stale.kind, "a lease ran out");
            reclaimed += 1;
        }
    }
    tx.commit().await?;
    Ok(reclaimed)
}

/// False where its holder is alive after all, or another process was faster.
async fn take_back(tx: &mut Tx, lease: &Lease, now: UnixMs, entropy: &Entropy) -> Result<bool, StoreError> {
    let why = "whoever ran it gave no sign of life";
    match end_attempt(tx, lease, RunState::Lost, why, now, entropy).await {
        Ok(()) => Ok(true),
        Err(LeaseError::Lost(LeaseLost)) => Ok(false),
        Err(LeaseError::Store(error)) => Err(error),
    }
}

async fn give_up(tx: &mut Tx, stale: &StaleJob, error: &StoreError, now: UnixMs) -> Result<bool, StoreError> {
    tracing::error!(%error, job.id = stale.id.0, job.kind = %stale.kind, "a lease cannot be read");
    let why = "its lease could not be read";
    if !lease_store::update_unreadable_job_as_dead(tx, stale.id, now, why).await? {
        return Ok(false);
    }
    run_store::update_runs_of_job(tx, stale.id, RunState::Lost, now, Some(why)).await?;
    Ok(true)
}

async fn end_attempt(
    tx: &mut Tx,
    lease: &Lease,
    state: RunState,
    error: &str,
    now: UnixMs,
    entropy: &Entropy,
) -> Result<(), LeaseError> {
    let error = shortened(error);
    let is_held = if lease.is_last() {
        lease_store::update_job_as_dead(tx, lease, now, &error).await?
    } else {
        let run_at = UnixMs(now.0 + backoff::pause_ms(lease.attempt, entropy));
        lease_store::update_job_as_waiting(tx, lease, run_at, Some(&error), 0).await?
    };
    held(is_held)?;
    Ok(run_store::update_run_as_ended(tx, lease, state, now, Some(&error), None).await?)
}

/// As it can be kept.
fn shortened(error: &str) -> String {
    error.chars().filter(|&one| one != '\0').take(LONGEST_ERROR).collect()
}

fn held(is_held: bool) -> Result<(), LeaseLost> {
    if is_held { Ok(()) } else { Err(LeaseLost) }
}
