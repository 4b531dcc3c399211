//! One `EventSource` that is opened again whenever it is lost.
//!
//! The browser's own retry is not used: it would run beside the backoff here. No borrow of the inner state is held
//! while `tell` runs, since the listener may ask for a new connection.

#![expect(clippy::float_arithmetic, reason = "the browser tells the time in floating-point milliseconds")]

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos::leptos_dom::helpers::{IntervalHandle, TimeoutHandle};
use leptos::prelude::{set_interval_with_handle, set_timeout_with_handle};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{EventSource, MessageEvent};

use super::SILENCE_MS;
use super::frame::EVENTS;
use crate::browser;
use crate::units::Scope;

const FIRST_RETRY_MS: f64 = 250.0;
/// Short enough that a page is live soon after its server; the jitter spreads thousands of pages over half of it.
const LONGEST_RETRY_MS: f64 = 5_000.0;
const WATCH_EVERY: Duration = Duration::from_secs(5);

/// What happens on a connection.
#[derive(Debug)]
pub(super) enum Told {
    Opening,
    Opened,
    Frame { event: &'static str, data: String },
    Lost,
}

/// A connection for some scopes. Dropping it closes it.
pub(super) struct Source(Rc<RefCell<Inner>>);

struct Inner {
    scopes: Vec<Scope>,
    tell: Rc<dyn Fn(Told)>,
    open: Option<Open>,
    retry: Option<TimeoutHandle>,
    watch: Option<IntervalHandle>,
    attempts: i32,
    /// When the last frame came, on the page's clock; also set by opening, so that each attempt has its time.
    heard_ms: f64,
}

struct Open {
    events: EventSource,
    _listeners: Vec<Closure<dyn FnMut(MessageEvent)>>,
    _on_open: Closure<dyn FnMut()>,
    _on_error: Closure<dyn FnMut()>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.events.set_onerror(None);
        self.events.set_onopen(None);
        self.events.close();
    }
}

impl Source {
    /// Opens a connection for `scopes` and tells `tell` everything that happens on it.
    pub(super) fn open(scopes: Vec<Scope>, tell: Rc<dyn Fn(Told)>) -> Self {
        let inner = Rc::new(RefCell::new(Inner {
            scopes,
            tell,
            open: None,
            retry: None,
            watch: None,
            attempts: 0,
            heard_ms: browser::elapsed_ms(),
        }));
        let weak = Rc::downgrade(&inner);
        inner.borrow_mut().watch = set_interval_with_handle(move || look_after(&weak), WATCH_EVERY).ok();
        connect(&inner);
        Self(inner)
    }

    /// Opens anew, at once, for other scopes or for fresh snapshots.
    pub(super) fn reopen(&self, scopes: Vec<Scope>) {
        self.0.borrow_mut().scopes = scopes;
        connect(&self.0);
    }

    /// The network is back, or the page is looked at again: no reason to wait for the backoff.
    pub(super) fn hurry(&self) {
        let is_idle = {
            let inner = self.0.borrow();
            inner.open.is_none() || browser::elapsed_ms() - inner.heard_ms > SILENCE_MS / 2.0
        };
        if is_idle {
            connect(&self.0);
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(watch) = self.watch.take() {
            watch.clear();
        }
        if let Some(retry) = self.retry.take() {
            retry.clear();
        }
    }
}

/// Closes what is open and opens the stream for the wanted scopes.
fn connect(inner: &Rc<RefCell<Inner>>) {
    let (url, tell) = {
        let mut held = inner.borrow_mut();
        held.open = None;
        if let Some(retry) = held.retry.take() {
            retry.clear();
        }
        held.heard_ms = browser::elapsed_ms();
        (url(&held.scopes), held.tell.clone())
    };
    tell(Told::Opening);
    match listen(inner, &url) {
        Ok(open) => inner.borrow_mut().open = Some(open),
        Err(_) => lose(inner, None),
    }
}

fn url(scopes: &[Scope]) -> String {
    let scopes: Vec<String> = scopes.iter().map(|scope| format!("scope={scope}")).collect();
    format!("/api/v1/live?{}", scopes.join("&"))
}

fn listen(inner: &Rc<RefCell<Inner>>, url: &str) -> Result<Open, JsValue> {
    let events = EventSource::new(url)?;
    let mut listeners = Vec::with_capacity(EVENTS.len());
    for event in EVENTS {
        let weak = Rc::downgrade(inner);
        let listener = Closure::new(move |message: MessageEvent| {
            if let (Some(inner), Some(data)) = (weak.upgrade(), message.data().as_string()) {
                hear(&inner, event, data);
            }
        });
        events.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref())?;
        listeners.push(listener);
    }
    let weak = Rc::downgrade(inner);
    let on_open = Closure::new(move || {
        if let Some(inner) = weak.upgrade() {
            let tell = inner.borrow().tell.clone();
            tell(Told::Opened);
        }
    });
    events.set_onopen(Some(on_open.as_ref().unchecked_ref()));
    let weak = Rc::downgrade(inner);
    let on_error = Closure::new(move || {
        if let Some(inner) = weak.upgrade() {
            lose(&inner, None);
        }
    });
    events.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    Ok(Open { events, _listeners: listeners, _on_open: on_open, _on_error: on_error })
}

fn hear(inner: &Rc<RefCell<Inner>>, event: &'static str, data: String) {
    let tell = {
        let mut held = inner.borrow_mut();
        held.heard_ms = browser::elapsed_ms();
        // Only a snapshot proves that the server serves again.
        if event == "snapshot" {
            held.attempts = 0;
        }
        held.tell.clone()
    };
    if event == "bye" {
        let retry_ms =
            serde_json::from_str::<crate::live::Bye>(&data).map(|bye| f64::from(bye.retry_ms)).ok();
        lose(inner, retry_ms);
    } else {
        tell(Told::Frame { event, data });
    }
}

/// Gives the connection up and plans the next one, after `wait_ms` or after a doubling, jittered while.
fn lose(inner: &Rc<RefCell<Inner>>, wait_ms: Option<f64>) {
    let tell = {
        let mut held = inner.borrow_mut();
        held.open = None;
        let doubled = (FIRST_RETRY_MS * 2_f64.powi(held.attempts)).min(LONGEST_RETRY_MS);
        held.attempts = held.attempts.saturating_add(1).min(10);
        let wait_ms = wait_ms.unwrap_or_else(|| doubled * (0.5 + js_sys::Math::random() / 2.0));
        let weak = Rc::downgrade(inner);
        let again = move || {
            if let Some(inner) = weak.upgrade() {
                connect(&inner);
            }
        };
        if let Some(before) = held.retry.take() {
            before.clear();
        }
        held.retry = set_timeout_with_handle(again, Duration::from_secs_f64(wait_ms / 1_000.0)).ok();
        held.tell.clone()
    };
    tell(Told::Lost);
}

/// Gives up a connection that was silent for too long.
fn look_after(weak: &Weak<RefCell<Inner>>) {
    let Some(inner) = weak.upgrade() else { return };
    let is_silent = {
        let held = inner.borrow();
        held.open.is_some() && browser::elapsed_ms() - held.heard_ms > SILENCE_MS
    };
    if is_silent {
        let tell = inner.borrow().tell.clone();
        tell(Told::Lost);
        connect(&inner);
    }
}
