//! What an event says.

use app::units::{Currency, Day, Quantity, UnixMs};
use serde::{Deserialize, Serialize};

use crate::organisation::OutletId;

/// What kind of fact an event tells, by its public name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    SaleRecorded,
    SaleReturned,
    SaleCancelled,
    ReturnCancelled,
    DayStarted,
    OutletChanged,
}

/// By which way a fact came in. Only live facts enter the current feed; all of them enter the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    Live,
    Import,
    Generate,
}

/// One committed fact. `id` grows in commit order, so a reader that keeps its last id misses nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub id: i64,
    pub kind: EventKind,
    pub outlet: OutletId,
    /// The server's time of recording.
    pub at: UnixMs,
    pub origin: Origin,
    pub data: EventData,
}

/// What stands in `events.payload`. Self-contained: whoever folds the log into figures needs no other table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventData {
    /// Of `sale.recorded` and `sale.returned`.
    Entry(Box<EntryFact>),
    /// Of `sale.cancelled` and `return.cancelled`.
    Cancellation(Box<CancellationFact>),
    DayStarted {
        day: Day,
    },
    OutletChanged {},
}

/// A recorded sale or return. Figures are positive for both, in minor units, as they were sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryFact {
    /// UUID of the sale or return, hyphenated.
    pub id: String,
    pub number: String,
    /// Of a return: the sale it belongs to. Of a sale: none.
    pub sale: Option<String>,
    /// Of a sale: the one it replaces.
    pub replaces: Option<String>,
    /// Of a return.
    pub reason: Option<String>,
    pub till: Option<String>,
    pub cashier: Option<String>,
    /// When it was sold or returned, Unix ms, and the outlet's own offset at that moment in minutes east of UTC.
    pub sold_at_ms: i64,
    pub utc_offset_min: i32,
    pub day: Day,
    pub hour: u8,
    pub currency: Currency,
    pub gross_minor: i64,
    pub tax_minor: i64,
    pub discount_minor: i64,
    pub rounding_minor: i64,
    pub qty: Quantity,
    /// The customer's name, else its ref.
    pub customer: Option<String>,
    /// Names of the first three lines' items, each name once.
    pub items: Vec<String>,
    /// The lines summed by item, in order of item id.
    pub item_sums: Vec<ItemSum>,
}

/// What one entry holds of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemSum {
    pub item: i64,
    /// Thousandths.
    pub qty: i64,
    pub amount_minor: i64,
}

/// That a sale or return no longer counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CancellationFact {
    pub reason: String,
    /// Event id of the entry that is cancelled.
    pub entry_event: i64,
    pub entry_origin: Origin,
    /// The cancelled entry itself, so that its figures can be taken out again.
    pub entry: EntryFact,
}

impl EventKind {
    pub const ALL: [Self; 6] = [
        Self::SaleRecorded,
        Self::SaleReturned,
        Self::SaleCancelled,
        Self::ReturnCancelled,
        Self::DayStarted,
        Self::OutletChanged,
    ];

    /// The name in the event log and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::SaleRecorded => "sale.recorded",
            Self::SaleReturned => "sale.returned",
            Self::SaleCancelled => "sale.cancelled",
            Self::ReturnCancelled => "return.cancelled",
            Self::DayStarted => "outlet.day_started",
            Self::OutletChanged => "outlet.changed",
        }
    }

    /// The kind of this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Origin {
    pub fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Import => "import",
            Self::Generate => "generate",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Live, Self::Import, Self::Generate].into_iter().find(|origin| origin.name() == name)
    }
}
