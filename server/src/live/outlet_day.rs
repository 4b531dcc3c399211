//! One outlet on its current business day.

use std::collections::BTreeMap;

use app::units::{Currency, Day, UnixMs};

use super::figures::{Change, Hours, add_days};
use super::placed::{Part, part_of};
use crate::events::{Event, EventKind, Origin};
use crate::organisation::{Membership, OutletId, ScopeId};
use crate::summaries::DaySums;

/// Days before the current one in which a sale makes an outlet expected.
pub(super) const EXPECTED_WITHIN_DAYS: i32 = 7;
/// Days back to the day that is compared with.
pub(super) const COMPARED_DAYS: i32 = 7;

/// What is known of an outlet's current day: the one whose beginning is the last in the event log.
///
/// Source: the summaries at one cursor ([`load_outlet_days`](super::store::load_outlet_days)), then every event after it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OutletDay {
    pub(super) day: Day,
    /// The event that began the day.
    pub(super) started_by: i64,
    /// The last event of this outlet, whatever it did.
    pub(super) revision: i64,
    /// What the day holds, by where the outlet belonged at the moment: one part unless it was moved meanwhile.
    pub(super) parts: Vec<Part>,
    /// Bars of the same weekday a week before, whole day, likewise.
    pub(super) compare: Vec<(Membership, Hours)>,
    /// A sale was recorded for one of the seven days before.
    pub(super) is_expected: bool,
    /// Since the day began a till has handed in a fact, or one of this day was brought in.
    pub(super) is_heard: bool,
    /// Live facts of this day that were recorded before it began, by event id. They wait for the day.
    pub(super) early: Vec<i64>,
}

/// Where the fact of an event counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// On the current day.
    Today,
    /// On the day that is compared with.
    Compared,
    /// On another past day.
    Past,
    /// On a day that has not begun: it is found in the summaries when that day begins.
    Early,
}

impl OutletDay {
    /// Takes the next event of this outlet, which is neither the start of a day nor a change of the outlet itself.
    pub(super) fn take(&mut self, event: &Event, change: &Change<'_>) -> Place {
        self.revision = event.id;
        let place = self.place(change.day);
        // A past that is brought in as a whole says nothing of the outlet's tills today.
        self.is_heard |= event.origin == Origin::Live || place == Place::Today;
        match place {
            Place::Today => part_of(&mut self.parts, change.membership).figures.add(change),
            Place::Compared => change.add_to_hours(self.compared_at(change.membership)),
            Place::Past | Place::Early => {}
        }
        if event.kind == EventKind::SaleRecorded {
            self.take_sale(event, change, place);
        }
        place
    }

    /// Where a fact of `day` counts.
    pub(super) fn place(&self, day: Day) -> Place {
        match day {
            day if day == self.day => Place::Today,
            day if day > self.day => Place::Early,
            day if day == self.day.plus(-COMPARED_DAYS) => Place::Compared,
            _ => Place::Past,
        }
    }

    /// What the day holds within a scope.
    pub(super) fn parts_within(&self, outlet: OutletId, scope: ScopeId) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(move |part| part.membership.is_within(outlet, scope))
    }

    /// The bars of the day that is compared with, within a scope.
    pub(super) fn compared_within(&self, outlet: OutletId, scope: ScopeId) -> impl Iterator<Item = &Hours> {
        let within = self.compare.iter().filter(move |(membership, _)| membership.is_within(outlet, scope));
        within.map(|(_, hours)| hours)
    }

    /// The sums of the day within a scope.
    pub(super) fn sums_within(&self, outlet: OutletId, scope: ScopeId) -> BTreeMap<Currency, DaySums> {
        let mut sums = BTreeMap::new();
        self.parts_within(outlet, scope).for_each(|part| add_days(&mut sums, &part.figures.days));
        sums
    }

    fn compared_at(&mut self, membership: Membership) -> &mut Hours {
        let at = self.compare.iter().position(|(held, _)| *held == membership).unwrap_or_else(|| {
            self.compare.push((membership, Hours::new()));
            self.compare.len() - 1
        });
        &mut self.compare[at].1
    }

    fn take_sale(&mut self, event: &Event, change: &Change<'_>, place: Place) {
        let day = change.day;
        let sold_at = event.data.entry().map(|entry| UnixMs(entry.sold_at_ms).min(event.at));
        if place == Place::Today {
            let part = part_of(&mut self.parts, change.membership);
            part.newest_sale_at = part.newest_sale_at.max(sold_at);
        }
        self.is_expected |= day < self.day && day >= self.day.plus(-EXPECTED_WITHIN_DAYS);
    }
}
