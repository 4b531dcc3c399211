//! What was sent, parsed and normalised, and nothing else.
//!
//! A draft holds values, not spellings: numbers exactly, instants in UTC, codes in lower case, texts trimmed. What was
//! not sent stays absent, so that [`super::content`] can tell a repeat from another entry. JSON and CSV both end here;
//! whether the figures agree with each other and with the organisation is for [`super::record::check`] to say.

use app::units::{Code, Currency, UnixMs};
use serde::Serialize;
use uuid::Uuid;

use super::exact::{Number, Rate};
use super::model::EntryKind;
use super::text::{ItemCode, Text};

/// A sale or return as its sender describes it. Figures of both are positive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryDraft {
    pub kind: EntryKind,
    /// Made by the sender.
    pub id: Uuid,
    pub number: Text,
    pub outlet: Code,
    pub till: Option<Text>,
    pub till_seq: Option<i64>,
    pub cashier: Option<Text>,
    pub shift: Option<Text>,
    /// When it was sold or returned.
    pub at: UnixMs,
    pub currency: Currency,
    pub prices_include_tax: Option<bool>,
    pub customer: Option<CustomerDraft>,
    pub lines: Vec<LineDraft>,
    /// Σ of the lines' when absent.
    pub discount: Option<Number>,
    /// Σ of the lines' when absent.
    pub tax: Option<Number>,
    /// Zero when absent.
    pub rounding: Option<Number>,
    pub total: Number,
    /// Never `Some` of an empty list: how it was paid is then not known.
    pub tender: Option<Vec<TenderDraft>>,
    /// Of a sale: the sale it replaces.
    pub replaces: Option<Uuid>,
    /// Of a return: the sale it belongs to.
    pub sale: Option<Uuid>,
    /// Of a return, which needs one.
    pub reason: Option<Text>,
}

/// What the rules look at: the figures of an entry or of an order, as sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FiguresDraft<'a> {
    pub(crate) currency: Currency,
    pub(crate) prices_include_tax: bool,
    pub(crate) lines: &'a [LineDraft],
    pub(crate) discount: Option<Number>,
    pub(crate) tax: Option<Number>,
    pub(crate) rounding: Option<Number>,
    pub(crate) total: Number,
    pub(crate) tender: Option<&'a [TenderDraft]>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CustomerDraft {
    #[serde(rename = "ref")]
    pub reference: Option<Text>,
    pub name: Option<Text>,
    pub phone: Option<Text>,
    pub email: Option<Text>,
    pub is_company: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineDraft {
    pub item: ItemCode,
    pub name: Option<Text>,
    pub category: Option<Text>,
    pub qty: Number,
    pub unit_price: Number,
    /// Zero when absent.
    pub discount: Option<Number>,
    /// Zero when absent.
    pub tax: Option<Number>,
    /// Per cent.
    pub tax_rate: Option<Number>,
    pub tax_code: Option<Text>,
    pub total: Number,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TenderDraft {
    pub kind: Text,
    pub amount: Number,
    /// Zero when absent.
    pub change: Option<Number>,
    /// The entry's own when absent.
    pub currency: Option<Currency>,
    /// Units of the entry's currency for one of this row's.
    pub rate: Option<Rate>,
}

impl EntryDraft {
    pub(super) fn figures(&self) -> FiguresDraft<'_> {
        FiguresDraft {
            currency: self.currency,
            prices_include_tax: self.prices_include_tax.unwrap_or(false),
            lines: &self.lines,
            discount: self.discount,
            tax: self.tax,
            rounding: self.rounding,
            total: self.total,
            tender: self.tender.as_deref(),
        }
    }
}
