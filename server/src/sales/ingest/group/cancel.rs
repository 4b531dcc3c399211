//! Cancellations, asked for or by replacement.

use uuid::Uuid;

use super::ledger::Ledger;
use super::plan::{Answer, PlannedCancellation, Subject};
use super::restate::Change;
use super::standing::Cancelled;
use super::{Group, Stop};
use crate::events::{EventKind, Origin};
use crate::sales::{EntryKind, NewCancellation, Outcome, Refusal};

impl<'a, L: Ledger> Group<'a, '_, L> {
    pub(super) fn cancel(&mut self, asked: &'a NewCancellation) -> Result<Answer, Stop<L::Error>> {
        if !self.load(asked.kind, asked.id)? {
            return Err(Refusal::NotFound.into());
        }
        let standing = &self.standings[&(asked.kind, asked.id)];
        if let Some(cancelled) = &standing.cancelled {
            return self.repeat_cancellation(cancelled, &asked.reason).map_err(Stop::from);
        }
        if standing.returned.returns > 0 {
            return Err(Refusal::HasReturns.into());
        }
        let cancellation = self.plan_cancellation(asked.kind, asked.id, &asked.reason, asked.origin)?;
        Ok(Answer::Cancelled { cancellation, is_repeat: false })
    }

    fn repeat_cancellation(&self, cancelled: &Cancelled, reason: &str) -> Result<Answer, Refusal> {
        let (first_reason, answer) = match cancelled {
            Cancelled::Before { reason, receipt } => {
                (reason, Answer::Known(Outcome::CancelRepeated(receipt.clone())))
            }
            Cancelled::Now(cancellation) => {
                let answer = Answer::Cancelled { cancellation: *cancellation, is_repeat: true };
                (&self.plan.cancellations[*cancellation].reason, answer)
            }
        };
        if first_reason == reason { Ok(answer) } else { Err(Refusal::OtherReason) }
    }

    /// Takes a loaded entry out of the figures. Returns the index of its cancellation.
    pub(super) fn plan_cancellation(
        &mut self,
        kind: EntryKind,
        id: Uuid,
        reason: &str,
        origin: Origin,
    ) -> Result<usize, Stop<L::Error>> {
        if kind == EntryKind::Return {
            self.give_back(id)?;
        }
        let index = self.plan.cancellations.len();
        let view = self.standings[&(kind, id)].view(&self.plan);
        let (row, entry_event, entry_origin, placement) = (view.row, view.event, view.origin, view.placement);
        let fact = view.fact.clone();
        if self.circumstances.summaries {
            match kind {
                EntryKind::Sale => self.plan.additions.cancel_sale(&placement, &fact)?,
                EntryKind::Return => self.plan.additions.cancel_return(&placement, &fact)?,
            }
            self.restate(Change::cancelled(kind, &placement, &fact, origin))?;
        }
        let event_kind = match kind {
            EntryKind::Sale => EventKind::SaleCancelled,
            EntryKind::Return => EventKind::ReturnCancelled,
        };
        let event = self.plan_event(event_kind, placement.outlet, origin, Subject::Cancellation(index));
        let reason = reason.to_owned();
        self.plan.cancellations.push(PlannedCancellation {
            kind,
            row,
            event,
            reason,
            id,
            entry_event,
            entry_origin,
            fact,
        });
        if let Some(standing) = self.standings.get_mut(&(kind, id)) {
            standing.cancelled = Some(Cancelled::Now(index));
        }
        Ok(index)
    }

    /// What a return took from its sale may be returned again once the return is cancelled.
    fn give_back(&mut self, id: Uuid) -> Result<(), Stop<L::Error>> {
        let linked = self.standings[&(EntryKind::Return, id)].view(&self.plan).fact.sale.as_deref();
        let Some(sale) = linked.and_then(|sale| Uuid::try_parse(sale).ok()) else { return Ok(()) };
        // The sale is loaded before the cancellation is planned: the ledger still counts the return then.
        if !self.load(EntryKind::Sale, sale)? {
            return Ok(());
        }
        let Some(mut standing) = self.standings.remove(&(EntryKind::Sale, sale)) else { return Ok(()) };
        let returned = self.standings[&(EntryKind::Return, id)].view(&self.plan).fact;
        standing.returned.count(returned, -1);
        self.standings.insert((EntryKind::Sale, sale), standing);
        Ok(())
    }
}
