//! One attempt at a job: the handler beside the heartbeat, and the record of how it ended.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, anyhow};
use app::units::UnixMs;
use futures::FutureExt;
use serde::de::DeserializeOwned;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::at_work::AtWork;
use super::lease::{self, LeaseError, LeaseLost};
use super::model::{Claimed, JobId, Lease};
use super::registry::Handler;
use super::schedule::ScheduleName;
use crate::clock::Clock;
use crate::db::Db;
use crate::entropy::Entropy;

/// Between two signs of life: a lease bears that one of them comes late.
const HEARTBEAT_MS: i64 = lease::LEASE_MS / 3;
/// How often it is seen whether the next is due. By the clock, since a machine that slept counts no pause, and after one that
/// failed the next is due at once.
const HEARTBEAT_LOOK: Duration = Duration::from_secs(1);
/// Before the record of an outcome is tried again, while the database is away.
const RECORD_PAUSES: [Duration; 3] =
    [Duration::from_secs(1), Duration::from_secs(4), Duration::from_secs(15)];

/// What a handler is told of the attempt it makes.
#[derive(Clone, Debug)]
pub struct Run {
    /// The same for every attempt at the job: receivers can drop repeats by it.
    pub id: JobId,
    /// Counts from 1.
    pub attempt: u32,
    pub schedule: Option<ScheduleName>,
    /// JSON, as it was enqueued.
    pub payload: String,
    progress: Progress,
}

/// What a run has last said of itself and nobody has written down yet.
type Progress = Arc<Mutex<Option<String>>>;

impl Run {
    /// Says how far the run has come, for people. It is written down with the next sign of life.
    pub fn report(&self, progress: impl Into<String>) {
        *lock(&self.progress) = Some(progress.into());
    }

    /// The payload as a value.
    ///
    /// Errors: when it is no JSON of that shape.
    pub fn read_payload<T: DeserializeOwned>(&self) -> anyhow::Result<T> {
        serde_json::from_str(&self.payload).context("the payload cannot be read")
    }
}

/// What an attempt needs besides its job.
#[derive(Clone)]
pub(super) struct Bench {
    pub(super) db: Db,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) entropy: Arc<Entropy>,
    pub(super) at_work: AtWork,
    /// Ends attempts, which are given back.
    pub(super) stop: CancellationToken,
}

enum Ended {
    ByItself(anyhow::Result<String>),
    LeaseLost,
    Stopped,
}

impl Bench {
    pub(super) fn now(&self) -> UnixMs {
        UnixMs(self.clock.now_ms())
    }

    /// Makes an attempt and records how it ended. Cancelled on the way, it leaves a lease that runs out.
    pub(super) async fn attempt(self, job: Claimed, handler: Arc<dyn Handler>) {
        let Claimed { lease, kind, schedule, payload } = job;
        let progress = Progress::default();
        let run =
            Run { id: lease.job, attempt: lease.attempt, schedule, payload, progress: Arc::clone(&progress) };
        // What a handler shares with others it guards itself, so a panic is its attempt's failure and nobody else's.
        let working = AssertUnwindSafe(async { handler.run(run).await }).catch_unwind();
        // In a task of its own, so that a handler that keeps its thread busy keeps its lease. It ends with this value.
        let mut heart = JoinSet::new();
        heart.spawn(self.clone().hold(lease.clone(), progress));
        // What a task spawned last waits for its thread and no other: its turn comes before the handler's.
        tokio::task::yield_now().await;
        let ended = tokio::select! {
            outcome = working => Ended::ByItself(outcome.unwrap_or_else(|_| Err(anyhow!("the handler panicked")))),
            _ = heart.join_next() => Ended::LeaseLost,
            () = self.stop.cancelled() => Ended::Stopped,
        };
        drop(heart);
        if let Ended::ByItself(Err(error)) = &ended {
            let is_last = lease.is_last();
            tracing::warn!(job.id = lease.job.0, job.kind = %kind, is_last, "an attempt failed: {error:#}");
        }
        match self.record_patiently(&lease, &ended).await {
            Ok(()) => {}
            Err(LeaseError::Lost(LeaseLost)) => {
                tracing::warn!(job.id = lease.job.0, job.kind = %kind, "the job was cancelled or taken by another");
            }
            Err(LeaseError::Store(error)) => {
                tracing::error!(%error, job.id = lease.job.0, job.kind = %kind, "an outcome cannot be recorded: the job will run again");
            }
        }
    }

    /// Gives signs of life, and returns when the lease is lost.
    async fn hold(self, lease: Lease, progress: Progress) {
        let mut last = self.now();
        loop {
            tokio::time::sleep(HEARTBEAT_LOOK).await;
            let now = self.now();
            if now.0 - last.0 < HEARTBEAT_MS {
                continue;
            }
            let said = lock(&progress).take();
            match lease::extend(&self.db, &lease, said.as_deref(), now).await {
                Ok(()) => last = now,
                Err(LeaseError::Lost(LeaseLost)) => return,
                Err(LeaseError::Store(error)) => {
                    tracing::warn!(%error, job.id = lease.job.0, "a lease cannot be extended at the moment");
                    let mut unsaid = lock(&progress);
                    if unsaid.is_none() {
                        *unsaid = said;
                    }
                }
            }
        }
    }

    /// A database that is away for a moment does not make a job run twice.
    async fn record_patiently(&self, lease: &Lease, ended: &Ended) -> Result<(), LeaseError> {
        for pause in RECORD_PAUSES {
            match self.record(lease, ended).await {
                Err(LeaseError::Store(_)) if !self.stop.is_cancelled() => tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = self.stop.cancelled() => {}
                },
                done => return done,
            }
        }
        self.record(lease, ended).await
    }

    async fn record(&self, lease: &Lease, ended: &Ended) -> Result<(), LeaseError> {
        let now = self.now();
        match ended {
            Ended::ByItself(Ok(summary)) => lease::complete(&self.db, lease, summary, now).await,
            Ended::ByItself(Err(error)) => {
                lease::fail(&self.db, lease, &format!("{error:#}"), now, &self.entropy).await
            }
            Ended::LeaseLost => Err(LeaseLost.into()),
            Ended::Stopped => lease::give_back(&self.db, lease, now).await,
        }
    }
}

fn lock(progress: &Progress) -> MutexGuard<'_, Option<String>> {
    // The text is put in and taken out whole, so a panic elsewhere leaves nothing half-done.
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}
