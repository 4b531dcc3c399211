//! Customers by what they bought.

use std::cmp::Reverse;

use app::units::{Currency, Day};

use super::series::{Row, Series};
use super::state::{Columns, currencies};
use super::tally::{Seen, Sum, Tally, best};
use crate::analytics::span::Span;
use crate::summaries::OutOfRange;

/// How many there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomerCount {
    pub all: i64,
    /// Those who had bought nothing in the scope before.
    pub new: i64,
}

/// A customer and what they bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bought {
    /// Their row.
    pub customer: u32,
    pub orders: i64,
    /// Minor units.
    pub gross: i64,
}

/// A customer beside everything they ever bought in the scope in the currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankedCustomer {
    pub currency: Currency,
    pub bought: Bought,
    pub ever: Bought,
    pub first_day: Day,
    pub last_day: Day,
}

/// The customers of one currency by what they are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Valued {
    pub currency: Currency,
    /// From the highest on: the gross from which on a customer belongs to it, none for the last; how many they are and what they
    /// bought altogether; the best of them, with the equals of the last, gross descending.
    pub segments: [ValuedSegment; 3],
}

/// One of the three.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValuedSegment {
    pub from_gross: Option<i64>,
    pub customers: i64,
    pub gross: i64,
    pub best: Vec<Bought>,
}

impl From<Sum> for Bought {
    fn from(sum: Sum) -> Self {
        Self { customer: sum.key, orders: sum.count, gross: sum.amount }
    }
}

impl Columns {
    /// Distinct identified customers of completed sales, over all currencies.
    ///
    /// Looks at a row for each outlet, day and customer up to the end of the range.
    #[must_use]
    pub fn count_customers(&self, span: Span) -> CustomerCount {
        let (mut seen, mut before) = (Seen::new(self.highest_customer), Seen::new(self.highest_customer));
        for (_, series) in self.customers_in(span.scope) {
            for row in series.between(Day(i32::MIN), span.to).filter(has_orders) {
                if row.day < span.from {
                    before.add(row.key)
                } else {
                    seen.add(row.key)
                };
            }
        }
        CustomerCount { all: seen.count(), new: seen.count_without(&before) }
    }

    /// The customers with the highest gross, `most` of each currency and the equals of the last, by currency and gross descending.
    ///
    /// Adds up a row for each outlet, day and customer there is of the scope. Errors: [`OutOfRange`].
    pub fn rank_customers(&self, span: Span, most: usize) -> Result<Vec<RankedCustomer>, OutOfRange> {
        let held = self.customers_in(span.scope);
        let mut ranked = Vec::new();
        for currency in currencies(&held) {
            for bought in best(self.bought(&held, currency, span)?, most) {
                ranked.push(RankedCustomer {
                    currency,
                    bought: bought.into(),
                    ever: Bought { customer: bought.key, orders: 0, gross: 0 },
                    first_day: span.from,
                    last_day: span.to,
                });
            }
        }
        self.add_lifetimes(&held, &mut ranked)?;
        Ok(ranked)
    }

    /// The segments of each currency that anybody bought in, by currency: the first are those whose gross reaches that of the n/10th
    /// customer, rounded up, the second those below that reach that of the 3n/10th. Of each the `most` best.
    ///
    /// Adds up a row for each outlet, day and customer of the range. Errors: [`OutOfRange`].
    pub fn value_customers(&self, span: Span, most: usize) -> Result<Vec<Valued>, OutOfRange> {
        let held = self.customers_in(span.scope);
        let mut valued = Vec::new();
        for currency in currencies(&held) {
            let mut sums = self.bought(&held, currency, span)?;
            if sums.is_empty() {
                continue;
            }
            sums.sort_unstable_by_key(|sum| Reverse(sum.amount));
            valued.push(Valued { currency, segments: segments(&sums, most)? });
        }
        Ok(valued)
    }

    fn bought(
        &self,
        held: &[(Currency, &Series<u32, u32>)],
        currency: Currency,
        span: Span,
    ) -> Result<Vec<Sum>, OutOfRange> {
        let mut tally = Tally::new(self.highest_customer);
        for (_, series) in held.iter().filter(|(of, _)| *of == currency) {
            for row in series.between(span.from, span.to).filter(has_orders) {
                tally.add(row.key, row.count.into(), row.amount)?;
            }
        }
        Ok(tally.sums())
    }

    fn add_lifetimes(
        &self,
        held: &[(Currency, &Series<u32, u32>)],
        ranked: &mut [RankedCustomer],
    ) -> Result<(), OutOfRange> {
        // The place in `ranked` plus one, by customer, for one currency after the other.
        let mut places = vec![0_u32; self.highest_customer as usize + 1];
        for ranked in ranked.chunk_by_mut(|one, other| one.currency == other.currency) {
            for (place, customer) in (1..).zip(ranked.iter()) {
                places[customer.bought.customer as usize] = place;
            }
            let currency = ranked[0].currency;
            for (_, series) in held.iter().filter(|(of, _)| *of == currency) {
                for row in series.between(Day(i32::MIN), Day(i32::MAX)) {
                    let place = places.get(row.key as usize).copied().unwrap_or_default();
                    let Some(at) = place.checked_sub(1) else { continue };
                    if has_orders(&row) {
                        ranked[at as usize].add_to_lifetime(&row)?;
                    }
                }
            }
            for customer in ranked.iter() {
                places[customer.bought.customer as usize] = 0;
            }
        }
        Ok(())
    }
}

impl RankedCustomer {
    fn add_to_lifetime(&mut self, row: &Row<u32, u32>) -> Result<(), OutOfRange> {
        self.ever.orders = self.ever.orders.checked_add(row.count.into()).ok_or(OutOfRange)?;
        self.ever.gross = self.ever.gross.checked_add(row.amount).ok_or(OutOfRange)?;
        // The range has a day on which they bought, so the ends only move outwards from the first one seen.
        let is_first = self.ever.orders == i64::from(row.count);
        self.first_day = if is_first { row.day } else { self.first_day.min(row.day) };
        self.last_day = if is_first { row.day } else { self.last_day.max(row.day) };
        Ok(())
    }
}

/// The segments of `sums`, which are sorted, the highest first, and not empty.
fn segments(sums: &[Sum], most: usize) -> Result<[ValuedSegment; 3], OutOfRange> {
    let gross_at = |place: usize| sums[place - 1].amount;
    let (high, medium) = (gross_at(sums.len().div_ceil(10)), gross_at((3 * sums.len()).div_ceil(10)));
    let first_below = |gross: i64| sums.partition_point(|sum| sum.amount >= gross);
    let (below_high, below_medium) = (first_below(high), first_below(medium));
    let segment = |sums: &[Sum], from_gross| {
        let gross =
            sums.iter().try_fold(0_i64, |sum, more| sum.checked_add(more.amount)).ok_or(OutOfRange)?;
        let best = best(sums.to_vec(), most).into_iter().map(Bought::from).collect();
        let customers = i64::try_from(sums.len()).map_err(|_| OutOfRange)?;
        Ok(ValuedSegment { from_gross, customers, gross, best })
    };
    Ok([
        segment(&sums[..below_high], Some(high))?,
        segment(&sums[below_high..below_medium], Some(medium))?,
        segment(&sums[below_medium..], None)?,
    ])
}

fn has_orders(row: &Row<u32, u32>) -> bool {
    row.count > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(amounts: &[i64]) -> Vec<Sum> {
        (1..).zip(amounts).map(|(key, amount)| Sum { key, count: 1, amount: *amount }).collect()
    }

    #[test]
    fn equals_stand_in_the_same_segment() {
        let [high, medium, low] = segments(&sums(&[9, 9, 7, 5, 5, 5, 2, 1, 1, 1]), 2).unwrap();
        assert_eq!((high.from_gross, high.customers, high.gross), (Some(9), 2, 18));
        assert_eq!((medium.from_gross, medium.customers, medium.gross), (Some(7), 1, 7));
        assert_eq!((low.from_gross, low.customers, low.gross), (None, 7, 20));
        assert_eq!(low.best.len(), 3, "the two best and the equal of the second");
    }

    #[test]
    fn a_single_customer_is_of_the_highest_value() {
        let [high, medium, low] = segments(&sums(&[4]), 5).unwrap();
        assert_eq!((high.customers, medium.customers, low.customers), (1, 0, 0));
        assert_eq!(medium.from_gross, Some(4));
    }

    #[test]
    fn more_than_a_ledger_holds_is_no_sum() {
        assert_eq!(segments(&sums(&[i64::MAX, i64::MAX]), 5), Err(OutOfRange));
    }
}
