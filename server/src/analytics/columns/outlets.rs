//! Outlets by what they sold.

use std::cmp::Reverse;

use app::units::Currency;

use super::running::{Running, RunningSums};
use super::state::Columns;
use crate::analytics::span::Span;
use crate::analytics::store::RankedOutlet;
use crate::organisation::{OutletId, ScopeId};
use crate::summaries::OutOfRange;

impl Columns {
    /// The outlets that stand in the scope, `most` of each currency, by currency, gross descending, code.
    ///
    /// Subtracts two numbers for each outlet, however many the days. Errors: [`OutOfRange`] for rows that add up to more than any
    /// ledger holds.
    pub fn rank_outlets(&self, span: Span, most: usize) -> Result<Vec<RankedOutlet>, OutOfRange> {
        let mut ranked = Vec::new();
        for (&currency, running) in &self.outlets {
            let mut sums: Vec<(OutletId, Running)> = self.sums_in(running, span);
            sums.retain(|(_, sum)| sum.orders > 0);
            if let Some(last) = most.checked_sub(1).filter(|_| sums.len() > most) {
                // With those that are equals of the last one, until their codes decide.
                let (_, (_, cut), _) = sums.select_nth_unstable_by_key(last, |(_, sum)| Reverse(sum.gross));
                let cut = cut.gross;
                sums.retain(|(_, sum)| sum.gross >= cut);
            }
            let mut named = sums
                .into_iter()
                .filter_map(|(outlet, sum)| {
                    Some((self.code_of(outlet)?, self::ranked(outlet, currency, sum)))
                })
                .map(|(code, outlet)| Ok((code, outlet?)))
                .collect::<Result<Vec<_>, OutOfRange>>()?;
            named.sort_unstable_by(|(code, one), (other_code, other)| {
                other.gross.cmp(&one.gross).then(code.cmp(other_code))
            });
            ranked.extend(named.into_iter().take(most).map(|(_, outlet)| outlet));
        }
        Ok(ranked)
    }

    fn sums_in(&self, running: &RunningSums, span: Span) -> Vec<(OutletId, Running)> {
        let sums = running.sums(span.from, span.to);
        // All of them stand in the network.
        if span.scope == ScopeId::NETWORK {
            return running.outlets().iter().copied().zip(sums).collect();
        }
        let sum = |outlet: OutletId| Some((outlet, sums[running.place(outlet)?]));
        self.outlets_in(span.scope).filter_map(|standing| sum(standing.outlet)).collect()
    }

    fn code_of(&self, outlet: OutletId) -> Option<&str> {
        let at = self.standings.binary_search_by_key(&outlet, |standing| standing.outlet).ok()?;
        Some(&self.standings[at].code)
    }
}

fn ranked(outlet: OutletId, currency: Currency, sum: Running) -> Result<RankedOutlet, OutOfRange> {
    let gross = sum.gross.try_into().map_err(|_| OutOfRange)?;
    Ok(RankedOutlet { outlet, currency, orders: sum.orders, gross })
}
