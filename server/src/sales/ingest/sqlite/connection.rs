//! The writer's connection.

use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

use rusqlite::hooks::Wal;
use rusqlite::{Connection, OpenFlags};

use crate::db::JOURNAL_SIZE_LIMIT;
use crate::sales::ingest::Durability;

/// How long a group waits for another process. Whoever waits for an answer gets it within two seconds.
const BUSY_TIMEOUT: Duration = Duration::from_millis(1_500);
/// Memory for pages, in KiB: the hot leaves of the indexes.
const CACHE_KIB: i64 = 32 * 1024;

thread_local! {
    /// The hook of the driver takes a plain function, and a connection stays on its thread.
    static WAL_PAGES: Cell<u32> = const { Cell::new(0) };
}

/// Opens the file for writing.
pub(super) fn open(path: &Path, durability: Durability) -> rusqlite::Result<Connection> {
    let connection = open_plain(path)?;
    let synchronous = match durability {
        Durability::PowerCut => "full",
        Durability::Kill => "normal",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    // Instead of checkpoints by this connection, after which a commit would take ten times as long.
    connection.wal_hook(Some(note_pages));
    Ok(connection)
}

/// Opens the file for checkpoints, and its log: opened at the first of them, it could be another file by then.
pub(super) fn open_plain(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_size_limit", JOURNAL_SIZE_LIMIT)?;
    connection.pragma_query_value(None, "schema_version", |_| Ok(()))?;
    Ok(connection)
}

/// Pages in the write-ahead log after the last commit on this thread's connection.
pub(super) fn wal_pages() -> u32 {
    WAL_PAGES.get()
}

#[expect(clippy::unnecessary_wraps, reason = "the signature is the driver's")]
fn note_pages(_: &Wal, pages: i32) -> rusqlite::Result<()> {
    WAL_PAGES.set(pages.unsigned_abs());
    Ok(())
}
