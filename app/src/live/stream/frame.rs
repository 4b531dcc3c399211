//! One event of the stream, read.

use crate::live::{Board, Bye, Patch, Ping};
use crate::units::Scope;

/// What the server said.
#[derive(Clone, Debug)]
pub enum Frame {
    Snapshot(Box<Board>),
    Patch(Box<Patch>),
    Ping(Ping),
    Bye(Bye),
}

/// Names of the events that are listened to.
pub(super) const EVENTS: [&str; 4] = ["snapshot", "patch", "ping", "bye"];

impl Frame {
    /// Reads the data of an event; `None` for an event or a shape this version does not know.
    pub(super) fn parse(event: &str, data: &str) -> Option<Self> {
        match event {
            "snapshot" => serde_json::from_str(data).ok().map(|board| Self::Snapshot(Box::new(board))),
            "patch" => serde_json::from_str(data).ok().map(|patch| Self::Patch(Box::new(patch))),
            "ping" => serde_json::from_str(data).ok().map(Self::Ping),
            "bye" => serde_json::from_str(data).ok().map(Self::Bye),
            _ => None,
        }
    }

    /// The scope it is about; `None` where it is about all.
    pub fn scope(&self) -> Option<&Scope> {
        match self {
            Self::Snapshot(board) => Some(&board.scope),
            Self::Patch(patch) => Some(&patch.scope),
            Self::Ping(_) | Self::Bye(_) => None,
        }
    }
}
