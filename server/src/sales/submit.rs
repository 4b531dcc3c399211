//! Takes deliveries from outside to the ledger: rights, then repeats, then rules, then the writer.
//!
//! The order matters to a till: what it has recorded once is answered as a repeat whatever has changed since, so the id
//! is looked up before a delivery is told what else is wrong with it.

use app::units::Code;
use uuid::Uuid;

use super::content;
use super::draft::EntryDraft;
use super::ingest::{Ingest, IngestError, Lane};
use super::model::{Command, EntryKind, NewEntry, Outcome, Receipt};
use super::record::{Grounds, check};
use super::refusal::{self, Subject};
use super::store;
use crate::db::{Db, StoreError};
use crate::fields::FieldProblem;
use crate::keys::Key;

/// An entry as it was delivered: readable, or not quite.
pub type Delivery = Result<EntryDraft, Unreadable>;

/// A delivery that is no draft, with what could be read of it: rights and repeats are judged before its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub kind: EntryKind,
    pub id: Option<Uuid>,
    pub outlet: Option<Code>,
    /// At least one.
    pub problems: Vec<FieldProblem>,
}

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Recorded(Receipt),
    /// It was there already: its first answer again.
    Repeated(Receipt),
    Rejected(Rejection),
}

/// Why a delivery is not in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The key may not record at this outlet, which need not exist.
    OtherOutlet(Code),
    /// The id is taken by an entry of other content.
    OtherContent(Uuid),
    /// These fields are wrong.
    Wrong(Vec<FieldProblem>),
    /// The store refused it for a reason of its own; the log says which.
    Unstorable,
}

/// Why deliveries could not be judged at all. Sending them again is right.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    #[error(transparent)]
    Ingest(#[from] IngestError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What deliveries are taken with.
pub struct Desk<'a> {
    pub db: &'a Db,
    pub ingest: &'a Ingest,
    pub key: &'a Key,
    pub grounds: Grounds<'a>,
}

/// Records what can be recorded and says of every delivery, in their order, what became of it.
///
/// The good ones enter the writer's queue together or not at all. Errors: [`SubmitError`]; then none is promised.
pub async fn submit(
    desk: &Desk<'_>,
    lane: Lane,
    deliveries: Vec<Delivery>,
) -> Result<Vec<Verdict>, SubmitError> {
    let mut subjects = Vec::new();
    let mut commands = Vec::new();
    let mut waiting = Vec::with_capacity(deliveries.len());
    for (index, delivery) in deliveries.into_iter().enumerate() {
        give_way(index).await;
        waiting.push(match desk.judge(delivery) {
            Judgement::Good(entry) => {
                subjects.push(Subject::of(&entry));
                commands.push(Command::Record(entry));
                Awaiting::Outcome
            }
            Judgement::Doubtful(doubt) => Awaiting::Lookup(doubt),
            Judgement::Bad(rejection) => Awaiting::Nothing(rejection),
        });
    }
    let outcomes = desk.ingest.submit(lane, commands).await?;
    let mut recorded = subjects.iter().zip(outcomes).map(|(subject, outcome)| verdict(subject, outcome));
    let mut verdicts = Vec::with_capacity(waiting.len());
    for waiting in waiting {
        verdicts.push(match waiting {
            // The writer answers every command, so there is an outcome for each.
            Awaiting::Outcome => recorded.next().unwrap_or(Verdict::Rejected(Rejection::Unstorable)),
            // Boxed, or every sale would carry the room for a look into the ledger.
            Awaiting::Lookup(doubt) => Box::pin(desk.settle(doubt)).await?,
            Awaiting::Nothing(rejection) => Verdict::Rejected(rejection),
        });
    }
    Ok(verdicts)
}

/// Gives others their turn on the processor now and then within a long list: to read and to judge the largest batch takes the
/// better part of a second. `index`: of the entry that comes next.
pub async fn give_way(index: usize) {
    const AT_ONCE: usize = 16;
    if index % AT_ONCE == AT_ONCE - 1 {
        tokio::task::yield_now().await;
    }
}

/// The outlet that a delivery names, if it can be read.
pub fn outlet_of(delivery: &Delivery) -> Option<&Code> {
    match delivery {
        Ok(draft) => Some(&draft.outlet),
        Err(unreadable) => unreadable.outlet.as_ref(),
    }
}

/// What can be said of a delivery without the ledger.
enum Judgement {
    Good(Box<NewEntry>),
    /// Wrong, unless it repeats what was recorded when it was right.
    Doubtful(Doubt),
    Bad(Rejection),
}

/// A delivery that breaks rules.
struct Doubt {
    kind: EntryKind,
    id: Uuid,
    /// None for one that could not be read, and that therefore repeats nothing.
    content_hash: Option<String>,
    problems: Vec<FieldProblem>,
}

/// What the verdict on a delivery waits for.
enum Awaiting {
    Outcome,
    Lookup(Doubt),
    Nothing(Rejection),
}

impl Desk<'_> {
    fn judge(&self, delivery: Delivery) -> Judgement {
        if let Some(outlet) = outlet_of(&delivery)
            && !self.key.may_record_at_code(outlet, self.grounds.directory)
        {
            return Judgement::Bad(Rejection::OtherOutlet(outlet.clone()));
        }
        match delivery {
            Ok(draft) => match check(&draft, &self.grounds) {
                Ok(entry) => Judgement::Good(Box::new(entry)),
                Err(problems) => {
                    let content_hash = Some(content::hash(&draft));
                    Judgement::Doubtful(Doubt { kind: draft.kind, id: draft.id, content_hash, problems })
                }
            },
            Err(Unreadable { kind, id: Some(id), problems, .. }) => {
                Judgement::Doubtful(Doubt { kind, id, content_hash: None, problems })
            }
            Err(Unreadable { problems, .. }) => Judgement::Bad(Rejection::Wrong(problems)),
        }
    }

    async fn settle(&self, doubt: Doubt) -> Result<Verdict, StoreError> {
        let mut tx = self.db.read().await?;
        let found = store::find_recorded(&mut tx, doubt.kind, doubt.id).await?;
        let is_taken =
            found.is_some() || store::find_recorded(&mut tx, doubt.kind.other(), doubt.id).await?.is_some();
        tx.rollback().await?;
        Ok(match found {
            Some(recorded) if doubt.content_hash.as_ref() == Some(&recorded.content_hash) => {
                Verdict::Repeated(recorded.receipt)
            }
            _ if is_taken => Verdict::Rejected(Rejection::OtherContent(doubt.id)),
            _ => Verdict::Rejected(Rejection::Wrong(doubt.problems)),
        })
    }
}

fn verdict(subject: &Subject, outcome: Outcome) -> Verdict {
    match outcome {
        Outcome::Recorded(receipt) => Verdict::Recorded(receipt),
        Outcome::Repeated(receipt) => Verdict::Repeated(receipt),
        Outcome::Refused(refusal) => Verdict::Rejected(refusal::rejection(subject, &refusal)),
        Outcome::Cancelled(_) | Outcome::CancelRepeated(_) | Outcome::DayStarted { .. } => {
            tracing::error!(entry.id = %subject.id, ?outcome, "the writer answered another question");
            Verdict::Rejected(Rejection::Unstorable)
        }
    }
}
