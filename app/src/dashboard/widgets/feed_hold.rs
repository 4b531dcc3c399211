//! Holds the feed still while somebody points at it or walks through it by keyboard: a row that is read, or about to be
//! opened, must not become another sale.

use leptos::ev::FocusEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, EventTarget};

use crate::dashboard::state::LiveState;
use crate::live::FeedRow;

/// Whether the feed stands still, and on which rows.
#[derive(Clone, Copy)]
pub struct FeedHold {
    state: LiveState,
    is_pointed_at: RwSignal<bool>,
    is_walked: RwSignal<bool>,
    /// The rows as they stood when it began; `None` while the feed moves.
    rows: Memo<Option<Vec<FeedRow>>>,
}

impl FeedHold {
    pub fn new(state: LiveState) -> Self {
        let (is_pointed_at, is_walked) = (RwSignal::new(false), RwSignal::new(false));
        let rows = Memo::new(move |held: Option<&Option<Vec<FeedRow>>>| {
            let is_held = is_pointed_at.get() || is_walked.get();
            let kept = || held.cloned().flatten();
            let now = || state.board.with_untracked(|board| board.feed.clone());
            is_held.then(|| kept().unwrap_or_else(now))
        });
        Self { state, is_pointed_at, is_walked, rows }
    }

    pub fn is_held(self) -> bool {
        self.rows.with(Option::is_some)
    }

    /// What the slot `at` shows.
    pub fn row(self, at: usize) -> Memo<Option<FeedRow>> {
        let board = self.state.board;
        let now = move || board.with(|board| board.feed.get(at).cloned());
        // A row that stays where it is may be cancelled there.
        let as_it_is = move |row: &FeedRow| {
            board
                .with(|board| board.feed.iter().find(|other| other.event == row.event).unwrap_or(row).clone())
        };
        Memo::new(move |_| {
            self.rows.with(|held| held.as_ref().map_or_else(now, |rows| rows.get(at).map(as_it_is)))
        })
    }

    /// How many rows have come since.
    pub fn newer(self) -> Memo<usize> {
        let board = self.state.board;
        Memo::new(move |_| {
            let newest =
                self.rows.with(|held| held.as_ref().map(|rows| rows.first().map_or(0, |row| row.event)));
            let newer =
                |event| board.with(|board| board.feed.iter().take_while(|row| row.event > event).count());
            newest.map_or(0, newer)
        })
    }

    /// The pointer has come in, or left.
    pub fn point(self, is_in: bool) {
        self.is_pointed_at.set(is_in);
    }

    /// The focus has come to something in the feed. Only one that shows is meant: a finger leaves it as well.
    pub fn enter(self, event: &FocusEvent) {
        let shows = |element: Element| element.matches(":focus-visible").unwrap_or(false);
        self.is_walked.set(element(event.target()).is_some_and(shows));
    }

    /// The focus has left something in the feed.
    pub fn leave(self, event: &FocusEvent) {
        let is_of_feed = |element: Element| element.closest(".feed").is_ok_and(|feed| feed.is_some());
        if !element(event.related_target()).is_some_and(is_of_feed) {
            self.is_walked.set(false);
        }
    }
}

fn element(target: Option<EventTarget>) -> Option<Element> {
    target?.dyn_into().ok()
}
