//! A board as it was drawn, with the texts made of it. Each is made once, when first asked for.

use std::sync::OnceLock;

use app::live::{Board, Position};
use bytes::Bytes;

use super::frames::{Audience, Serialized};
use super::scope_board::LogPosition;

/// A board that is shared by everyone who is shown it. Two drawings of a scope differ in what they show.
///
/// `cursor` and `as_of` are those of the moment of drawing; whoever sends it writes the present ones.
#[derive(Debug)]
pub(super) struct Drawing {
    pub(super) board: Board,
    digest: OnceLock<String>,
    full: OnceLock<Serialized>,
    masked: OnceLock<Serialized>,
}

impl Drawing {
    pub(super) fn new(board: Board) -> Self {
        Self { board, digest: OnceLock::new(), full: OnceLock::new(), masked: OnceLock::new() }
    }

    fn serialized(&self, audience: Audience) -> &Serialized {
        let held = match audience {
            Audience::Full => &self.full,
            Audience::Masked => &self.masked,
        };
        held.get_or_init(|| Serialized::of(&self.board, audience))
    }

    /// The board as JSON, written as it stands at `position`.
    pub(super) fn json(&self, audience: Audience, position: &LogPosition) -> Bytes {
        self.serialized(audience).json(position.cursor, &position.as_of.to_string())
    }

    /// The same as a frame.
    pub(super) fn snapshot(&self, audience: Audience, position: &LogPosition) -> Bytes {
        self.serialized(audience).snapshot(position.cursor, &position.as_of.to_string())
    }

    /// Revision and fingerprint, as a ping tells them.
    pub(super) fn position(&self) -> Position {
        Position {
            scope: self.board.scope.clone(),
            revision: self.board.revision,
            hash: self.digest.get_or_init(|| self.board.digest()).clone(),
        }
    }
}
