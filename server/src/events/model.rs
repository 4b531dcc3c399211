//! What an event says.

use app::units::{Currency, Day, Quantity, UnixMs};
use serde::{Deserialize, Serialize};

use crate::organisation::{Membership, OutletId, ScopeId};

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

impl EventData {
    /// The entry it tells of, be it recorded or cancelled.
    #[must_use]
    pub fn entry(&self) -> Option<&EntryFact> {
        match self {
            Self::Entry(entry) => Some(entry),
            Self::Cancellation(cancellation) => Some(&cancellation.entry),
            Self::DayStarted { .. } | Self::OutletChanged {} => None,
        }
    }
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
    /// Of the outlet at the moment of recording: a later move leaves them.
    pub region: ScopeId,
    pub franchise: ScopeId,
    pub till: Option<String>,
    pub till_seq: Option<i64>,
    pub cashier: Option<String>,
    pub shift: Option<String>,
    /// When it was sold or returned, Unix ms, and the outlet's own offset at that moment in minutes east of UTC.
    pub sold_at_ms: i64,
    pub utc_offset_min: i32,
    pub day: Day,
    pub hour: u8,
    pub currency: Currency,
    pub prices_include_tax: bool,
    pub gross_minor: i64,
    pub tax_minor: i64,
    pub discount_minor: i64,
    pub rounding_minor: i64,
    pub qty: Quantity,
    /// Who bought, if anybody was named.
    pub customer: Option<CustomerFact>,
    /// Names of the first three lines' items, each name once.
    pub items: Vec<String>,
    /// The lines summed by item, in order of item id.
    pub item_sums: Vec<ItemSum>,
}

/// Who bought, as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerFact {
    /// By which the organisation knows the customer.
    #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// As sent, else as it was known of the reference.
    #[serde(default)]
    pub is_company: bool,
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

impl EntryFact {
    /// Where the outlet belonged at the moment.
    #[must_use]
    pub fn membership(&self) -> Membership {
        Membership { region: self.region, franchise: self.franchise }
    }

    /// Whether the customer is a company, as known when it was recorded.
    #[must_use]
    pub fn is_company(&self) -> bool {
        self.customer.as_ref().is_some_and(|customer| customer.is_company)
    }
}

impl CustomerFact {
    /// `None` for somebody of whom nothing was said.
    #[must_use]
    pub fn known(self) -> Option<Self> {
        let Self { reference, name, phone, email, is_company: _ } = &self;
        let is_known = [reference, name, phone, email].into_iter().any(Option::is_some);
        is_known.then_some(self)
    }
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
