//! The line of one tab to the server: through its own connection when it leads, else through the leader's.

#![expect(clippy::float_arithmetic, reason = "the browser tells the time in floating-point milliseconds")]

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos::ev;
use leptos::leptos_dom::helpers::{IntervalHandle, TimeoutHandle, WindowListenerHandle};
use leptos::prelude::{set_interval_with_handle, set_timeout_with_handle, window_event_listener};

use super::SILENCE_MS;
use super::election::Candidacy;
use super::frame::Frame;
use super::post::{Channel, Post};
use super::relay::Relay;
use super::source::{Source, Told};
use crate::browser;
use crate::units::Scope;

/// How often a tab says that it is there, and looks whether the leader is.
const PRESENT_EVERY: Duration = Duration::from_secs(20);
/// What the other tabs want is collected for this long before the stream is opened for it.
const GATHER: Duration = Duration::from_millis(30);

/// What the reader of a line is told.
pub enum Heard {
    State(LineState),
    Frame(Frame),
}

/// Whether frames can be expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    Opening,
    Open,
    Lost,
}

enum Role {
    /// Another tab leads, or none yet.
    Following,
    /// This tab holds the connection for all.
    Leading(Source),
    /// The leader is silent, or this browser cannot share: a connection for this tab only.
    Alone(Source),
}

/// Keeps one scope live. Dropping it leaves the line.
pub struct Line(Rc<RefCell<Inner>>);

struct Inner {
    tab: String,
    scope: Scope,
    hear: Rc<dyn Fn(Heard)>,
    role: Role,
    relay: Relay,
    asked: Vec<Scope>,
    gathering: Option<TimeoutHandle>,
    heard_ms: f64,
    channel: Option<Rc<Channel>>,
    candidacy: Option<Candidacy>,
    presence: Option<IntervalHandle>,
    listeners: Vec<WindowListenerHandle>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.say(&Post::Gone { tab: self.tab.clone() });
        }
        if let Some(presence) = self.presence.take() {
            presence.clear();
        }
        if let Some(gathering) = self.gathering.take() {
            gathering.clear();
        }
        for listener in self.listeners.drain(..) {
            listener.remove();
        }
    }
}

impl Line {
    /// Joins the line for `scope`; `hear` is told everything, never while the line is borrowed.
    pub fn join(scope: Scope, hear: Rc<dyn Fn(Heard)>) -> Self {
        let inner = Rc::new(RefCell::new(Inner {
            tab: format!("{:x}", js_sys::Math::random().to_bits()),
            scope,
            hear,
            role: Role::Following,
            relay: Relay::default(),
            asked: Vec::new(),
            gathering: None,
            heard_ms: browser::elapsed_ms(),
            channel: None,
            candidacy: None,
            presence: None,
            listeners: Vec::new(),
        }));
        let weak = Rc::downgrade(&inner);
        let channel = Channel::join(move |post| with(&weak, |inner| take_post(inner, post))).map(Rc::new);
        inner.borrow_mut().channel = channel.clone();
        let weak = Rc::downgrade(&inner);
        let candidacy = channel.and_then(|_| Candidacy::stand(move || with(&weak, lead)));
        let shares = candidacy.is_some();
        inner.borrow_mut().candidacy = candidacy;
        if shares {
            say_want(&inner, false);
        } else {
            stand_alone(&inner);
        }
        attend(&inner);
        Self(inner)
    }

    /// Asks for a new snapshot: a frame was missing, or the copy had drifted.
    pub fn ask_fresh(&self) {
        ask_fresh(&self.0);
    }
}

fn with(weak: &Weak<RefCell<Inner>>, act: impl FnOnce(&Rc<RefCell<Inner>>)) {
    if let Some(inner) = weak.upgrade() {
        act(&inner);
    }
}

/// Listens for what the window says about network and attention, and looks after the line.
fn attend(inner: &Rc<RefCell<Inner>>) {
    let hurried = |inner: &Rc<RefCell<Inner>>| {
        if let Role::Leading(source) | Role::Alone(source) = &inner.borrow().role {
            source.hurry();
        }
    };
    let hurry = Rc::downgrade(inner);
    let online = window_event_listener(ev::online, move |_| with(&hurry, hurried));
    let seen = Rc::downgrade(inner);
    let visible = window_event_listener(ev::visibilitychange, move |_| {
        if !browser::is_hidden() {
            with(&seen, hurried);
        }
    });
    let leaving = Rc::downgrade(inner);
    let pagehide = window_event_listener(ev::pagehide, move |_| {
        with(&leaving, |inner| {
            let held = inner.borrow();
            if let Some(channel) = &held.channel {
                channel.say(&Post::Gone { tab: held.tab.clone() });
            }
        });
    });
    let present = Rc::downgrade(inner);
    let presence = set_interval_with_handle(move || with(&present, look_after), PRESENT_EVERY).ok();
    let mut held = inner.borrow_mut();
    held.listeners = vec![online, visible, pagehide];
    held.presence = presence;
}

/// Says that this tab is there; where the leader has been silent for too long, goes on without it.
fn look_after(inner: &Rc<RefCell<Inner>>) {
    let (follows, is_silent) = {
        let held = inner.borrow();
        (matches!(held.role, Role::Following), browser::elapsed_ms() - held.heard_ms > SILENCE_MS)
    };
    if follows && is_silent {
        stand_alone(inner);
    } else if follows {
        say_want(inner, false);
    } else {
        refresh_scopes(inner, false);
    }
}

fn say_want(inner: &Rc<RefCell<Inner>>, fresh: bool) {
    let held = inner.borrow();
    if let Some(channel) = &held.channel {
        channel.say(&Post::Want { tab: held.tab.clone(), scope: held.scope.clone(), fresh });
    }
}

fn ask_fresh(inner: &Rc<RefCell<Inner>>) {
    let follows = matches!(inner.borrow().role, Role::Following);
    if follows {
        say_want(inner, true);
    } else {
        refresh_scopes(inner, true);
    }
}

/// This tab has the lead: it asks the others what they need and opens the stream for all.
fn lead(inner: &Rc<RefCell<Inner>>) {
    let channel = inner.borrow().channel.clone();
    if let Some(channel) = channel {
        channel.say(&Post::Lead);
    }
    let weak = Rc::downgrade(inner);
    let gathering = set_timeout_with_handle(move || with(&weak, open_as_leader), GATHER).ok();
    inner.borrow_mut().gathering = gathering;
}

fn open_as_leader(inner: &Rc<RefCell<Inner>>) {
    let scopes = {
        let mut held = inner.borrow_mut();
        held.gathering = None;
        let own = held.scope.clone();
        let scopes = held.relay.scopes(&own, browser::elapsed_ms());
        held.asked.clone_from(&scopes);
        // A connection of one's own from the time of a silent leader ends here.
        held.role = Role::Following;
        scopes
    };
    let weak = Rc::downgrade(inner);
    let source = Source::open(scopes, Rc::new(move |told| with(&weak, |inner| take_told(inner, told))));
    inner.borrow_mut().role = Role::Leading(source);
}

fn stand_alone(inner: &Rc<RefCell<Inner>>) {
    let scope = inner.borrow().scope.clone();
    let weak = Rc::downgrade(inner);
    let tell = Rc::new(move |told| with(&weak, |inner| take_told(inner, told)));
    let source = Source::open(vec![scope.clone()], tell);
    let mut held = inner.borrow_mut();
    held.asked = vec![scope];
    held.role = Role::Alone(source);
}

/// Opens the stream anew if the scopes changed, or if `always`.
fn refresh_scopes(inner: &Rc<RefCell<Inner>>, always: bool) {
    let scopes = {
        let mut held = inner.borrow_mut();
        let own = held.scope.clone();
        match held.role {
            Role::Following => return,
            Role::Alone(_) => vec![own],
            Role::Leading(_) => held.relay.scopes(&own, browser::elapsed_ms()),
        }
    };
    let mut held = inner.borrow_mut();
    if !always && same_scopes(&scopes, &held.asked) {
        return;
    }
    held.asked.clone_from(&scopes);
    held.relay.clear();
    // Taken out while it opens: it tells this line, which must not be borrowed then.
    let role = std::mem::replace(&mut held.role, Role::Following);
    drop(held);
    if let Role::Leading(source) | Role::Alone(source) = &role {
        source.reopen(scopes);
    }
    inner.borrow_mut().role = role;
}

fn same_scopes(a: &[Scope], b: &[Scope]) -> bool {
    a.len() == b.len() && a.iter().all(|scope| b.contains(scope))
}

/// Something happened on this tab's own connection.
fn take_told(inner: &Rc<RefCell<Inner>>, told: Told) {
    let channel = {
        let held = inner.borrow();
        held.channel.clone().filter(|_| !matches!(held.role, Role::Alone(_)))
    };
    match told {
        Told::Opening => pass(inner, Heard::State(LineState::Opening)),
        Told::Opened => {
            say_line(channel.as_deref(), true);
            pass(inner, Heard::State(LineState::Open));
        }
        Told::Lost => {
            inner.borrow_mut().relay.clear();
            say_line(channel.as_deref(), false);
            pass(inner, Heard::State(LineState::Lost));
        }
        Told::Frame { event, data } => {
            let Some(frame) = Frame::parse(event, &data) else { return };
            inner.borrow_mut().relay.fold(&frame);
            if let Some(channel) = channel {
                channel.say(&Post::Frame { event: event.to_owned(), data });
            }
            take_frame(inner, frame);
        }
    }
}

fn say_line(channel: Option<&Channel>, open: bool) {
    if let Some(channel) = channel {
        channel.say(&Post::Line { open });
    }
}

/// Another tab said something.
fn take_post(inner: &Rc<RefCell<Inner>>, post: Post) {
    let leads = matches!(inner.borrow().role, Role::Leading(_)) || inner.borrow().gathering.is_some();
    match post {
        Post::Want { tab, scope, fresh } if leads => serve(inner, tab, scope, fresh),
        Post::Gone { tab } if leads => inner.borrow_mut().relay.strike(&tab),
        Post::Lead if !leads => {
            // The one who was silent is back, or another took over: what was opened in between is not needed.
            inner.borrow_mut().role = Role::Following;
            say_want(inner, true);
        }
        Post::Line { open } if !leads => {
            let state = if open { LineState::Open } else { LineState::Lost };
            pass(inner, Heard::State(state));
        }
        Post::Frame { event, data } if !leads => {
            if let Some(frame) = Frame::parse(&event, &data) {
                inner.borrow_mut().heard_ms = browser::elapsed_ms();
                take_frame(inner, frame);
            }
        }
        _ => {}
    }
}

/// Gives a tab what it needs: the board that is here, or the stream opened for its scope too.
fn serve(inner: &Rc<RefCell<Inner>>, tab: String, scope: Scope, fresh: bool) {
    let is_new = {
        let mut held = inner.borrow_mut();
        let is_new = !held.asked.contains(&scope);
        held.relay.note(tab, scope.clone(), browser::elapsed_ms());
        is_new && held.gathering.is_none()
    };
    if is_new {
        refresh_scopes(inner, false);
        return;
    }
    let held = inner.borrow();
    let (Some(channel), Some(board)) = (&held.channel, held.relay.board(&scope)) else {
        drop(held);
        if fresh {
            refresh_scopes(inner, true);
        }
        return;
    };
    if let Ok(data) = serde_json::to_string(board) {
        channel.say(&Post::Frame { event: "snapshot".to_owned(), data });
    }
}

/// Passes on a frame that is about this tab's scope, or about all.
fn take_frame(inner: &Rc<RefCell<Inner>>, frame: Frame) {
    let is_ours = frame.scope().is_none_or(|scope| *scope == inner.borrow().scope);
    if is_ours {
        pass(inner, Heard::Frame(frame));
    }
}

fn pass(inner: &Rc<RefCell<Inner>>, heard: Heard) {
    let hear = inner.borrow().hear.clone();
    hear(heard);
}
