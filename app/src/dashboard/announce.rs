//! Says that sales came in: toasts for eyes, a sound, and a sentence for screen readers now and then.

#![expect(clippy::float_arithmetic, reason = "the browser tells the time in floating-point milliseconds")]

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlAudioElement;

use super::state::{LiveState, Sound};
use super::toasts::{Rung, count, sums};
use crate::browser;
use crate::live::Board;
use crate::live::new_sales::{NewSales, SalesSum, Told};
use crate::units::format;

const BELL: &str = "/sale.wav";
/// A screen reader is spoken to at most this often.
const SPEAK_MS: f64 = 10_000.0;
/// Rows of a burst that still follow are waited for this long.
const PATIENCE_MS: f64 = 1_000.0;
/// Sales that come thicker than this share one stroke of the bell.
const STROKE_MS: f64 = 350.0;

/// Tells of new sales on one page.
pub(super) struct Announcer {
    state: LiveState,
    owner: Owner,
    bell: Option<HtmlAudioElement>,
    struck_ms: Cell<f64>,
    told: RefCell<Told>,
    /// Since when rows of a burst are waited for.
    waits_since_ms: Cell<Option<f64>>,
    unspoken: RefCell<Vec<SalesSum>>,
    spoke_ms: Cell<f64>,
}

impl Announcer {
    pub(super) fn new(state: LiveState) -> Self {
        let bell = HtmlAudioElement::new_with_src(BELL).ok();
        if let Some(bell) = &bell {
            bell.set_preload("auto");
        }
        Self {
            state,
            owner: Owner::current().unwrap_or_default(),
            bell,
            struck_ms: Cell::new(f64::MIN),
            told: RefCell::new(state.board.with_untracked(Told::all_of)),
            waits_since_ms: Cell::new(None),
            unspoken: RefCell::new(Vec::new()),
            spoke_ms: Cell::new(browser::elapsed_ms()),
        }
    }

    /// Takes a state of things that is no news: the board was sent whole.
    pub(super) fn set_told(&self, told: Told) {
        self.told.replace(told);
        self.waits_since_ms.set(None);
    }

    /// Tells of the sales on `board` that were not told yet. While `lacks_rows`, rows of them are still on their way.
    pub(super) fn announce(&self, board: &Board, lacks_rows: bool, now_ms: f64) {
        let since_ms = self.waits_since_ms.get().unwrap_or(now_ms);
        if lacks_rows && now_ms - since_ms < PATIENCE_MS {
            self.waits_since_ms.set(Some(since_ms));
            return;
        }
        self.waits_since_ms.set(None);
        let told = self.told.replace(Told::all_of(board));
        let rung = self.rung(told.new_sales(board, lacks_rows), now_ms);
        if rung.is_empty() {
            return;
        }
        self.unspoken.borrow_mut().extend(rung.iter().map(|rung| rung.sales));
        self.state.toasts.update(|toasts| toasts.ring(rung));
        if now_ms - self.struck_ms.get() >= STROKE_MS {
            self.strike(now_ms);
        }
    }

    fn rung(&self, news: NewSales<'_>, at_ms: f64) -> Vec<Rung> {
        match news {
            NewSales::Each(rows) => rows
                .into_iter()
                .map(|row| Rung {
                    at_ms,
                    sales: SalesSum { currency: row.currency, count: 1, amount: row.amount },
                    detail: format!("{} · {}", self.state.outlet_name(&row.outlet), row.items.join(", ")),
                })
                .collect(),
            NewSales::Summed(sums) => {
                sums.into_iter().map(|sales| Rung { at_ms, sales, detail: String::new() }).collect()
            }
        }
    }

    /// Once a second: old toasts go, and what was not yet said is said.
    pub(super) fn tick(&self, now_ms: f64) {
        if self.state.toasts.try_with_untracked(|toasts| !toasts.is_empty()) == Some(true) {
            self.state.toasts.update(|toasts| toasts.expire(now_ms));
        }
        let is_time = now_ms - self.spoke_ms.get() >= SPEAK_MS;
        if is_time && !self.unspoken.borrow().is_empty() {
            let sales = std::mem::take(&mut *self.unspoken.borrow_mut());
            self.spoke_ms.set(now_ms);
            self.state.spoken.set(self.sentence(&sales));
        }
    }

    fn sentence(&self, sales: &[SalesSum]) -> String {
        let locale = self.state.locale();
        let amounts = sums(sales.iter().copied(), locale);
        match count(sales.iter().copied()) {
            1 => format!("1 sale, {amounts} in the last 10 seconds"),
            many => format!("{} sales, {amounts} in the last 10 seconds", format::count(locale, many)),
        }
    }

    /// One stroke of the bell, if the reader wants it and the browser lets it. A bell that was blocked stays silent until
    /// the sound switch is touched: a sale between its press and its release must not turn the press into "off".
    pub(super) fn strike(&self, now_ms: f64) {
        let sound = self.state.tools.sound;
        let is_wanted =
            self.state.reader.wants_sound.get_untracked() && sound.get_untracked() != Sound::Blocked;
        let Some(bell) = self.bell.as_ref().filter(|_| is_wanted) else { return };
        self.struck_ms.set(now_ms);
        bell.set_current_time(0.0);
        match bell.play() {
            Ok(playing) => self.owner.with(|| {
                spawn_local_scoped_with_cancellation(async move {
                    let heard = match JsFuture::from(playing).await {
                        Ok(_) => Sound::Ready,
                        Err(reason) if is_refusal(&reason) => Sound::Blocked,
                        Err(_) => Sound::Broken,
                    };
                    sound.set(heard);
                });
            }),
            Err(_) => sound.set(Sound::Broken),
        }
    }
}

/// Whether the browser wants to be touched before it plays.
fn is_refusal(reason: &wasm_bindgen::JsValue) -> bool {
    use wasm_bindgen::JsCast;
    reason.dyn_ref::<web_sys::DomException>().is_some_and(|exception| exception.name() == "NotAllowedError")
}
