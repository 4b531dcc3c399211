//! The difference between two revisions of a board, and how it is applied.

use serde::{Deserialize, Serialize};

use super::board::{Board, FEED_ROWS, HourCell, Totals};
use super::freshness_patch::FreshnessPatch;
use super::message::FeedRow;
use super::rank_entry::{self, ItemEntry, OutletEntry};
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
    /// Whole entries of the comparison, by hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare: Option<Vec<HourCell>>,
    /// Whole lists in their order, by currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_outlets: Option<Vec<OutletEntry>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_items: Option<Vec<ItemEntry>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freshness: Option<FreshnessPatch>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed: Option<FeedRows>,
}

/// New and changed feed rows, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedRows {
    /// At most [`PATCH_FEED_ROWS`].
    pub rows: Vec<FeedRow>,
    /// Rows that found no room here. They follow with the next patches.
    pub more: usize,
}

/// What became of a patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// The board now stands at the patch's revision.
    Done,
    /// The board stands beyond its base already; nothing changed.
    Known,
    /// A patch before it is missing: only a new snapshot helps.
    Gap,
}

impl Patch {
    /// Whether nothing but the comparison changes, which is no news of the day.
    pub fn only_compares(&self) -> bool {
        let Self { totals, hours, top_outlets, top_items, freshness, feed, .. } = self;
        let is_of_today = totals.is_some()
            || hours.is_some()
            || top_outlets.is_some()
            || top_items.is_some()
            || freshness.is_some()
            || feed.is_some();
        self.compare.is_some() && !is_of_today
    }
}

impl Board {
    /// What turns `self` into `next`, a later state of the same scope; `None` where only a snapshot can.
    ///
    /// A patch knows no way to take a row out or to move to another day. Feed rows beyond [`PATCH_FEED_ROWS`] are counted
    /// and left out; rows that `self` holds and that changed go before new ones, so that a rush hides new sales rather than
    /// the cancellation of one on the screen. Whoever sends patches keeps what they lead to, not what they were made for:
    /// then the rows that were left out are in the next ones, which may stand at the same revision.
    pub fn patch_to(&self, next: &Self) -> Option<Patch> {
        if !self.reaches(next) {
            return None;
        }
        let changed_totals: Vec<Totals> =
            next.totals.iter().filter(|row| !self.totals.contains(row)).copied().collect();
        Some(Patch {
            scope: next.scope.clone(),
            epoch: next.epoch.clone(),
            base: self.revision,
            revision: next.revision,
            cursor: next.cursor,
            as_of: next.as_of.clone(),
            totals: (!changed_totals.is_empty()).then_some(changed_totals),
            hours: changed_cells(&self.hours, &next.hours),
            compare: changed_cells(&self.compare.hours, &next.compare.hours),
            top_outlets: rank_entry::entries(&self.top_outlets, &next.top_outlets),
            top_items: rank_entry::entries(&self.top_items, &next.top_items),
            freshness: self.freshness.as_ref().zip(next.freshness.as_ref()).and_then(|(a, b)| a.patch_to(b)),
            feed: self.feed_rows_to(next),
        })
    }

    /// Whether `next` shows nothing that `self` does not show. Revision, cursor and time are not shown.
    pub fn shows_same(&self, next: &Self) -> bool {
        self.reaches(next)
            && self.totals == next.totals
            && self.hours == next.hours
            && self.compare == next.compare
            && self.top_outlets == next.top_outlets
            && self.top_items == next.top_items
            && self.freshness == next.freshness
            && self.feed == next.feed
    }

    /// Whether patches lead from here to `next`: what they cannot carry is the same on both sides.
    fn reaches(&self, next: &Self) -> bool {
        let same_hours =
            |held: &[HourCell], next: &[HourCell]| held.iter().map(hour_of).eq(next.iter().map(hour_of));
        self.scope == next.scope
            && self.epoch == next.epoch
            && self.business_day == next.business_day
            && self.days == next.days
            && self.compare.days == next.compare.days
            && self.freshness.is_some() == next.freshness.is_some()
            && same_hours(&self.hours, &next.hours)
            && same_hours(&self.compare.hours, &next.compare.hours)
            && self.totals.iter().all(|row| next.totals.iter().any(|kept| kept.currency == row.currency))
            && rank_entry::reaches(&self.top_outlets, &next.top_outlets)
            && rank_entry::reaches(&self.top_items, &next.top_items)
            && keeps_newest(&self.feed, &next.feed)
    }

    fn feed_rows_to(&self, next: &Self) -> Option<FeedRows> {
        let is_held = |row: &FeedRow| self.feed.iter().any(|held| held.event == row.event);
        let changed = next.feed.iter().filter(|row| !self.feed.contains(row));
        let (mut rows, new): (Vec<&FeedRow>, Vec<&FeedRow>) = changed.partition(|row| is_held(row));
        rows.extend(new);
        let more = rows.len().saturating_sub(PATCH_FEED_ROWS);
        rows.truncate(PATCH_FEED_ROWS);
        rows.sort_by_key(|row| std::cmp::Reverse(row.event));
        (!rows.is_empty()).then(|| FeedRows { rows: rows.into_iter().cloned().collect(), more })
    }

    /// Brings the board to the patch's revision, if it stands at the patch's base.
    pub fn apply(&mut self, patch: Patch) -> Applied {
        if patch.scope != self.scope || patch.epoch != self.epoch {
            return Applied::Gap;
        }
        if patch.base != self.revision {
            return if patch.revision <= self.revision { Applied::Known } else { Applied::Gap };
        }
        let (Some(top_outlets), Some(top_items)) = (
            rank_entry::replaced(&self.top_outlets, patch.top_outlets),
            rank_entry::replaced(&self.top_items, patch.top_items),
        ) else {
            return Applied::Gap;
        };
        (self.top_outlets, self.top_items) = (top_outlets, top_items);
        for row in patch.totals.into_iter().flatten() {
            replace_sorted(&mut self.totals, row, |row| row.currency);
        }
        replace_cells(&mut self.hours, patch.hours);
        replace_cells(&mut self.compare.hours, patch.compare);
        if let (Some(held), Some(fresher)) = (&mut self.freshness, patch.freshness) {
            held.apply(fresher);
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

fn hour_of(cell: &HourCell) -> u8 {
    cell.hour
}

fn changed_cells(held: &[HourCell], next: &[HourCell]) -> Option<Vec<HourCell>> {
    let changed: Vec<HourCell> = next.iter().filter(|cell| !held.contains(cell)).cloned().collect();
    (!changed.is_empty()).then_some(changed)
}

fn replace_cells(held: &mut [HourCell], given: Option<Vec<HourCell>>) {
    for cell in given.into_iter().flatten() {
        if let Some(held) = held.iter_mut().find(|held| held.hour == cell.hour) {
            *held = cell;
        }
    }
}

fn replace_sorted<Row, Key: Ord>(rows: &mut Vec<Row>, row: Row, key: impl Fn(&Row) -> Key) {
    match rows.binary_search_by(|held| key(held).cmp(&key(&row))) {
        Ok(at) => rows[at] = row,
        Err(at) => rows.insert(at, row),
    }
}

/// Whether merging rows into `held` and cutting it to [`FEED_ROWS`] can give `next`: rows leave at the old end only.
fn keeps_newest(held: &[FeedRow], next: &[FeedRow]) -> bool {
    let oldest_kept =
        if next.len() < FEED_ROWS { i64::MIN } else { next.last().map_or(i64::MIN, |row| row.event) };
    held.iter()
        .filter(|row| row.event >= oldest_kept)
        .all(|row| next.binary_search_by(|kept| row.event.cmp(&kept.event)).is_ok())
}
