//! A short fingerprint of a board's cells, by which two copies notice that they differ.

use serde::Serialize;

use super::board::{Board, Compare, Days, Freshness, HourCell, ItemRank, OutletRank, Totals};
use crate::units::{Day, Scope};

/// The cells that patches keep up to date, in the one order that both sides print them.
///
/// The feed is left out: of a burst some rows come later than the figures.
#[derive(Serialize)]
struct Cells<'a> {
    scope: &'a Scope,
    business_day: Option<Day>,
    days: Days,
    totals: &'a [Totals],
    hours: &'a [HourCell],
    compare: &'a Compare,
    top_outlets: &'a [OutletRank],
    top_items: &'a [ItemRank],
    freshness: Option<&'a Freshness>,
}

impl Board {
    /// 16 hexadecimal digits over the cells without the feed: FNV-1a of 64 bits over their JSON.
    ///
    /// It guards against mistakes, not against an adversary, so a short hash that costs the client no code is enough.
    pub fn digest(&self) -> String {
        let cells = Cells {
            scope: &self.scope,
            business_day: self.business_day,
            days: self.days,
            totals: &self.totals,
            hours: &self.hours,
            compare: &self.compare,
            top_outlets: &self.top_outlets,
            top_items: &self.top_items,
            freshness: self.freshness.as_ref(),
        };
        let json =
            serde_json::to_vec(&cells).expect("a board has text keys only, which JSON can always hold");
        let hash = json.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{hash:016x}")
    }
}

#[cfg(test)]
mod tests {
    use crate::live::plain_model::{Model, Step};

    #[test]
    fn two_copies_that_compare_with_different_figures_differ() {
        let mut model = Model::new();
        let before = model.board();
        model.take(Step::LastWeek { hour: 9, minor: 500 });
        assert_ne!(model.board().digest(), before.digest());
    }
}
