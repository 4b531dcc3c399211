//! What a group does, decided and not yet written.

use std::sync::Arc;

use app::units::{Day, UnixMs};

use super::ledger::{Customer, Item};
use crate::events::{CancellationFact, EntryFact, EventData, EventKind, Origin};
use crate::organisation::OutletId;
use crate::restatements::Restatements;
use crate::sales::{CancelReceipt, EntryKind, NewEntry, Outcome, Receipt};
use crate::summaries::{Additions, Placement};

/// Everything one group writes, and what it answers. Borrows the commands.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) recorded_at: UnixMs,
    pub(crate) items: Vec<PlannedItem<'a>>,
    pub(crate) customers: Vec<PlannedCustomer<'a>>,
    pub(crate) entries: Vec<PlannedEntry<'a>>,
    pub(crate) cancellations: Vec<PlannedCancellation>,
    pub(crate) day_starts: Vec<PlannedDayStart>,
    pub(crate) events: Vec<PlannedEvent>,
    pub(crate) additions: Additions,
    pub(crate) restatements: Restatements,
    pub(super) answers: Vec<Answer>,
}

/// An event id: given already, or a place in this group's events, whose ids are consecutive and given last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventRef {
    Stored(i64),
    /// Counted from 0.
    Planned(usize),
}

/// An item that comes to be, under the code a till gave it.
#[derive(Debug)]
pub(crate) struct PlannedItem<'a> {
    pub(crate) code: &'a str,
    pub(crate) item: Arc<Item>,
}

/// A customer that comes to be or changes.
#[derive(Debug)]
pub(crate) struct PlannedCustomer<'a> {
    pub(crate) reference: &'a str,
    pub(crate) customer: Arc<Customer>,
}

#[derive(Debug)]
pub(crate) struct PlannedEntry<'a> {
    pub(crate) entry: &'a NewEntry,
    pub(crate) row: i64,
    pub(crate) event: EventRef,
    pub(crate) placement: Placement,
    /// Of each line.
    pub(crate) items: Vec<Arc<Item>>,
    /// Of a return: row id of the sale it belongs to.
    pub(crate) sale_row: Option<i64>,
    /// Of a sale: row id of the one it replaces.
    pub(crate) replaces_row: Option<i64>,
    pub(crate) fact: EntryFact,
}

#[derive(Debug)]
pub(crate) struct PlannedCancellation {
    pub(crate) kind: EntryKind,
    /// Row id of the entry.
    pub(crate) row: i64,
    pub(crate) event: EventRef,
    pub(crate) reason: String,
    pub(super) id: uuid::Uuid,
    pub(super) entry_event: EventRef,
    pub(super) entry_origin: Origin,
    pub(super) fact: EntryFact,
}

#[derive(Debug)]
pub(crate) struct PlannedDayStart {
    pub(crate) outlet: OutletId,
    pub(crate) day: Day,
    pub(crate) event: EventRef,
}

#[derive(Debug)]
pub(crate) struct PlannedEvent {
    pub(crate) kind: EventKind,
    pub(crate) outlet: OutletId,
    pub(crate) origin: Origin,
    pub(super) subject: Subject,
}

/// What an event tells, by its index in the plan.
#[derive(Clone, Copy, Debug)]
pub(super) enum Subject {
    Entry(usize),
    Cancellation(usize),
    DayStart(Day),
}

/// The answer to one command; planned ones get their event ids last.
#[derive(Debug)]
pub(super) enum Answer {
    Recorded { entry: usize, is_repeat: bool },
    Cancelled { cancellation: usize, is_repeat: bool },
    DayStarted(EventRef),
    Known(Outcome),
}

impl EventRef {
    /// The id, once the group's first one is known.
    pub(crate) fn id(self, first: i64) -> i64 {
        match self {
            Self::Stored(id) => id,
            Self::Planned(place) => first + i64::try_from(place).expect("a group is small"),
        }
    }
}

impl PlannedCancellation {
    /// Row ids of the sale or the return: one of them.
    pub(crate) fn rows(&self) -> (Option<i64>, Option<i64>) {
        match self.kind {
            EntryKind::Sale => (Some(self.row), None),
            EntryKind::Return => (None, Some(self.row)),
        }
    }
}

impl Plan<'_> {
    pub(super) fn new(recorded_at: UnixMs) -> Self {
        Self {
            recorded_at,
            items: Vec::new(),
            customers: Vec::new(),
            entries: Vec::new(),
            cancellations: Vec::new(),
            day_starts: Vec::new(),
            events: Vec::new(),
            additions: Additions::default(),
            restatements: Restatements::default(),
            answers: Vec::new(),
        }
    }

    /// Whether there is nothing to write: repeats and refusals only.
    pub(crate) fn is_empty(&self) -> bool {
        // Whatever is written has an event.
        self.events.is_empty()
    }

    /// Id of the last event when the first one's is `first`.
    pub(crate) fn last_event(&self, first: i64) -> i64 {
        EventRef::Planned(self.events.len()).id(first) - 1
    }

    /// Writes the payload of an event into `buffer`, which is emptied first.
    pub(crate) fn write_payload(&self, event: &PlannedEvent, first: i64, buffer: &mut Vec<u8>) {
        buffer.clear();
        let written = match event.subject {
            Subject::Entry(entry) => {
                serde_json::to_writer(buffer, &Payload::Entry(&self.entries[entry].fact))
            }
            Subject::Cancellation(cancellation) => {
                let cancelled = &self.cancellations[cancellation];
                let fact = CancellationFact {
                    reason: cancelled.reason.clone(),
                    entry_event: cancelled.entry_event.id(first),
                    entry_origin: cancelled.entry_origin,
                    entry: cancelled.fact.clone(),
                };
                serde_json::to_writer(buffer, &EventData::Cancellation(Box::new(fact)))
            }
            Subject::DayStart(day) => serde_json::to_writer(buffer, &EventData::DayStarted { day }),
        };
        written.expect("event data has text keys only, and memory takes every byte");
    }

    /// The payload of an event as a text of its own.
    pub(crate) fn payload(&self, event: &PlannedEvent, first: i64) -> String {
        let mut buffer = Vec::with_capacity(512);
        self.write_payload(event, first, &mut buffer);
        String::from_utf8(buffer).expect("JSON is UTF-8")
    }

    /// The outcomes in the order of the commands, when the first event's id is `first`.
    pub(crate) fn outcomes(&self, first: i64) -> Vec<Outcome> {
        self.answers.iter().map(|answer| self.outcome(answer, first)).collect()
    }

    fn outcome(&self, answer: &Answer, first: i64) -> Outcome {
        match answer {
            Answer::Known(outcome) => outcome.clone(),
            Answer::DayStarted(event) => Outcome::DayStarted { event: Some(event.id(first)) },
            Answer::Recorded { entry, is_repeat } => {
                let receipt = self.receipt(&self.entries[*entry], first);
                if *is_repeat { Outcome::Repeated(receipt) } else { Outcome::Recorded(receipt) }
            }
            Answer::Cancelled { cancellation, is_repeat } => {
                let cancelled = &self.cancellations[*cancellation];
                let receipt = CancelReceipt {
                    id: cancelled.id,
                    event: cancelled.event.id(first),
                    cancelled_at: self.recorded_at,
                };
                if *is_repeat { Outcome::CancelRepeated(receipt) } else { Outcome::Cancelled(receipt) }
            }
        }
    }

    fn receipt(&self, planned: &PlannedEntry<'_>, first: i64) -> Receipt {
        Receipt {
            id: planned.entry.id,
            number: planned.entry.number.clone(),
            event: planned.event.id(first),
            day: planned.entry.day,
            hour: planned.entry.hour,
            recorded_at: self.recorded_at,
        }
    }
}

/// [`EventData::Entry`] without owning the fact.
#[derive(serde::Serialize)]
#[serde(rename_all = "snake_case")]
enum Payload<'a> {
    Entry(&'a EntryFact),
}
