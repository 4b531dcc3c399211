//! Outlets by what they sold.

use std::collections::BTreeMap;

use app::units::Currency;

use super::state::Columns;
use crate::analytics::span::Span;
use crate::analytics::store::RankedOutlet;
use crate::summaries::OutOfRange;

impl Columns {
    /// The outlets that stand in the scope, `most` of each currency, by currency, gross descending, code.
    ///
    /// Adds up a row for each outlet and day. Errors: [`OutOfRange`] for rows that add up to more than any ledger holds.
    pub fn rank_outlets(&self, span: Span, most: usize) -> Result<Vec<RankedOutlet>, OutOfRange> {
        let mut ranked: BTreeMap<Currency, Vec<(&str, RankedOutlet)>> = BTreeMap::new();
        for standing in self.outlets_in(span.scope) {
            for (&currency, series) in self.outlets.get(&standing.outlet).into_iter().flatten() {
                let (mut orders, mut gross) = (0_i64, 0_i64);
                for row in series.between(span.from, span.to) {
                    orders = orders.checked_add(row.count).ok_or(OutOfRange)?;
                    gross = gross.checked_add(row.amount).ok_or(OutOfRange)?;
                }
                if orders > 0 {
                    let outlet = RankedOutlet { outlet: standing.outlet, currency, orders, gross };
                    ranked.entry(currency).or_default().push((&standing.code, outlet));
                }
            }
        }
        let best = ranked.into_values().flat_map(|mut outlets| {
            outlets.sort_unstable_by(|(code, one), (other_code, other)| {
                other.gross.cmp(&one.gross).then(code.cmp(other_code))
            });
            outlets.truncate(most);
            outlets
        });
        Ok(best.map(|(_, outlet)| outlet).collect())
    }
}
