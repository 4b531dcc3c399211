//! Rebuilds days that somebody has asked for, one after the other, beside live traffic.

use std::time::{Duration, Instant};

use app::units::{Day, UnixMs};
use tokio_util::sync::CancellationToken;

use super::check_store::find_day_bounds;
use super::compare::Comparison;
use super::rebuild_store::{Asked, Progress, insert_rebuild, list_outlet_days, update_rebuild};
use super::verify::{LOCKED_PAUSE, VerifyError, is_of_the_day, look, set_aside, verify_day};
use crate::clock::Clock;
use crate::db::{Db, StoreError, Urgency};

/// Between two notes of how far it has come, unless a day has changed.
const NOTE_EVERY: Duration = Duration::from_secs(1);
/// Times a day is tried while another process keeps the database locked, which makes a minute with the waiting of the database itself.
const LOCKED_ATTEMPTS: u32 = 24;

/// How a rebuild ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    pub progress: Progress,
    /// Whether it was told to stop before the last day.
    pub is_stopped: bool,
    /// Days that cannot be compared with the ledger or differ still, as the log says. They stay as they are.
    pub failed: Vec<Day>,
}

/// Compares each day with the ledger, shows `on_day` what differs before anything is written, then rebuilds what does.
///
/// A day is one transaction, and between days others write for as long: it may run beside a server, from another process as well.
/// Ended early, by `stop` or otherwise, it leaves whole days; another run finds nothing to do on those. Days are looked at from the
/// oldest on; `on_day` is called for each that can be compared, and for equal ones too.
/// Errors: [`VerifyError`], where it is the database that fails: a day that cannot be read keeps no other from being rebuilt.
pub async fn rebuild_days(
    db: &Db,
    clock: &dyn Clock,
    asked: &Asked,
    stop: &CancellationToken,
    mut on_day: impl FnMut(Day, &Comparison, &Progress) -> anyhow::Result<()>,
) -> anyhow::Result<Rebuilt> {
    let days = days(db, asked).await?;
    let mut progress = Progress { days_total: count(days.len()), ..Progress::default() };
    let mut tx = db.write(Urgency::Background).await?;
    let id = insert_rebuild(&mut tx, asked, progress.days_total, UnixMs(clock.now_ms())).await?;
    tx.commit().await?;
    let mut noted = Instant::now();
    let mut failed = Vec::new();
    for day in days {
        if stop.is_cancelled() {
            break;
        }
        let began = Instant::now();
        progress.days_done += 1;
        let found = match look(db, day).await {
            Err(error) if is_of_the_day(&error) => {
                if !asked.is_dry_run {
                    set_aside(db, clock, day, &error).await?;
                }
                failed.push(give_up(VerifyError::Unreadable(day, error), day));
                None
            }
            found => Some(found?),
        };
        let differs = found.as_ref().is_some_and(|found| !found.is_equal());
        if let Some(found) = &found {
            progress.days_changed += i64::from(differs);
            progress.rows_changed += found.differing();
            on_day(day, found, &progress)?;
        }
        if differs && !asked.is_dry_run {
            match heal(db, clock, day).await {
                Err(VerifyError::Store(error)) => return Err(error.into()),
                Err(error) => failed.push(give_up(error, day)),
                Ok(()) => {}
            }
            db.fold_log().await?;
        }
        if differs || noted.elapsed() > NOTE_EVERY {
            note(db, id, &progress, clock, false).await?;
            noted = Instant::now();
        }
        tokio::time::sleep(began.elapsed()).await;
    }
    let is_stopped = progress.days_done < progress.days_total;
    note(db, id, &progress, clock, !is_stopped).await?;
    Ok(Rebuilt { progress, is_stopped, failed })
}

/// Says why a day stays as it is.
fn give_up(error: VerifyError, day: Day) -> Day {
    tracing::error!(error = &error as &dyn std::error::Error, day = %day, "a day cannot be rebuilt");
    day
}

async fn days(db: &Db, asked: &Asked) -> Result<Vec<Day>, StoreError> {
    let mut tx = db.read().await?;
    let days = match (asked.outlet, find_day_bounds(&mut tx).await?) {
        (_, None) => Vec::new(),
        (Some(outlet), Some(_)) => list_outlet_days(&mut tx, outlet, asked.from, asked.to).await?,
        (None, Some((first, last))) => (asked.from.max(first).0..=asked.to.min(last).0).map(Day).collect(),
    };
    tx.rollback().await?;
    Ok(days)
}

async fn heal(db: &Db, clock: &dyn Clock, day: Day) -> Result<(), VerifyError> {
    for _ in 1..LOCKED_ATTEMPTS {
        match verify_day(db, clock, day).await {
            Err(VerifyError::Store(error)) if error.is_busy() => tokio::time::sleep(LOCKED_PAUSE).await,
            verified => return verified.map(drop),
        }
    }
    verify_day(db, clock, day).await.map(drop)
}

async fn note(
    db: &Db,
    id: i64,
    progress: &Progress,
    clock: &dyn Clock,
    is_finished: bool,
) -> Result<(), StoreError> {
    let now = UnixMs(clock.now_ms());
    let mut tx = db.write(Urgency::Background).await?;
    update_rebuild(&mut tx, id, progress, now, is_finished.then_some(now)).await?;
    tx.commit().await
}

fn count(days: usize) -> i64 {
    i64::try_from(days).unwrap_or(i64::MAX)
}
