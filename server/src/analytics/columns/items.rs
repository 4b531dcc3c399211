//! Items by what the network sold of them.

use app::units::{Currency, Day};

use super::state::Columns;
use super::tally::{Tally, best};
use crate::summaries::OutOfRange;

/// An item and what it came to in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankedItem {
    /// Its row.
    pub item: u32,
    pub currency: Currency,
    /// Thousandths.
    pub qty: i64,
    /// Minor units.
    pub amount: i64,
}

impl Columns {
    /// The items of the whole network with the highest amount, `most` of each currency and the equals of the last, by currency and
    /// amount descending.
    ///
    /// Adds up a row for each day and item. Errors: [`OutOfRange`].
    pub fn rank_items(&self, from: Day, to: Day, most: usize) -> Result<Vec<RankedItem>, OutOfRange> {
        let mut ranked = Vec::new();
        for (&currency, series) in &self.items {
            let mut tally = Tally::new(self.highest_item);
            for row in series.between(from, to) {
                tally.add(row.key, row.count, row.amount)?;
            }
            let items = best(tally.sums(), most).into_iter();
            ranked.extend(items.map(|sum| RankedItem {
                item: sum.key,
                currency,
                qty: sum.count,
                amount: sum.amount,
            }));
        }
        Ok(ranked)
    }
}
