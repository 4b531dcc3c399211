//! The queue and the schedules, on both engines.

mod held;
mod killed;
mod queue;
mod schedules;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use app::units::UnixMs;
use async_trait::async_trait;
use chrono::DateTime;
use server::clock::{Clock, StillClock};
use server::db::testing::open_again;
use server::db::{Db, Urgency};
use server::entropy::Entropy;
use server::jobs::run_store::{self, ListedRun};
use server::jobs::schedule_store;
use server::jobs::store::{self, ListedJob};
use server::jobs::{
    self, Handler, JobId, JobKind, JobState, Misfire, NewJob, NewSchedule, Registry, Run, RunState,
    ScheduleName, Timetable, Worker, WorkerId,
};

pub(crate) const KIND: JobKind = JobKind::new("test.work");

/// A database with a clock and a recorder of what was worked on.
pub(crate) struct Office {
    pub(crate) db: Db,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) entropy: Arc<Entropy>,
    pub(crate) work: Work,
}

/// Does what it is told to, and remembers for which jobs.
#[derive(Clone, Default)]
pub(crate) struct Work(Arc<WorkState>);

#[derive(Default)]
struct WorkState {
    done: Mutex<Vec<JobId>>,
    behaviour: Mutex<Behaviour>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
    begun: tokio::sync::Notify,
}

#[derive(Clone, Copy, Default)]
pub(crate) enum Behaviour {
    #[default]
    Succeed,
    Fail,
    Panic,
    /// Never ends by itself.
    Hang,
}

impl Work {
    pub(crate) fn behave(&self, behaviour: Behaviour) {
        *self.0.behaviour.lock().unwrap() = behaviour;
    }

    /// The jobs that were worked on, as often as they were.
    pub(crate) fn done(&self) -> Vec<JobId> {
        self.0.done.lock().unwrap().clone()
    }

    pub(crate) fn most_at_once(&self) -> usize {
        self.0.most_at_once.load(Ordering::SeqCst)
    }

    /// Returns once the next job is being worked on.
    pub(crate) async fn begun(&self) {
        self.0.begun.notified().await;
    }
}

#[async_trait]
impl Handler for Work {
    async fn run(&self, run: Run) -> anyhow::Result<String> {
        let at_once = self.0.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.most_at_once.fetch_max(at_once, Ordering::SeqCst);
        self.0.begun.notify_one();
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        let behaviour = *self.0.behaviour.lock().unwrap();
        self.0.at_once.fetch_sub(1, Ordering::SeqCst);
        match behaviour {
            Behaviour::Succeed => {
                self.0.done.lock().unwrap().push(run.id);
                Ok(format!("{} worked", run.payload))
            }
            Behaviour::Fail => anyhow::bail!("no such luck"),
            Behaviour::Panic => panic!("on purpose"),
            Behaviour::Hang => std::future::pending().await,
        }
    }

    fn concurrency(&self) -> usize {
        2
    }
}

impl Office {
    pub(crate) fn open(db: Db, now: &str) -> Self {
        let clock = Arc::new(StillClock::at(DateTime::from_timestamp_millis(at(now).0).unwrap()));
        Self { db, clock, entropy: Arc::new(Entropy::from_seed(11)), work: Work::default() }
    }

    /// The same office, as another process has it.
    pub(crate) async fn again(&self) -> Self {
        let db = open_again(&self.db).await;
        Self { db, clock: self.clock.clone(), entropy: self.entropy.clone(), work: self.work.clone() }
    }

    pub(crate) fn now(&self) -> UnixMs {
        UnixMs(self.clock.now_ms())
    }

    pub(crate) fn move_to(&self, now: UnixMs) {
        self.clock.set(DateTime::from_timestamp_millis(now.0).unwrap());
    }

    pub(crate) fn holder(&self) -> WorkerId {
        WorkerId(self.entropy.uuid())
    }

    pub(crate) fn registry(&self, schedules: &[NewSchedule]) -> Registry {
        let mut registry = Registry::default();
        registry.add(KIND, self.work.clone());
        schedules.iter().for_each(|schedule| registry.add_schedule(schedule.clone()));
        registry
    }

    pub(crate) fn worker(&self, schedules: &[NewSchedule]) -> Worker {
        Worker::new(self.db.clone(), self.clock.clone(), self.entropy.clone(), self.registry(schedules))
    }

    pub(crate) async fn enqueue(&self, job: NewJob) -> Option<JobId> {
        let mut tx = self.db.write(Urgency::Foreground).await.unwrap();
        let id = jobs::enqueue(&mut tx, &job, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A job that may run now.
    pub(crate) fn job(&self) -> NewJob {
        NewJob::new(KIND, "{}".to_owned(), self.now())
    }

    /// All jobs, oldest first.
    pub(crate) async fn jobs(&self) -> Vec<ListedJob> {
        let mut tx = self.db.read().await.unwrap();
        let mut jobs = store::list_jobs(&mut tx, None, 10_000).await.unwrap();
        tx.rollback().await.unwrap();
        jobs.reverse();
        jobs
    }

    pub(crate) async fn find(&self, id: JobId) -> ListedJob {
        self.jobs().await.into_iter().find(|job| job.id == id).unwrap()
    }

    pub(crate) async fn state(&self, id: JobId) -> JobState {
        self.find(id).await.state
    }

    pub(crate) async fn runs(&self, id: JobId) -> Vec<ListedRun> {
        let mut tx = self.db.read().await.unwrap();
        let runs = run_store::list_runs(&mut tx, id).await.unwrap();
        tx.rollback().await.unwrap();
        runs
    }

    pub(crate) async fn run_states(&self, id: JobId) -> Vec<RunState> {
        self.runs(id).await.into_iter().map(|run| run.state).collect()
    }

    /// When a schedule is due next.
    pub(crate) async fn next_at(&self, name: &str) -> UnixMs {
        let mut tx = self.db.read().await.unwrap();
        let schedules = schedule_store::list_schedules(&mut tx).await.unwrap();
        tx.rollback().await.unwrap();
        schedules.into_iter().find(|schedule| schedule.name.as_str() == name).unwrap().next_at.unwrap()
    }
}

pub(crate) fn at(text: &str) -> UnixMs {
    text.parse().unwrap()
}

pub(crate) fn schedule(name: &'static str, cron: &str, zone: &str, misfire: Misfire) -> NewSchedule {
    NewSchedule {
        name: ScheduleName::new(name),
        kind: KIND,
        payload: "{}".to_owned(),
        timetable: Timetable::parse(cron, zone).unwrap(),
        misfire,
    }
}
