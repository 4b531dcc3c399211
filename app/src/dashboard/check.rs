//! The full check: the whole board is read again and compared, every five minutes and by hand, and the places with it.

use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

use super::keep_live::{Keeper, set_if_changed};
use super::state::FullCheck;
use crate::browser;
use crate::live::api::load_board;
use crate::live::{Board, Verdict};
use crate::organisation::PlacesResource;
use crate::organisation::api::load_places;
use crate::units::{Scope, format};

/// Time between two full checks.
pub(super) const EVERY: Duration = Duration::from_secs(300);

/// Between the server's answer and another look, for patches that are on their way.
const REST: Duration = Duration::from_millis(150);
/// While sales keep coming the two are hardly ever at the same revision.
const TRIES: u32 = 6;

/// Reads the board and compares; what differs is replaced and reported.
pub(super) fn run(keeper: &Rc<Keeper>) {
    let Some(scope) = keeper.state.board.try_with_untracked(|board| board.scope.clone()) else { return };
    keeper.state.check.set(FullCheck::Running);
    renew_places(keeper);
    let weak = Rc::downgrade(keeper);
    keeper.owner.with(|| spawn_local_scoped_with_cancellation(compare(weak, scope)));
}

/// Reads the places again, for this page and for those that are opened from it. One that cannot be had stays as it is.
pub(super) fn renew_places(keeper: &Keeper) {
    let places = keeper.state.places;
    keeper.owner.with(|| {
        let kept = expect_context::<PlacesResource>();
        spawn_local_scoped_with_cancellation(async move {
            let Ok(now) = load_places().await else { return };
            // Nobody is woken, since the page would be drawn anew with the board it began with.
            if let Some(mut kept) = kept.try_write_untracked() {
                *kept = Some(Ok(now.clone()));
            }
            set_if_changed(places, now);
        });
    });
}

/// Asks until copy and answer stand at the same revision, a few times at most.
async fn compare(weak: Weak<Keeper>, scope: Scope) {
    let mut last = Verdict::IsAhead;
    for _ in 0..TRIES {
        let answer = load_board(scope.clone()).await;
        // The page may have been left meanwhile.
        let Some(state) = weak.upgrade().map(|keeper| keeper.state) else { return };
        let Ok(server) = answer else {
            state.check.set(FullCheck::Failed);
            return;
        };
        let look = || state.board.try_with_untracked(|held| held.held_against(&server));
        if look() == Some(Verdict::IsBehind) {
            browser::rest(REST).await;
        }
        let (Some(keeper), Some(verdict)) = (weak.upgrade(), look()) else { return };
        if settle(&keeper, verdict, server) {
            return;
        }
        last = verdict;
    }
    if let Some(keeper) = weak.upgrade() {
        give_up(&keeper, last);
    }
}

/// Draws the consequence of a comparison. Gives whether there was one to draw.
fn settle(keeper: &Keeper, verdict: Verdict, server: Board) -> bool {
    let state = keeper.state;
    match verdict {
        Verdict::IsBehind if keeper.is_whole.get() => return false,
        Verdict::IsAhead => return false,
        Verdict::Drifted => keeper.note_drift(),
        Verdict::Same | Verdict::LacksRows => state.check.set(FullCheck::Same { at: now() }),
        // No patch brings what a copy without a line lacks.
        Verdict::IsBehind => state.check.set(FullCheck::Renewed { at: now() }),
    }
    keeper.confirm(&server.as_of);
    // At the same revision: patches that are on their way go on from there.
    if verdict != Verdict::Same {
        state.board.set(server);
    }
    true
}

/// A snapshot is the whole board: it answers what was asked in vain while the server was away.
pub(super) fn note_snapshot(keeper: &Keeper) {
    let check = keeper.state.check;
    if check.with_untracked(|held| *held == FullCheck::Failed) {
        check.set(FullCheck::Renewed { at: now() });
    }
}

/// Says that the two never met. A copy that stays behind is not being told everything.
fn give_up(keeper: &Keeper, last: Verdict) {
    keeper.state.check.set(FullCheck::Unsettled);
    if last == Verdict::IsBehind {
        keeper.ask_fresh();
    }
}

fn now() -> String {
    wall_clock(js_sys::Date::now())
}

/// The device's own wall clock at an instant, `18:02`.
pub(super) fn wall_clock(unix_ms: f64) -> String {
    let then = js_sys::Date::new(&unix_ms.into());
    format::hour_and_minute(then.get_hours(), then.get_minutes())
}
