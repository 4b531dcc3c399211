//! Writes down that a file goes out.

use app::units::UnixMs;

use super::MOST_A_DAY;
use super::model::NewExport;
use super::store::{find_full_until, upsert_export};
use crate::db::{Db, StoreError, Urgency};

/// Why a file is not written down, and so must not go out.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// As many others were written down within a day as are. What was written down within the same minute may go out again.
    #[error("{} different files went out within a day, and no more may before {until}", MOST_A_DAY)]
    Full { until: UnixMs, retry_after_s: u64 },
}

/// Keeps the file in the register, before a byte of it is sent: one that is not there must not go out, or a restatement would not
/// name it.
///
/// Costs one small transaction, and a look at as many keys as a day has files. Whoever may read can ask for files without end, so that
/// these are counted; where several processes share a database, each may go over the count by the one that it writes meanwhile.
/// Errors: [`RegisterError`].
pub async fn register(db: &Db, export: &NewExport) -> Result<(), RegisterError> {
    // Somebody waits, but a till with a sale waits as well and goes first: the background gets its turn after a few of those.
    let mut tx = db.write(Urgency::Background).await?;
    if let Some(until) = find_full_until(&mut tx, export).await? {
        tx.rollback().await?;
        let wait_ms = until.0.saturating_sub(export.asked_at.0).max(0).unsigned_abs();
        return Err(RegisterError::Full { until, retry_after_s: wait_ms.div_ceil(1_000) });
    }
    upsert_export(&mut tx, export).await?;
    Ok(tx.commit().await?)
}
