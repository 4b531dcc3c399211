//! The live board of one watched scope: a fold over its outlets' days.

use std::collections::HashMap;
use std::sync::Arc;

use app::live::{Board, Compare, Days, FeedRow, Freshness};
use app::units::{Code, Day, Scope, UnixMs};

use super::draw;
use super::drawing::Drawing;
use super::feed::Feed;
use super::figures::{Change, Figures, Hours, add_hours};
use super::items::ItemNames;
use super::outlet_day::{COMPARED_DAYS, OutletDay, Place};
use crate::organisation::{Directory, Outlet, OutletId, business_day};

/// How far the event log has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LogPosition {
    /// The last event that was read.
    pub(super) cursor: i64,
    pub(super) epoch: Arc<str>,
    /// The server's time at which everything up to the cursor was in.
    pub(super) as_of: UnixMs,
}

/// What a watched outlet is known to be doing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Slot {
    /// Its day must be read from the summaries first.
    Pending,
    /// No day has begun yet. Holds its last event.
    Unopened(i64),
    Standing(Box<OutletDay>),
}

/// Everything a board is drawn from.
pub(super) struct Sources<'a> {
    pub(super) directory: &'a Directory,
    pub(super) outlets: &'a HashMap<OutletId, Slot>,
    pub(super) items: &'a ItemNames,
    pub(super) position: &'a LogPosition,
}

/// The sums over a scope's outlets, kept up with each event, and the board last drawn from them.
#[derive(Debug)]
pub(super) struct ScopeBoard {
    scope: Scope,
    /// By code.
    pub(super) outlets: Vec<OutletId>,
    figures: Figures,
    compare: Hours,
    feed: Feed,
    revision: i64,
    /// The outlets' days are not the ones that were summed.
    pub(super) needs_fold: bool,
    /// The feed must be read from the event log.
    pub(super) needs_feed: bool,
    /// Something happened since `drawn` was drawn.
    is_dirty: bool,
    drawn: Option<Arc<Drawing>>,
}

impl ScopeBoard {
    pub(super) fn new(scope: Scope, outlets: Vec<OutletId>) -> Self {
        Self {
            scope,
            outlets,
            figures: Figures::default(),
            compare: Hours::new(),
            feed: Feed::default(),
            revision: 0,
            needs_fold: true,
            needs_feed: true,
            is_dirty: true,
            drawn: None,
        }
    }

    pub(super) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Takes what an event did to one of the outlets.
    pub(super) fn take(&mut self, revision: i64, place: Place, change: &Change<'_>) {
        match place {
            Place::Today => self.figures.add(change),
            Place::Compared => change.add_to_hours(&mut self.compare),
            Place::Past | Place::Early => {}
        }
        self.touch(revision);
    }

    /// Shows a new fact, and that it cancelled an earlier one.
    pub(super) fn show(&mut self, row: Option<&Arc<FeedRow>>, cancelled_entry: Option<i64>) {
        if let Some(entry_event) = cancelled_entry {
            self.feed.cancel(entry_event);
        }
        if let Some(row) = row {
            self.feed.push(Arc::clone(row));
        }
    }

    /// Notes an event of one of the outlets that changed no sums.
    pub(super) fn touch(&mut self, revision: i64) {
        self.revision = self.revision.max(revision);
        self.is_dirty = true;
    }

    /// Notes that other outlets, or another day of one of them, must be summed.
    pub(super) fn outdate(&mut self) {
        self.needs_fold = true;
        self.needs_feed = true;
        self.is_dirty = true;
    }

    pub(super) fn put_feed(&mut self, feed: Feed) {
        self.feed = feed;
        self.needs_feed = false;
        self.is_dirty = true;
    }

    /// The board as it is now, drawn anew only if something happened.
    ///
    /// While it shows the same it stays the same drawing with its revision, so that events nobody can see cost no patch.
    pub(super) fn drawing(&mut self, sources: &Sources<'_>) -> Arc<Drawing> {
        if self.needs_fold {
            self.fold(sources.outlets);
        }
        let drawing = match self.drawn.take() {
            Some(drawn) if !self.is_dirty => drawn,
            Some(drawn) => {
                let next = self.draw(sources);
                if drawn.board.shows_same(&next) { drawn } else { Arc::new(Drawing::new(next)) }
            }
            None => Arc::new(Drawing::new(self.draw(sources))),
        };
        self.is_dirty = false;
        Arc::clone(self.drawn.insert(drawing))
    }

    fn fold(&mut self, outlets: &HashMap<OutletId, Slot>) {
        (self.figures, self.compare) = (Figures::default(), Hours::new());
        for id in &self.outlets {
            match outlets.get(id) {
                Some(Slot::Standing(day)) => {
                    self.figures.add_all(&day.figures);
                    add_hours(&mut self.compare, &day.compare);
                    self.revision = self.revision.max(day.revision);
                }
                Some(Slot::Unopened(revision)) => self.revision = self.revision.max(*revision),
                Some(Slot::Pending) | None => {}
            }
        }
        self.needs_fold = false;
    }

    fn draw(&self, sources: &Sources<'_>) -> Board {
        let standing = || self.standing(sources);
        let days = days_of(standing().map(|(_, day)| day.day)).unwrap_or_else(|| self.calendar_days(sources));
        let compared = |day: Day| day.plus(-COMPARED_DAYS);
        let first_hour = sources.directory.common_cutoff_hour(&self.scope);
        Board {
            scope: self.scope.clone(),
            business_day: (days.min == days.max).then_some(days.max),
            days,
            revision: self.revision,
            cursor: sources.position.cursor,
            epoch: sources.position.epoch.to_string(),
            as_of: sources.position.as_of.to_string(),
            totals: draw::totals(&self.figures.days),
            hours: draw::hours(&self.figures.hours, first_hour),
            compare: Compare {
                days: Days { min: compared(days.min), max: compared(days.max) },
                hours: draw::hours(&self.compare, first_hour),
            },
            top_outlets: draw::top_outlets(standing().map(|(outlet, day)| (outlet, &day.figures))),
            top_items: draw::top_items(&self.figures.items, sources.items),
            feed: self.feed.rows(),
            freshness: Some(freshness(standing())),
        }
    }

    fn standing<'a>(&self, sources: &Sources<'a>) -> impl Iterator<Item = (&'a Outlet, &'a OutletDay)> {
        self.outlets.iter().filter_map(|id| match sources.outlets.get(id) {
            Some(Slot::Standing(day)) => Some((sources.directory.outlet(*id)?, &**day)),
            _ => None,
        })
    }

    /// By the calendar, while none of the outlets has begun a day; today in UTC for a scope without outlets.
    fn calendar_days(&self, sources: &Sources<'_>) -> Days {
        let now = sources.position.as_of;
        let outlets = self.outlets.iter().filter_map(|id| sources.directory.outlet(*id));
        days_of(outlets.map(|outlet| business_day::place(now, outlet).day)).unwrap_or_else(|| {
            const MS_PER_DAY: i64 = 86_400_000;
            let today = Day(i32::try_from(now.0.div_euclid(MS_PER_DAY)).unwrap_or_default());
            Days { min: today, max: today }
        })
    }
}

fn days_of(days: impl Iterator<Item = Day>) -> Option<Days> {
    days.fold(None, |range: Option<Days>, day| {
        let range = range.unwrap_or(Days { min: day, max: day });
        Some(Days { min: range.min.min(day), max: range.max.max(day) })
    })
}

/// A closed outlet is not expected to be heard.
fn freshness<'a>(outlets: impl Iterator<Item = (&'a Outlet, &'a OutletDay)>) -> Freshness {
    let mut newest = None;
    let (mut expected, mut missing): (u32, Vec<Code>) = (0, Vec::new());
    for (outlet, day) in outlets {
        newest = newest.max(day.newest_sale_at);
        if day.is_expected && outlet.is_open {
            expected += 1;
            if !day.is_heard {
                missing.push(outlet.code.clone());
            }
        }
    }
    Freshness {
        newest_sale_at: newest.map(|at| at.to_string()),
        outlets_expected: expected,
        outlets_heard: expected - u32::try_from(missing.len()).unwrap_or(expected),
        missing,
    }
}
