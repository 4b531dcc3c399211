//! Takes a recorded entry out of the figures, for a reason.

use uuid::Uuid;

use super::ingest::{Ingest, Lane};
use super::model::{CancelReceipt, Command, EntryKind, NewCancellation, Outcome, Refusal};
use super::store;
use super::submit::SubmitError;
use super::text::Text;
use crate::db::Db;
use crate::events::Origin;
use crate::keys::Key;
use crate::organisation::Directory;

/// What became of a cancellation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CancelVerdict {
    Cancelled(CancelReceipt),
    /// It was cancelled already for the same reason: the first answer again.
    Repeated(CancelReceipt),
    /// There is no such entry, or it is none of the caller's.
    NotFound,
    Refused(Refusal),
}

/// What a cancellation is taken with.
pub struct CancelDesk<'a> {
    pub db: &'a Db,
    pub ingest: &'a Ingest,
    pub key: &'a Key,
    pub directory: &'a Directory,
}

/// Cancels the sale or return `id`. Errors: [`SubmitError`].
pub async fn cancel(
    desk: &CancelDesk<'_>,
    kind: EntryKind,
    id: Uuid,
    reason: Text,
) -> Result<CancelVerdict, SubmitError> {
    let mut tx = desk.db.read().await?;
    let found = store::find_recorded(&mut tx, kind, id).await?;
    tx.rollback().await?;
    let is_ours = found
        .and_then(|recorded| desk.directory.outlet(recorded.outlet))
        .is_some_and(|outlet| desk.key.may_record_at(outlet, desk.directory));
    if !is_ours {
        return Ok(CancelVerdict::NotFound);
    }
    let command = Command::Cancel(NewCancellation { kind, id, reason: reason.into(), origin: Origin::Live });
    let outcome = desk.ingest.submit(Lane::Single, vec![command]).await?.pop();
    Ok(match outcome {
        Some(Outcome::Cancelled(receipt)) => CancelVerdict::Cancelled(receipt),
        Some(Outcome::CancelRepeated(receipt)) => CancelVerdict::Repeated(receipt),
        Some(Outcome::Refused(Refusal::NotFound)) => CancelVerdict::NotFound,
        Some(Outcome::Refused(refusal)) => CancelVerdict::Refused(refusal),
        other => {
            tracing::error!(entry.id = %id, outcome = ?other, "the writer answered another question");
            CancelVerdict::Refused(Refusal::Unstorable)
        }
    })
}
