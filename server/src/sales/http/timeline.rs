//! The timeline of an entry as other programs read it.

use app::units::Amount;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::sales::entry::Entry;
use crate::sales::timeline::{Step, StepKind};

/// One step in the life of a sale or return.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimelineStep)]
pub struct StepView {
    #[schema(format = DateTime)]
    pub at: String,
    pub kind: StepKindView,
    /// Id of the event that tells of it.
    pub event: i64,
    /// The other entry that the step is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Number of the other entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub amount: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// [`StepKind`], which says what each of them is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TimelineStepKind)]
pub enum StepKindView {
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

impl StepView {
    /// What happened at the outlet is told by its clock, everything else in UTC.
    pub(super) fn of(step: Step, entry: &Entry) -> Self {
        let at = match step.kind {
            StepKind::Sold | StepKind::Returned => step.at.with_offset(entry.utc_offset_min),
            _ => step.at.to_string(),
        };
        let Step { kind, event, id, number, amount, reason, .. } = step;
        Self { at, kind: kind.into(), event, id, number, amount, reason }
    }
}

impl From<StepKind> for StepKindView {
    fn from(kind: StepKind) -> Self {
        match kind {
            StepKind::Sold => Self::Sold,
            StepKind::Returned => Self::Returned,
            StepKind::Recorded => Self::Recorded,
            StepKind::Summed => Self::Summed,
            StepKind::HasReturn => Self::HasReturn,
            StepKind::ReturnCancelled => Self::ReturnCancelled,
            StepKind::Replaced => Self::Replaced,
            StepKind::Cancelled => Self::Cancelled,
        }
    }
}
