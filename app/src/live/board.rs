//! What a screen shows of one scope on its current business day.

use serde::{Deserialize, Serialize};

use super::message::FeedRow;
use crate::units::{Amount, Code, Currency, Day, Quantity, Scope};

/// Rows the feed keeps.
pub const FEED_ROWS: usize = 50;
/// Entries of each top list, per currency.
pub const TOP_ROWS: usize = 5;

/// The live picture of a scope: a function of the event log up to `cursor`.
///
/// Source: `server::live`, which builds it from the summaries and the events after them. Amounts are per currency and
/// never added across currencies. Lists are complete: 24 hours always, empty lists where nothing was sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    pub scope: Scope,
    /// `None` while the scope's outlets stand on different days.
    pub business_day: Option<Day>,
    pub days: Days,
    /// Id of the last event that changed this scope.
    pub revision: i64,
    /// Id of the last event that was read.
    pub cursor: i64,
    /// Identity of the event log; ids of two epochs cannot be compared.
    pub epoch: String,
    /// RFC 3339; the server's time at which everything up to `cursor` was in.
    pub as_of: String,
    pub totals: Vec<Totals>,
    /// 24 entries, beginning at the scope's common cut-off hour.
    pub hours: Vec<HourCell>,
    /// The same weekday a week before, whole day.
    pub compare: Compare,
    pub top_outlets: Vec<OutletRank>,
    pub top_items: Vec<ItemRank>,
    /// At most [`FEED_ROWS`], newest first.
    pub feed: Vec<FeedRow>,
    /// `None` for a past day.
    pub freshness: Option<Freshness>,
}

/// The first and the last current business day among the scope's outlets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    pub min: Day,
    pub max: Day,
}

/// The measures of one currency. Returns stand apart, at or below zero, and never reduce the figures above them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub currency: Currency,
    pub orders: i64,
    pub gross: Amount,
    pub net: Amount,
    pub tax: Amount,
    pub discount: Amount,
    pub qty: Quantity,
    pub returns: i64,
    pub returned: Amount,
    pub returned_net: Amount,
    pub returned_tax: Amount,
    pub returned_qty: Quantity,
    pub cancelled: i64,
    pub cancelled_amount: Amount,
}

/// One bar of the day: the sales of one wall-clock hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourCell {
    /// 0–23.
    pub hour: u8,
    pub totals: Vec<HourTotals>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourTotals {
    pub currency: Currency,
    pub gross: Amount,
    pub orders: i64,
}

/// Each outlet's same weekday of the week before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compare {
    pub days: Days,
    pub hours: Vec<HourCell>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutletRank {
    pub outlet: Code,
    pub name: String,
    pub currency: Currency,
    pub gross: Amount,
    pub orders: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemRank {
    pub item: String,
    pub name: String,
    pub qty: Quantity,
    pub currency: Currency,
    pub amount: Amount,
}

/// How complete the picture is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freshness {
    /// RFC 3339; the newest of min(sold at, recorded at).
    pub newest_sale_at: Option<String>,
    /// Open outlets with a sale in the seven business days before the current one.
    pub outlets_expected: u32,
    /// Expected ones of which a till has been heard since their day began; an import of earlier days is not heard.
    pub outlets_heard: u32,
    /// Codes of the expected ones that were not heard.
    pub missing: Vec<Code>,
}

impl Totals {
    /// A row of zeros.
    pub fn zero(currency: Currency) -> Self {
        let nothing = Amount::new(0, currency);
        Self {
            currency,
            orders: 0,
            gross: nothing,
            net: nothing,
            tax: nothing,
            discount: nothing,
            qty: Quantity(0),
            returns: 0,
            returned: nothing,
            returned_net: nothing,
            returned_tax: nothing,
            returned_qty: Quantity(0),
            cancelled: 0,
            cancelled_amount: nothing,
        }
    }
}
