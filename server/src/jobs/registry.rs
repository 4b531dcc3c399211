//! Who does which kind of job, and what is done by the clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use super::model::JobKind;
use super::run::Run;
use super::schedule::NewSchedule;
use super::schedule_store::KeptSchedule;

/// Does the jobs of one kind.
#[async_trait]
pub trait Handler: Send + Sync + 'static {
    /// Does one attempt, and says in a few words what was done.
    ///
    /// May be called again for the same [`Run::id`], even after it has done everything: what it does must bear that. It is
    /// dropped where it waits when the job is cancelled, its lease lost, or the server stops. It must not compute for long without
    /// waiting (`spawn_blocking` does): others wait for the thread meanwhile, and it cannot be dropped.
    /// Errors: whatever a person should read; the job is tried again after a while.
    async fn run(&self, run: Run) -> anyhow::Result<String>;

    /// How many jobs of the kind a worker does at a time.
    fn concurrency(&self) -> usize {
        1
    }
}

/// The kinds of jobs that a worker does, and the schedules it keeps.
#[derive(Clone, Default)]
pub struct Registry {
    handlers: BTreeMap<JobKind, Arc<dyn Handler>>,
    schedules: Vec<NewSchedule>,
}

impl Registry {
    /// Adds who does a kind of job, in place of whoever did it.
    pub fn add(&mut self, kind: JobKind, handler: impl Handler) {
        self.handlers.insert(kind, Arc::new(handler));
    }

    /// Adds a schedule. Its kind needs a handler as well, or it rests.
    pub fn add_schedule(&mut self, schedule: NewSchedule) {
        self.schedules.push(schedule);
    }

    /// Whether jobs of the kind are done here.
    #[must_use]
    pub fn serves(&self, kind: &JobKind) -> bool {
        self.handlers.contains_key(kind)
    }

    /// Whether a schedule of the table is one of the program's, and its jobs are done here. One that an older version of the
    /// program left behind rests.
    #[must_use]
    pub fn keeps(&self, schedule: &KeptSchedule) -> bool {
        self.serves(&schedule.kind) && self.schedules.iter().any(|known| known.name == schedule.name)
    }

    /// The schedules that were added.
    #[must_use]
    pub fn schedules(&self) -> &[NewSchedule] {
        &self.schedules
    }

    pub(super) fn handlers(&self) -> impl Iterator<Item = (&JobKind, &Arc<dyn Handler>)> {
        self.handlers.iter()
    }
}
