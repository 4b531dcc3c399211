//! What an import did, in figures.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use app::units::{Currency, Day, Quantity};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::organisation::OutletId;
use crate::sales::{EntryKind, NewEntry};

/// The figures of an import so far.
#[derive(Debug, Default)]
pub struct Count {
    rows: u64,
    sales: Sum,
    returns: Sum,
    repeated: u64,
    outlets: HashSet<OutletId>,
    days: HashSet<Day>,
    /// By hash, so that memory does not grow with the length of names.
    items: HashSet<u64>,
    customers: HashSet<u64>,
}

/// What is counted of one entry.
#[derive(Debug)]
pub struct Facts {
    kind: EntryKind,
    currency: Currency,
    total_minor: i64,
    qty: i64,
    lines: u64,
    outlet: OutletId,
    day: Day,
    items: Vec<u64>,
    customer: Option<u64>,
}

#[derive(Debug, Default)]
struct Sum {
    entries: u64,
    lines: u64,
    minor: BTreeMap<Currency, i128>,
    qty: i64,
}

/// The report as it is printed: see the command's help for what each figure counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub rows: u64,
    pub sales: u64,
    pub sale_lines: u64,
    pub gross: BTreeMap<Currency, String>,
    pub sold_qty: Quantity,
    pub returns: u64,
    pub return_lines: u64,
    pub returned: BTreeMap<Currency, String>,
    pub returned_qty: Quantity,
    pub rejected: u64,
    pub rejected_file: Option<PathBuf>,
    pub outlets: usize,
    pub items: usize,
    pub customers: usize,
    pub business_days: usize,
    pub repeated: u64,
}

impl Facts {
    /// What to count once the ledger has `entry`.
    pub fn of(entry: &NewEntry) -> Self {
        let customer = entry.customer.as_ref().and_then(|customer| customer.reference.as_ref());
        Self {
            kind: entry.kind,
            currency: entry.currency,
            total_minor: entry.total_minor,
            qty: entry.lines.iter().map(|line| line.qty.0).sum(),
            lines: u64::try_from(entry.lines.len()).unwrap_or(u64::MAX),
            outlet: entry.outlet,
            day: entry.day,
            items: entry.lines.iter().map(|line| hash(&line.item)).collect(),
            customer: customer.map(hash),
        }
    }
}

impl Count {
    /// Rows that were read.
    pub fn add_rows(&mut self, rows: u64) {
        self.rows += rows;
    }

    /// An entry is in the ledger: recorded by this run, or there before.
    pub fn add(&mut self, facts: Facts, is_new: bool) {
        let sum = match facts.kind {
            EntryKind::Sale => &mut self.sales,
            EntryKind::Return => &mut self.returns,
        };
        let minor = sum.minor.entry(facts.currency).or_default();
        if is_new {
            *minor += i128::from(facts.total_minor);
            sum.entries += 1;
            sum.lines += facts.lines;
            sum.qty += facts.qty;
        } else {
            self.repeated += 1;
        }
        self.outlets.insert(facts.outlet);
        self.days.insert(facts.day);
        self.items.extend(facts.items);
        self.customers.extend(facts.customer);
    }

    /// The report of these figures and of `rejected` lines, which are in the file.
    pub fn report(&self, rejected: u64, rejected_file: Option<PathBuf>) -> Report {
        Report {
            rows: self.rows,
            sales: self.sales.entries,
            sale_lines: self.sales.lines,
            gross: amounts(&self.sales.minor, 1),
            sold_qty: Quantity(self.sales.qty),
            returns: self.returns.entries,
            return_lines: self.returns.lines,
            returned: amounts(&self.returns.minor, -1),
            returned_qty: Quantity(-self.returns.qty),
            rejected,
            rejected_file,
            outlets: self.outlets.len(),
            items: self.items.len(),
            customers: self.customers.len(),
            business_days: self.days.len(),
            repeated: self.repeated,
        }
    }
}

fn amounts(minor: &BTreeMap<Currency, i128>, sign: i128) -> BTreeMap<Currency, String> {
    let amount = |(&currency, &minor): (&Currency, &i128)| {
        let amount = Decimal::from_i128_with_scale(sign * minor, u32::from(currency.decimals()));
        (currency, amount.to_string())
    };
    minor.iter().map(amount).collect()
}

fn hash(text: &String) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
