//! The full check: the whole board is read again and compared, every five minutes and by hand.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

use super::keep_live::Keeper;
use super::state::FullCheck;
use crate::live::Board;
use crate::live::api::load_board;
use crate::units::format;

/// Time between two full checks.
pub(super) const EVERY: Duration = Duration::from_secs(300);

/// Reads the board and compares; what differs is replaced and reported.
pub(super) fn run(keeper: &Rc<Keeper>) {
    let state = keeper.state;
    let weak = Rc::downgrade(keeper);
    let Some(scope) = state.board.try_with_untracked(|board| board.scope.clone()) else { return };
    state.check.set(FullCheck::Running);
    let compare = async move {
        let answer = load_board(scope).await;
        // The page may have been left meanwhile.
        let Some(keeper) = weak.upgrade() else { return };
        match answer {
            Ok(board) => settle(&keeper, board),
            Err(_) => state.check.set(FullCheck::Failed),
        }
    };
    keeper.owner.with(|| spawn_local_scoped_with_cancellation(compare));
}

fn settle(keeper: &Rc<Keeper>, server: Board) {
    let state = keeper.state;
    let is_same_revision =
        state.board.with_untracked(|held| held.revision == server.revision && held.epoch == server.epoch);
    let has_drifted = is_same_revision && state.board.with_untracked(|held| held.digest() != server.digest());
    if has_drifted {
        keeper.note_drift();
    } else {
        state.check.set(FullCheck::Same { at: wall_clock(js_sys::Date::now()) });
    }
    // Of two revisions the later one is right; patches that are on their way go on from there.
    let is_behind =
        state.board.with_untracked(|held| held.epoch != server.epoch || held.revision < server.revision);
    // Rows that a burst left out may still be on their way. Taking them early is no correction.
    let lacks_rows = is_same_revision && state.board.with_untracked(|held| !held.shows_same(&server));
    if has_drifted || is_behind || lacks_rows {
        state.board.set(server);
    }
}

/// The device's own wall clock at an instant, `18:02`.
pub(super) fn wall_clock(unix_ms: f64) -> String {
    let then = js_sys::Date::new(&unix_ms.into());
    format::hour_and_minute(then.get_hours(), then.get_minutes())
}
