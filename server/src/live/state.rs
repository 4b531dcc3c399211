//! All watched boards together, and how an event moves them. Knows no database, no clock and no subscriber.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use app::live::FeedRow;
use app::units::{Scope, UnixMs};

use super::drawing::Drawing;
use super::feed::{Feed, row_of};
use super::figures::Change;
use super::items::{ItemName, ItemNames};
use super::outlet_day::{OutletDay, Place};
use super::scope_board::{LogPosition, Outlets, ScopeBoard, Slot, Sources};
use crate::events::{Event, EventData, Origin};
use crate::organisation::{Directory, OutletId, ScopeId};

/// The boards of every watched scope at one position of the event log.
///
/// What must be read from the store is named by [`State::pending_outlets`], [`State::stale_feeds`] and
/// [`State::wanted_items`]; a scope shows nothing before its part of that has been put back. It must be read at exactly the
/// position the state stands at: the events before it are in the summaries, the ones after it are not.
pub(super) struct State {
    directory: Arc<Directory>,
    outlets: HashMap<OutletId, Slot>,
    scopes: HashMap<ScopeId, ScopeBoard>,
    items: ItemNames,
    position: LogPosition,
    directory_is_stale: bool,
    /// Of the directory and the names of items.
    organisation_version: Option<i64>,
    /// How often summaries were computed anew.
    summaries_version: Option<i64>,
}

impl State {
    pub(super) fn new(directory: Arc<Directory>, position: LogPosition) -> Self {
        Self {
            directory,
            outlets: HashMap::new(),
            scopes: HashMap::new(),
            items: ItemNames::default(),
            position,
            directory_is_stale: false,
            organisation_version: None,
            summaries_version: None,
        }
    }

    pub(super) fn position(&self) -> &LogPosition {
        &self.position
    }

    pub(super) fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }

    /// Notes that everything up to the cursor was in at `as_of`.
    pub(super) fn set_as_of(&mut self, as_of: UnixMs) {
        self.position.as_of = as_of;
    }

    /// Begins to keep the board of a scope. Its outlets are pending then, unless another scope has them already.
    pub(super) fn watch(&mut self, id: ScopeId, scope: &Scope) {
        if !self.scopes.contains_key(&id) {
            let outlets = self.outlets_of(id, scope);
            self.scopes.insert(id, ScopeBoard::new(id, scope.clone(), outlets));
        }
    }

    /// Stops keeping the boards of all scopes that `is_kept` does not name.
    pub(super) fn retain(&mut self, mut is_kept: impl FnMut(ScopeId) -> bool) {
        self.scopes.retain(|id, _| is_kept(*id));
        let needed: BTreeSet<OutletId> =
            self.scopes.values().flat_map(|board| board.outlets().ever.iter().copied()).collect();
        self.outlets.retain(|id, _| needed.contains(id));
    }

    /// Takes the next event of the log.
    pub(super) fn take(&mut self, event: &Event) {
        self.position.cursor = event.id;
        match &event.data {
            EventData::OutletChanged {} => self.directory_is_stale = true,
            EventData::DayStarted { day } => {
                if let Some(slot) = self.outlets.get_mut(&event.outlet) {
                    let begins = !matches!(slot, Slot::Standing(standing) if standing.day >= *day);
                    if begins {
                        *slot = Slot::Pending;
                        self.each_scope_of(event.outlet, |board| board.outdate());
                    }
                }
            }
            EventData::Entry(_) | EventData::Cancellation(_) => self.take_fact(event),
        }
        if self.directory.outlet(event.outlet).is_none() {
            self.directory_is_stale = true;
        }
        self.note_revision(event);
    }

    fn take_fact(&mut self, event: &Event) {
        let Some(change) = Change::of(event) else { return };
        let Some(Slot::Standing(day)) = self.outlets.get_mut(&event.outlet) else { return };
        let place = day.take(event, &change);
        let row = (event.origin == Origin::Live && place != Place::Early)
            .then(|| self.directory.outlet(event.outlet))
            .flatten()
            .and_then(|outlet| row_of(event, outlet, place != Place::Today, false))
            .map(Arc::new);
        let cancelled = match &event.data {
            EventData::Cancellation(cancellation) => Some(cancellation.entry_event),
            _ => None,
        };
        if let (Place::Today, EventData::Entry(entry)) = (place, &event.data) {
            entry.item_sums.iter().for_each(|sum| self.items.want(sum.item));
        }
        for id in change.membership.scopes_of(event.outlet) {
            if let Some(board) = self.scopes.get_mut(&id).filter(|board| board.counts(event.outlet)) {
                board.take(place, &change);
                board.show(row.as_ref(), cancelled);
            }
        }
    }

    fn note_revision(&mut self, event: &Event) {
        match self.outlets.get_mut(&event.outlet) {
            Some(Slot::Standing(day)) => day.revision = event.id,
            Some(Slot::Unopened(revision)) => *revision = event.id,
            Some(Slot::Pending) | None => {}
        }
        self.each_scope_of(event.outlet, |board| board.touch(event.id));
        // A fact may belong to scopes that its outlet has left, or comes to with the next directory.
        let belongs = event.data.entry().map(|entry| entry.membership().scopes_of(event.outlet));
        for id in belongs.into_iter().flatten() {
            self.scopes.get_mut(&id).into_iter().for_each(|board| board.touch(event.id));
        }
    }

    /// The scopes that an outlet is within, or was.
    fn each_scope_of(&mut self, outlet: OutletId, mut act: impl FnMut(&mut ScopeBoard)) {
        let Some(outlet) = self.directory.outlet(outlet) else { return };
        let ids = self.directory.scopes_ever_of(outlet);
        ids.into_iter().for_each(|id| self.scopes.get_mut(&id).into_iter().for_each(&mut act));
    }

    /// Notes how often summaries were computed anew. No event tells of it: what was read of them before is read again, since it may
    /// have been wrong.
    pub(super) fn note_summaries(&mut self, version: i64) {
        let known = self.summaries_version.replace(version);
        if known.is_none_or(|known| known == version) {
            return;
        }
        self.outlets.values_mut().for_each(|slot| *slot = Slot::Pending);
        self.scopes.values_mut().for_each(ScopeBoard::outdate);
    }

    /// Notes up to which change of the organisation the database has come.
    pub(super) fn note_organisation(&mut self, version: i64) {
        self.directory_is_stale |= self.organisation_version.replace(version) != Some(version);
    }

    /// Whether anything of the organisation changed since the directory was read.
    pub(super) fn directory_is_stale(&self) -> bool {
        self.directory_is_stale
    }

    /// Takes a directory that was read after the last event. Names of items are read again; if the directory is another
    /// one, sums and feeds are gathered anew.
    pub(super) fn set_directory(&mut self, directory: Arc<Directory>) {
        let is_other = *directory != *self.directory;
        self.directory = directory;
        self.directory_is_stale = false;
        self.items.forget();
        self.scopes.values_mut().for_each(ScopeBoard::redraw);
        if is_other {
            self.set_outlets();
        }
    }

    fn set_outlets(&mut self) {
        let scopes: Vec<(ScopeId, Scope)> =
            self.scopes.iter().map(|(id, board)| (*id, board.scope().clone())).collect();
        for (id, scope) in scopes {
            let outlets = self.outlets_of(id, &scope);
            if let Some(board) = self.scopes.get_mut(&id) {
                board.set_outlets(outlets);
            }
        }
    }

    fn outlets_of(&mut self, id: ScopeId, scope: &Scope) -> Outlets {
        let members = self.directory.outlets_of(scope).iter().map(|outlet| outlet.id).collect();
        let ever: Vec<OutletId> = self.directory.outlets_ever_of(id).iter().map(|outlet| outlet.id).collect();
        for id in &ever {
            self.outlets.entry(*id).or_insert(Slot::Pending);
        }
        Outlets { members, ever }
    }

    /// Outlets whose current day must be read, by id.
    pub(super) fn pending_outlets(&self) -> Vec<OutletId> {
        let mut pending: Vec<OutletId> =
            self.outlets.iter().filter(|(_, slot)| **slot == Slot::Pending).map(|(id, _)| *id).collect();
        pending.sort_unstable();
        pending
    }

    /// Puts back what was read of a pending outlet: its day, or its last event while no day has begun.
    pub(super) fn put_outlet(&mut self, id: OutletId, found: Result<OutletDay, i64>) {
        let slot = match found {
            Ok(day) => {
                let items = day.parts.iter().flat_map(|part| part.figures.items.keys());
                items.for_each(|(_, item)| self.items.want(*item));
                Slot::Standing(Box::new(day))
            }
            Err(revision) => Slot::Unopened(revision),
        };
        self.outlets.insert(id, slot);
        self.each_scope_of(id, |board| board.needs_fold = true);
    }

    /// Scopes whose outlets all stand and whose feed must be read.
    pub(super) fn stale_feeds(&self) -> Vec<ScopeId> {
        let stale = self.scopes.iter().filter(|(_, board)| board.needs_feed && self.has_all_outlets(board));
        stale.map(|(id, _)| *id).collect()
    }

    /// The days of the outlets that a scope counts, to choose its feed by.
    pub(super) fn days_of(&self, id: ScopeId) -> impl Iterator<Item = (OutletId, &OutletDay)> {
        let outlets = self.scopes.get(&id).map(|board| board.counted(&self.outlets)).unwrap_or_default();
        outlets.into_iter().filter_map(|id| match self.outlets.get(&id) {
            Some(Slot::Standing(day)) => Some((id, &**day)),
            _ => None,
        })
    }

    pub(super) fn put_feed(&mut self, id: ScopeId, rows: Vec<FeedRow>) {
        if let Some(board) = self.scopes.get_mut(&id) {
            board.put_feed(Feed::of(rows.into_iter().map(Arc::new).collect()), &self.outlets);
        }
    }

    /// The first and last id of the items whose names must be read.
    pub(super) fn wanted_items(&self) -> Option<(i64, i64)> {
        self.items.wanted()
    }

    pub(super) fn put_items(&mut self, names: impl IntoIterator<Item = (i64, ItemName)>) {
        self.items.learn(names);
    }

    /// The board of a watched scope, or `None` while something of it must still be read.
    pub(super) fn drawing(&mut self, id: ScopeId) -> Option<Arc<Drawing>> {
        let is_ready =
            self.scopes.get(&id).is_some_and(|board| !board.needs_feed && self.has_all_outlets(board));
        if !is_ready {
            return None;
        }
        let sources = Sources {
            directory: &self.directory,
            outlets: &self.outlets,
            items: &self.items,
            position: &self.position,
        };
        self.scopes.get_mut(&id).map(|board| board.drawing(&sources))
    }

    /// Whether no outlet has been read, so that nothing is lost by skipping events.
    pub(super) fn is_empty(&self) -> bool {
        self.outlets.values().all(|slot| *slot == Slot::Pending)
    }

    /// Goes on in the log without reading it.
    pub(super) fn skip_to(&mut self, cursor: i64, outlets_changed: bool) {
        self.position.cursor = cursor;
        self.directory_is_stale |= outlets_changed;
    }

    fn has_all_outlets(&self, board: &ScopeBoard) -> bool {
        board.outlets().ever.iter().all(|id| !matches!(self.outlets.get(id), None | Some(Slot::Pending)))
    }
}
