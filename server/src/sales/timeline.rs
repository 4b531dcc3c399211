//! What has happened to an entry.

use app::units::{Amount, Currency, UnixMs};
use uuid::Uuid;

use super::EntryKind;
use super::entry::Entry;
use super::store::{self, ReplacementRow, ReturnRow};
use crate::db::{StoreError, Tx};

/// One step in the life of a sale or return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub at: UnixMs,
    pub kind: StepKind,
    /// Id of the event that tells of it.
    pub event: i64,
    /// The other entry that the step is about.
    pub id: Option<Uuid>,
    /// Number of the other entry.
    pub number: Option<String>,
    pub amount: Option<Amount>,
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// It happened at the outlet.
    Sold,
    /// It happened at the outlet.
    Returned,
    /// It is durable in the ledger.
    Recorded,
    /// It counts in the figures of its day; in the same commit as the recording.
    Summed,
    /// Something of this sale was returned.
    HasReturn,
    /// A return of this sale was cancelled.
    ReturnCancelled,
    /// Another sale took its place.
    Replaced,
    /// It counts no more.
    Cancelled,
}

impl Step {
    fn new(kind: StepKind, at: UnixMs, event: i64) -> Self {
        Self { at, kind, event, id: None, number: None, amount: None, reason: None }
    }
}

/// The whole timeline of `entry`, oldest first.
pub(super) async fn list_steps(tx: &mut Tx, entry: &Entry) -> Result<Vec<Step>, StoreError> {
    let happened = match entry.kind {
        EntryKind::Sale => StepKind::Sold,
        EntryKind::Return => StepKind::Returned,
    };
    let mut steps = vec![
        Step::new(happened, entry.at, entry.event),
        Step::new(StepKind::Recorded, entry.recorded_at, entry.event),
        Step::new(StepKind::Summed, entry.recorded_at, entry.event),
    ];
    let beginning = steps.len();
    if entry.kind == EntryKind::Sale {
        for row in store::list_returns_of(tx, entry).await? {
            push_return(&mut steps, row, entry)?;
        }
        let replacement = store::find_replacement(tx, entry).await?;
        steps.extend(replacement.map(|row| replaced(row, entry)).transpose()?);
    }
    if let Some(cancelled) = &entry.cancelled {
        let mut step = Step::new(StepKind::Cancelled, cancelled.at, cancelled.event);
        step.reason = Some(cancelled.reason.clone());
        steps.push(step);
    }
    // What follows the recording is ordered as the log is; a stable sort keeps what one event did together.
    steps[beginning..].sort_by_key(|step| step.event);
    Ok(steps)
}

fn push_return(steps: &mut Vec<Step>, row: ReturnRow, sale: &Entry) -> Result<(), StoreError> {
    let corrupt = |column| StoreError::Corrupt { table: "returns", column, id: sale.row };
    let id: Uuid = row.uid.parse().map_err(|_| corrupt("uid"))?;
    let currency: Currency = row.currency.parse().map_err(|_| corrupt("currency"))?;
    let about = |step: Step, reason: String| Step {
        id: Some(id),
        number: Some(row.number.clone()),
        amount: Some(Amount::new(row.total, currency)),
        reason: Some(reason),
        ..step
    };
    steps.push(about(Step::new(StepKind::HasReturn, UnixMs(row.recorded_at), row.event_id), row.reason));
    if let (Some(at), Some(event), Some(reason)) = (row.cancelled_at, row.cancel_event_id, row.cancel_reason)
    {
        steps.push(about(Step::new(StepKind::ReturnCancelled, UnixMs(at), event), reason));
    }
    Ok(())
}

fn replaced(row: ReplacementRow, sale: &Entry) -> Result<Step, StoreError> {
    let corrupt = |_| StoreError::Corrupt { table: "sales", column: "uid", id: sale.row };
    Ok(Step {
        id: Some(row.uid.parse().map_err(corrupt)?),
        number: Some(row.number),
        ..Step::new(StepKind::Replaced, UnixMs(row.recorded_at), row.event_id)
    })
}
