//! The one way into the ledger: a bounded queue, and behind it the one writer of this process.
//!
//! Whatever queued while the last commit was syncing becomes the next transaction ([`writer`]). What it does is decided
//! without the engine ([`group`]) and written by a body per engine ([`sqlite`], [`postgres`]); everything else in this
//! program runs one SQL text on both. A caller hears of a fact only after its commit is durable. A newcomer would be
//! tempted to answer earlier, or to write a sale beside this queue: both lose or double sales.

mod engine;
mod group;
mod postgres;
mod queue;
mod reply;
mod sqlite;
mod writer;

use std::sync::Arc;

use tokio::sync::{oneshot, watch};
use tokio_util::task::TaskTracker;

use self::queue::Queue;
use super::{Command, Outcome};
use crate::clock::Clock;
use crate::db::{Db, StoreError, Urgency};
use crate::events;
use crate::organisation::DirectoryHandle;

pub use self::queue::Lane;

/// How the writer of this process works.
#[derive(Clone, Copy, Debug)]
pub struct IngestSettings {
    /// Commands that may wait in the lane of single posts.
    pub singles: usize,
    /// Commands that may wait in the lane of batches. A larger batch is never taken.
    pub batches: usize,
    /// Background: commit units of at most 5 ms and rest as long between them, for a process beside a running server.
    pub urgency: Urgency,
    /// Whether summaries are kept. The benchmark says no, to learn what they cost, and a filling that computes them at its end.
    pub summaries: bool,
    /// What a commit survives. Less is asked for by the test that cuts the power, to see that it can lose something, and by a filling
    /// that goes on wherever it was cut off.
    pub durability: Durability,
}

/// What an acknowledged fact survives on SQLite; on Postgres its server decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// `synchronous=FULL`: every commit is synced before it returns.
    PowerCut,
    /// `synchronous=NORMAL`: the end of the process, but not of the machine.
    Kill,
}

impl Default for IngestSettings {
    fn default() -> Self {
        Self {
            singles: 4_096,
            batches: 16_384,
            urgency: Urgency::Foreground,
            summaries: true,
            durability: Durability::PowerCut,
        }
    }
}

/// Why commands were not carried out. Asking again with the same ids is always right: nothing is counted twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// Nothing of it was taken.
    #[error("the queue is full")]
    Full { retry_after_s: u64 },
    /// Another process keeps the database locked. Of a batch, a part may be recorded; so below.
    #[error("the database is busy")]
    Busy { retry_after_s: u64 },
    #[error("the disk is full")]
    DiskFull,
    #[error("the database cannot be reached, or takes no writes")]
    Lost,
    #[error("the server is stopping")]
    Stopped,
}

/// Hands commands to the writer of this process. Cheap to clone; when the last one is dropped, the writer ends.
#[derive(Clone)]
pub struct Ingest(Arc<Handle>);

struct Handle {
    queue: Arc<Queue>,
    committed: watch::Receiver<i64>,
    writer: TaskTracker,
}

impl Ingest {
    /// Starts the writer: a thread of its own on SQLite, a task on Postgres.
    ///
    /// Errors: [`StoreError`] when the database cannot be opened for writing.
    pub async fn start(
        db: Db,
        directory: DirectoryHandle,
        clock: Arc<dyn Clock>,
        settings: IngestSettings,
    ) -> Result<Self, StoreError> {
        let mut tx = db.read().await?;
        let (sender, committed) = watch::channel(events::store::last_id(&mut tx).await?);
        tx.rollback().await?;
        let queue = Arc::new(Queue::new(settings.singles, settings.batches));
        let writer =
            writer::Writer { queue: Arc::clone(&queue), committed: sender, directory, clock, settings };
        let tracker = TaskTracker::new();
        match db {
            Db::Sqlite(db) => sqlite::start(db, writer, &tracker).await?,
            Db::Postgres(db) => postgres::start(db, writer, &tracker),
        }
        tracker.close();
        Ok(Self(Arc::new(Handle { queue, committed, writer: tracker })))
    }

    /// Has `commands` carried out, in their order, and returns an outcome for each once all of them are durable.
    ///
    /// They enter the queue whole or not at all. They are carried out even if the caller stops waiting.
    /// Errors: [`IngestError`].
    pub async fn submit(&self, lane: Lane, commands: Vec<Command>) -> Result<Vec<Outcome>, IngestError> {
        if commands.is_empty() {
            return Ok(Vec::new());
        }
        let (sender, outcomes) = oneshot::channel();
        self.0.queue.push(lane, commands, sender)?;
        outcomes.await.unwrap_or(Err(IngestError::Stopped))
    }

    /// The id of the last event that this process has committed.
    #[must_use]
    pub fn committed(&self) -> watch::Receiver<i64> {
        self.0.committed.clone()
    }

    /// Commands that were taken in and are not being written yet.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.0.queue.waiting()
    }

    /// Whether there is a writer still.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        !self.0.writer.is_empty()
    }

    /// Takes nothing more, carries out what was taken, and ends the writer.
    pub async fn stop(self) {
        self.0.queue.close();
        self.0.writer.wait().await;
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.queue.close();
    }
}
