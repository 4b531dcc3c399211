//! What waits for the writer: two bounded lanes, single posts before batches.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, oneshot};

use super::IngestError;
use crate::sales::{Command, Outcome};

/// A till that is turned away comes back after this long.
const RETRY_AFTER_S: u64 = 1;

/// Where commands queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Somebody at a till waits for each of them.
    Single,
    Batch,
}

type Sender = oneshot::Sender<Result<Vec<Outcome>, IngestError>>;

/// The bounded queue. Many push; the writer alone takes.
pub(super) struct Queue {
    state: Mutex<State>,
    /// Told when the queue is no longer empty, or closed.
    changed: Notify,
}

struct State {
    singles: LaneState,
    batches: LaneState,
    is_closed: bool,
}

struct LaneState {
    /// Oldest first; the first may be taken in part.
    waiting: VecDeque<Submission>,
    /// Commands that wait.
    length: usize,
    capacity: usize,
}

/// What one caller has handed in, as far as it was not taken yet.
struct Submission {
    commands: VecDeque<Command>,
    reply: Arc<Reply>,
}

/// The answers to one submission, which may take several groups.
pub(super) struct Reply(Mutex<ReplyState>);

struct ReplyState {
    outcomes: Vec<Outcome>,
    expected: usize,
    /// None once answered.
    sender: Option<Sender>,
}

/// Commands that are carried out together.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) commands: Vec<Command>,
    /// Whose they are: runs of that many commands.
    replies: Vec<(Arc<Reply>, usize)>,
}

/// How much one group may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    pub(super) commands: usize,
    /// Of [`weight`]. One command is always taken, however heavy.
    pub(super) weight: usize,
}

/// Rows a command writes, roughly.
pub(super) fn weight(command: &Command) -> usize {
    match command {
        Command::Record(entry) => 2 + entry.lines.len() + entry.tenders.len(),
        Command::Cancel(_) => 4,
        Command::StartDay { .. } => 2,
    }
}

impl Queue {
    pub(super) fn new(singles: usize, batches: usize) -> Self {
        let lane = |capacity| LaneState { waiting: VecDeque::new(), length: 0, capacity };
        let state = State { singles: lane(singles), batches: lane(batches), is_closed: false };
        Self { state: Mutex::new(state), changed: Notify::new() }
    }

    /// Takes `commands` in whole or refuses them whole.
    pub(super) fn push(&self, lane: Lane, commands: Vec<Command>, sender: Sender) -> Result<(), IngestError> {
        let mut state = self.state();
        if state.is_closed {
            return Err(IngestError::Stopped);
        }
        let lane = match lane {
            Lane::Single => &mut state.singles,
            Lane::Batch => &mut state.batches,
        };
        if commands.len() > lane.capacity - lane.length {
            return Err(IngestError::Full { retry_after_s: RETRY_AFTER_S });
        }
        lane.length += commands.len();
        let reply = Arc::new(Reply::new(commands.len(), sender));
        lane.waiting.push_back(Submission { commands: commands.into(), reply });
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for commands and takes what waits, at most `allowance`. None once the queue is closed and empty.
    pub(super) async fn take(&self, allowance: Allowance) -> Option<Taken> {
        loop {
            {
                let mut state = self.state();
                let mut taken = Taken::default();
                let mut rest = allowance;
                state.singles.move_to(&mut taken, &mut rest);
                state.batches.move_to(&mut taken, &mut rest);
                if !taken.commands.is_empty() {
                    return Some(taken);
                }
                if state.is_closed {
                    return None;
                }
            }
            self.changed.notified().await;
        }
    }

    /// Answers everything that waits with `error`: it has waited as long as the group that failed.
    pub(super) fn fail_waiting(&self, error: IngestError) {
        let mut state = self.state();
        let failed: Vec<Submission> = [Lane::Single, Lane::Batch]
            .into_iter()
            .flat_map(|lane| match lane {
                Lane::Single => state.singles.empty(),
                Lane::Batch => state.batches.empty(),
            })
            .collect();
        drop(state);
        for submission in failed {
            submission.reply.fail(error);
        }
    }

    /// Lets nothing more in.
    pub(super) fn close(&self) {
        self.state().is_closed = true;
        self.changed.notify_one();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No step under the lock can panic half-way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LaneState {
    fn move_to(&mut self, taken: &mut Taken, rest: &mut Allowance) {
        while let Some(submission) = self.waiting.front_mut() {
            let before = taken.commands.len();
            while let Some(command) = submission.commands.front() {
                let weight = weight(command);
                let is_first = taken.commands.is_empty();
                if rest.commands == 0 || (weight > rest.weight && !is_first) {
                    break;
                }
                rest.commands -= 1;
                rest.weight = rest.weight.saturating_sub(weight);
                taken.commands.extend(submission.commands.pop_front());
            }
            let moved = taken.commands.len() - before;
            self.length -= moved;
            if moved > 0 {
                taken.replies.push((Arc::clone(&submission.reply), moved));
            }
            if !submission.commands.is_empty() {
                // What is left goes before younger ones in the next group.
                *rest = Allowance { commands: 0, weight: 0 };
                return;
            }
            self.waiting.pop_front();
        }
    }

    fn empty(&mut self) -> VecDeque<Submission> {
        self.length = 0;
        std::mem::take(&mut self.waiting)
    }
}

impl Taken {
    /// Answers the callers. `outcomes` are in the order of the commands.
    pub(super) fn answer(self, outcomes: Vec<Outcome>) {
        let mut outcomes = outcomes.into_iter();
        for (reply, count) in self.replies {
            reply.extend(outcomes.by_ref().take(count));
        }
    }

    /// Tells the callers that nothing was done.
    pub(super) fn fail(self, error: IngestError) {
        for (reply, _) in self.replies {
            reply.fail(error);
        }
    }
}

impl Reply {
    fn new(expected: usize, sender: Sender) -> Self {
        Self(Mutex::new(ReplyState {
            outcomes: Vec::with_capacity(expected),
            expected,
            sender: Some(sender),
        }))
    }

    fn extend(&self, outcomes: impl Iterator<Item = Outcome>) {
        let mut state = self.state();
        state.outcomes.extend(outcomes);
        if state.outcomes.len() < state.expected {
            return;
        }
        let outcomes = std::mem::take(&mut state.outcomes);
        if let Some(sender) = state.sender.take() {
            // A caller who has gone away needs no answer; the facts stay.
            let _ = sender.send(Ok(outcomes));
        }
    }

    fn fail(&self, error: IngestError) {
        if let Some(sender) = self.state().sender.take() {
            let _ = sender.send(Err(error));
        }
    }

    fn state(&self) -> MutexGuard<'_, ReplyState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
