//! Rows of the ledger and the story of one entry.

use serde::{Deserialize, Serialize};

use crate::units::{Amount, Code, Currency, Day, DayRange, Quantity, Scope};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    Sale,
    Return,
}

/// Whether an entry counts: the ledger lists what was cancelled, and no figure holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryState {
    Counted,
    Cancelled,
}

/// What part of the ledger is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerFilter {
    pub scope: Scope,
    pub days: DayRange,
    pub kind: Option<EntryKind>,
    pub state: Option<EntryState>,
    /// A number, or how it begins.
    pub number: Option<String>,
    /// Of the wall clock at the outlet, 0–23.
    pub hour: Option<u8>,
    /// Of the business day; 0 is Monday.
    pub weekday: Option<u8>,
    /// Code of an item that is on one of the lines, in any case.
    pub item: Option<String>,
    /// The category that an item on one of the lines has now.
    pub category: Option<String>,
    /// Reference of the customer.
    pub customer: Option<String>,
    /// Of the outlets that stand in the scope now, wherever they stood when it was recorded.
    pub is_standing: bool,
    pub currency: Option<Currency>,
    pub at: PageAt,
}

/// Which page of the ledger is shown. Positions are opaque: they come from a page and go back as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageAt {
    Newest,
    /// The entries that are older than this position.
    After(String),
    /// The entries just newer than this position.
    Before(String),
}

impl LedgerFilter {
    /// Every entry of the network, newest first.
    pub fn everything() -> Self {
        Self {
            scope: Scope::Network,
            days: DayRange::ALL,
            kind: None,
            state: None,
            number: None,
            hour: None,
            weekday: None,
            item: None,
            category: None,
            customer: None,
            is_standing: false,
            currency: None,
            at: PageAt::Newest,
        }
    }

    /// Whether nothing is left out: every entry of the network, on any page.
    pub fn is_everything(&self) -> bool {
        Self { at: PageAt::Newest, ..self.clone() } == Self::everything()
    }
}

/// One page of the ledger, newest first by event; of many days, the newest day first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerPage {
    pub rows: Vec<LedgerRow>,
    /// The position before which the next newer page ends; `None` on the newest.
    pub newer: Option<String>,
    /// The position after which the next older page begins; `None` at the end.
    pub older: Option<String>,
    /// What is listed adds up to, on all of its pages; `None` where neither a summary knows nor a customer's few entries tell: of a
    /// number, an item, a category, the returns of an hour.
    pub totals: Option<LedgerTotals>,
    /// What the lines of the item or category that is asked for come to, in each currency; `None` where that is not known.
    pub goods: Option<Vec<LedgerGoods>>,
    pub names: LedgerNames,
}

/// What those are called that a filter names; `None` where it names none, or there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerNames {
    pub item: Option<String>,
    /// By reference, where nobody said the name.
    pub customer: Option<String>,
}

/// What lines add up to in one currency; those of cancelled sales do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerGoods {
    pub currency: Currency,
    pub qty: Quantity,
    pub amount: Amount,
}

/// What a part of the ledger adds up to. Cancelled entries do not count, though the ledger lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerTotals {
    pub sales: i64,
    pub returns: i64,
    /// Cancelled sales, which are not known by the hour and not told where only what counts is listed; returns that were cancelled are
    /// not counted anywhere.
    pub cancelled: Option<i64>,
    /// The currency with the most entries first.
    pub amounts: Vec<LedgerAmount>,
}

/// What was taken and given back in one currency; the second is at or below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerAmount {
    pub currency: Currency,
    pub sold: Amount,
    pub returned: Amount,
}

/// One entry. Amounts and quantities of returns are negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRow {
    pub kind: EntryKind,
    /// UUID.
    pub id: String,
    pub number: String,
    pub outlet: Code,
    /// RFC 3339 with the outlet's own offset.
    pub at: String,
    pub business_day: Day,
    pub currency: Currency,
    pub amount: Amount,
    pub qty: Quantity,
    /// Names of the first three items.
    pub items: Vec<String>,
    pub cancelled: bool,
}

impl LedgerRow {
    /// The calendar day on the outlet's wall clock, which after midnight and before the cut-off is not the business day.
    pub fn wall_day(&self) -> Day {
        self.at.get(..10).and_then(|day| day.parse().ok()).unwrap_or(self.business_day)
    }
}

/// A sale with its lines, how it was paid and what happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleStory {
    pub row: LedgerRow,
    /// Of a return: the sale it belongs to. Of a sale: the one whose place it took.
    pub linked: Option<LinkedEntry>,
    /// Why it came back; of a return only.
    pub reason: Option<String>,
    pub till: Option<String>,
    pub cashier: Option<String>,
    pub customer: Option<String>,
    pub lines: Vec<StoryLine>,
    pub net: Amount,
    pub tax: Amount,
    pub discount: Amount,
    pub rounding: Amount,
    pub tender: Vec<StoryTender>,
    /// In the order in which it happened.
    pub events: Vec<StoryEvent>,
}

/// Another entry that this one is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedEntry {
    /// UUID.
    pub id: String,
    pub number: String,
}

/// A line. Quantity and total of a return are negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryLine {
    pub item: String,
    pub name: String,
    pub qty: Quantity,
    /// As the till sent it, up to six decimals.
    pub unit_price: String,
    pub total: Amount,
}

/// How it was paid, or paid back: then amount and change are negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryTender {
    pub kind: String,
    pub currency: Currency,
    pub amount: Amount,
    pub change: Amount,
}

/// One step in the life of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryEvent {
    pub kind: StoryKind,
    /// RFC 3339 with the outlet's own offset.
    pub at: String,
    /// What belongs to it: a till, a reason.
    pub detail: Option<String>,
    /// The other sale or return, where there is one.
    pub other: Option<LinkedEntry>,
    pub amount: Option<Amount>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoryKind {
    /// Sold or returned at the till.
    Happened,
    /// Recorded here.
    Recorded,
    /// Counted in the figures of its business day.
    Summed,
    /// Something of this sale came back.
    Returned,
    /// What had come back did not after all.
    ReturnCancelled,
    Cancelled,
    /// Another sale took its place.
    Replaced,
}
