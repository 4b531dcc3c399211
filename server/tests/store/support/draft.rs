//! Entries as the rules let them through.

use app::units::{Day, Quantity, Scope, UnixMs};
use server::events::Origin;
use server::organisation::OutletId;
use server::sales::{EntryKind, NewCustomer, NewEntry, NewLine};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// 2026-11-20, the day on which the clock of the tests stands.
pub(crate) const TODAY: Day = Day(20_777);

/// The id of the `n`-th entry of a test.
pub(crate) fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(0x0192_f0c1_0000_7000_8000_0000_0000_0000 + n)
}

/// `qty` pieces of `item` for `total` minor units, a tenth of it tax.
pub(crate) fn line(item: &str, qty: i64, total: i64) -> NewLine {
    NewLine {
        item: item.to_owned(),
        name: None,
        category: None,
        qty: Quantity(qty * 1_000),
        unit_price_micros: total.saturating_mul(10_000) / qty.max(1),
        discount_minor: 0,
        tax_minor: total / 10,
        tax_rate: None,
        tax_code: None,
        total_minor: total,
    }
}

pub(crate) fn sale(n: u128, outlet: OutletId, lines: &[NewLine]) -> NewEntry {
    entry(EntryKind::Sale, n, outlet, lines)
}

/// A return that belongs to no sale.
pub(crate) fn free_return(n: u128, outlet: OutletId, lines: &[NewLine]) -> NewEntry {
    NewEntry { reason: "melted".to_owned(), ..entry(EntryKind::Return, n, outlet, lines) }
}

fn entry(kind: EntryKind, n: u128, outlet: OutletId, lines: &[NewLine]) -> NewEntry {
    let sum = |figure: fn(&NewLine) -> i64| lines.iter().map(figure).sum::<i64>();
    let entry = NewEntry {
        kind,
        id: uuid(n),
        content_hash: String::new(),
        number: format!("N-{n}"),
        outlet,
        till: Some("T1".to_owned()),
        till_seq: i64::try_from(n).ok(),
        cashier: None,
        shift: None,
        at: UnixMs(i64::from(TODAY.0) * 86_400_000 + 4 * 3_600_000),
        utc_offset_min: 330,
        day: TODAY,
        hour: 9,
        currency: "INR".parse().unwrap(),
        prices_include_tax: true,
        customer: None,
        lines: lines.to_vec(),
        discount_minor: sum(|line| line.discount_minor),
        tax_minor: sum(|line| line.tax_minor),
        rounding_minor: 0,
        total_minor: sum(|line| line.total_minor),
        tenders: Vec::new(),
        replaces: None,
        sale: None,
        reason: String::new(),
        origin: Origin::Live,
        may_create_items: true,
        reach: Scope::Network,
    };
    entry.hashed()
}

/// Changes to an entry; each takes the hash along.
pub(crate) trait Draft: Sized {
    fn hashed(self) -> Self;
    fn with(self, change: impl FnOnce(&mut NewEntry)) -> Self;
    fn customer(self, reference: &str, name: &str) -> Self;
}

impl Draft for NewEntry {
    fn hashed(mut self) -> Self {
        self.content_hash.clear();
        self.content_hash = hex::encode(Sha256::digest(format!("{self:?}")));
        self
    }

    fn with(mut self, change: impl FnOnce(&mut NewEntry)) -> Self {
        change(&mut self);
        self.hashed()
    }

    fn customer(self, reference: &str, name: &str) -> Self {
        let customer = NewCustomer {
            reference: Some(reference.to_owned()),
            name: Some(name.to_owned()),
            phone: None,
            email: None,
            is_company: None,
        };
        self.with(|entry| entry.customer = Some(customer))
    }
}
