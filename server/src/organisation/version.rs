//! Counts the changes of the organisation, so that whoever holds a picture of it knows when to look again.
//!
//! An outlet that changes is told by an event, since it may change what a board shows of the past. Names of regions,
//! franchises and items belong to no outlet; they change nothing but themselves.

use crate::db::{StoreError, Tx, settings};

/// The setting that holds the number.
const ORGANISATION_VERSION: &str = "organisation_version";

/// The number of changes so far. Errors: [`StoreError`].
pub async fn find_version(tx: &mut Tx) -> Result<i64, StoreError> {
    let corrupt = |_| StoreError::Corrupt { table: "settings", column: "value", id: 0 };
    settings::find(tx, ORGANISATION_VERSION).await?.map_or(Ok(0), |text| text.parse().map_err(corrupt))
}

/// Counts a change, in its own transaction. Errors: [`StoreError`].
pub async fn increment_version(tx: &mut Tx) -> Result<(), StoreError> {
    settings::increment(tx, ORGANISATION_VERSION).await
}
