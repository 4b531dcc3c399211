//! Says that sales came in: toasts for eyes, a sound, and a sentence for screen readers now and then.

#![expect(clippy::float_arithmetic, reason = "the browser tells the time in floating-point milliseconds")]

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlAudioElement;

use super::state::{LiveState, Sound};
use super::toasts::{Rung, sums};
use crate::browser;
use crate::live::{FeedKind, FeedRow};
use crate::units::{Amount, Currency, format};

const BELL: &str = "/sale.wav";
/// A screen reader is spoken to at most this often.
const SPEAK_MS: f64 = 10_000.0;
/// Sales that come thicker than this share one stroke of the bell.
const STROKE_MS: f64 = 350.0;

/// Tells of new sales on one page.
pub(super) struct Announcer {
    state: LiveState,
    owner: Owner,
    bell: Option<HtmlAudioElement>,
    struck_ms: Cell<f64>,
    unspoken: RefCell<Vec<(Currency, Amount)>>,
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
            unspoken: RefCell::new(Vec::new()),
            spoke_ms: Cell::new(browser::elapsed_ms()),
        }
    }

    /// Tells of rows that were not there before, oldest first. Only fresh sales ring: neither late nor cancelled ones.
    pub(super) fn announce(&self, rows: Vec<FeedRow>) {
        if rows.is_empty() {
            return;
        }
        self.state.moves.update(|moves| *moves = moves.wrapping_add(1).max(1));
        let now_ms = browser::elapsed_ms();
        let fresh = rows.into_iter().filter(|row| row.kind == FeedKind::Sale && !row.late && !row.cancelled);
        let rung: Vec<Rung> = fresh
            .map(|row| Rung {
                at_ms: now_ms,
                currency: row.currency,
                amount: row.amount,
                outlet: self.state.outlet_name(&row.outlet),
                items: row.items.join(", "),
            })
            .collect();
        if rung.is_empty() {
            return;
        }
        self.unspoken.borrow_mut().extend(rung.iter().map(|sale| (sale.currency, sale.amount)));
        self.state.toasts.update(|toasts| toasts.ring(rung));
        self.strike(now_ms);
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

    fn sentence(&self, sales: &[(Currency, Amount)]) -> String {
        let locale = self.state.locale();
        let amounts = sums(sales.iter().copied(), locale);
        match sales.len() {
            1 => format!("1 sale, {amounts} in the last 10 seconds"),
            many => {
                let many = format::count(locale, i64::try_from(many).unwrap_or(i64::MAX));
                format!("{many} sales, {amounts} in the last 10 seconds")
            }
        }
    }

    /// One stroke of the bell, if the reader wants it and the browser lets it.
    pub(super) fn strike(&self, now_ms: f64) {
        let wants = self.state.reader.wants_sound.get_untracked();
        let Some(bell) = self.bell.as_ref().filter(|_| wants && now_ms - self.struck_ms.get() >= STROKE_MS)
        else {
            return;
        };
        self.struck_ms.set(now_ms);
        bell.set_current_time(0.0);
        let sound = self.state.tools.sound;
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
