//! The answer to one caller.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::IngestError;
use crate::sales::Outcome;

pub(super) type Sender = oneshot::Sender<Result<Vec<Outcome>, IngestError>>;

/// The answers to one submission, which may take several groups.
#[derive(Debug)]
pub(super) struct Reply(Mutex<ReplyState>);

#[derive(Debug)]
struct ReplyState {
    outcomes: Vec<Outcome>,
    expected: usize,
    /// None once answered.
    sender: Option<Sender>,
}

impl Reply {
    pub(super) fn new(expected: usize, sender: Sender) -> Self {
        Self(Mutex::new(ReplyState {
            outcomes: Vec::with_capacity(expected),
            expected,
            sender: Some(sender),
        }))
    }

    pub(super) fn extend(&self, outcomes: impl Iterator<Item = Outcome>) {
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

    pub(super) fn fail(&self, error: IngestError) {
        if let Some(sender) = self.state().sender.take() {
            let _ = sender.send(Err(error));
        }
    }

    fn state(&self) -> MutexGuard<'_, ReplyState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
