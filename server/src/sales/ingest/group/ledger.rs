//! What a group asks of the ledger as it stood before the group.

use std::collections::HashMap;
use std::sync::Arc;

use app::units::{Day, UnixMs};
use uuid::Uuid;

use crate::events::{EntryFact, Origin};
use crate::organisation::OutletId;
use crate::restatements::StartedDays;
use crate::sales::{EntryKind, Receipt};
use crate::summaries::Placement;

/// Reads the ledger inside the group's transaction, before anything of the group is written.
///
/// One implementation asks SQLite as questions come up; the other has asked Postgres everything beforehand.
pub(crate) trait Ledger {
    type Error;

    /// The first answer to the entry that has this id, whatever its kind.
    fn find_receipt(&mut self, id: Uuid) -> Result<Option<StoredReceipt>, Self::Error>;

    /// An entry with everything that decides what may still happen to it.
    fn find_entry(&mut self, kind: EntryKind, id: Uuid) -> Result<Option<StoredEntry>, Self::Error>;

    fn find_item(&mut self, code: &str) -> Result<Option<Arc<Item>>, Self::Error>;

    fn find_customer(&mut self, reference: &str) -> Result<Option<Arc<Customer>>, Self::Error>;

    fn has_day_started(&mut self, outlet: OutletId, day: Day) -> Result<bool, Self::Error>;

    /// The days that the outlet has begun. Asked once for each of which there is a fact.
    fn find_started_days(&mut self, outlet: OutletId) -> Result<Option<StartedDays>, Self::Error>;

    /// A row id that nobody else gets. Gaps do no harm.
    fn new_id(&mut self, table: Table) -> Result<i64, Self::Error>;
}

/// Tables whose row ids the group gives out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Table {
    Sales,
    Returns,
    Items,
    Customers,
}

#[derive(Clone, Debug)]
pub(crate) struct StoredReceipt {
    pub(crate) kind: EntryKind,
    pub(crate) content_hash: String,
    pub(crate) receipt: Receipt,
}

#[derive(Clone, Debug)]
pub(crate) struct StoredEntry {
    pub(crate) row: i64,
    pub(crate) event: i64,
    pub(crate) origin: Origin,
    pub(crate) placement: Placement,
    pub(crate) fact: EntryFact,
    pub(crate) cancelled: Option<StoredCancellation>,
    /// Of a sale: whether another one replaces it.
    pub(crate) is_replaced: bool,
    /// Of a sale: what its uncancelled returns have brought back.
    pub(crate) returned: Returned,
}

#[derive(Clone, Debug)]
pub(crate) struct StoredCancellation {
    pub(crate) reason: String,
    pub(crate) event: i64,
    pub(crate) cancelled_at: UnixMs,
}

/// The uncancelled returns of one sale.
#[derive(Clone, Debug, Default)]
pub(crate) struct Returned {
    pub(crate) returns: i64,
    pub(crate) total_minor: i64,
    /// Thousandths by item id.
    pub(crate) qty_by_item: HashMap<i64, i64>,
}

impl Returned {
    /// Adds a row of `list_returned.sql`. Each return stands once for each of its lines; `last` is the one before.
    pub(crate) fn add_line(
        &mut self,
        last: &mut Option<i64>,
        id: i64,
        total_minor: i64,
        item: i64,
        qty: i64,
    ) {
        if last.replace(id) != Some(id) {
            self.returns += 1;
            self.total_minor += total_minor;
        }
        *self.qty_by_item.entry(item).or_default() += qty;
    }
}

/// A row of `items`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) category: Option<String>,
}

/// A row of `customers`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Customer {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) is_company: bool,
}

impl Returned {
    /// Counts a linked return, or with a negative `sign` takes it out again.
    pub(crate) fn count(&mut self, entry: &EntryFact, sign: i64) {
        self.returns += sign;
        self.total_minor += sign * entry.gross_minor;
        for sum in &entry.item_sums {
            *self.qty_by_item.entry(sum.item).or_default() += sign * sum.qty;
        }
    }
}
