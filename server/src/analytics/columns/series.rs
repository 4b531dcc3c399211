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

impl<K: Copy + Ord, C: Copy> Series<K, C> {
    /// Puts `rows`, in the order of days and keys and each once, in the place of those with the same day and key, or between the others
    /// where there are none. Costs a search for each, and what stands behind the first new one moves once.
    pub(super) fn replace(&mut self, rows: &[Row<K, C>]) {
        let mut new = Vec::new();
        let mut from = 0;
        for row in rows {
            match self.find(from, row) {
                Ok(at) => {
                    (self.counts[at], self.amounts[at]) = (row.count, row.amount);
                    from = at + 1;
                }
                Err(at) => {
                    new.push((at, *row));
                    from = at;
                }
            }
        }
        insert(&mut self.days, &new, |row| row.day);
        insert(&mut self.keys, &new, |row| row.key);
        insert(&mut self.counts, &new, |row| row.count);
        insert(&mut self.amounts, &new, |row| row.amount);
    }

    /// Takes out all rows of `day`.
    pub(super) fn remove_day(&mut self, day: Day) {
        let begin = self.days.partition_point(|held| *held < day);
        let rows = begin..begin + self.days[begin..].partition_point(|held| *held == day);
        self.days.drain(rows.clone());
        self.keys.drain(rows.clone());
        self.counts.drain(rows.clone());
        self.amounts.drain(rows);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Where the row with the day and key of `row` stands, or else belongs; it is not before `from`.
    fn find(&self, from: usize, row: &Row<K, C>) -> Result<usize, usize> {
        let begin = from + self.days[from..].partition_point(|day| *day < row.day);
        let end = begin + self.days[begin..].partition_point(|day| *day == row.day);
        let found = self.keys[begin..end].binary_search(&row.key);
        found.map(|at| begin + at).map_err(|at| begin + at)
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

/// Inserts a value for each of `new` at its place among those that `column` has: places do not fall.
fn insert<T: Copy, R>(column: &mut Vec<T>, new: &[(usize, R)], value: impl Fn(&R) -> T) {
    let mut end = column.len();
    column.extend(new.iter().map(|(_, row)| value(row)));
    for (before, (at, row)) in new.iter().enumerate().rev() {
        column.copy_within(*at..end, at + before + 1);
        column[at + before] = value(row);
        end = *at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(day: i32, key: u32, amount: i64) -> Row<u32, u32> {
        Row { day: Day(day), key, count: 1, amount }
    }

    fn all(series: &Series<u32, u32>) -> Vec<Row<u32, u32>> {
        series.between(Day(i32::MIN), Day(i32::MAX)).collect()
    }

    #[test]
    fn rows_are_replaced_and_inserted_wherever_they_stand() {
        let mut series = Series::default();
        series.replace(&[row(5, 2, 10), row(5, 4, 20), row(9, 1, 30)]);
        series.replace(&[row(2, 3, 40), row(5, 1, 1), row(5, 4, 25), row(5, 6, 2), row(9, 2, 3)]);
        let expected = [
            row(2, 3, 40),
            row(5, 1, 1),
            row(5, 2, 10),
            row(5, 4, 25),
            row(5, 6, 2),
            row(9, 1, 30),
            row(9, 2, 3),
        ];
        assert_eq!(all(&series), expected);
        assert_eq!(series.between(Day(5), Day(5)).count(), 4);
        assert_eq!(series.between(Day(6), Day(8)).count(), 0);
        assert_eq!(series.between(Day(9), Day(2)).count(), 0);
        series.replace(&expected);
        assert_eq!(all(&series), expected, "told twice");
        series.remove_day(Day(5));
        series.remove_day(Day(7));
        assert_eq!(all(&series), [row(2, 3, 40), row(9, 1, 30), row(9, 2, 3)]);
    }

    #[test]
    fn whatever_comes_in_whatever_order_stands_where_it_would_have_been_sorted_to() {
        let rows: Vec<_> = (0..60_u32)
            .map(|n| (n * 37) % 60)
            .map(|n| row(i32::try_from(n / 7).unwrap(), n % 7, i64::from(n)))
            .collect();
        let mut sorted = rows.clone();
        sorted.sort_unstable_by_key(|row| (row.day, row.key));
        for size in [1, 4, 13, 60] {
            let mut series = Series::default();
            for run in rows.chunks(size) {
                let mut run = run.to_vec();
                run.sort_unstable_by_key(|row| (row.day, row.key));
                series.replace(&run);
            }
            assert_eq!(all(&series), sorted);
        }
    }
}
