//! Folds frames of the stream into the board of a page.

use crate::live::stream::Frame;
use crate::live::{Applied, Board, FeedRow, Patch, Ping};

/// What a run of frames did to the board.
#[derive(Default)]
pub(super) struct Folded {
    /// Rows that were not there before, oldest first.
    pub(super) new_rows: Vec<FeedRow>,
    /// Whether the board holds everything that was said since the line was opened.
    pub(super) is_whole: bool,
    /// A frame before one of these is missing.
    pub(super) has_gap: bool,
    /// The copy differs from the server's at the same revision.
    pub(super) has_drifted: bool,
    /// The server's time at which everything was in.
    pub(super) as_of: Option<String>,
}

impl Folded {
    /// Applies one frame.
    pub(super) fn take(&mut self, board: &mut Board, frame: Frame) {
        match frame {
            Frame::Snapshot(snapshot) => {
                self.as_of = Some(snapshot.as_of.clone());
                *board = *snapshot;
                self.is_whole = true;
                self.has_gap = false;
            }
            Frame::Patch(patch) => {
                let patch: Patch = *patch;
                let rows = patch.feed.as_ref().map(|feed| feed.rows.clone()).unwrap_or_default();
                let newest = board.feed.first().map_or(0, |row| row.event);
                let patched_at = patch.as_of.clone();
                match board.apply(patch) {
                    Applied::Done => {
                        self.as_of = Some(patched_at);
                        self.new_rows.extend(rows.into_iter().filter(|row| row.event > newest).rev());
                    }
                    Applied::Known => {}
                    Applied::Gap => {
                        self.has_gap = true;
                        self.is_whole = false;
                    }
                }
            }
            Frame::Ping(ping) => {
                if self.is_whole {
                    self.as_of = Some(ping.as_of.clone());
                    self.compare(board, &ping);
                }
            }
            Frame::Bye(_) => {}
        }
    }

    /// Holds the copy against what the server says of its own.
    fn compare(&mut self, board: &Board, ping: &Ping) {
        let Some(position) = ping.scopes.iter().find(|position| position.scope == board.scope) else {
            return;
        };
        if ping.epoch != board.epoch || position.revision > board.revision {
            self.has_gap = true;
            self.is_whole = false;
        } else if position.revision == board.revision && position.hash != board.digest() {
            self.has_drifted = true;
        }
    }
}
