//! Counts the times that summaries were computed anew, so that whoever holds some of them in memory knows when to read them again: no
//! event tells of it, since no fact has changed.

use crate::db::{StoreError, Tx, settings};

/// The setting that holds the number.
const SUMMARIES_VERSION: &str = "summaries_version";

/// Counts a computation, in its own transaction. Errors: [`StoreError`].
pub(super) async fn increment_version(tx: &mut Tx) -> Result<(), StoreError> {
    settings::increment(tx, SUMMARIES_VERSION).await
}
