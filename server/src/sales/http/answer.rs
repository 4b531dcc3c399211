//! What a till is told about what it sent.

use app::units::Day;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::{ApiError, ErrorCode};
use crate::fields::FieldProblem;
use crate::sales::EntryKind;
use crate::sales::model::{CancelReceipt, Receipt};

/// Sale or return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = EntryKind)]
pub enum Kind {
    Sale,
    Return,
}

/// The answer to a recorded entry; a repeat gets the same again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Receipt)]
pub struct ReceiptAnswer {
    pub id: Uuid,
    pub number: String,
    /// Id of the event that tells of it.
    pub event: i64,
    /// The outlet's business day it counts to.
    #[schema(value_type = String, format = Date)]
    pub business_day: Day,
    /// The wall-clock hour it counts to, 0–23.
    #[schema(maximum = 23)]
    pub hour: u8,
    #[schema(format = DateTime)]
    pub recorded_at: String,
    /// Paths of fields that were ignored because nothing reads them; absent when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub warnings: Vec<String>,
}

/// The answer to a batch, entry by entry.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct BatchAnswer {
    pub accepted: Vec<BatchReceipt>,
    pub repeated: Vec<BatchReceipt>,
    pub rejected: Vec<BatchRejection>,
    /// Paths of fields that were ignored because nothing reads them; absent when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub warnings: Vec<String>,
}

/// An entry of a batch that is in the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchReceipt {
    pub kind: Kind,
    /// Its place among the batch's sales or returns, from 0.
    pub index: usize,
    pub id: Uuid,
    pub number: String,
    pub event: i64,
    #[schema(value_type = String, format = Date)]
    pub business_day: Day,
    #[schema(maximum = 23)]
    pub hour: u8,
    #[schema(format = DateTime)]
    pub recorded_at: String,
}

/// An entry of a batch that is not in the ledger, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchRejection {
    pub kind: Kind,
    /// Its place among the batch's sales or returns, from 0.
    pub index: usize,
    /// Null when none could be read.
    pub id: Option<Uuid>,
    pub code: ErrorCode,
    pub message: String,
    pub fields: Vec<FieldProblem>,
}

/// The answer to a cancellation; a repeat gets the same again.
#[derive(Debug, Serialize, ToSchema)]
pub struct CancelAnswer {
    pub id: Uuid,
    pub event: i64,
    #[schema(format = DateTime)]
    pub cancelled_at: String,
    /// Paths of fields that were ignored because nothing reads them; absent when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub warnings: Vec<String>,
}

impl ReceiptAnswer {
    pub(super) fn new(receipt: Receipt, warnings: Vec<String>) -> Self {
        let Receipt { id, number, event, day, hour, recorded_at } = receipt;
        Self { id, number, event, business_day: day, hour, recorded_at: recorded_at.to_string(), warnings }
    }
}

impl BatchReceipt {
    pub(super) fn new(kind: EntryKind, index: usize, receipt: Receipt) -> Self {
        let Receipt { id, number, event, day, hour, recorded_at } = receipt;
        let recorded_at = recorded_at.to_string();
        Self { kind: kind.into(), index, id, number, event, business_day: day, hour, recorded_at }
    }
}

impl BatchRejection {
    pub(super) fn new(kind: EntryKind, index: usize, id: Option<Uuid>, error: ApiError) -> Self {
        let (code, message, fields) = error.into_parts();
        Self { kind: kind.into(), index, id, code, message, fields }
    }
}

impl CancelAnswer {
    pub(super) fn new(receipt: CancelReceipt, warnings: Vec<String>) -> Self {
        let CancelReceipt { id, event, cancelled_at } = receipt;
        Self { id, event, cancelled_at: cancelled_at.to_string(), warnings }
    }
}

impl From<EntryKind> for Kind {
    fn from(kind: EntryKind) -> Self {
        match kind {
            EntryKind::Sale => Self::Sale,
            EntryKind::Return => Self::Return,
        }
    }
}
