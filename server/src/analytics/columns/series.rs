//! Rows in the order of days.

use app::units::Day;

/// What was sold of one thing on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row<K, C> {
    pub day: Day,
    pub key: K,
    pub count: C,
    /// Minor units.
    pub amount: i64,
}

/// The rows of one outlet, or of the network, in one currency, each column by itself: a sum reads the columns it is of.
#[derive(Debug)]
pub(super) struct Series<K, C> {
    days: Vec<Day>,
    keys: Vec<K>,
    counts: Vec<C>,
    amounts: Vec<i64>,
}

impl<K, C> Default for Series<K, C> {
    fn default() -> Self {
        Self { days: Vec::new(), keys: Vec::new(), counts: Vec::new(), amounts: Vec::new() }
    }
}

impl<K: Copy, C: Copy> Series<K, C> {
    /// Puts `rows`, all of `day`, in the place of those that the day has.
    pub(super) fn replace(&mut self, day: Day, rows: &[Row<K, C>]) {
        let at =
            self.days.partition_point(|held| *held < day)..self.days.partition_point(|held| *held <= day);
        self.days.splice(at.clone(), rows.iter().map(|row| row.day));
        self.keys.splice(at.clone(), rows.iter().map(|row| row.key));
        self.counts.splice(at.clone(), rows.iter().map(|row| row.count));
        self.amounts.splice(at, rows.iter().map(|row| row.amount));
    }

    /// The rows from `from` to `to`, oldest day first.
    pub(super) fn between(&self, from: Day, to: Day) -> impl Iterator<Item = Row<K, C>> + Clone {
        let end = self.days.partition_point(|day| *day <= to);
        let begin = self.days.partition_point(|day| *day < from).min(end);
        let values =
            self.keys[begin..end].iter().zip(&self.counts[begin..end]).zip(&self.amounts[begin..end]);
        let rows = self.days[begin..end].iter().zip(values);
        rows.map(|(day, ((key, count), amount))| Row { day: *day, key: *key, count: *count, amount: *amount })
    }

    /// Gives back what growing reserved.
    pub(super) fn shrink(&mut self) {
        self.days.shrink_to_fit();
        self.keys.shrink_to_fit();
        self.counts.shrink_to_fit();
        self.amounts.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_replaced_wherever_they_stand() {
        let mut series: Series<u32, u32> = Series::default();
        let row = |day, key, amount| Row { day: Day(day), key, count: 1, amount };
        series.replace(Day(5), &[row(5, 1, 10), row(5, 2, 20)]);
        series.replace(Day(9), &[row(9, 1, 30)]);
        series.replace(Day(2), &[row(2, 3, 40)]);
        series.replace(Day(5), &[row(5, 2, 25), row(5, 4, 1), row(5, 6, 2)]);
        let all: Vec<_> = series.between(Day(0), Day(99)).collect();
        let expected = [row(2, 3, 40), row(5, 2, 25), row(5, 4, 1), row(5, 6, 2), row(9, 1, 30)];
        assert_eq!(all, expected);
        assert_eq!(series.between(Day(5), Day(5)).count(), 3);
        assert_eq!(series.between(Day(6), Day(8)).count(), 0);
        assert_eq!(series.between(Day(9), Day(2)).count(), 0);
    }
}
