//! Sales and returns as they travel in: every field optional, so that all that is missing can be told at once.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json::{Bounded, Literal, Object};
use crate::sales::MOST_LINES;
use crate::sales::tender::MOST_TENDERS;

/// Entries of a batch, sales and returns together.
pub(super) const LARGEST_BATCH: usize = 1_000;

/// The fields of a sale and of a return.
#[derive(Debug, Deserialize)]
pub(super) struct EntryBody {
    pub(super) id: Option<String>,
    pub(super) number: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) till: Option<String>,
    pub(super) till_seq: Option<Literal>,
    pub(super) cashier: Option<String>,
    pub(super) shift: Option<String>,
    /// Of a sale.
    pub(super) sold_at: Option<String>,
    /// Of a return.
    pub(super) returned_at: Option<String>,
    pub(super) currency: Option<String>,
    pub(super) prices_include_tax: Option<bool>,
    pub(super) customer: Option<Object<CustomerBody>>,
    pub(super) lines: Option<Bounded<Object<LineBody>, MOST_LINES>>,
    pub(super) discount: Option<Literal>,
    pub(super) tax: Option<Literal>,
    pub(super) rounding: Option<Literal>,
    pub(super) total: Option<Literal>,
    pub(super) tender: Option<Bounded<Object<TenderBody>, MOST_TENDERS>>,
    /// Of a sale.
    pub(super) replaces: Option<String>,
    /// Of a return.
    pub(super) sale: Option<String>,
    /// Of a return.
    pub(super) reason: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct CustomerBody {
    #[serde(rename = "ref")]
    pub(super) reference: Option<String>,
    pub(super) name: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) is_company: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct LineBody {
    pub(super) item: Option<String>,
    pub(super) name: Option<String>,
    pub(super) category: Option<String>,
    pub(super) qty: Option<Literal>,
    pub(super) unit_price: Option<Literal>,
    pub(super) discount: Option<Literal>,
    pub(super) tax: Option<Literal>,
    pub(super) tax_rate: Option<Literal>,
    pub(super) tax_code: Option<String>,
    pub(super) total: Option<Literal>,
}

#[derive(Debug, Deserialize)]
pub(super) struct TenderBody {
    pub(super) kind: Option<String>,
    pub(super) amount: Option<Literal>,
    pub(super) change: Option<Literal>,
    pub(super) currency: Option<String>,
    pub(super) rate: Option<Literal>,
}

/// A batch, whose entries are read one by one: a bad one is rejected alone.
#[derive(Debug, Deserialize)]
pub(super) struct BatchBody<'a> {
    #[serde(borrow)]
    pub(super) sales: Option<Bounded<&'a RawValue, LARGEST_BATCH>>,
    #[serde(borrow)]
    pub(super) returns: Option<Bounded<&'a RawValue, LARGEST_BATCH>>,
}

/// Why something is cancelled.
#[derive(Debug, Deserialize)]
pub(super) struct CancelBody {
    pub(super) reason: Option<String>,
}
