//! What the page may ask.

use std::sync::Arc;

use app::error::PageError;
use app::ops::api::OpsPort;
use app::ops::model::{Cache, DriftRow, JobRun, Lag, Operations, Proof, Queue, RebuildRow, Schedule};
use app::units::UnixMs;
use async_trait::async_trait;

use super::store::find_size_bytes;
use crate::analytics::Analytics;
use crate::analytics::cache::CacheReport;
use crate::clock::Clock;
use crate::db::{Db, StoreError};
use crate::events;
use crate::jobs::{run_store, schedule_store, store};
use crate::live::Live;
use crate::sales::ingest::Ingest;
use crate::summaries::check_store::{self, KeptDrift};
use crate::summaries::rebuild_store::{self, KeptRebuild};

/// Rows of each list.
const SHOWN: usize = 20;

/// Answers the page from the database, and from what this process has in memory.
pub struct OpsPages {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub ingest: Ingest,
    pub live: Live,
    pub analytics: Analytics,
}

#[async_trait]
impl OpsPort for OpsPages {
    async fn page(&self) -> Result<Operations, PageError> {
        Ok(self.read().await?)
    }
}

impl OpsPages {
    async fn read(&self) -> Result<Operations, StoreError> {
        let mut tx = self.db.read().await?;
        let schedules = schedule_store::list_schedules(&mut tx).await?.into_iter().map(|kept| Schedule {
            name: kept.name.to_string(),
            cron: kept.cron,
            time_zone: kept.time_zone,
            next_at: kept.next_at,
        });
        let queues = store::count_jobs(&mut tx).await?.into_iter().map(|count| Queue {
            kind: count.kind,
            waiting: count.waiting,
            running: count.running,
            dead: count.dead,
        });
        let runs = run_store::list_recent_runs(&mut tx, SHOWN).await?.into_iter().map(|(kind, run)| JobRun {
            job: run.job.0,
            kind: kind.to_string(),
            attempt: run.attempt.into(),
            state: run.state.to_string(),
            started_at: run.started_at,
            finished_at: run.finished_at,
            told: run.error.or(run.summary),
        });
        let bounds = check_store::find_day_bounds(&mut tx).await?;
        let sums = check_store::sum_day_checks(&mut tx).await?;
        let proof = Proof {
            days: bounds.map_or(0, |(first, last)| i64::from(last.0) - i64::from(first.0) + 1),
            verified: sums.days,
            rows: sums.compared,
            oldest_at: sums.oldest_at,
            newest_at: sums.newest_at,
        };
        let drifts = check_store::list_drifts(&mut tx, SHOWN).await?;
        let rebuilds = rebuild_store::list_rebuilds(&mut tx, SHOWN).await?;
        let open_drifts = check_store::count_open_drifts(&mut tx).await?;
        let database_bytes = find_size_bytes(&mut tx).await?;
        let newest = events::store::last_id(&mut tx).await?;
        tx.rollback().await?;
        Ok(Operations {
            now: UnixMs(self.clock.now_ms()),
            schedules: schedules.collect(),
            queues: queues.collect(),
            runs: runs.collect(),
            proof,
            drifts: drifts.into_iter().map(drift).collect(),
            rebuilds: rebuilds.into_iter().map(rebuild).collect(),
            database_bytes,
            open_drifts,
            lag: self.lag(newest).await,
            cache: cache(self.analytics.cache().await),
        })
    }

    /// `newest`: the last event there is. Their ids have no gaps. Taking it in goes on meanwhile, so what is counted may be less.
    async fn lag(&self, newest: i64) -> Lag {
        Lag {
            waiting: i64::try_from(self.ingest.waiting()).unwrap_or(i64::MAX),
            boards: newest.saturating_sub(self.live.cursor()).max(0),
            columns: self.analytics.columns().behind(newest).await,
        }
    }
}

fn cache(report: CacheReport) -> Cache {
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    Cache {
        hits: number(report.hits),
        misses: number(report.misses),
        evictions: number(report.evictions),
        size: number(report.size),
        oldest_s: report.oldest.map(|age| number(age.as_secs())),
    }
}

fn drift(kept: KeptDrift) -> DriftRow {
    DriftRow {
        day: kept.day,
        at: kept.at,
        summary: kept.summary,
        currency: kept.currency,
        differing: kept.differing,
        gross_off: kept.gross_off,
        healed_at: kept.healed_at,
    }
}

fn rebuild(kept: KeptRebuild) -> RebuildRow {
    RebuildRow {
        from: kept.from,
        to: kept.to,
        is_dry_run: kept.is_dry_run,
        started_at: kept.started_at,
        told_at: kept.told_at,
        finished_at: kept.finished_at,
        days_total: kept.days_total,
        days_done: kept.days_done,
        rows_changed: kept.rows_changed,
    }
}
