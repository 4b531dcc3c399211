//! A tab beside a leader: it says what it shows, hears what the leader hears, and goes on alone while the leader is silent.

#![expect(clippy::float_arithmetic, reason = "the browser tells the time in floating-point milliseconds")]

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::set_timeout_with_handle;

use super::SILENCE_MS;
use super::attend::PRESENT_EVERY;
use super::frame::Frame;
use super::lead::{refresh_scopes, serve};
use super::line::{Heard, Inner, LineState, RINGS, Role, join_ring, pass, take_frame, take_told, with};
use super::post::Post;
use super::source::Source;
use crate::browser;

/// Says that this tab is there, unless it is about to move; where the leader has been silent for too long, goes on
/// without it.
pub(super) fn look_after(inner: &Rc<RefCell<Inner>>) {
    let (follows, is_silent) = {
        let held = inner.borrow();
        if held.moving.is_some() {
            return;
        }
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

pub(super) fn say_want(inner: &Rc<RefCell<Inner>>, fresh: bool) {
    let held = inner.borrow();
    if let Some(channel) = &held.channel {
        channel.say(&Post::Want { tab: held.tab.clone(), scope: held.scope.clone(), fresh });
    }
}

pub(super) fn stand_alone(inner: &Rc<RefCell<Inner>>) {
    let scope = inner.borrow().scope.clone();
    let weak = Rc::downgrade(inner);
    let tell = Rc::new(move |told| with(&weak, |inner| take_told(inner, told)));
    let source = Source::open(vec![scope.clone()], tell);
    let mut held = inner.borrow_mut();
    held.asked = vec![scope];
    held.role = Role::Alone(source);
}

/// The leader speaks, for the first time or again: a connection of one's own is closed, since a browser has few.
///
/// Gives whether there was one.
fn come_back(inner: &Rc<RefCell<Inner>>) -> bool {
    let alone = {
        let mut held = inner.borrow_mut();
        held.note_leader();
        match held.role {
            Role::Alone(_) => Some(std::mem::replace(&mut held.role, Role::Following)),
            Role::Following | Role::Leading(_) => None,
        }
    };
    if alone.is_some() {
        // The leader may have forgotten this tab, and its frames need not go on from where this one stands.
        say_want(inner, true);
    }
    alone.is_some()
}

/// The leader has no room for this tab: it goes to the next ring. When the last one is full too, it goes round again in
/// a while; until then the page says that it is not live, and has its full check.
fn move_on(inner: &Rc<RefCell<Inner>>) {
    if inner.borrow().moving.is_some() {
        return;
    }
    let next = (inner.borrow().ring + 1) % RINGS.len();
    let rest = if next == 0 { PRESENT_EVERY } else { Duration::ZERO };
    let weak = Rc::downgrade(inner);
    let join = move || {
        with(&weak, |inner| {
            inner.borrow_mut().moving = None;
            // The lead may have come to it meanwhile.
            if !leads(inner) {
                join_ring(inner, next);
            }
        });
    };
    inner.borrow_mut().moving = set_timeout_with_handle(join, rest).ok();
    pass(inner, Heard::State(LineState::Opening));
}

fn leads(inner: &Rc<RefCell<Inner>>) -> bool {
    let held = inner.borrow();
    matches!(held.role, Role::Leading(_)) || held.gathering.is_some()
}

/// Another tab said something.
pub(super) fn take_post(inner: &Rc<RefCell<Inner>>, post: Post) {
    let leads = leads(inner);
    match post {
        Post::Want { tab, scope, fresh } if leads => serve(inner, tab, scope, fresh),
        Post::Full { tab } if !leads && tab == inner.borrow().tab => move_on(inner),
        Post::Gone { tab } if leads => inner.borrow_mut().relay.strike(&tab),
        Post::Lead if !leads => {
            if !come_back(inner) {
                say_want(inner, true);
            }
        }
        Post::Line { open: true } if !leads => {
            come_back(inner);
            pass(inner, Heard::State(LineState::Open));
        }
        Post::Line { open: false } if !leads => lose_leader(inner),
        Post::Frame { event, data } if !leads => {
            if let Some(frame) = Frame::parse(&event, &data) {
                come_back(inner);
                take_frame(inner, frame);
            }
        }
        _ => {}
    }
}

/// The leader is there and has lost its connection. Whoever has one of their own does not mind.
fn lose_leader(inner: &Rc<RefCell<Inner>>) {
    let follows = matches!(inner.borrow().role, Role::Following);
    if follows {
        inner.borrow_mut().note_leader();
        pass(inner, Heard::State(LineState::Lost));
    }
}
