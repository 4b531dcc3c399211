//! What is held, and how it changes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use app::units::{Currency, Day};

use super::running::RunningSums;
use super::scopes::{self, ScopeDayRow, ScopeHourRow, Scopes};
use super::series::{Row, Series};
use crate::db::StoreError;
use crate::organisation::{OutletId, ScopeId};
use crate::summaries::rebuild::Summary;

/// Up to where the columns, or the database, have come. All of it only grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// The newest event.
    pub event: i64,
    /// Changes of the organisation, but for outlets that an import makes.
    pub organisation: i64,
    /// How many there are: none ever goes, and two made side by side need not be committed in the order of their numbers.
    pub outlets: i64,
    /// Times that summaries were computed from the ledger.
    pub rebuilds: i64,
}

/// An outlet and where it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub outlet: OutletId,
    /// As it is sorted by.
    pub code: String,
    pub region: ScopeId,
    pub franchise: ScopeId,
}

/// A summary of one outlet's day in one currency.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutletRow {
    pub outlet: OutletId,
    pub currency: Currency,
    pub row: Row<(), i32>,
}

/// What one customer bought at an outlet on a day; the count is of orders.
#[derive(Clone, Copy, Debug)]
pub(super) struct CustomerRow {
    pub outlet: OutletId,
    pub currency: Currency,
    pub row: Row<u32, u32>,
}

/// What the network sold of an item on a day; the count is the quantity.
#[derive(Clone, Copy, Debug)]
pub(super) struct ItemRow {
    pub currency: Currency,
    pub row: Row<u32, i64>,
}

/// Where something stands that cannot be what we wrote. It makes its summary unreadable and no other, until its day is read well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub table: &'static str,
    pub column: &'static str,
    pub id: i64,
}

/// Rows that are new, in any order, each once.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// Days of which the rows are all there are, as they stand in the tables: one that nobody wrote may be no [`Day`].
    pub days: Vec<i64>,
    pub outlets: Vec<OutletRow>,
    pub customers: Vec<CustomerRow>,
    pub items: Vec<ItemRow>,
    pub scope_days: Vec<ScopeDayRow>,
    pub scope_hours: Vec<ScopeHourRow>,
    /// By summary and day.
    pub faults: Vec<((Summary, i64), Fault)>,
}

/// What is known when nothing new is left.
#[derive(Debug)]
pub(super) struct Arrival {
    pub mark: Mark,
    /// Where they have changed.
    pub standings: Option<Vec<Standing>>,
}

/// The columns, as they were after one event.
#[derive(Debug, Default)]
pub struct Columns {
    pub(super) mark: Option<Mark>,
    /// By outlet.
    pub(super) standings: Vec<Standing>,
    pub(super) outlets: BTreeMap<Currency, RunningSums>,
    pub(super) customers: HashMap<OutletId, BTreeMap<Currency, Series<u32, u32>>>,
    pub(super) items: BTreeMap<Currency, Series<u32, i64>>,
    pub(super) scopes: Scopes,
    /// The highest numbers that rows are of.
    pub(super) highest_customer: u32,
    pub(super) highest_item: u32,
    /// One for each summary and day that has any.
    pub(super) faults: BTreeMap<(Summary, i64), Fault>,
}

impl Columns {
    /// Whether everything up to `mark` is in.
    pub(super) fn cover(&self, mark: Mark) -> bool {
        self.mark.is_some_and(|held| {
            held.event >= mark.event
                && held.organisation >= mark.organisation
                && held.outlets >= mark.outlets
                && held.rebuilds >= mark.rebuilds
        })
    }

    /// Errors: [`StoreError::Corrupt`] while `summary` has a row that cannot be what we wrote.
    pub(super) fn check(&self, summary: Summary) -> Result<(), StoreError> {
        match self.first_fault(summary) {
            None => Ok(()),
            Some((_, Fault { table, column, id })) => Err(StoreError::Corrupt { table, column, id }),
        }
    }

    /// Of each summary the first day that cannot be read: as long as it cannot, the others need not be looked at.
    pub(super) fn faulty_days(&self) -> BTreeSet<i64> {
        Summary::ALL.iter().filter_map(|summary| self.first_fault(*summary)).map(|(day, _)| day).collect()
    }

    fn first_fault(&self, summary: Summary) -> Option<(i64, Fault)> {
        let mut faults = self.faults.range((summary, i64::MIN)..=(summary, i64::MAX));
        faults.next().map(|((_, day), fault)| (*day, *fault))
    }

    /// Takes in rows; told twice, they are there once.
    pub(super) fn apply(&mut self, mut change: Change) {
        change.days.iter().for_each(|day| self.remove_day(*day));
        self.faults.extend(change.faults);
        let series = |row: &OutletRow| (row.outlet, row.currency);
        change.outlets.sort_unstable_by_key(|row| (series(row), row.row.day));
        for rows in change.outlets.chunk_by(|one, other| series(one) == series(other)) {
            let held = self.outlets.entry(rows[0].currency).or_default();
            let days: Vec<_> = rows.iter().map(|row| row.row).collect();
            held.replace(rows[0].outlet, &days, self.standings.len());
        }
        let series = |row: &CustomerRow| (row.outlet, row.currency);
        change.customers.sort_unstable_by_key(|row| (series(row), row.row.day, row.row.key));
        for rows in change.customers.chunk_by(|one, other| series(one) == series(other)) {
            let held = self.customers.entry(rows[0].outlet).or_default();
            let highest = replace(held, rows[0].currency, rows.iter().map(|row| row.row));
            self.highest_customer = self.highest_customer.max(highest.unwrap_or_default());
        }
        change.items.sort_unstable_by_key(|row| (row.currency, row.row.day, row.row.key));
        for rows in change.items.chunk_by(|one, other| one.currency == other.currency) {
            let highest = replace(&mut self.items, rows[0].currency, rows.iter().map(|row| row.row));
            self.highest_item = self.highest_item.max(highest.unwrap_or_default());
        }
        scopes::apply_days(&mut self.scopes, &change.scope_days);
        scopes::apply_hours(&mut self.scopes, change.scope_hours);
    }

    /// Says that everything up to the mark is in.
    pub(super) fn arrive(&mut self, arrival: Arrival) {
        self.mark = Some(arrival.mark);
        if let Some(standings) = arrival.standings {
            self.standings = standings;
        }
    }

    /// Takes out all rows of `day`, and its faults.
    fn remove_day(&mut self, day: i64) {
        self.faults.retain(|(_, faulty), _| *faulty != day);
        // Rows of what is no day are faults.
        let Ok(day) = i32::try_from(day).map(Day) else { return };
        self.outlets.values_mut().for_each(|held| held.remove_day(day));
        self.customers.values_mut().for_each(|held| remove_day(held, day));
        remove_day(&mut self.items, day);
        scopes::remove_day(&mut self.scopes, day);
    }

    /// Gives back what growing reserved.
    pub(super) fn shrink(&mut self) {
        self.outlets.values_mut().for_each(RunningSums::shrink);
        self.customers.values_mut().flat_map(BTreeMap::values_mut).for_each(Series::shrink);
        self.items.values_mut().for_each(Series::shrink);
        scopes::shrink(&mut self.scopes);
    }

    /// The outlets that stand in `scope` now.
    pub(super) fn outlets_in(&self, scope: ScopeId) -> impl Iterator<Item = &Standing> {
        self.standings.iter().filter(move |standing| {
            scope == ScopeId::NETWORK
                || [ScopeId::from(standing.outlet), standing.region, standing.franchise].contains(&scope)
        })
    }

    /// The customers of the outlets in `scope`, outlet by outlet.
    pub(super) fn customers_in(&self, scope: ScopeId) -> Vec<(Currency, &Series<u32, u32>)> {
        let held = self.outlets_in(scope).filter_map(|standing| self.customers.get(&standing.outlet));
        held.flatten().map(|(currency, series)| (*currency, series)).collect()
    }
}

/// The currencies of `series`, each once, by code.
pub(super) fn currencies<T>(series: &[(Currency, T)]) -> BTreeSet<Currency> {
    series.iter().map(|(currency, _)| *currency).collect()
}

/// Puts `rows`, in the order of days and keys, into the series of `currency`, and tells their highest key.
fn replace<K: Copy + Ord, C: Copy>(
    held: &mut BTreeMap<Currency, Series<K, C>>,
    currency: Currency,
    rows: impl Iterator<Item = Row<K, C>>,
) -> Option<K> {
    let rows: Vec<_> = rows.collect();
    held.entry(currency).or_default().replace(&rows);
    rows.iter().map(|row| row.key).max()
}

fn remove_day<K: Copy + Ord, C: Copy>(held: &mut BTreeMap<Currency, Series<K, C>>, day: Day) {
    held.retain(|_, series| {
        series.remove_day(day);
        !series.is_empty()
    });
}
