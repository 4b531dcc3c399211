//! Writes down that a file goes out.

use super::model::NewExport;
use super::store::upsert_export;
use crate::db::{Db, StoreError, Urgency};

/// Keeps the file in the register, before a byte of it is sent: one that is not there must not go out, or a restatement would not
/// name it.
///
/// Costs one small transaction. Errors: [`StoreError`].
pub async fn register(db: &Db, export: &NewExport) -> Result<(), StoreError> {
    let mut tx = db.write(Urgency::Foreground).await?;
    upsert_export(&mut tx, export).await?;
    tx.commit().await
}
