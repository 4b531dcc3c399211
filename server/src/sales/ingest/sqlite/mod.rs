//! The writer on SQLite: one OS thread with its own connection and prepared statements.
//!
//! A statement costs sqlx a hop between threads and this driver a microsecond, which is the whole difference at this rate.
//! Every transaction takes the write lock of the process, so it never meets a locked database unless another process
//! writes.

mod checkpoint;
mod connection;
mod failure;
mod identity;
mod ledger;
mod memory;
mod rows;
mod statements;

use std::path::Path;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;

use self::checkpoint::Checkpoints;
use self::identity::Files;
use self::ledger::SqliteLedger;
use self::memory::Memory;
use self::statements::Statements;
use super::engine::{Engine, Failure, Written};
use super::group::plan::Plan;
use super::group::{Circumstances, Undecided, decide};
use super::writer::Writer;
use crate::db::{SqliteDb, StoreError, Urgency};
use crate::fatal;
use crate::restatements::StartedDays;
use crate::sales::Command;

/// Starts the thread. `tracker` sees it end.
pub(super) async fn start(db: SqliteDb, writer: Writer, tracker: &TaskTracker) -> Result<(), StoreError> {
    let (ready, started) = oneshot::channel();
    let token = tracker.token();
    let settings = writer.settings;
    let thread = move || {
        let opened = connection::open(db.path(), settings.durability)
            .and_then(|connection| Ok((connection, Checkpoints::start(db.path())?)));
        let (connection, checkpoints) = match opened {
            Ok(opened) => opened,
            Err(error) => return drop(ready.send(Err(error))),
        };
        let prepared =
            Statements::prepare(&connection).and_then(|statements| Ok((statements, files_of(db.path())?)));
        let (statements, files) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => return drop(ready.send(Err(error))),
        };
        let mut engine = SqliteEngine {
            db,
            urgency: settings.urgency,
            statements,
            checkpoints,
            files,
            memory: Memory::default(),
        };
        // Whoever started the writer may have given up meanwhile; then the queue is closed as well.
        let _ = ready.send(Ok(()));
        futures::executor::block_on(writer.run(&mut engine));
        drop(token);
    };
    let spawned = std::thread::Builder::new().name("ingest".to_owned()).spawn(thread);
    spawned.map_err(|error| StoreError::Engine(sqlx::Error::Io(error)))?;
    let opened = started.await.unwrap_or(Err(rusqlite::Error::InvalidQuery));
    opened.map_err(|error| StoreError::Engine(sqlx::Error::AnyDriverError(Box::new(error))))
}

struct SqliteEngine<'c> {
    db: SqliteDb,
    urgency: Urgency,
    statements: Statements<'c>,
    checkpoints: Checkpoints,
    files: Files,
    memory: Memory,
}

fn files_of(path: &Path) -> rusqlite::Result<Files> {
    Files::of(path).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

impl Engine for SqliteEngine<'_> {
    async fn write(&mut self, commands: &[Command], at: Circumstances<'_>) -> Result<Written, Failure> {
        let permit = self.db.write_lock().acquire(self.urgency).await;
        let written = self.write_alone(commands, at);
        if written.is_err() {
            self.undo();
        }
        self.checkpoints.after_write();
        drop(permit);
        written
    }

    async fn rest(&mut self, time: Duration) {
        // The thread is the writer's own, so nothing else waits for it.
        std::thread::sleep(time);
    }
}

impl SqliteEngine<'_> {
    fn write_alone(&mut self, commands: &[Command], at: Circumstances<'_>) -> Result<Written, Failure> {
        self.statements.begin.execute([]).map_err(failure::of)?;
        let began = Instant::now();
        self.memory.refresh(&mut self.statements).map_err(failure::of)?;
        let mut ledger = SqliteLedger { statements: &mut self.statements, memory: &mut self.memory };
        let plan = decide(commands, &mut ledger, at).map_err(|undecided| match undecided {
            Undecided::Ledger(error) => failure::of(error),
            Undecided::OutOfRange => Failure::OutOfRange,
        })?;
        let first_event = self.memory.last_event + 1;
        let outcomes = plan.outcomes(first_event);
        if plan.is_empty() {
            self.statements.rollback.execute([]).map_err(failure::of)?;
            return Ok(Written { outcomes, last_event: None, work: began.elapsed() });
        }
        rows::write(&mut self.statements, &plan, first_event).map_err(failure::of)?;
        let work = began.elapsed();
        self.statements.commit.execute([]).map_err(failure::of)?;
        if let Some(error) = self.files.moved() {
            self.checkpoints.rescue();
            fatal::end_process("a file of the database was removed or replaced", &error);
        }
        let last_event = plan.last_event(first_event);
        self.remember(&plan, last_event);
        Ok(Written { outcomes, last_event: Some(last_event), work })
    }

    fn remember(&mut self, plan: &Plan<'_>, last_event: i64) {
        self.memory.last_event = last_event;
        for planned in &plan.items {
            self.memory.items.insert(planned.code, planned.item.clone());
        }
        for planned in &plan.customers {
            self.memory.customers.insert(planned.reference, planned.customer.clone());
        }
        for start in &plan.day_starts {
            if let Some(known) = self.memory.started.get_mut(&start.outlet) {
                *known = Some(StartedDays::and(*known, start.day));
            }
        }
    }

    /// Leaves no trace of a group. A failure may have ended the transaction by itself.
    fn undo(&mut self) {
        self.memory.forget();
        if !self.statements.is_idle()
            && let Err(error) = self.statements.rollback.execute([])
        {
            tracing::error!(%error, "a group could not be rolled back");
        }
    }
}
