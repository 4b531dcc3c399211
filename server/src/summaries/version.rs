//! Counts the times that summaries were computed anew, so that whoever holds some of them in memory knows when to read them again: no
//! event tells of it, since no fact has changed.

use crate::db::{StoreError, Tx, settings};

/// The setting that holds the number.
const SUMMARIES_VERSION: &str = "summaries_version";

/// The number of times so far. Errors: [`StoreError`].
pub async fn find_version(tx: &mut Tx) -> Result<i64, StoreError> {
    let corrupt = |_| StoreError::Corrupt { table: "settings", column: "value", id: 0 };
    settings::find(tx, SUMMARIES_VERSION).await?.map_or(Ok(0), |text| text.parse().map_err(corrupt))
}

/// Counts a computation, in its own transaction. Errors: [`StoreError`].
pub(super) async fn increment_version(tx: &mut Tx) -> Result<(), StoreError> {
    settings::increment(tx, SUMMARIES_VERSION).await
}
