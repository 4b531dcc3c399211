//! Turns due times into jobs, each exactly once, however many processes look.

use app::units::UnixMs;

use super::model::NewJob;
use super::registry::Registry;
use super::schedule::{MalformedTimetable, Misfire, NewSchedule, Timetable};
use super::schedule_store::{self, KeptSchedule};
use super::store;
use crate::db::{Db, StoreError, Urgency};

/// Beyond this a due time counts as missed: a worker looks far more often.
pub const LATE_MS: i64 = 60_000;

/// Brings the kept schedules up to the program's. One whose timetable is as it was keeps its next due time, so that what
/// was missed while no server ran is told as such.
///
/// Errors: [`StoreError::Engine`].
pub async fn keep_schedules(db: &Db, schedules: &[NewSchedule], now: UnixMs) -> Result<(), StoreError> {
    let mut tx = db.write(Urgency::Background).await?;
    let kept = schedule_store::list_schedules(&mut tx).await?;
    for schedule in schedules {
        match kept.iter().find(|kept| kept.name == schedule.name) {
            None => {
                let next_at = schedule.timetable.next_after(now);
                schedule_store::insert_schedule(&mut tx, schedule, next_at).await?;
            }
            Some(kept) if !is_same(kept, schedule) => {
                let next_at = if is_same_time(kept, schedule) {
                    kept.next_at
                } else {
                    schedule.timetable.next_after(now)
                };
                schedule_store::update_schedule(&mut tx, schedule, next_at).await?;
            }
            Some(_) => {}
        }
    }
    tx.commit().await
}

/// Enqueues the jobs of all schedules that are due at `now` and kept here, and tells how many this call added.
///
/// Errors: [`StoreError::Engine`], when the database is away. A schedule that cannot be read or fired is logged and passed over.
pub async fn fire_due(db: &Db, registry: &Registry, now: UnixMs) -> Result<usize, StoreError> {
    let mut tx = db.read().await?;
    let schedules = schedule_store::list_schedules(&mut tx).await?;
    tx.rollback().await?;
    let mut fired = 0;
    for schedule in schedules.iter().filter(|schedule| registry.keeps(schedule)) {
        let Some(due_at) = schedule.next_at.filter(|at| *at <= now) else { continue };
        match read(schedule) {
            Ok((timetable, misfire)) => match fire(db, schedule, &timetable, misfire, due_at, now).await {
                Ok(is_added) => fired += usize::from(is_added),
                // It fails them all alike.
                Err(error) if error.is_lost() => return Err(error),
                Err(error) => tracing::error!(
                    error = &error as &dyn std::error::Error,
                    schedule.name = %schedule.name,
                    "a schedule cannot be fired"
                ),
            },
            Err(error) => {
                tracing::error!(%error, schedule.name = %schedule.name, "a schedule cannot be read")
            }
        }
    }
    Ok(fired)
}

/// When the next of the schedules that are kept here is due after `now`. What is due and was not fired cannot be read.
#[must_use]
pub fn next_due(schedules: &[KeptSchedule], registry: &Registry, now: UnixMs) -> Option<UnixMs> {
    let kept = schedules.iter().filter(|schedule| registry.keeps(schedule));
    kept.filter_map(|schedule| schedule.next_at).filter(|at| *at > now).min()
}

/// Whoever moves the due time on is the one to enqueue its job: both are in one transaction, or neither.
async fn fire(
    db: &Db,
    schedule: &KeptSchedule,
    timetable: &Timetable,
    misfire: Misfire,
    due_at: UnixMs,
    now: UnixMs,
) -> Result<bool, StoreError> {
    let mut tx = db.write(Urgency::Background).await?;
    let next_at = timetable.next_after(now);
    if !schedule_store::update_next_at(&mut tx, &schedule.name, due_at, next_at).await? {
        tx.rollback().await?;
        return Ok(false);
    }
    let is_missed = now.0 - due_at.0 > LATE_MS;
    let is_run = misfire == Misfire::RunOnce || !is_missed;
    let mut is_added = false;
    if is_run {
        let job = NewJob {
            schedule: Some(schedule.name.clone()),
            ..NewJob::new(schedule.kind.clone(), schedule.payload.clone(), now)
        };
        let job = job.once(format!("schedule:{}@{due_at}", schedule.name));
        is_added = store::insert_job(&mut tx, &job, now).await?.is_some();
    }
    tx.commit().await?;
    if is_missed {
        tracing::info!(schedule.name = %schedule.name, schedule.due_at = %due_at, is_run, "a due time was missed");
    }
    Ok(is_added)
}

fn read(schedule: &KeptSchedule) -> Result<(Timetable, Misfire), MalformedTimetable> {
    let timetable = Timetable::parse(&schedule.cron, &schedule.time_zone)?;
    // The table admits no other policy.
    Ok((timetable, Misfire::find(&schedule.misfire).unwrap_or(Misfire::Skip)))
}

fn is_same(kept: &KeptSchedule, schedule: &NewSchedule) -> bool {
    is_same_time(kept, schedule)
        && kept.kind == schedule.kind
        && kept.payload == schedule.payload
        && kept.misfire == schedule.misfire.as_str()
}

fn is_same_time(kept: &KeptSchedule, schedule: &NewSchedule) -> bool {
    kept.cron == schedule.timetable.cron() && kept.time_zone == schedule.timetable.time_zone().name()
}
