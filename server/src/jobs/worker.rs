//! Does what is due, in a task of its own.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use app::units::UnixMs;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use super::at_work::AtWork;
use super::model::{JobKind, WorkerId};
use super::registry::Registry;
use super::run::Bench;
use super::schedule_store::KeptSchedule;
use super::{fire, lease, lease_store, schedule_store, store};
use crate::clock::Clock;
use crate::db::{Db, StoreError};
use crate::entropy::Entropy;

/// Between two looks when nothing is known to be due: other processes enqueue as well.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// What is due and cannot be had is another's just now.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);

/// A running worker. Cheap to clone; when the last one is dropped, it begins nothing more.
#[derive(Clone)]
pub struct Jobs {
    worker: Arc<Worker>,
    stop: CancellationToken,
    _stops: Arc<DropGuard>,
    tasks: TaskTracker,
}

/// Fires schedules and does jobs of the kinds in its registry.
pub struct Worker {
    bench: Bench,
    id: WorkerId,
    registry: Registry,
    /// How many more jobs of each kind may be done at a time.
    slots: BTreeMap<JobKind, Arc<Semaphore>>,
    wake: Notify,
}

/// What waits, at one moment.
struct Look {
    schedules: Vec<KeptSchedule>,
    lease_end: Option<UnixMs>,
    /// Of each kind that is served and has a job that waits: when the next may run.
    run_at: BTreeMap<JobKind, UnixMs>,
}

impl Jobs {
    /// Keeps the registry's schedules, and goes on doing what is due.
    ///
    /// Errors: [`StoreError::Engine`], when the schedules cannot be written.
    pub async fn start(
        db: Db,
        clock: Arc<dyn Clock>,
        entropy: Arc<Entropy>,
        registry: Registry,
    ) -> Result<Self, StoreError> {
        let worker = Arc::new(Worker::new(db, clock, entropy, registry));
        worker.keep_schedules().await?;
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        tasks.spawn(Arc::clone(&worker).run(stop.clone()));
        tasks.close();
        Ok(Self { worker, _stops: Arc::new(stop.clone().drop_guard()), stop, tasks })
    }

    /// Tells that something was enqueued, once it is committed.
    pub fn wake(&self) {
        self.worker.wake.notify_one();
    }

    /// Begins nothing more, and gives back what is not done.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

impl Worker {
    /// A worker that does nothing until it is told to.
    #[must_use]
    pub fn new(db: Db, clock: Arc<dyn Clock>, entropy: Arc<Entropy>, registry: Registry) -> Self {
        let id = WorkerId(entropy.uuid());
        let slot = |(kind, handler): (&JobKind, &Arc<dyn super::Handler>)| {
            (kind.clone(), Arc::new(Semaphore::new(handler.concurrency())))
        };
        let slots = registry.handlers().map(slot).collect();
        let bench = Bench { db, clock, entropy, at_work: AtWork::default(), stop: CancellationToken::new() };
        Self { bench, id, registry, slots, wake: Notify::new() }
    }

    /// Writes the registry's schedules down.
    ///
    /// Errors: [`StoreError::Engine`].
    pub async fn keep_schedules(&self) -> Result<(), StoreError> {
        fire::keep_schedules(&self.bench.db, self.registry.schedules(), self.bench.now()).await
    }

    /// Does all that is due by the clock, and what becomes due by it, and tells how many attempts that took.
    ///
    /// Errors: [`StoreError::Engine`].
    pub async fn run_due(&self) -> Result<usize, StoreError> {
        let mut attempts = 0;
        loop {
            let mut running = JoinSet::new();
            self.begin_due(&mut running).await?;
            if running.is_empty() {
                return Ok(attempts);
            }
            while running.join_next().await.is_some() {
                attempts += 1;
            }
        }
    }

    async fn run(self: Arc<Self>, stop: CancellationToken) {
        let mut running = JoinSet::new();
        while !stop.is_cancelled() {
            let pause = match self.round(&mut running).await {
                Ok(pause) => pause,
                Err(error) => {
                    tracing::warn!(%error, "jobs cannot be looked for at the moment");
                    LONGEST_PAUSE
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.wake.notified() => {}
                () = tokio::time::sleep(pause) => {}
                Some(_) = running.join_next() => {}
            }
        }
        // Only now, or what is given back would be claimed once more.
        self.bench.stop.cancel();
        while running.join_next().await.is_some() {}
    }

    /// Begins what is due, and tells how long to wait for more.
    async fn round(&self, running: &mut JoinSet<()>) -> Result<Duration, StoreError> {
        self.begin_due(running).await?;
        let now = self.bench.now();
        let pause = self.next_due(now).await?.map(|at| u64::try_from(at.0 - now.0).unwrap_or(0));
        let pause = pause.map_or(LONGEST_PAUSE, Duration::from_millis);
        Ok(pause.clamp(SHORTEST_PAUSE, LONGEST_PAUSE))
    }

    async fn begin_due(&self, running: &mut JoinSet<()>) -> Result<(), StoreError> {
        let (db, now) = (&self.bench.db, self.bench.now());
        fire::fire_due(db, &self.registry, now).await?;
        // A look costs the writers nothing; a claim takes their turn.
        let look = self.look().await?;
        if look.lease_end.is_some_and(|at| at <= now) {
            lease::reclaim(db, now, &self.bench.entropy, &self.bench.at_work).await?;
        }
        for (kind, handler) in self.registry.handlers() {
            let is_due = look.run_at.get(kind).is_some_and(|at| *at <= now);
            let free = if is_due { self.free_slots(kind) } else { Vec::new() };
            if free.is_empty() {
                continue;
            }
            let claimed = lease::claim(db, kind, &self.id, now, free.len()).await?;
            for (job, slot) in claimed.into_iter().zip(free) {
                let going = self.bench.at_work.begin(&job.lease);
                let attempt = self.bench.clone().attempt(job, Arc::clone(handler));
                running.spawn(async move {
                    attempt.await;
                    drop((going, slot));
                });
            }
        }
        Ok(())
    }

    fn free_slots(&self, kind: &JobKind) -> Vec<OwnedSemaphorePermit> {
        let Some(slots) = self.slots.get(kind) else { return Vec::new() };
        std::iter::from_fn(|| Arc::clone(slots).try_acquire_owned().ok()).collect()
    }

    async fn look(&self) -> Result<Look, StoreError> {
        let mut tx = self.bench.db.read().await?;
        let schedules = schedule_store::list_schedules(&mut tx).await?;
        let lease_end = lease_store::find_next_lease_end(&mut tx).await?;
        let mut run_at = BTreeMap::new();
        for kind in self.slots.keys() {
            if let Some(at) = store::find_next_run_at(&mut tx, kind).await? {
                run_at.insert(kind.clone(), at);
            }
        }
        tx.rollback().await?;
        Ok(Look { schedules, lease_end, run_at })
    }

    /// When there is something to do next: a due time, a lease that runs out, a job for which there is room.
    async fn next_due(&self, now: UnixMs) -> Result<Option<UnixMs>, StoreError> {
        let look = self.look().await?;
        let has_room = |kind| self.slots.get(kind).is_some_and(|slots| slots.available_permits() > 0);
        let waiting = look.run_at.iter().filter(|(kind, _)| has_room(*kind)).map(|(_, at)| *at);
        let due = fire::next_due(&look.schedules, &self.registry, now);
        // What has run out by now was looked at: its attempt goes on here, and extends it before long.
        let lease_end = look.lease_end.filter(|at| *at > now);
        Ok(waiting.chain(due).chain(lease_end).min())
    }
}
