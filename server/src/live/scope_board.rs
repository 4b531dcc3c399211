//! The live board of one watched scope: a fold over its outlets' days.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use app::live::{Board, Compare, Days, FeedRow};
use app::units::{Day, Scope, UnixMs};

use super::draw;
use super::drawing::Drawing;
use super::feed::Feed;
use super::figures::{Change, Figures, Hours, add_hours};
use super::freshness::freshness;
use super::items::ItemNames;
use super::outlet_day::{COMPARED_DAYS, OutletDay, Place};
use crate::organisation::{Directory, Outlet, OutletId, ScopeId, business_day};

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
    id: ScopeId,
    scope: Scope,
    outlets: Outlets,
    /// Those whose facts are summed, so far as they belong here.
    counted: HashSet<OutletId>,
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

/// A scope's outlets, by code.
#[derive(Clone, Debug)]
pub(super) struct Outlets {
    /// Those within it.
    pub(super) members: Vec<OutletId>,
    /// Those as well that were within it: what they recorded then belongs to it still.
    pub(super) ever: Vec<OutletId>,
}

impl Outlets {
    /// Those whose days are the scope's: the members, or whoever was one where nobody is left.
    fn leading(&self) -> &[OutletId] {
        if self.members.is_empty() { &self.ever } else { &self.members }
    }
}

impl ScopeBoard {
    pub(super) fn new(id: ScopeId, scope: Scope, outlets: Outlets) -> Self {
        Self {
            id,
            scope,
            outlets,
            counted: HashSet::new(),
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

    pub(super) fn outlets(&self) -> &Outlets {
        &self.outlets
    }

    /// Takes the outlets of a newer directory.
    pub(super) fn set_outlets(&mut self, outlets: Outlets) {
        self.outlets = outlets;
        self.outdate();
    }

    /// Those whose facts are summed: the members, and of the former ones those that stand on a day of the members.
    pub(super) fn counted(&self, outlets: &HashMap<OutletId, Slot>) -> Vec<OutletId> {
        let day_of = |id: &OutletId| match outlets.get(id) {
            Some(Slot::Standing(day)) => Some(day.day),
            _ => None,
        };
        let days = days_of(self.outlets.leading().iter().filter_map(day_of));
        let is_among = |id: &OutletId| {
            let (Some(day), Some(days)) = (day_of(id), days) else { return false };
            (days.min..=days.max).contains(&day)
        };
        let members: HashSet<&OutletId> = self.outlets.members.iter().collect();
        let counts = |id: &&OutletId| members.contains(id) || is_among(id);
        self.outlets.ever.iter().filter(counts).copied().collect()
    }

    /// Whether the facts of an outlet are summed here, so far as they belong here.
    pub(super) fn counts(&self, outlet: OutletId) -> bool {
        self.counted.contains(&outlet)
    }

    /// Takes what an event did to an outlet that counts, while it belonged here.
    pub(super) fn take(&mut self, place: Place, change: &Change<'_>) {
        match place {
            Place::Today => self.figures.add(change),
            Place::Compared => change.add_to_hours(&mut self.compare),
            Place::Past | Place::Early => {}
        }
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

    /// Notes that something may be called otherwise.
    pub(super) fn redraw(&mut self) {
        self.is_dirty = true;
    }

    /// Notes that other outlets, or another day of one of them, must be summed.
    pub(super) fn outdate(&mut self) {
        self.needs_fold = true;
        self.needs_feed = true;
        self.is_dirty = true;
    }

    pub(super) fn put_feed(&mut self, feed: Feed, outlets: &HashMap<OutletId, Slot>) {
        self.feed = feed;
        self.counted = self.counted(outlets).into_iter().collect();
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
        self.counted = self.counted(outlets).into_iter().collect();
        for id in &self.outlets.ever {
            match outlets.get(id) {
                Some(Slot::Standing(day)) => {
                    if self.counted.contains(id) {
                        day.parts_within(*id, self.id).for_each(|part| self.figures.add_all(&part.figures));
                        day.compared_within(*id, self.id)
                            .for_each(|hours| add_hours(&mut self.compare, hours));
                    }
                    self.revision = self.revision.max(day.revision);
                }
                Some(Slot::Unopened(revision)) => self.revision = self.revision.max(*revision),
                Some(Slot::Pending) | None => {}
            }
        }
        self.needs_fold = false;
    }

    fn draw(&self, sources: &Sources<'_>) -> Board {
        let standing = |of| Self::standing(of, sources);
        let (members, ever) = (&self.outlets.members, &self.outlets.ever);
        let days_begun = standing(self.outlets.leading()).map(|(_, day)| day.day);
        let days = days_of(days_begun).unwrap_or_else(|| self.calendar_days(sources));
        let compared = |day: Day| day.plus(-COMPARED_DAYS);
        let first_hour = sources.directory.common_cutoff_hour(&self.scope);
        let counted = || standing(ever).filter(|(outlet, _)| self.counts(outlet.id));
        let sums = counted().map(|(outlet, day)| (outlet, day.sums_within(outlet.id, self.id)));
        let parts = counted().flat_map(|(outlet, day)| day.parts_within(outlet.id, self.id));
        let newest_sale_at = parts.filter_map(|part| part.newest_sale_at).max();
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
            top_outlets: draw::top_outlets(sums),
            top_items: draw::top_items(&self.figures.items, sources.items),
            feed: self.feed.rows(),
            freshness: Some(freshness(standing(members), newest_sale_at)),
        }
    }

    fn standing<'a>(
        outlets: &[OutletId],
        sources: &Sources<'a>,
    ) -> impl Iterator<Item = (&'a Outlet, &'a OutletDay)> {
        outlets.iter().filter_map(|id| match sources.outlets.get(id) {
            Some(Slot::Standing(day)) => Some((sources.directory.outlet(*id)?, &**day)),
            _ => None,
        })
    }

    /// By the calendar, while none of the outlets has begun a day; today in UTC for a scope without outlets.
    fn calendar_days(&self, sources: &Sources<'_>) -> Days {
        let now = sources.position.as_of;
        let outlets = self.outlets.leading().iter().filter_map(|id| sources.directory.outlet(*id));
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
