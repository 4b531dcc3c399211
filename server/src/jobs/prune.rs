//! Each night, forgets jobs that ended and files that were handed out long ago.

use std::sync::Arc;

use app::units::UnixMs;
use async_trait::async_trait;

use super::model::JobKind;
use super::registry::{Handler, Registry};
use super::run::Run;
use super::schedule::{Misfire, NewSchedule, ScheduleName, Timetable};
use super::store;
use crate::clock::Clock;
use crate::db::{Db, StoreError, Urgency};
use crate::exports::{self, store::delete_exports};

/// The kind of the job, and the name of its schedule.
pub const PRUNE: &str = "jobs.prune";
/// How long a job and its runs are kept after it ended, done, dead or cancelled.
pub const KEPT_MS: i64 = 90 * 86_400_000;
/// Deleted in one transaction, which others wait for.
const AT_ONCE: usize = 100;

/// Deletes jobs that ended more than [`KEPT_MS`] ago, with their runs, and what is known of files that went out more than
/// [`exports::KEPT_MS`] ago. Run again, it finds nothing.
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

#[async_trait]
impl Handler for Prune {
    async fn run(&self, run: Run) -> anyhow::Result<String> {
        let now = self.clock.now_ms();
        let before = UnixMs(now - KEPT_MS);
        let mut deleted = 0;
        loop {
            let mut tx = self.db.write(Urgency::Background).await?;
            let part = store::delete_finished_jobs(&mut tx, before, AT_ONCE).await?;
            tx.commit().await?;
            if part == 0 {
                break;
            }
            deleted += part;
            run.report(format!("deleted {deleted} jobs so far"));
        }
        let asked_before = UnixMs(now - exports::KEPT_MS);
        let files = self.forget_files(asked_before).await?;
        Ok(format!(
            "deleted {deleted} jobs that ended before {before}, forgot {files} files of before {asked_before}"
        ))
    }
}

impl Prune {
    async fn forget_files(&self, before: UnixMs) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        loop {
            let mut tx = self.db.write(Urgency::Background).await?;
            let part = delete_exports(&mut tx, before, AT_ONCE).await?;
            tx.commit().await?;
            if part == 0 {
                return Ok(forgotten);
            }
            forgotten += part;
        }
    }
}
