//! The line of one tab to the server: through its own connection when it leads, else through the leader's.
//!
//! What a tab does when it leads is in [`lead`], what it does beside a leader in [`follow`], and what it makes of the
//! window it lives in, in [`attend`].

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use leptos::leptos_dom::helpers::{IntervalHandle, TimeoutHandle, WindowListenerHandle};

use super::election::Candidacy;
use super::frame::Frame;
use super::post::{Channel, Post};
use super::relay::Relay;
use super::source::{Source, Told};
use super::{attend, follow, lead};
use crate::browser;
use crate::units::Scope;

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

/// A stream carries a few scopes only, so that tabs of many scopes are several rings, each with a leader and a stream.
/// A browser has six connections to a server over HTTP/1.1: these leave it half of them for everything else.
pub(super) const RINGS: [&str; 3] = ["scoopjoy-live", "scoopjoy-live-1", "scoopjoy-live-2"];

pub(super) enum Role {
    /// Another tab leads, or none yet.
    Following,
    /// This tab holds the connection for all.
    Leading(Source),
    /// The leader is silent, or this browser cannot share: a connection for this tab only.
    Alone(Source),
}

/// Keeps one scope live. Dropping it leaves the line.
pub struct Line(Rc<RefCell<Inner>>);

/// The line's books. Nobody is told anything while they are borrowed.
pub(super) struct Inner {
    pub(super) tab: String,
    pub(super) scope: Scope,
    hear: Rc<dyn Fn(Heard)>,
    /// Place of this tab's ring in [`RINGS`].
    pub(super) ring: usize,
    /// This tab's ring is full: another one is joined when this ends.
    pub(super) moving: Option<TimeoutHandle>,
    pub(super) role: Role,
    pub(super) relay: Relay,
    /// The scopes of this tab's own connection.
    pub(super) asked: Vec<Scope>,
    /// The lead is taken, and the others are saying what they want.
    pub(super) gathering: Option<TimeoutHandle>,
    /// When the leader was last heard, on the page's clock.
    pub(super) heard_ms: f64,
    pub(super) channel: Option<Rc<Channel>>,
    candidacy: Option<Candidacy>,
    pub(super) presence: Option<IntervalHandle>,
    pub(super) listeners: Vec<WindowListenerHandle>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.say(&Post::Gone { tab: self.tab.clone() });
        }
        if let Some(presence) = self.presence.take() {
            presence.clear();
        }
        for timer in [self.gathering.take(), self.moving.take()].into_iter().flatten() {
            timer.clear();
        }
        for listener in self.listeners.drain(..) {
            listener.remove();
        }
    }
}

impl Inner {
    /// Notes that the leader is there.
    pub(super) fn note_leader(&mut self) {
        self.heard_ms = browser::elapsed_ms();
    }
}

impl Line {
    /// Joins the line for `scope`; `hear` is told everything, never while the line is borrowed.
    pub fn join(scope: Scope, hear: Rc<dyn Fn(Heard)>) -> Self {
        let inner = Rc::new(RefCell::new(Inner {
            tab: format!("{:x}", js_sys::Math::random().to_bits()),
            scope,
            hear,
            ring: 0,
            moving: None,
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
        join_ring(&inner, 0);
        attend::attend(&inner);
        Self(inner)
    }

    /// Asks for a new snapshot: a frame was missing, or the copy had drifted.
    pub fn ask_fresh(&self) {
        let follows = matches!(self.0.borrow().role, Role::Following);
        if follows {
            follow::say_want(&self.0, true);
        } else {
            lead::refresh_scopes(&self.0, true);
        }
    }
}

/// Leaves whatever ring of tabs this one is in and joins another; goes alone where the browser knows none.
pub(super) fn join_ring(inner: &Rc<RefCell<Inner>>, ring: usize) {
    let name = RINGS[ring];
    let weak = Rc::downgrade(inner);
    let channel =
        Channel::join(name, move |post| with(&weak, |inner| follow::take_post(inner, post))).map(Rc::new);
    let weak = Rc::downgrade(inner);
    let candidacy =
        channel.as_ref().and_then(|_| Candidacy::stand(name, move || with(&weak, lead::take_lead)));
    let shares = candidacy.is_some();
    {
        let mut held = inner.borrow_mut();
        held.ring = ring;
        held.role = Role::Following;
        held.channel = channel;
        held.candidacy = candidacy;
        held.note_leader();
    }
    if shares {
        follow::say_want(inner, false);
    } else {
        follow::stand_alone(inner);
    }
}

pub(super) fn with(weak: &Weak<RefCell<Inner>>, act: impl FnOnce(&Rc<RefCell<Inner>>)) {
    if let Some(inner) = weak.upgrade() {
        act(&inner);
    }
}

/// Something happened on this tab's own connection.
pub(super) fn take_told(inner: &Rc<RefCell<Inner>>, told: Told) {
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

/// Passes on a frame that is about this tab's scope, or about all.
pub(super) fn take_frame(inner: &Rc<RefCell<Inner>>, frame: Frame) {
    let is_ours = frame.scope().is_none_or(|scope| *scope == inner.borrow().scope);
    if is_ours {
        pass(inner, Heard::Frame(frame));
    }
}

pub(super) fn pass(inner: &Rc<RefCell<Inner>>, heard: Heard) {
    let hear = inner.borrow().hear.clone();
    hear(heard);
}
