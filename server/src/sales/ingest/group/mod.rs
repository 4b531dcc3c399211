//! Decides what a group of commands does: the same for both engines, without writing anything.
//!
//! A command sees the ledger as the commands before it leave it, those of its own group included. It takes effect as a
//! whole or not at all: everything that may refuse it is asked before the plan is touched.

mod cancel;
mod fact;
pub(crate) mod ledger;
mod links;
pub(crate) mod plan;
mod record;
mod restate;
mod standing;

use std::collections::HashMap;
use std::sync::Arc;

use app::units::{Day, UnixMs};
use uuid::Uuid;

pub(crate) use self::fact::sum_by_item;
use self::ledger::{Item, Ledger};
use self::plan::{Answer, EventRef, Plan, PlannedDayStart, PlannedEvent, Subject};
use self::standing::Standing;
use crate::events::{EventKind, Origin};
use crate::organisation::{Directory, OutletId};
use crate::restatements::StartedDays;
use crate::sales::{Command, EntryKind, Outcome, Refusal};
use crate::summaries::OutOfRange;

/// Where and when a group is decided.
#[derive(Clone, Copy)]
pub(crate) struct Circumstances<'a> {
    pub(crate) directory: &'a Directory,
    pub(crate) now: UnixMs,
    /// Whether summaries are kept. Only the benchmark says no.
    pub(crate) summaries: bool,
}

/// Why a group cannot be decided.
#[derive(Debug)]
pub(crate) enum Undecided<E> {
    /// Reading the ledger failed.
    Ledger(E),
    OutOfRange,
}

/// Decides `commands` in their order. Refusals are answers; an error undoes the whole group.
pub(crate) fn decide<'a, L: Ledger>(
    commands: &'a [Command],
    ledger: &mut L,
    circumstances: Circumstances<'a>,
) -> Result<Plan<'a>, Undecided<L::Error>> {
    let mut group = Group {
        ledger,
        circumstances,
        plan: Plan::new(circumstances.now),
        standings: HashMap::with_capacity(commands.len()),
        new_items: HashMap::new(),
        customers: HashMap::new(),
        started: HashMap::new(),
    };
    for command in commands {
        let answer = match group.decide(command) {
            Ok(answer) => answer,
            Err(Stop::Refused(refusal)) => Answer::Known(Outcome::Refused(refusal)),
            Err(Stop::Undecided(error)) => return Err(error),
        };
        group.plan.answers.push(answer);
    }
    Ok(group.plan)
}

/// A group half-way: the plan so far, and how it has changed what the ledger says.
struct Group<'a, 'l, L: Ledger> {
    ledger: &'l mut L,
    circumstances: Circumstances<'a>,
    plan: Plan<'a>,
    standings: HashMap<(EntryKind, Uuid), Standing>,
    new_items: HashMap<&'a str, Arc<Item>>,
    /// Index into the plan's customers.
    customers: HashMap<&'a str, usize>,
    /// What the ledger said of outlets' days, before this group begins any.
    started: HashMap<OutletId, Option<StartedDays>>,
}

/// Ends a command early.
enum Stop<E> {
    Refused(Refusal),
    Undecided(Undecided<E>),
}

impl<'a, L: Ledger> Group<'a, '_, L> {
    fn decide(&mut self, command: &'a Command) -> Result<Answer, Stop<L::Error>> {
        match command {
            Command::Record(entry) => self.record(entry),
            Command::Cancel(cancellation) => self.cancel(cancellation),
            Command::StartDay { outlet, day } => self.start_day(*outlet, *day),
        }
    }

    fn start_day(&mut self, outlet: OutletId, day: Day) -> Result<Answer, Stop<L::Error>> {
        let in_group = self.plan.day_starts.iter().any(|start| (start.outlet, start.day) == (outlet, day));
        if in_group || self.ledger.has_day_started(outlet, day).map_err(stopped)? {
            return Ok(Answer::Known(Outcome::DayStarted { event: None }));
        }
        let event = self.plan_event(EventKind::DayStarted, outlet, Origin::Live, Subject::DayStart(day));
        self.plan.day_starts.push(PlannedDayStart { outlet, day, event });
        Ok(Answer::DayStarted(event))
    }

    fn plan_event(
        &mut self,
        kind: EventKind,
        outlet: OutletId,
        origin: Origin,
        subject: Subject,
    ) -> EventRef {
        self.plan.events.push(PlannedEvent { kind, outlet, origin, subject });
        EventRef::Planned(self.plan.events.len() - 1)
    }
}

fn stopped<E>(error: E) -> Stop<E> {
    Stop::Undecided(Undecided::Ledger(error))
}

impl<E> From<Refusal> for Stop<E> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl<E> From<OutOfRange> for Stop<E> {
    fn from(OutOfRange: OutOfRange) -> Self {
        Self::Undecided(Undecided::OutOfRange)
    }
}
