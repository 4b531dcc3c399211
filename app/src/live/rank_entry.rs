//! Top lists within a patch: in full order, without what the other side has already.
//!
//! One sale moves one outlet and a few items; the names of all the others would be most of the patch.

use serde::{Deserialize, Serialize};

use super::board::{ItemRank, OutletRank};
use crate::units::{Amount, Code, Currency, Quantity};

/// A place in the list of top outlets. What is absent is as it was; of a new outlet everything is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutletEntry {
    pub outlet: Code,
    pub currency: Currency,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gross: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orders: Option<i64>,
}

/// A place in the list of top items, likewise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemEntry {
    pub item: String,
    pub currency: Currency,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qty: Option<Quantity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
}

/// A row of a top list.
pub(super) trait Ranked: Clone + PartialEq {
    type Entry;

    fn currency(&self) -> Currency;
    /// What must be said of this row to somebody who has `held` of the same thing.
    fn entry(&self, held: Option<&Self>) -> Self::Entry;
    /// Whether both rows are of the same thing, whatever its figures.
    fn is_of(&self, other: &Self) -> bool;
    /// The row that `entry` stands for; `None` if something is absent that `held` does not have.
    fn filled(entry: Self::Entry, held: &[Self]) -> Option<Self>;
}

/// The lists of the currencies in which anything changed.
pub(super) fn entries<Row: Ranked>(held: &[Row], next: &[Row]) -> Option<Vec<Row::Entry>> {
    let of = |rows: &[Row], currency| -> Vec<Row> {
        rows.iter().filter(|row| row.currency() == currency).cloned().collect()
    };
    let changed = |row: &&Row| of(held, row.currency()) != of(next, row.currency());
    let entry = |row: &Row| row.entry(held.iter().find(|held| held.is_of(row)));
    let entries: Vec<Row::Entry> = next.iter().filter(changed).map(entry).collect();
    (!entries.is_empty()).then_some(entries)
}

/// Whether entries lead from `held` to `next`: they cannot empty the list of a currency.
pub(super) fn reaches<Row: Ranked>(held: &[Row], next: &[Row]) -> bool {
    held.iter().all(|row| next.iter().any(|kept| kept.currency() == row.currency()))
}

/// The list with `entries` in place of their currencies; `None` if they say too little for what is held.
pub(super) fn replaced<Row: Ranked>(held: &[Row], entries: Option<Vec<Row::Entry>>) -> Option<Vec<Row>> {
    let rows: Option<Vec<Row>> =
        entries.into_iter().flatten().map(|entry| Row::filled(entry, held)).collect();
    let rows = rows?;
    let is_kept = |row: &&Row| rows.iter().all(|new| new.currency() != row.currency());
    let mut list: Vec<Row> = held.iter().filter(is_kept).cloned().collect();
    list.extend(rows);
    // Stable: the order within a currency is the one that was sent.
    list.sort_by_key(Row::currency);
    Some(list)
}

/// What is new beside `held`.
fn new<Value: Clone + PartialEq>(value: &Value, held: Option<&Value>) -> Option<Value> {
    (held != Some(value)).then(|| value.clone())
}

impl Ranked for OutletRank {
    type Entry = OutletEntry;

    fn currency(&self) -> Currency {
        self.currency
    }

    fn entry(&self, held: Option<&Self>) -> OutletEntry {
        OutletEntry {
            outlet: self.outlet.clone(),
            currency: self.currency,
            name: new(&self.name, held.map(|held| &held.name)),
            gross: new(&self.gross, held.map(|held| &held.gross)),
            orders: new(&self.orders, held.map(|held| &held.orders)),
        }
    }

    fn is_of(&self, other: &Self) -> bool {
        self.outlet == other.outlet && self.currency == other.currency
    }

    fn filled(entry: OutletEntry, held: &[Self]) -> Option<Self> {
        let OutletEntry { outlet, currency, name, gross, orders } = entry;
        let held = held.iter().find(|row| row.outlet == outlet && row.currency == currency);
        Some(Self {
            name: name.or_else(|| held.map(|row| row.name.clone()))?,
            gross: gross.or(held.map(|row| row.gross))?,
            orders: orders.or(held.map(|row| row.orders))?,
            outlet,
            currency,
        })
    }
}

impl Ranked for ItemRank {
    type Entry = ItemEntry;

    fn currency(&self) -> Currency {
        self.currency
    }

    fn entry(&self, held: Option<&Self>) -> ItemEntry {
        ItemEntry {
            item: self.item.clone(),
            currency: self.currency,
            name: new(&self.name, held.map(|held| &held.name)),
            qty: new(&self.qty, held.map(|held| &held.qty)),
            amount: new(&self.amount, held.map(|held| &held.amount)),
        }
    }

    fn is_of(&self, other: &Self) -> bool {
        self.item == other.item && self.currency == other.currency
    }

    fn filled(entry: ItemEntry, held: &[Self]) -> Option<Self> {
        let ItemEntry { item, currency, name, qty, amount } = entry;
        let held = held.iter().find(|row| row.item == item && row.currency == currency);
        Some(Self {
            name: name.or_else(|| held.map(|row| row.name.clone()))?,
            qty: qty.or(held.map(|row| row.qty))?,
            amount: amount.or(held.map(|row| row.amount))?,
            item,
            currency,
        })
    }
}
