//! Each night, forgets what was written down long ago: jobs that ended, differences that were put right, rebuilds, files handed out.

use std::sync::Arc;

use app::units::UnixMs;
use async_trait::async_trait;

use crate::clock::Clock;
use crate::db::{Db, StoreError, Urgency};
use crate::exports::{self, store::delete_exports};
use crate::jobs::store::delete_finished_jobs;
use crate::jobs::{Handler, JobKind, Misfire, NewSchedule, Registry, Run, ScheduleName, Timetable};
use crate::summaries::check_store::delete_old_drifts;
use crate::summaries::rebuild_store::delete_old_rebuilds;

/// The kind of the job, and the name of its schedule.
pub const PRUNE: &str = "records.prune";
/// How long a job and its runs are kept after it ended, done, dead or cancelled, a difference after it was found unless it is still open,
/// and a rebuild.
pub const KEPT_MS: i64 = 90 * 86_400_000;
/// Deleted in one transaction, which others wait for.
const AT_ONCE: usize = 100;

/// Deletes what is older than [`KEPT_MS`], jobs with their runs, and what is known of files that went out more than [`exports::KEPT_MS`]
/// ago. Run again, it finds nothing.
pub struct Prune {
    db: Db,
    clock: Arc<dyn Clock>,
}

/// Has it done at 03:17 UTC, and late if nobody was there.
pub fn add_to(registry: &mut Registry, db: Db, clock: Arc<dyn Clock>) {
    registry.add(JobKind::new(PRUNE), Prune { db, clock });
    registry.add_schedule(NewSchedule {
        name: ScheduleName::new(PRUNE),
        kind: JobKind::new(PRUNE),
        payload: "{}".to_owned(),
        timetable: Timetable::parse("17 3 * * *", "UTC").expect("the timetable is well-formed"),
        misfire: Misfire::RunOnce,
    });
}

/// What is forgotten.
#[derive(Clone, Copy)]
enum Old {
    Jobs,
    Drifts,
    Rebuilds,
    Files,
}

#[async_trait]
impl Handler for Prune {
    async fn run(&self, run: Run) -> anyhow::Result<String> {
        let now = self.clock.now_ms();
        let (before, files_before) = (UnixMs(now - KEPT_MS), UnixMs(now - exports::KEPT_MS));
        let jobs = self.forget(Old::Jobs, before, &run).await?;
        let drifts = self.forget(Old::Drifts, before, &run).await?;
        let rebuilds = self.forget(Old::Rebuilds, before, &run).await?;
        let files = self.forget(Old::Files, files_before, &run).await?;
        Ok(format!(
            "deleted {jobs} jobs that ended before {before}, {drifts} differences and {rebuilds} rebuilds of before then, \
             forgot {files} files of before {files_before}"
        ))
    }
}

impl Prune {
    async fn forget(&self, old: Old, before: UnixMs, run: &Run) -> Result<u64, StoreError> {
        let mut deleted = 0;
        loop {
            let mut tx = self.db.write(Urgency::Background).await?;
            let part = match old {
                Old::Jobs => delete_finished_jobs(&mut tx, before, AT_ONCE).await,
                Old::Drifts => delete_old_drifts(&mut tx, before, AT_ONCE).await,
                Old::Rebuilds => delete_old_rebuilds(&mut tx, before, AT_ONCE).await,
                Old::Files => delete_exports(&mut tx, before, AT_ONCE).await,
            }?;
            tx.commit().await?;
            if part == 0 {
                return Ok(deleted);
            }
            deleted += part;
            run.report(format!("deleted {deleted} {} so far", old.name()));
        }
    }
}

impl Old {
    fn name(self) -> &'static str {
        match self {
            Self::Jobs => "jobs",
            Self::Drifts => "differences",
            Self::Rebuilds => "rebuilds",
            Self::Files => "files",
        }
    }
}
