//! Work that is done after the transaction that asked for it, now or by the clock.
//!
//! [`enqueue`] adds a job inside the caller's transaction: it is kept if and only if the caller's facts are. A [`Worker`]
//! claims due jobs by a lease, which it extends while the job's [`Handler`] works. A lease that runs out is another's to
//! take, so a job is attempted *at least once*: a handler must bear being run again, and may tell a repeat by the job's
//! id, which never changes. What is recorded as done was done once: an attempt whose lease is lost cannot be recorded.
//! Schedules are rows too; of many processes exactly one moves `next_at` on and enqueues the due time's job.
//!
//! The invariant a newcomer would break: every change of a claimed job names its [`Lease`], and looks at what it changed.

pub mod at_work;
pub mod backoff;
pub mod fire;
pub mod lease;
pub mod lease_store;
pub mod model;
pub mod registry;
pub mod run;
pub mod run_store;
pub mod schedule;
pub mod schedule_store;
pub mod steer;
pub mod store;
pub mod worker;

use app::units::UnixMs;

use crate::db::{StoreError, Tx};

pub use lease::LeaseLost;
pub use model::{Claimed, JobId, JobKind, JobState, Lease, NewJob, RunState, WorkerId};
pub use registry::{Handler, Registry};
pub use run::Run;
pub use schedule::{Misfire, NewSchedule, ScheduleName, Timetable};
pub use worker::{Jobs, Worker};

/// Adds a job in the caller's transaction, or nothing where there is one with its dedupe key already, finished or not.
///
/// `now`: when it was asked for. A running worker of another process finds it within seconds of the commit; one of this
/// process sooner if it is told by [`Jobs::wake`] after the commit.
/// Errors: [`StoreError::Engine`].
pub async fn enqueue(tx: &mut Tx, job: &NewJob, now: UnixMs) -> Result<Option<JobId>, StoreError> {
    store::insert_job(tx, job, now).await
}
