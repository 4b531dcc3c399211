//! A sale or return as the ledger holds it.

use app::units::{Currency, Day, Quantity, UnixMs};
use sqlx::FromRow;
use uuid::Uuid;

use super::model::EntryKind;
use crate::db::StoreError;
use crate::events::Origin;
use crate::organisation::{Membership, OutletId, ScopeId};

/// Items that a list names of an entry.
const NAMED_ITEMS: usize = 3;

/// A sale or return as the ledger holds it. Figures are positive for both, in minor units of `currency`.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Row id, by which its lines are found.
    pub row: i64,
    pub kind: EntryKind,
    pub id: Uuid,
    pub number: String,
    pub outlet: OutletId,
    /// Where the outlet belonged when it was recorded.
    pub membership: Membership,
    pub till: Option<String>,
    pub till_seq: Option<i64>,
    pub cashier: Option<String>,
    pub shift: Option<String>,
    /// Sold at, or returned at.
    pub at: UnixMs,
    pub utc_offset_min: i32,
    pub recorded_at: UnixMs,
    pub day: Day,
    pub hour: u8,
    pub currency: Currency,
    pub prices_include_tax: bool,
    pub customer: Option<EntryCustomer>,
    pub total_minor: i64,
    pub tax_minor: i64,
    pub discount_minor: i64,
    pub rounding_minor: i64,
    pub qty: Quantity,
    pub origin: Origin,
    pub event: i64,
    /// Of a sale: the one it replaces. Of a return: the one it belongs to.
    pub linked: Option<Uuid>,
    /// Of a return.
    pub reason: Option<String>,
    pub cancelled: Option<Cancelled>,
    /// Names of the first three lines, each once.
    pub items: Vec<String>,
}

/// Who bought, as known when it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryCustomer {
    pub reference: Option<String>,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub is_company: bool,
}

/// That an entry no longer counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancelled {
    pub event: i64,
    pub at: UnixMs,
    pub reason: String,
}

/// What the statements that find and list entries answer with.
#[derive(FromRow)]
pub(super) struct EntryRow {
    id: i64,
    uid: String,
    number: String,
    outlet_id: i64,
    region_id: i64,
    franchise_id: i64,
    till: Option<String>,
    till_seq: Option<i64>,
    cashier: Option<String>,
    shift: Option<String>,
    at: i64,
    recorded_at: i64,
    day: i64,
    hour: i64,
    utc_offset_min: i64,
    currency: String,
    prices_include_tax: bool,
    customer_ref: Option<String>,
    customer_name: Option<String>,
    customer_phone: Option<String>,
    customer_email: Option<String>,
    is_company: bool,
    total: i64,
    tax: i64,
    discount: i64,
    rounding: i64,
    qty: i64,
    origin: String,
    event_id: i64,
    linked_uid: Option<String>,
    reason: Option<String>,
    cancel_event_id: Option<i64>,
    cancelled_at: Option<i64>,
    cancel_reason: Option<String>,
    item_1: Option<String>,
    item_2: Option<String>,
    item_3: Option<String>,
}

/// The names of the first three lines, each once.
pub(crate) fn first_names<'n>(names: impl Iterator<Item = &'n String>) -> Vec<String> {
    let mut first: Vec<String> = Vec::with_capacity(NAMED_ITEMS);
    for name in names.take(NAMED_ITEMS) {
        if !first.contains(name) {
            first.push(name.clone());
        }
    }
    first
}

impl EntryRow {
    pub(super) fn into_entry(self, kind: EntryKind) -> Result<Entry, StoreError> {
        let row = self.id;
        let corrupt = |column| StoreError::Corrupt { table: table(kind), column, id: row };
        let cancelled = match (self.cancel_event_id, self.cancelled_at, self.cancel_reason) {
            (Some(event), Some(at), Some(reason)) => Some(Cancelled { event, at: UnixMs(at), reason }),
            _ => None,
        };
        let linked = self.linked_uid.map(|uid| uid.parse()).transpose();
        let customer = EntryCustomer {
            reference: self.customer_ref,
            name: self.customer_name,
            phone: self.customer_phone,
            email: self.customer_email,
            is_company: self.is_company,
        };
        let items = first_names([&self.item_1, &self.item_2, &self.item_3].into_iter().flatten());
        Ok(Entry {
            row,
            kind,
            id: self.uid.parse().map_err(|_| corrupt("uid"))?,
            number: self.number,
            outlet: OutletId(self.outlet_id),
            membership: Membership { region: ScopeId(self.region_id), franchise: ScopeId(self.franchise_id) },
            till: self.till,
            till_seq: self.till_seq,
            cashier: self.cashier,
            shift: self.shift,
            at: UnixMs(self.at),
            utc_offset_min: i32::try_from(self.utc_offset_min).map_err(|_| corrupt("utc_offset_min"))?,
            recorded_at: UnixMs(self.recorded_at),
            day: Day(i32::try_from(self.day).map_err(|_| corrupt("day"))?),
            hour: u8::try_from(self.hour).map_err(|_| corrupt("hour"))?,
            currency: self.currency.parse().map_err(|_| corrupt("currency"))?,
            prices_include_tax: self.prices_include_tax,
            customer: customer.is_known().then_some(customer),
            total_minor: self.total,
            tax_minor: self.tax,
            discount_minor: self.discount,
            rounding_minor: self.rounding,
            qty: Quantity(self.qty),
            origin: Origin::from_name(&self.origin).ok_or_else(|| corrupt("origin"))?,
            event: self.event_id,
            linked: linked.map_err(|_| corrupt("linked"))?,
            reason: self.reason,
            cancelled,
            items,
        })
    }
}

impl EntryCustomer {
    pub(crate) fn is_known(&self) -> bool {
        [&self.reference, &self.name, &self.phone, &self.email].into_iter().any(Option::is_some)
    }
}

/// The table of the kind, for a row that cannot be read.
pub(super) fn table(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Sale => "sales",
        EntryKind::Return => "returns",
    }
}
