//! What the leading tab keeps for the others: who shows what, and the board of each scope for a tab that joins.

#![expect(clippy::float_arithmetic, reason = "the browser tells the time in floating-point milliseconds")]

use std::collections::BTreeMap;

use super::frame::Frame;
use crate::live::{Applied, Board, MOST_SCOPES};
use crate::units::Scope;

/// A tab that did not say for this long that it is there has been closed without a word. Hidden tabs speak once a minute.
const FORGET_MS: f64 = 150_000.0;

/// The leader's books.
#[derive(Default)]
pub(super) struct Relay {
    wants: BTreeMap<String, (Scope, f64)>,
    boards: BTreeMap<Scope, Board>,
}

impl Relay {
    /// Notes that `tab` shows `scope`. Gives whether one stream carries that beside `own` and what was noted before.
    pub(super) fn note(&mut self, tab: &str, scope: &Scope, own: &Scope, now_ms: f64) -> bool {
        let scopes = self.scopes(own, now_ms);
        let has_room = scopes.len() < MOST_SCOPES || scopes.contains(scope);
        if has_room {
            self.wants.insert(tab.to_owned(), (scope.clone(), now_ms));
        }
        has_room
    }

    /// Notes that `tab` is gone.
    pub(super) fn strike(&mut self, tab: &str) {
        self.wants.remove(tab);
    }

    /// The scopes to ask for: one's own first, then what other tabs show.
    pub(super) fn scopes(&mut self, own: &Scope, now_ms: f64) -> Vec<Scope> {
        self.wants.retain(|_, (_, said_ms)| now_ms - *said_ms < FORGET_MS);
        let mut scopes = vec![own.clone()];
        for (scope, _) in self.wants.values() {
            if !scopes.contains(scope) {
                scopes.push(scope.clone());
            }
        }
        scopes
    }

    /// Folds a frame into the board of its scope. A board with a gap is dropped: its tab asks anew.
    pub(super) fn fold(&mut self, frame: &Frame) {
        match frame {
            Frame::Snapshot(board) => {
                self.boards.insert(board.scope.clone(), (**board).clone());
            }
            Frame::Patch(patch) => {
                let applied = self.boards.get_mut(&patch.scope).map(|board| board.apply((**patch).clone()));
                if applied == Some(Applied::Gap) {
                    self.boards.remove(&patch.scope);
                }
            }
            Frame::Ping(_) | Frame::Bye(_) => {}
        }
    }

    /// The board of a scope as a snapshot for a tab that joins.
    pub(super) fn board(&self, scope: &Scope) -> Option<&Board> {
        self.boards.get(scope)
    }

    /// Forgets every board: the stream is opened anew.
    pub(super) fn clear(&mut self) {
        self.boards.clear();
    }
}
