//! `scoopjoy jobs`: what the server does by itself, and what of it failed.

use app::units::UnixMs;
use serde::Serialize;

use crate::cli::Shared;
use crate::cli::output::{print_json, print_line};
use crate::clock::{Clock, SystemClock};
use crate::db::Db;
use crate::entropy::Entropy;
use crate::jobs::schedule_store::{self, KeptSchedule};
use crate::jobs::store::{self, ListedJob};
use crate::jobs::{JobId, JobState, ScheduleName, steer};

/// Jobs that a list shows at most.
const SHOWN: usize = 200;

/// See what the server does by itself, and steer it.
#[derive(Debug, clap::Args)]
pub struct JobsCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    List(List),
    Run(RunNow),
    Retry(Retry),
    Cancel(Cancel),
}

/// List the schedules and the newest jobs.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  scoopjoy jobs list --state dead")]
struct List {
    /// Only jobs in this state: waiting, running, done, dead or cancelled.
    #[arg(long, value_name = "STATE")]
    state: Option<JobState>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Have a schedule's job done now, beside its due times. A running server does it within seconds.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  scoopjoy jobs run records.prune")]
struct RunNow {
    /// The name that `jobs list` shows.
    #[arg(value_name = "NAME")]
    name: String,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Let a dead or cancelled job run again, with fresh attempts.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  scoopjoy jobs retry 42")]
struct Retry {
    /// The id that `jobs list` shows.
    #[arg(value_name = "ID")]
    id: i64,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Cancel a job that waits or runs. One that runs is stopped within half a minute.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  scoopjoy jobs cancel 42")]
struct Cancel {
    /// The id that `jobs list` shows.
    #[arg(value_name = "ID")]
    id: i64,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand.
///
/// Errors: when the database cannot be opened, or there is no such schedule or job in a state for it.
pub async fn run(command: JobsCommand, shared: Shared) -> anyhow::Result<()> {
    let db = shared.open_existing_db(&Entropy::from_machine()).await?;
    let now = UnixMs(SystemClock.now_ms());
    let done = match command.action {
        Action::List(command) => list(&db, command).await,
        Action::Run(command) => run_now(&db, command, now).await,
        Action::Retry(command) => retry(&db, command, now).await,
        Action::Cancel(command) => cancel(&db, command, now).await,
    };
    db.close().await;
    done
}

async fn list(db: &Db, command: List) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    let schedules = schedule_store::list_schedules(&mut tx).await?;
    let jobs = store::list_jobs(&mut tx, command.state, SHOWN).await?;
    tx.rollback().await?;
    if command.json {
        let schedules = schedules.iter().map(ScheduleRow::of).collect();
        return print_json(&Listing { schedules, jobs: jobs.iter().map(Row::of).collect() });
    }
    for schedule in schedules.iter().map(ScheduleRow::of) {
        let next = schedule.next_at.unwrap_or_else(|| "never again".to_owned());
        print_line(&format!("{}  {} {}  next {next}", schedule.name, schedule.cron, schedule.time_zone))?;
    }
    if jobs.is_empty() {
        return print_line("There are no such jobs.");
    }
    for row in jobs.iter().map(Row::of) {
        let at = row.finished_at.as_ref().unwrap_or(&row.run_at);
        let error = row.last_error.unwrap_or_default();
        let line = format!(
            "{}  {}  {}  {at}  {}/{}  {error}",
            row.id, row.kind, row.state, row.attempts, row.max_attempts
        );
        print_line(line.trim_end())?;
    }
    Ok(())
}

async fn run_now(db: &Db, command: RunNow, now: UnixMs) -> anyhow::Result<()> {
    let id = steer::run_now(db, ScheduleName::kept(command.name), now).await?;
    match command.json {
        true => print_json(&Enqueued { enqueued: id.0 }),
        false => print_line(&format!("{id} is enqueued; a running server does it within seconds")),
    }
}

async fn retry(db: &Db, command: Retry, now: UnixMs) -> anyhow::Result<()> {
    steer::retry(db, JobId(command.id), now).await?;
    match command.json {
        true => print_json(&Retried { retried: command.id }),
        false => print_line(&format!("{} waits for a running server", command.id)),
    }
}

async fn cancel(db: &Db, command: Cancel, now: UnixMs) -> anyhow::Result<()> {
    steer::cancel(db, JobId(command.id), now).await?;
    match command.json {
        true => print_json(&Cancelled { cancelled: command.id }),
        false => print_line(&format!("{} is cancelled", command.id)),
    }
}

#[derive(Serialize)]
struct Listing<'a> {
    schedules: Vec<ScheduleRow<'a>>,
    jobs: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Enqueued {
    enqueued: i64,
}

#[derive(Serialize)]
struct Retried {
    retried: i64,
}

#[derive(Serialize)]
struct Cancelled {
    cancelled: i64,
}

#[derive(Serialize)]
struct ScheduleRow<'a> {
    name: &'a str,
    kind: &'a str,
    cron: &'a str,
    time_zone: &'a str,
    misfire: &'a str,
    next_at: Option<String>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: i64,
    kind: &'a str,
    schedule: Option<&'a str>,
    state: JobState,
    run_at: String,
    attempts: u32,
    max_attempts: u32,
    last_error: Option<&'a str>,
    created_at: String,
    finished_at: Option<String>,
}

impl<'a> ScheduleRow<'a> {
    fn of(kept: &'a KeptSchedule) -> Self {
        Self {
            name: kept.name.as_str(),
            kind: kept.kind.as_str(),
            cron: &kept.cron,
            time_zone: &kept.time_zone,
            misfire: &kept.misfire,
            next_at: kept.next_at.map(|at| at.to_string()),
        }
    }
}

impl<'a> Row<'a> {
    fn of(listed: &'a ListedJob) -> Self {
        Self {
            id: listed.id.0,
            kind: listed.kind.as_str(),
            schedule: listed.schedule.as_ref().map(ScheduleName::as_str),
            state: listed.state,
            run_at: listed.run_at.to_string(),
            attempts: listed.attempts,
            max_attempts: listed.max_attempts,
            last_error: listed.last_error.as_deref(),
            created_at: listed.created_at.to_string(),
            finished_at: listed.finished_at.map(|at| at.to_string()),
        }
    }
}
