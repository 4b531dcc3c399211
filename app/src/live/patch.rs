//! The difference between two revisions of a board, and how it is applied.

use serde::{Deserialize, Serialize};

use super::board::{Board, FEED_ROWS, Freshness, HourCell, ItemRank, OutletRank, Totals};
use super::message::FeedRow;
use crate::units::Scope;

/// Feed rows one patch carries at most, so that a rush does not make it grow.
pub const PATCH_FEED_ROWS: usize = 10;

/// What changed in a board since the revision `base`, as new absolute values. Absent is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patch {
    pub scope: Scope,
    pub epoch: String,
    pub base: i64,
    pub revision: i64,
    pub cursor: i64,
    /// RFC 3339.
    pub as_of: String,
    /// Whole rows, by currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totals: Option<Vec<Totals>>,
    /// Whole entries, by hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Vec<HourCell>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_outlets: Option<Vec<OutletRank>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_items: Option<Vec<ItemRank>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freshness: Option<Freshness>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed: Option<FeedRows>,
}

/// New and changed feed rows, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedRows {
    /// At most [`PATCH_FEED_ROWS`].
    pub rows: Vec<FeedRow>,
    /// Rows that found no room here.
    pub more: usize,
}

/// What became of a patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// The board now stands at the patch's revision.
    Done,
    /// The board contains it already; nothing changed.
    Known,
    /// A patch before it is missing: only a new snapshot helps.
    Gap,
}

impl Board {
    /// What turns `self` into `next`, a later state of the same scope, day and epoch.
    ///
    /// Rows of `next` are a superset of the rows of `self`: within a day rows fall to zero and never vanish.
    pub fn patch_to(&self, next: &Self) -> Patch {
        let changed_totals: Vec<Totals> =
            next.totals.iter().filter(|row| !self.totals.contains(row)).copied().collect();
        let changed_hours: Vec<HourCell> =
            next.hours.iter().filter(|cell| !self.hours.contains(cell)).cloned().collect();
        let mut changed_rows = next.feed.iter().filter(|row| !self.feed.contains(row)).cloned();
        let rows: Vec<FeedRow> = changed_rows.by_ref().take(PATCH_FEED_ROWS).collect();
        let more = changed_rows.count();
        Patch {
            scope: next.scope.clone(),
            epoch: next.epoch.clone(),
            base: self.revision,
            revision: next.revision,
            cursor: next.cursor,
            as_of: next.as_of.clone(),
            totals: (!changed_totals.is_empty()).then_some(changed_totals),
            hours: (!changed_hours.is_empty()).then_some(changed_hours),
            top_outlets: (self.top_outlets != next.top_outlets).then(|| next.top_outlets.clone()),
            top_items: (self.top_items != next.top_items).then(|| next.top_items.clone()),
            freshness: if self.freshness == next.freshness { None } else { next.freshness.clone() },
            feed: (!rows.is_empty()).then_some(FeedRows { rows, more }),
        }
    }

    /// Brings the board to the patch's revision, if it stands at the patch's base.
    pub fn apply(&mut self, patch: Patch) -> Applied {
        if patch.scope != self.scope || patch.epoch != self.epoch {
            return Applied::Gap;
        }
        if patch.revision <= self.revision {
            return Applied::Known;
        }
        if patch.base != self.revision {
            return Applied::Gap;
        }
        for row in patch.totals.into_iter().flatten() {
            replace_sorted(&mut self.totals, row, |row| row.currency);
        }
        for cell in patch.hours.into_iter().flatten() {
            if let Some(held) = self.hours.iter_mut().find(|held| held.hour == cell.hour) {
                *held = cell;
            }
        }
        replace_given(&mut self.top_outlets, patch.top_outlets);
        replace_given(&mut self.top_items, patch.top_items);
        if patch.freshness.is_some() {
            self.freshness = patch.freshness;
        }
        if let Some(feed) = patch.feed {
            self.merge_feed(feed.rows);
        }
        self.revision = patch.revision;
        self.cursor = self.cursor.max(patch.cursor);
        self.as_of = patch.as_of;
        Applied::Done
    }

    /// Puts rows into the feed by event, newest first, and keeps the newest [`FEED_ROWS`].
    fn merge_feed(&mut self, rows: Vec<FeedRow>) {
        for row in rows {
            match self.feed.binary_search_by(|held| row.event.cmp(&held.event)) {
                Ok(at) => self.feed[at] = row,
                Err(at) => self.feed.insert(at, row),
            }
        }
        self.feed.truncate(FEED_ROWS);
    }
}

fn replace_sorted<Row, Key: Ord>(rows: &mut Vec<Row>, row: Row, key: impl Fn(&Row) -> Key) {
    match rows.binary_search_by(|held| key(held).cmp(&key(&row))) {
        Ok(at) => rows[at] = row,
        Err(at) => rows.insert(at, row),
    }
}

fn replace_given<Value>(held: &mut Value, given: Option<Value>) {
    if let Some(value) = given {
        *held = value;
    }
}
