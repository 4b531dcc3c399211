//! Ledger entries as the writer takes them: parsed, resolved and checked, with nothing left to refuse but what only the
//! ledger itself knows (a repeated id, a linked sale, a stranger's cancellation).

use app::units::{Currency, Day, Quantity, Scope, UnixMs};
use uuid::Uuid;

use crate::events::Origin;
use crate::organisation::OutletId;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    Sale,
    Return,
}

impl EntryKind {
    /// The one that this is not.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Sale => Self::Return,
            Self::Return => Self::Sale,
        }
    }
}

/// A sale or return that obeys every rule that can be checked without the ledger.
///
/// Figures are positive for both kinds. Amounts are minor units of `currency`.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    pub kind: EntryKind,
    pub id: Uuid,
    /// SHA-256 over the normalised content, hexadecimal; see `sales::content`.
    pub content_hash: String,
    pub number: String,
    pub outlet: OutletId,
    pub till: Option<String>,
    pub till_seq: Option<i64>,
    pub cashier: Option<String>,
    pub shift: Option<String>,
    /// Sold at, or returned at.
    pub at: UnixMs,
    /// Offset of the outlet's own zone at `at`, minutes east of UTC.
    pub utc_offset_min: i32,
    pub day: Day,
    pub hour: u8,
    pub currency: Currency,
    pub prices_include_tax: bool,
    pub customer: Option<NewCustomer>,
    /// 1–5 000.
    pub lines: Vec<NewLine>,
    pub discount_minor: i64,
    pub tax_minor: i64,
    pub rounding_minor: i64,
    pub total_minor: i64,
    pub tenders: Vec<NewTender>,
    /// Of a sale: the sale it replaces, which it cancels.
    pub replaces: Option<Uuid>,
    /// Of a return: the sale it belongs to.
    pub sale: Option<Uuid>,
    /// Of a return; empty for a sale.
    pub reason: String,
    pub origin: Origin,
    /// Whether unknown items may be made under their code.
    pub may_create_items: bool,
    /// Where the sender may record: a replacement cancels no sale outside of it.
    pub reach: Scope,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCustomer {
    /// Organisation-wide reference, or the phone in E.164 where there is none; without both nobody is identified.
    pub reference: Option<String>,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub is_company: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    /// Item code, lower-cased.
    pub item: String,
    /// As sent; the item's own name, else its code, stands in.
    pub name: Option<String>,
    pub category: Option<String>,
    pub qty: Quantity,
    /// Millionths of the currency's unit.
    pub unit_price_micros: i64,
    pub discount_minor: i64,
    pub tax_minor: i64,
    pub tax_rate: Option<String>,
    pub tax_code: Option<String>,
    pub total_minor: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTender {
    pub kind: String,
    pub currency: Currency,
    /// Minor units of the tender's own currency.
    pub amount_minor: i64,
    pub change_minor: i64,
    /// Units of the sale's currency for one of this row's, as sent; none when they are the same.
    pub rate: Option<String>,
}

/// That an entry no longer counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCancellation {
    pub kind: EntryKind,
    pub id: Uuid,
    pub reason: String,
    pub origin: Origin,
}

/// The version of the normal form that [`NewEntry::content_hash`] is taken over.
pub const CONTENT_VERSION: i64 = 1;

/// What may be asked of the writer.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Record(Box<NewEntry>),
    Cancel(NewCancellation),
    /// The outlet's business day begins; a day that has begun already stays as it is.
    StartDay {
        outlet: OutletId,
        day: Day,
    },
}

/// What the writer did with a command, once it is durable.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Recorded(Receipt),
    /// The same entry was there already: its first answer again.
    Repeated(Receipt),
    Cancelled(CancelReceipt),
    CancelRepeated(CancelReceipt),
    /// `None`: it had begun before.
    DayStarted {
        event: Option<i64>,
    },
    Refused(Refusal),
}

/// The answer to a recorded entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub id: Uuid,
    pub number: String,
    pub event: i64,
    pub day: Day,
    pub hour: u8,
    pub recorded_at: UnixMs,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelReceipt {
    pub id: Uuid,
    pub event: i64,
    pub cancelled_at: UnixMs,
}

/// Why the ledger refuses a command that is well-formed in itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("an entry with this id and other content is recorded already")]
    OtherContent,
    #[error("there is no item {code:?} and this key may not create items")]
    UnknownItem { line: usize, code: String },
    #[error("there is no such entry")]
    NotFound,
    #[error("the entry is cancelled already, for another reason")]
    OtherReason,
    #[error("the sale has returns")]
    HasReturns,
    #[error("the sale that is named does not exist")]
    UnknownSale,
    #[error("the sale that is named is cancelled")]
    SaleCancelled,
    #[error("the sale that is named is replaced already")]
    SaleReplaced,
    #[error("the return's currency {got} is not the sale's {want}")]
    OtherCurrency { got: Currency, want: Currency },
    #[error("item {code:?}: {returned} returned of {sold} sold")]
    MoreThanSold { line: usize, code: String, returned: Quantity, sold: Quantity },
    #[error("the returns would exceed the sale's total")]
    MoreThanPaid { returned_minor: i64, total_minor: i64 },
    /// One of the three before, of a sale whose figures the sender may not know.
    #[error("the return does not fit the sale's figures")]
    OtherFigures,
    /// A sum would leave the range of figures.
    #[error("a figure would exceed what can be held")]
    OutOfRange,
    /// The store refused this one entry for a reason of its own; the log says which.
    #[error("the entry could not be stored")]
    Unstorable,
}
