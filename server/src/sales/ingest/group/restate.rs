//! What a group changes of days that were told.

use app::units::{Currency, Day};

use super::ledger::Ledger;
use super::{Group, Stop, stopped};
use crate::events::{EntryFact, Origin};
use crate::organisation::OutletId;
use crate::restatements::{Reason, RestatementKey, StartedDays};
use crate::sales::EntryKind;
use crate::summaries::{DaySums, Placement};

/// What one fact adds to the day of its outlet.
pub(super) struct Change {
    outlet: OutletId,
    day: Day,
    currency: Currency,
    reason: Reason,
    origin: Origin,
    sums: DaySums,
}

impl Change {
    pub(super) fn recorded(kind: EntryKind, placement: &Placement, fact: &EntryFact, origin: Origin) -> Self {
        let (reason, sums) = match kind {
            EntryKind::Sale => (Reason::Sale, DaySums::of_sale(fact)),
            EntryKind::Return => (Reason::Return, DaySums::of_return(fact)),
        };
        Self { outlet: placement.outlet, day: fact.day, currency: fact.currency, reason, origin, sums }
    }

    pub(super) fn cancelled(
        kind: EntryKind,
        placement: &Placement,
        fact: &EntryFact,
        origin: Origin,
    ) -> Self {
        let sums = match kind {
            EntryKind::Sale => DaySums::of_cancelled_sale(fact),
            EntryKind::Return => DaySums::of_cancelled_return(fact),
        };
        let reason = Reason::Cancellation;
        Self { outlet: placement.outlet, day: fact.day, currency: fact.currency, reason, origin, sums }
    }
}

impl<L: Ledger> Group<'_, '_, L> {
    /// Counts a change among the restatements if its day had been told. What the clock says of it does not matter: the outlet may have
    /// begun a later day by another process' clock.
    pub(super) fn restate(&mut self, change: Change) -> Result<(), Stop<L::Error>> {
        let Change { outlet, day, currency, reason, origin, sums } = change;
        let Some(started) = self.started_days(outlet)? else { return Ok(()) };
        let is_fill = origin != Origin::Live && started.come_after(day);
        if started.have_told(day) && !is_fill {
            let key = RestatementKey { outlet, day, currency, reason, told_on: started.last };
            self.plan.restatements.add(key, &sums)?;
        }
        Ok(())
    }

    fn started_days(&mut self, outlet: OutletId) -> Result<Option<StartedDays>, Stop<L::Error>> {
        let known = match self.started.get(&outlet) {
            Some(known) => *known,
            None => {
                let asked = self.ledger.find_started_days(outlet).map_err(stopped)?;
                self.started.insert(outlet, asked);
                asked
            }
        };
        let begun = self.plan.day_starts.iter().filter(|start| start.outlet == outlet);
        Ok(begun.fold(known, |started, start| Some(StartedDays::and(started, start.day))))
    }
}
