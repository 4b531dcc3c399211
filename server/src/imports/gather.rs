//! The lines of one sale, brought together within a bounded look-ahead.

use std::collections::{HashMap, HashSet, VecDeque};

use uuid::Uuid;

use super::reader::Row;
use crate::sales::MOST_LINES;

/// Lines that are held take no more memory than this, in bytes, however long they are and far one may look ahead.
const MOST_HELD: usize = 64 * 1_024 * 1_024;
/// Sales whose end is remembered, so that a line that comes after it can be told from a sale of its own.
const REMEMBERED: usize = 200_000;

/// The lines that a file holds of one sale or return, in the file's order.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    pub id: Uuid,
    pub rows: Vec<Row>,
}

/// What comes out of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Gathered {
    Slip(Slip),
    /// A line that came too late for its sale.
    Straggler(Row),
}

/// Holds the lines of the sales that may still go on.
///
/// Memory is bounded by the look-ahead: it holds no more lines than that, but for sales that go on line after line,
/// and those end at [`MOST_LINES`] + 1. Where lines are so long that they pass [`MOST_HELD`], one looks less far ahead.
#[derive(Debug)]
pub struct Gatherer {
    look_ahead: u64,
    read: u64,
    /// Memory that the open sales take.
    held: usize,
    open: HashMap<Uuid, Open>,
    /// Every line within the look-ahead: its number and its sale.
    window: VecDeque<(u64, Uuid)>,
    ended: Ended,
}

#[derive(Debug, Default)]
struct Open {
    last: u64,
    rows: Vec<Row>,
    size: usize,
}

/// The sales that ended last.
#[derive(Debug, Default)]
struct Ended {
    ids: HashSet<Uuid>,
    order: VecDeque<Uuid>,
}

impl Gatherer {
    /// `look_ahead`: how many lines may stand between two lines of one sale.
    pub fn new(look_ahead: u32) -> Self {
        Self {
            look_ahead: u64::from(look_ahead),
            read: 0,
            held: 0,
            open: HashMap::new(),
            window: VecDeque::new(),
            ended: Ended::default(),
        }
    }

    /// Takes the next line of the file; `sink` gets whatever is complete by it.
    pub fn push(&mut self, id: Uuid, row: Row, mut sink: impl FnMut(Gathered)) {
        self.read += 1;
        self.close_what_ended(&mut sink);
        if self.ended.ids.contains(&id) {
            return sink(Gathered::Straggler(row));
        }
        let size = row.size();
        let open = self.open.entry(id).or_default();
        open.last = self.read;
        open.rows.push(row);
        open.size += size;
        self.held += size;
        if open.rows.len() > MOST_LINES {
            self.close(id, &mut sink);
        } else {
            self.window.push_back((self.read, id));
        }
    }

    /// The file ends: so do its sales, in the order of their last lines.
    pub fn finish(mut self, mut sink: impl FnMut(Gathered)) {
        while let Some((line, id)) = self.window.pop_front() {
            self.close_if_last(line, id, &mut sink);
        }
    }

    fn close_what_ended(&mut self, sink: &mut impl FnMut(Gathered)) {
        while let Some(&(line, id)) = self.window.front() {
            if self.read - line <= self.look_ahead + 1 && self.held <= MOST_HELD {
                return;
            }
            self.window.pop_front();
            self.close_if_last(line, id, sink);
        }
    }

    fn close_if_last(&mut self, line: u64, id: Uuid, sink: &mut impl FnMut(Gathered)) {
        if self.open.get(&id).is_some_and(|open| open.last == line) {
            self.close(id, sink);
        }
    }

    fn close(&mut self, id: Uuid, sink: &mut impl FnMut(Gathered)) {
        if let Some(open) = self.open.remove(&id) {
            self.held -= open.size;
            self.ended.remember(id);
            sink(Gathered::Slip(Slip { id, rows: open.rows }));
        }
    }
}

impl Ended {
    fn remember(&mut self, id: Uuid) {
        if self.order.len() == REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        self.ids.insert(id);
        self.order.push_back(id);
    }
}

#[cfg(test)]
mod tests {
    use csv::StringRecord;
    use proptest::prelude::*;

    use super::*;

    fn gathered(look_ahead: u32, sales: &[u8]) -> Vec<Gathered> {
        let mut gatherer = Gatherer::new(look_ahead);
        let mut out = Vec::new();
        for (line, &sale) in (2..).zip(sales) {
            let row = Row { line, record: StringRecord::new(), fault: None };
            gatherer.push(Uuid::from_u128(sale.into()), row, |gathered| out.push(gathered));
        }
        gatherer.finish(|gathered| out.push(gathered));
        out
    }

    fn told(gathered: &[Gathered]) -> Vec<String> {
        let told = |gathered: &Gathered| match gathered {
            Gathered::Slip(slip) => {
                let lines: Vec<_> = slip.rows.iter().map(|row| row.line.to_string()).collect();
                format!("{}: {}", slip.id.as_u128(), lines.join(" "))
            }
            Gathered::Straggler(row) => format!("late: {}", row.line),
        };
        gathered.iter().map(told).collect()
    }

    #[test]
    fn scattered_lines_come_together_within_the_look_ahead() {
        assert_eq!(told(&gathered(1, &[1, 2, 1, 2, 3])), ["1: 2 4", "2: 3 5", "3: 6"]);
        assert_eq!(told(&gathered(2, &[1, 2, 3, 1])), ["2: 3", "3: 4", "1: 2 5"]);
    }

    #[test]
    fn a_line_beyond_the_look_ahead_is_a_straggler() {
        assert_eq!(told(&gathered(1, &[1, 2, 2, 1, 3])), ["1: 2", "late: 5", "2: 3 4", "3: 6"]);
    }

    #[test]
    fn a_sale_without_end_ends_where_no_sale_is_that_long() {
        let gathered = gathered(1_000, &vec![7; MOST_LINES + 3]);
        assert!(matches!(&gathered[0], Gathered::Slip(slip) if slip.rows.len() == MOST_LINES + 1));
        assert_eq!(gathered.len(), 3);
    }

    #[test]
    fn long_lines_shorten_the_look_ahead_instead_of_filling_the_memory() {
        let mut gatherer = Gatherer::new(100_000);
        let record = StringRecord::from(vec!["x".repeat(60_000)]);
        let (mut handed_out, mut most) = (0, 0);
        for line in 0..3_000 {
            let row = Row { line, record: record.clone(), fault: None };
            // One sale that goes on and on between others.
            let id = if line % 2 == 0 { Uuid::nil() } else { Uuid::from_u128(line.into()) };
            gatherer.push(id, row, |_| handed_out += 1);
            most = most.max(gatherer.held);
        }
        assert!(handed_out > 0 && most <= MOST_HELD + 2 * 60_000, "{handed_out} out, {most} bytes held");
        assert_eq!(gatherer.held, gatherer.open.values().map(|open| open.size).sum::<usize>());
    }

    proptest! {
        #[test]
        fn every_line_comes_out_once(look_ahead in 1_u32..6, sales in proptest::collection::vec(0_u8..6, 0..60)) {
            let mut lines: Vec<u64> = Vec::new();
            for gathered in gathered(look_ahead, &sales) {
                match gathered {
                    Gathered::Slip(slip) => {
                        let of_slip: Vec<u64> = slip.rows.iter().map(|row| row.line).collect();
                        prop_assert!(of_slip.windows(2).all(|pair| pair[1] - pair[0] <= u64::from(look_ahead) + 1));
                        lines.extend(of_slip);
                    }
                    Gathered::Straggler(row) => lines.push(row.line),
                }
            }
            lines.sort_unstable();
            let all: Vec<u64> = (2..).take(sales.len()).collect();
            prop_assert_eq!(lines, all);
        }

        #[test]
        fn a_look_ahead_as_long_as_the_file_leaves_no_straggler(sales in proptest::collection::vec(0_u8..6, 0..60)) {
            let gathered = gathered(60, &sales);
            let distinct: HashSet<u8> = sales.iter().copied().collect();
            prop_assert_eq!(gathered.len(), distinct.len());
        }
    }
}
