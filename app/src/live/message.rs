//! What travels on the stream beside boards and patches.

use serde::{Deserialize, Serialize};

use crate::units::{Amount, Code, Currency, Quantity, Scope};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedKind {
    Sale,
    Return,
    Cancellation,
}

/// One fact as the feed shows it. Amounts and quantities of returns are negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedRow {
    /// Event id; rows merge by it.
    pub event: i64,
    pub kind: FeedKind,
    /// UUID of the sale; `None` for a return that names no sale.
    pub sale: Option<String>,
    pub number: String,
    pub outlet: Code,
    /// RFC 3339 with the outlet's own offset.
    pub at: String,
    pub cancelled: bool,
    /// Belongs to a business day that had ended when it was recorded.
    pub late: bool,
    pub currency: Currency,
    pub amount: Amount,
    pub qty: Quantity,
    /// `None` without a customer and for a masked audience.
    pub customer: Option<String>,
    /// Names of the first three items.
    pub items: Vec<String>,
}

/// Sent every 15 s and after each snapshot, so that silence and drift can both be noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ping {
    /// RFC 3339.
    pub at: String,
    pub epoch: String,
    pub cursor: i64,
    pub as_of: String,
    pub scopes: Vec<Position>,
}

/// Where the server's board of a scope stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub scope: Scope,
    pub revision: i64,
    /// [`super::Board::digest`] at that revision.
    pub hash: String,
}

/// The server is about to close the stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bye {
    pub reason: String,
    pub retry_ms: u32,
}
