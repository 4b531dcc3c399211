//! How an entry stands while a group is decided.

use uuid::Uuid;

use super::ledger::{Ledger, Returned, StoredEntry};
use super::plan::{EventRef, Plan};
use super::{Group, Stop, stopped};
use crate::events::{EntryFact, Origin};
use crate::sales::{CancelReceipt, EntryKind};
use crate::summaries::Placement;

/// An entry that the group records or refers to, with what the group does to it.
pub(super) struct Standing {
    place: Place,
    pub(super) cancelled: Option<Cancelled>,
    pub(super) is_replaced: bool,
    pub(super) returned: Returned,
}

enum Place {
    Stored(Box<StoredEntry>),
    /// Index into the plan's entries.
    Planned(usize),
}

/// By whom an entry is cancelled.
pub(super) enum Cancelled {
    Before {
        reason: String,
        receipt: CancelReceipt,
    },
    /// Index into the plan's cancellations.
    Now(usize),
}

/// An entry, wherever it stands.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub(super) row: i64,
    pub(super) event: EventRef,
    pub(super) origin: Origin,
    pub(super) placement: Placement,
    pub(super) fact: &'v EntryFact,
}

impl Standing {
    /// Of an entry that this group records.
    pub(super) fn planned(index: usize) -> Self {
        Self {
            place: Place::Planned(index),
            cancelled: None,
            is_replaced: false,
            returned: Returned::default(),
        }
    }

    fn stored(id: Uuid, mut entry: Box<StoredEntry>) -> Self {
        let cancelled = entry.cancelled.take().map(|stored| Cancelled::Before {
            reason: stored.reason,
            receipt: CancelReceipt { id, event: stored.event, cancelled_at: stored.cancelled_at },
        });
        let returned = std::mem::take(&mut entry.returned);
        Self { cancelled, is_replaced: entry.is_replaced, returned, place: Place::Stored(entry) }
    }

    /// Index into the plan's entries, if this group records it.
    pub(super) fn planned_index(&self) -> Option<usize> {
        match self.place {
            Place::Planned(index) => Some(index),
            Place::Stored(_) => None,
        }
    }

    pub(super) fn view<'v>(&'v self, plan: &'v Plan<'_>) -> View<'v> {
        match &self.place {
            Place::Stored(stored) => View {
                row: stored.row,
                event: EventRef::Stored(stored.event),
                origin: stored.origin,
                placement: stored.placement,
                fact: &stored.fact,
            },
            Place::Planned(index) => {
                let planned = &plan.entries[*index];
                View {
                    row: planned.row,
                    event: planned.event,
                    origin: planned.entry.origin,
                    placement: planned.placement,
                    fact: &planned.fact,
                }
            }
        }
    }
}

impl<L: Ledger> Group<'_, '_, L> {
    /// Makes sure that the standing of an entry is at hand; false if there is no such entry.
    pub(super) fn load(&mut self, kind: EntryKind, id: Uuid) -> Result<bool, Stop<L::Error>> {
        if self.standings.contains_key(&(kind, id)) {
            return Ok(true);
        }
        let Some(stored) = self.ledger.find_entry(kind, id).map_err(stopped)? else { return Ok(false) };
        self.standings.insert((kind, id), Standing::stored(id, Box::new(stored)));
        Ok(true)
    }
}
