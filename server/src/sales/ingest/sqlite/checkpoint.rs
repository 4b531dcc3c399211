//! Folds the write-ahead log into the file, beside the writer.
//!
//! A checkpoint syncs the whole file, so it runs on a connection and thread of its own. As long as commits go on it never
//! catches up with the end of the log, and a log whose end is not reached never starts over: once it is long, the writer
//! does the short rest itself.

use std::cell::Cell;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use rusqlite::Connection;

use super::connection::{open_plain, wal_pages};
use super::failure;

/// Growth of the log after which the thread folds it again, in pages of 4 KiB. Much of it are the same pages once more,
/// of which only the last is folded: a longer stretch costs less.
const BEGIN_PAGES: u32 = 2_000;
/// Length at which the writer takes part: 32 MiB.
const FINISH_PAGES: u32 = 8_000;

/// The two ways to checkpoint. Dropped, it ends the thread.
pub(super) struct Checkpoints {
    wake: SyncSender<()>,
    own: Connection,
    /// Length at which the thread was last woken.
    woken_at: u32,
    /// Length at which the writer last took part; after that the log is shorter, or a reader holds its end.
    finished_at: u32,
}

impl Checkpoints {
    pub(super) fn start(path: &Path) -> rusqlite::Result<Self> {
        let (beside, own) = (open_plain(path)?, open_plain(path)?);
        // One wake-up waits at most: the thread looks at the whole log anyway.
        let (wake, woken) = sync_channel(1);
        std::thread::Builder::new()
            .name("checkpoint".to_owned())
            .spawn(move || run(&beside, &woken))
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        Ok(Self { wake, own, woken_at: 0, finished_at: 0 })
    }

    /// Call after each transaction, under the write lock.
    pub(super) fn after_write(&mut self) {
        let pages = wal_pages();
        if pages < self.woken_at.max(self.finished_at) {
            // The log has started over.
            (self.woken_at, self.finished_at) = (0, 0);
        }
        if pages >= self.woken_at + BEGIN_PAGES {
            self.woken_at = pages;
            if let Err(TrySendError::Disconnected(())) = self.wake.try_send(()) {
                tracing::error!("the checkpoint thread has ended");
            }
        }
        // Where the thread is at work just now, the next commit asks again.
        if pages >= self.finished_at + FINISH_PAGES && checkpoint(&self.own) {
            self.finished_at = pages;
        }
    }
}

impl Checkpoints {
    /// Folds everything before the process ends: a log that has lost its name is read by nobody after us.
    pub(super) fn rescue(&self) {
        if let Err(error) = self.own.query_row("pragma wal_checkpoint(full)", [], |_| Ok(())) {
            tracing::error!(%error, "the last of the log could not be folded");
        }
    }
}

fn run(connection: &Connection, woken: &Receiver<()>) {
    while woken.recv().is_ok() {
        // A busy log is folded by whoever is at it.
        let _ = checkpoint(connection);
    }
}

thread_local! {
    /// Each of the two threads tells once that it fails, not at every commit.
    static IS_FAILING: Cell<bool> = const { Cell::new(false) };
}

/// Folds what no reader holds back. False if another checkpoint is under way.
///
/// A failure is no loss: the log keeps everything until the next attempt.
fn checkpoint(connection: &Connection) -> bool {
    match connection.query_row("pragma wal_checkpoint(passive)", [], |row| row.get::<_, bool>(0)) {
        Ok(is_busy) => {
            if IS_FAILING.replace(false) {
                tracing::info!("checkpoints succeed again");
            }
            !is_busy
        }
        Err(error) => {
            failure::end_if_broken(&error);
            if !IS_FAILING.replace(true) {
                tracing::warn!(%error, "a checkpoint failed; the log grows until one succeeds");
            }
            true
        }
    }
}
