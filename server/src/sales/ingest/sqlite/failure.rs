//! What an error of SQLite means for a group.

use rusqlite::ErrorCode;
use rusqlite::ffi::{
    SQLITE_CONSTRAINT_CHECK, SQLITE_IOERR_DIR_FSYNC, SQLITE_IOERR_FSYNC, SQLITE_IOERR_SHMSIZE,
};

use crate::fatal;
use crate::sales::ingest::engine::Failure;

/// Sorts an error. Does not return where a sync failed or the file is damaged.
pub(super) fn of(error: rusqlite::Error) -> Failure {
    end_if_broken(&error);
    let Some(code) = error.sqlite_error().copied() else { return Failure::Refused(Box::new(error)) };
    match (code.code, code.extended_code) {
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Failure::Busy,
        (ErrorCode::DiskFull, _) | (_, SQLITE_IOERR_SHMSIZE) => Failure::DiskFull,
        (_, SQLITE_CONSTRAINT_CHECK) => Failure::OutOfRange,
        (
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::OutOfMemory,
            _,
        ) => {
            tracing::error!(%error, "the database failed");
            Failure::Lost
        }
        _ => Failure::Refused(Box::new(error)),
    }
}

/// After a failed sync nobody knows what the disk holds, and a second sync may succeed without writing what the first
/// one lost. Only a fresh start reads what is really there. And what is added to a damaged file may never be read again.
pub(super) fn end_if_broken(error: &rusqlite::Error) {
    let Some(code) = error.sqlite_error() else { return };
    if matches!(code.extended_code, SQLITE_IOERR_FSYNC | SQLITE_IOERR_DIR_FSYNC) {
        fatal::end_process("the disk could not sync", error);
    }
    if matches!(code.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) {
        fatal::end_process("the database is damaged", error);
    }
}
