//! Folds frames of the stream into the board of a page.

use crate::live::new_sales::Told;
use crate::live::stream::Frame;
use crate::live::{Applied, Board, Patch, Ping};

/// What a run of frames did to the board.
#[derive(Default)]
pub(super) struct Folded {
    /// What a snapshot brought: it is the state of things and no news.
    pub(super) told: Option<Told>,
    /// Rows of the feed are still on their way.
    pub(super) lacks_rows: bool,
    /// A row stands at the top of the feed that was not there.
    pub(super) has_moved: bool,
    /// Whether the board holds everything that was said since the line was opened.
    pub(super) is_whole: bool,
    /// Whether patches have been applied since the last snapshot.
    pub(super) is_patched: bool,
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
                self.told = Some(Told::all_of(board));
                self.lacks_rows = false;
                self.is_whole = true;
                self.is_patched = false;
                self.has_gap = false;
            }
            Frame::Patch(patch) => self.take_patch(board, *patch),
            Frame::Ping(ping) => {
                if self.is_whole {
                    self.compare(board, ping);
                }
            }
            Frame::Bye(_) => {}
        }
    }

    fn take_patch(&mut self, board: &mut Board, patch: Patch) {
        let newest = board.feed.first().map(|row| row.event);
        let lacks_rows = patch.feed.as_ref().is_some_and(|feed| feed.more > 0);
        let patched_at = patch.as_of.clone();
        match board.apply(patch) {
            Applied::Done => {
                self.is_patched = true;
                self.as_of = Some(patched_at);
                self.lacks_rows = lacks_rows;
                self.has_moved |= board.feed.first().map(|row| row.event) > newest;
            }
            Applied::Known => {}
            Applied::Gap => {
                self.has_gap = true;
                self.is_whole = false;
            }
        }
    }

    /// Holds the copy against what the server says of its own. One that it says nothing of gets no patches either.
    fn compare(&mut self, board: &Board, ping: Ping) {
        let position = ping.scopes.iter().find(|position| position.scope == board.scope);
        match position.filter(|position| ping.epoch == board.epoch && position.revision <= board.revision) {
            None => {
                self.has_gap = true;
                self.is_whole = false;
            }
            Some(position) => {
                // A snapshot that differs is one that this build reads otherwise than the server's: another would as well.
                self.has_drifted |=
                    self.is_patched && position.revision == board.revision && position.hash != board.digest();
                self.as_of = Some(ping.as_of);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::figures::tests::board;
    use crate::live::{Position, Totals};

    /// What the server says of a board that looks otherwise than `board`.
    fn other(board: &Board) -> Frame {
        Frame::Ping(Ping {
            at: String::new(),
            epoch: board.epoch.clone(),
            cursor: board.cursor,
            as_of: String::new(),
            scopes: vec![Position {
                scope: board.scope.clone(),
                revision: board.revision,
                hash: format!("not {}", board.digest()),
            }],
        })
    }

    #[test]
    fn a_board_has_drifted_only_if_it_was_patched() {
        let first = board(Vec::new());
        let mut next = board(vec![Totals::zero("INR".parse().expect("a currency"))]);
        next.revision = 2;
        let patch = first.patch_to(&next).expect("it shows something else");
        let mut held = board(Vec::new());
        let mut folded = Folded::default();
        folded.take(&mut held, Frame::Snapshot(Box::new(first.clone())));
        folded.take(&mut held, other(&first));
        assert!(!folded.has_drifted, "another snapshot would be read in the same way");
        folded.take(&mut held, Frame::Patch(Box::new(patch)));
        folded.take(&mut held, other(&next));
        assert!(folded.has_drifted && !folded.has_gap);
    }
}
