//! Adds up by number, and counts.

use std::cmp::Reverse;

use crate::summaries::OutOfRange;

/// Sums by a small number, such as the row of a customer.
#[derive(Debug)]
pub(super) struct Tally {
    counts: Vec<i64>,
    amounts: Vec<i64>,
    /// The numbers that anything was added to, each once.
    touched: Vec<u32>,
    seen: Seen,
}

/// What one number came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sum {
    pub key: u32,
    pub count: i64,
    pub amount: i64,
}

impl Tally {
    /// For numbers up to `highest`.
    pub(super) fn new(highest: u32) -> Self {
        // Zeroes come from the system as they are touched, so a tally costs what is added to it.
        let length = highest as usize + 1;
        Self {
            counts: vec![0; length],
            amounts: vec![0; length],
            touched: Vec::new(),
            seen: Seen::new(highest),
        }
    }

    /// Adds to `key`; one that is too high counts nowhere, and there is none.
    pub(super) fn add(&mut self, key: u32, count: i64, amount: i64) -> Result<(), OutOfRange> {
        let at = key as usize;
        let (Some(held), Some(sum)) = (self.counts.get_mut(at), self.amounts.get_mut(at)) else {
            return Ok(());
        };
        if self.seen.add(key) {
            self.touched.push(key);
        }
        *held = held.checked_add(count).ok_or(OutOfRange)?;
        *sum = sum.checked_add(amount).ok_or(OutOfRange)?;
        Ok(())
    }

    /// All that did not come to nothing, in no order.
    pub(super) fn sums(&self) -> Vec<Sum> {
        let sum =
            |key: u32| Sum { key, count: self.counts[key as usize], amount: self.amounts[key as usize] };
        self.touched.iter().map(|key| sum(*key)).filter(|sum| sum.count != 0 || sum.amount != 0).collect()
    }
}

/// The best `most` of `sums` and those that are their equals at the end, highest amount first.
pub(super) fn best(mut sums: Vec<Sum>, most: usize) -> Vec<Sum> {
    let Some(last) = most.checked_sub(1) else { return Vec::new() };
    if sums.len() > most {
        let (_, cut, _) = sums.select_nth_unstable_by_key(last, |sum| Reverse(sum.amount));
        let cut = cut.amount;
        sums.retain(|sum| sum.amount >= cut);
    }
    sums.sort_unstable_by_key(|sum| Reverse(sum.amount));
    sums
}

/// Numbers that were seen.
#[derive(Debug)]
pub(super) struct Seen {
    bits: Vec<u64>,
}

impl Seen {
    /// For numbers up to `highest`.
    pub(super) fn new(highest: u32) -> Self {
        Self { bits: vec![0; highest as usize / 64 + 1] }
    }

    /// Whether it is the first time; one that is too high is never seen.
    pub(super) fn add(&mut self, key: u32) -> bool {
        let Some(word) = self.bits.get_mut(key as usize / 64) else { return false };
        let bit = 1 << (key % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    pub(super) fn count(&self) -> i64 {
        self.bits.iter().map(|word| i64::from(word.count_ones())).sum()
    }

    /// How many were seen here and not in `other`.
    pub(super) fn count_without(&self, other: &Self) -> i64 {
        self.bits.iter().zip(&other.bits).map(|(here, there)| i64::from((here & !there).count_ones())).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_kept_by_number() {
        let mut tally = Tally::new(70);
        for (key, amount) in [(70, 5), (3, 7), (70, 1), (4, 2), (4, -2), (3, -7), (3, 9)] {
            tally.add(key, 0, amount).unwrap();
        }
        let sums: Vec<(u32, i64)> = tally.sums().iter().map(|sum| (sum.key, sum.amount)).collect();
        assert_eq!(sums, [(70, 6), (3, 9)]);
        assert_eq!(tally.add(3, 0, i64::MAX), Err(OutOfRange));
    }

    #[test]
    fn the_best_come_with_their_equals() {
        let sum = |key, amount| Sum { key, count: 1, amount };
        let sums = vec![sum(1, 5), sum(2, 9), sum(3, 5), sum(4, 1), sum(5, 5)];
        let keys = |most| {
            let mut keys: Vec<u32> = best(sums.clone(), most).iter().map(|sum| sum.key).collect();
            keys[most.min(1)..].sort_unstable();
            keys
        };
        assert_eq!(keys(2), [2, 1, 3, 5]);
        assert_eq!(keys(1), [2]);
        assert_eq!(best(sums, 0), []);
    }

    #[test]
    fn numbers_are_seen_once() {
        let (mut here, mut there) = (Seen::new(200), Seen::new(200));
        for key in [0, 63, 64, 200, 64] {
            here.add(key);
        }
        there.add(64);
        there.add(1);
        assert_eq!((here.count(), here.count_without(&there)), (4, 3));
    }
}
