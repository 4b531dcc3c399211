//! What outlets sold up to each day, so that any range of days is one subtraction for each of them.

use std::collections::HashMap;

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

/// The outlets that sold in one currency.
///
/// There is a row for each day on which any of them has a summary. Ranking them by a range of days reads two rows from end to end, which
/// takes the same time for a week as for two years. A change of one day is added to all later rows: nearly all changes are of the last.
#[derive(Debug, Default)]
pub(super) struct RunningSums {
    outlets: Vec<OutletId>,
    /// Where each of them stands in the rows.
    places: HashMap<OutletId, usize>,
    days: Vec<Day>,
    rows: Vec<Vec<Running>>,
}

impl RunningSums {
    /// Puts `rows` of one outlet, in the order of days and each once, in the place of those that their days have.
    pub(super) fn replace(&mut self, outlet: OutletId, rows: &[Row<(), i32>]) {
        let Some(first) = rows.first() else { return };
        rows.iter().for_each(|row| self.add_day(row.day));
        let place = self.add_outlet(outlet);
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

    /// Takes out what all outlets sold on `day`.
    pub(super) fn remove_day(&mut self, day: Day) {
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

    /// What one outlet sold from `from` to `to`.
    pub(super) fn sum(&self, outlet: OutletId, from: Day, to: Day) -> Option<Running> {
        let place = *self.places.get(&outlet)?;
        let [after, before] = self.ends(from, to);
        Some(at(after, place).minus(at(before, place)))
    }

    /// What each outlet sold from `from` to `to`.
    pub(super) fn sums(&self, from: Day, to: Day) -> impl Iterator<Item = (OutletId, Running)> {
        let [after, before] = self.ends(from, to);
        let sums = (0..self.outlets.len()).map(move |place| at(after, place).minus(at(before, place)));
        self.outlets.iter().copied().zip(sums)
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

    /// A day without a row has the sums of the one before.
    fn add_day(&mut self, day: Day) {
        if let Err(at) = self.days.binary_search(&day) {
            let none = || vec![Running::default(); self.outlets.len()];
            let row = at.checked_sub(1).map_or_else(none, |before| self.rows[before].clone());
            self.days.insert(at, day);
            self.rows.insert(at, row);
        }
    }

    fn add_outlet(&mut self, outlet: OutletId) -> usize {
        *self.places.entry(outlet).or_insert_with(|| {
            self.outlets.push(outlet);
            self.rows.iter_mut().for_each(|row| row.push(Running::default()));
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
        let sums = running.sums(Day(from), Day(to)).filter(|(_, sum)| *sum != Running::default());
        sums.map(|(outlet, sum)| (outlet.0, (sum.orders, sum.gross))).collect()
    }

    #[test]
    fn any_range_is_one_subtraction() {
        let mut running = RunningSums::default();
        running.replace(OutletId(7), &[row(5, 1, 10), row(9, 2, 20)]);
        running.replace(OutletId(3), &[row(2, 1, 100), row(7, 1, 1)]);
        assert_eq!(sums(&running, i32::MIN, i32::MAX), BTreeMap::from([(7, (3, 30)), (3, (2, 101))]));
        assert_eq!(sums(&running, 5, 8), BTreeMap::from([(7, (1, 10)), (3, (1, 1))]));
        assert_eq!(sums(&running, 3, 4), BTreeMap::new());
        assert_eq!(sums(&running, 9, 2), BTreeMap::new());
        running.replace(OutletId(7), &[row(5, 2, 15), row(6, 1, -4)]);
        assert_eq!(sums(&running, 5, 6), BTreeMap::from([(7, (3, 11))]));
        assert_eq!(sums(&running, 6, 99), BTreeMap::from([(7, (3, 16)), (3, (1, 1))]));
        running.remove_day(Day(5));
        running.remove_day(Day(50));
        assert_eq!(sums(&running, i32::MIN, 8), BTreeMap::from([(7, (1, -4)), (3, (2, 101))]));
        assert_eq!(running.sum(OutletId(7), Day(0), Day(99)), Some(Running { orders: 3, gross: 16 }));
        assert_eq!(running.sum(OutletId(8), Day(0), Day(99)), None);
    }

    #[test]
    fn rows_that_no_ledger_holds_do_not_overflow() {
        let mut running = RunningSums::default();
        running.replace(
            OutletId(1),
            &[row(1, i32::MAX, i64::MAX), row(2, i32::MAX, i64::MAX), row(3, 1, i64::MIN)],
        );
        let all = running.sum(OutletId(1), Day(1), Day(2)).unwrap();
        assert_eq!(all, Running { orders: 2 * i64::from(i32::MAX), gross: 2 * i128::from(i64::MAX) });
    }

    #[test]
    fn whatever_comes_in_whatever_order_adds_up_as_plain_rows_do() {
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
                running.replace(OutletId(outlet), &rows);
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
            assert_eq!(sums(&running, from, to), expected, "step {step}, {from} to {to}");
        }
    }
}
