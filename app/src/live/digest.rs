//! A short fingerprint of a board's cells, by which two copies notice that they differ.

use serde::Serialize;

use super::board::{Board, Freshness, HourCell, ItemRank, OutletRank, Totals};
use crate::units::{Day, Scope};

/// The cells that patches keep up to date, in the one order that both sides print them.
///
/// Left out are the feed, of which a burst may skip rows, and the comparison, which only a snapshot renews.
#[derive(Serialize)]
struct Cells<'a> {
    scope: &'a Scope,
    business_day: Option<Day>,
    totals: &'a [Totals],
    hours: &'a [HourCell],
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
            totals: &self.totals,
            hours: &self.hours,
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
