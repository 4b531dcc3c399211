//! What a person may do with a job.

use app::units::UnixMs;

use super::model::{JobId, JobState, NewJob, RunState, USUAL_ATTEMPTS};
use super::schedule::ScheduleName;
use super::{run_store, schedule_store, store};
use crate::db::{Db, StoreError, Urgency};

/// Why a job is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum SteerError {
    #[error("there is no job {0}")]
    UnknownJob(JobId),
    #[error("job {0} is {1}: only a dead or cancelled one can be retried")]
    NotEnded(JobId, JobState),
    #[error("job {0} is {1} already: only a waiting or running one can be cancelled")]
    Ended(JobId, JobState),
    #[error("there is no schedule {name}; there are: {known}")]
    UnknownSchedule { name: ScheduleName, known: String },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Lets a dead or cancelled job run again at once, with fresh attempts.
///
/// Errors: [`SteerError`].
pub async fn retry(db: &Db, id: JobId, now: UnixMs) -> Result<(), SteerError> {
    let mut tx = db.write(Urgency::Foreground).await?;
    if !store::update_job_as_retried(&mut tx, id, now, USUAL_ATTEMPTS).await? {
        let state = store::find_job_state(&mut tx, id).await?;
        return Err(state.map_or(SteerError::UnknownJob(id), |state| SteerError::NotEnded(id, state)));
    }
    Ok(tx.commit().await?)
}

/// Cancels a job that waits or runs. One that runs is stopped at its worker's next sign of life.
///
/// Errors: [`SteerError`].
pub async fn cancel(db: &Db, id: JobId, now: UnixMs) -> Result<(), SteerError> {
    let mut tx = db.write(Urgency::Foreground).await?;
    if !store::update_job_as_cancelled(&mut tx, id, now).await? {
        let state = store::find_job_state(&mut tx, id).await?;
        return Err(state.map_or(SteerError::UnknownJob(id), |state| SteerError::Ended(id, state)));
    }
    run_store::update_runs_of_job(&mut tx, id, RunState::Cancelled, now, None).await?;
    Ok(tx.commit().await?)
}

/// Enqueues the job of a schedule now, beside those of its due times.
///
/// Errors: [`SteerError`].
pub async fn run_now(db: &Db, name: ScheduleName, now: UnixMs) -> Result<JobId, SteerError> {
    let mut tx = db.write(Urgency::Foreground).await?;
    let schedules = schedule_store::list_schedules(&mut tx).await?;
    let Some(schedule) = schedules.iter().find(|schedule| schedule.name == name) else {
        let names: Vec<&str> = schedules.iter().map(|schedule| schedule.name.as_str()).collect();
        let known = if names.is_empty() {
            "none until `scoopjoy serve` has run".to_owned()
        } else {
            names.join(", ")
        };
        return Err(SteerError::UnknownSchedule { name, known });
    };
    let job =
        NewJob { schedule: Some(name), ..NewJob::new(schedule.kind.clone(), schedule.payload.clone(), now) };
    let id = store::insert_job(&mut tx, &job, now).await?;
    tx.commit().await?;
    Ok(id.expect("a job without a dedupe key is always added"))
}
