//! The writer on Postgres: one task, whose statements take a whole group as arrays.
//!
//! Several processes may write at once. What a group decides on is locked first; rows that several groups want are
//! written in one order of tables and keys, so that nobody waits in a circle; the append lock comes last, and whoever
//! holds it gives out the event ids. The ledger's own rows carry those ids, so they are written under that lock as well. A group that
//! finds there that an outlet of it has begun another day meanwhile is decided once more.

mod connection;
mod failure;
mod ledger;
mod needs;
mod rows;
mod shared;
mod standing;

use std::time::{Duration, Instant};

use sqlx::{Connection, PgConnection};
use tokio_util::task::TaskTracker;

use self::connection::Line;
use self::failure::Trouble;
use self::needs::Needs;
use super::engine::{Engine, Failure, Written};
use super::group::plan::Plan;
use super::group::{Circumstances, Undecided, decide};
use super::writer::Writer;
use crate::db::PostgresDb;
use crate::events::append;
use crate::sales::Command;

/// Times a group is tried while other processes get in its way.
const ATTEMPTS: u32 = 5;
/// A group takes milliseconds. Whoever waits longer waits for a server that is gone, and must hear so within two seconds.
const PATIENCE: Duration = Duration::from_millis(1_800);

/// Starts the task. `tracker` sees it end.
pub(super) fn start(db: PostgresDb, writer: Writer, tracker: &TaskTracker) {
    tracker.spawn(async move {
        let mut engine = PostgresEngine { line: Line::new(db) };
        writer.run(&mut engine).await;
    });
}

struct PostgresEngine {
    line: Line,
}

impl Engine for PostgresEngine {
    async fn write(&mut self, commands: &[Command], at: Circumstances<'_>) -> Result<Written, Failure> {
        let outcome = match tokio::time::timeout(PATIENCE, self.attempt(commands, at)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Failure::Lost),
        };
        if matches!(outcome, Err(Failure::Lost)) {
            self.line.hang_up();
        }
        outcome
    }

    async fn rest(&mut self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

impl PostgresEngine {
    async fn attempt(&mut self, commands: &[Command], at: Circumstances<'_>) -> Result<Written, Failure> {
        let connection = self.line.connect().await.map_err(|error| Trouble::from(error).last())?;
        for _ in 1..ATTEMPTS {
            match write_group(connection, commands, at).await {
                Err(Trouble::Collision(_)) => {}
                outcome => return outcome.map_err(Trouble::last),
            }
        }
        write_group(connection, commands, at).await.map_err(Trouble::last)
    }
}

async fn write_group(
    connection: &mut PgConnection,
    commands: &[Command],
    at: Circumstances<'_>,
) -> Result<Written, Trouble> {
    let mut tx = connection.begin().await?;
    let began = Instant::now();
    let mut ledger = ledger::load(&mut tx, &Needs::of(commands)).await?;
    let plan = decide(commands, &mut ledger, at).map_err(|undecided| match undecided {
        Undecided::Ledger(missing) => Trouble::Final(Failure::Refused(Box::new(missing))),
        Undecided::OutOfRange => Trouble::Final(Failure::OutOfRange),
    })?;
    if plan.is_empty() {
        tx.rollback().await?;
        return Ok(Written { outcomes: plan.outcomes(0), last_event: None, work: began.elapsed() });
    }
    shared::write(&mut tx, &plan).await?;
    sqlx::query(append::postgres::LOCK_LOG).execute(&mut *tx).await?;
    let first_event = ledger.find_next_event(&mut tx).await?;
    rows::write(&mut tx, &plan, first_event).await?;
    announce(&mut tx, &plan, first_event).await?;
    let work = began.elapsed();
    tx.commit().await?;
    Ok(Written { outcomes: plan.outcomes(first_event), last_event: Some(plan.last_event(first_event)), work })
}

/// One notification for each commit: they take a lock of the whole cluster.
async fn announce(connection: &mut PgConnection, plan: &Plan<'_>, first_event: i64) -> sqlx::Result<()> {
    sqlx::query(append::postgres::ANNOUNCE)
        .bind(plan.last_event(first_event))
        .execute(connection)
        .await
        .map(drop)
}
