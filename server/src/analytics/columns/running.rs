//! What outlets sold up to each day, so that any range of days is one subtraction for each of them.

use std::collections::{BTreeMap, HashMap};

use app::units::Day;

use super::series::Row;
use crate::organisation::OutletId;

/// What an outlet sold up to a day. A damaged row cannot make it overflow: a sum of all days there are fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Running {
    pub orders: i64,
    /// Minor units.
    pub gross: i128,
}

/// A day has a row of running sums once one outlet in so many has sold on it.
const ROW_FOR_ONE_IN: usize = 8;
/// Outlets for which a row is lengthened at a time.
const ROOM: usize = 64;

/// The outlets that sold in one currency.
///
/// There is a row for each day on which many of them have a summary. Ranking them by a range of days reads two rows from end to end, which
/// takes the same time for a week as for two years. A change of one day is added to all later rows: nearly all changes are of the last.
/// What few sold on a day stands apart, as it is, and is added up day by day: a till that back-dates a sale to each day since 2000 makes
/// no row of a thousand outlets out of it.
#[derive(Debug, Default)]
pub(super) struct RunningSums {
    outlets: Vec<OutletId>,
    /// Where each of them stands in the rows.
    places: HashMap<OutletId, usize>,
    days: Vec<Day>,
    rows: Vec<Vec<Running>>,
    /// Of all other days, by place.
    apart: BTreeMap<Day, BTreeMap<usize, (i32, i64)>>,
}

impl RunningSums {
    /// Puts `rows` of one outlet, in the order of days and each once, in the place of those that their days have. `among`: how many
    /// outlets there are.
    pub(super) fn replace(&mut self, outlet: OutletId, rows: &[Row<(), i32>], among: usize) {
        let place = self.add_outlet(outlet);
        let many = among.max(self.outlets.len()).div_ceil(ROW_FOR_ONE_IN);
        let mut run = Vec::with_capacity(rows.len());
        let mut full = Vec::new();
        for row in rows {
            if self.days.binary_search(&row.day).is_ok() {
                run.push(*row);
                continue;
            }
            let day = self.apart.entry(row.day).or_default();
            day.insert(place, (row.count, row.amount));
            if day.len() >= many {
                full.push(row.day);
            }
        }
        self.add_to_rows(place, &run);
        full.into_iter().for_each(|day| self.add_row(day));
    }

    /// Takes out what all outlets sold on `day`.
    pub(super) fn remove_day(&mut self, day: Day) {
        self.apart.remove(&day);
        let Ok(at) = self.days.binary_search(&day) else { return };
        self.days.remove(at);
        let mut sold = self.rows.remove(at);
        if let Some(before) = at.checked_sub(1) {
            sold.iter_mut().zip(&self.rows[before]).for_each(|(sold, before)| *sold = sold.minus(*before));
        }
        for row in &mut self.rows[at..] {
            row.iter_mut().zip(&sold).for_each(|(running, sold)| *running = running.minus(*sold));
        }
    }

    /// What each outlet sold from `from` to `to`, by place.
    pub(super) fn sums(&self, from: Day, to: Day) -> Vec<Running> {
        let [after, before] = self.ends(from, to);
        let mut sums: Vec<Running> =
            (0..self.outlets.len()).map(|place| at(after, place).minus(at(before, place))).collect();
        let days = if from <= to { Some(self.apart.range(from..=to)) } else { None };
        for (&place, &(orders, gross)) in days.into_iter().flatten().flat_map(|(_, sold)| sold) {
            sums[place] = sums[place].plus(Running { orders: orders.into(), gross: gross.into() });
        }
        sums
    }

    /// In order of places.
    pub(super) fn outlets(&self) -> &[OutletId] {
        &self.outlets
    }

    /// `None` for one that never sold in this currency.
    pub(super) fn place(&self, outlet: OutletId) -> Option<usize> {
        self.places.get(&outlet).copied()
    }

    /// Gives back what growing reserved.
    pub(super) fn shrink(&mut self) {
        self.rows.iter_mut().for_each(Vec::shrink_to_fit);
        self.rows.shrink_to_fit();
        self.days.shrink_to_fit();
    }

    /// The running sums of the last day and of the one before the first; none where nothing was sold until then.
    fn ends(&self, from: Day, to: Day) -> [&[Running]; 2] {
        let end = self.days.partition_point(|day| *day <= to);
        let begin = self.days.partition_point(|day| *day < from).min(end);
        [end, begin].map(|days| days.checked_sub(1).map_or(&[][..], |at| &self.rows[at]))
    }

    /// Rows of one outlet whose days have rows of all.
    fn add_to_rows(&mut self, place: usize, rows: &[Row<(), i32>]) {
        let Some(first) = rows.first() else { return };
        let begin = self.days.partition_point(|day| *day < first.day);
        let mut before = begin.checked_sub(1).map_or(Running::default(), |at| self.rows[at][place]);
        let mut more = Running::default();
        let mut rows = rows.iter().peekable();
        for (day, running) in self.days[begin..].iter().zip(&mut self.rows[begin..]) {
            let old = running[place];
            if let Some(row) = rows.next_if(|row| row.day == *day) {
                more.orders += i64::from(row.count) - (old.orders - before.orders);
                more.gross += i128::from(row.amount) - (old.gross - before.gross);
            } else if rows.peek().is_none() && more == Running::default() {
                return;
            }
            before = old;
            running[place] = old.plus(more);
        }
    }

    /// Makes a row of what stands apart on a day.
    fn add_row(&mut self, day: Day) {
        let Some(sold) = self.apart.remove(&day) else { return };
        let at = self.days.partition_point(|held| *held < day);
        let none = || vec![Running::default(); self.outlets.len()];
        let row = at.checked_sub(1).map_or_else(none, |before| self.rows[before].clone());
        self.days.insert(at, day);
        self.rows.insert(at, row);
        for row in &mut self.rows[at..] {
            for (&place, &(orders, gross)) in &sold {
                row[place] = row[place].plus(Running { orders: orders.into(), gross: gross.into() });
            }
        }
    }

    fn add_outlet(&mut self, outlet: OutletId) -> usize {
        *self.places.entry(outlet).or_insert_with(|| {
            self.outlets.push(outlet);
            for row in &mut self.rows {
                if row.len() == row.capacity() {
                    row.reserve_exact(ROOM);
                }
                row.push(Running::default());
            }
            self.outlets.len() - 1
        })
    }
}

impl Running {
    fn plus(self, more: Self) -> Self {
        Self { orders: self.orders + more.orders, gross: self.gross + more.gross }
    }

    fn minus(self, less: Self) -> Self {
        Self { orders: self.orders - less.orders, gross: self.gross - less.gross }
    }
}

fn at(row: &[Running], place: usize) -> Running {
    row.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn row(day: i32, count: i32, amount: i64) -> Row<(), i32> {
        Row { day: Day(day), key: (), count, amount }
    }

    fn sums(running: &RunningSums, from: i32, to: i32) -> BTreeMap<i64, (i64, i128)> {
        let sums = running.outlets().iter().zip(running.sums(Day(from), Day(to)));
        let sums = sums.filter(|(_, sum)| *sum != Running::default());
        sums.map(|(outlet, sum)| (outlet.0, (sum.orders, sum.gross))).collect()
    }

    #[test]
    fn any_range_is_one_subtraction() {
        let mut running = RunningSums::default();
        running.replace(OutletId(7), &[row(5, 1, 10), row(9, 2, 20)], 2);
        running.replace(OutletId(3), &[row(2, 1, 100), row(7, 1, 1)], 2);
        assert_eq!(sums(&running, i32::MIN, i32::MAX), BTreeMap::from([(7, (3, 30)), (3, (2, 101))]));
        assert_eq!(sums(&running, 5, 8), BTreeMap::from([(7, (1, 10)), (3, (1, 1))]));
        assert_eq!(sums(&running, 3, 4), BTreeMap::new());
        assert_eq!(sums(&running, 9, 2), BTreeMap::new());
        running.replace(OutletId(7), &[row(5, 2, 15), row(6, 1, -4)], 2);
        assert_eq!(sums(&running, 5, 6), BTreeMap::from([(7, (3, 11))]));
        assert_eq!(sums(&running, 6, 99), BTreeMap::from([(7, (3, 16)), (3, (1, 1))]));
        running.remove_day(Day(5));
        running.remove_day(Day(50));
        assert_eq!(sums(&running, i32::MIN, 8), BTreeMap::from([(7, (1, -4)), (3, (2, 101))]));
        assert_eq!((running.place(OutletId(3)), running.place(OutletId(8))), (Some(1), None));
    }

    #[test]
    fn rows_that_no_ledger_holds_do_not_overflow() {
        let mut running = RunningSums::default();
        let rows = [row(1, i32::MAX, i64::MAX), row(2, i32::MAX, i64::MAX), row(3, 1, i64::MIN)];
        running.replace(OutletId(1), &rows, 1);
        let both = (2 * i64::from(i32::MAX), 2 * i128::from(i64::MAX));
        assert_eq!(sums(&running, 1, 2), BTreeMap::from([(1, both)]));
    }

    #[test]
    fn days_of_few_outlets_have_no_row_of_all() {
        let mut running = RunningSums::default();
        for outlet in 0..100 {
            running.replace(OutletId(outlet), &[row(500, 1, 10)], 100);
        }
        let days: Vec<_> = (0..400).map(|day| row(day, 1, 1)).collect();
        running.replace(OutletId(3), &days, 100);
        assert_eq!((running.days.len(), running.apart.len()), (1, 400));
        assert_eq!(sums(&running, 0, 399), BTreeMap::from([(3, (400, 400))]));
        assert_eq!(sums(&running, 399, 500)[&3], (2, 11));
    }

    #[test]
    fn whatever_comes_in_whatever_order_adds_up_as_plain_rows_do() {
        // With so many outlets all days have rows, some have, and none has.
        for among in [9, 30, 1_000] {
            adds_up_as_plain_rows_do(among);
        }
    }

    fn adds_up_as_plain_rows_do(among: usize) {
        let mut plain: BTreeMap<(i64, i32), (i32, i64)> = BTreeMap::new();
        let mut running = RunningSums::default();
        // Numbers as a linear congruence makes them: steps of one change and of many, days again and again, and removals.
        let mut state = 12_345_u32;
        let mut next = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            i32::try_from((state >> 16) % below).unwrap()
        };
        for step in 0..400 {
            if step % 17 == 16 {
                let day = next(40);
                plain.retain(|(_, of), _| *of != day);
                running.remove_day(Day(day));
            } else {
                let outlet = i64::from(next(9));
                let days: std::collections::BTreeSet<i32> = (0..=next(6)).map(|_| next(40)).collect();
                let rows: Vec<_> =
                    days.iter().map(|day| row(*day, next(5), i64::from(next(1_000)) - 300)).collect();
                rows.iter().for_each(|row| {
                    plain.insert((outlet, row.day.0), (row.count, row.amount));
                });
                running.replace(OutletId(outlet), &rows, among);
            }
            let (from, to) = (next(42) - 1, next(42) - 1);
            let mut expected: BTreeMap<i64, (i64, i128)> = BTreeMap::new();
            for ((outlet, day), (orders, gross)) in &plain {
                if (from..=to).contains(day) {
                    let sum = expected.entry(*outlet).or_default();
                    *sum = (sum.0 + i64::from(*orders), sum.1 + i128::from(*gross));
                }
            }
            expected.retain(|_, sum| *sum != (0, 0));
            assert_eq!(sums(&running, from, to), expected, "step {step} among {among}, {from} to {to}");
        }
    }
}
