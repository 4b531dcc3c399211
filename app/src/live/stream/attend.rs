//! What a tab makes of its window: the network comes back, the page is looked at again or left, time passes.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::ev;
use leptos::prelude::{set_interval_with_handle, window_event_listener};

use super::follow;
use super::line::{Inner, Role, with};
use super::post::Post;
use crate::browser;

/// How often a tab says that it is there, and looks whether the leader is.
pub(super) const PRESENT_EVERY: Duration = Duration::from_secs(20);

/// Listens for what the window says about network and attention, and looks after the line.
pub(super) fn attend(inner: &Rc<RefCell<Inner>>) {
    let hurried = |inner: &Rc<RefCell<Inner>>| {
        if let Role::Leading(source) | Role::Alone(source) = &inner.borrow().role {
            source.hurry();
        }
    };
    let hurry = Rc::downgrade(inner);
    let online = window_event_listener(ev::online, move |_| with(&hurry, hurried));
    let seen = Rc::downgrade(inner);
    let visible = window_event_listener(ev::visibilitychange, move |_| {
        if browser::is_hidden() {
            return;
        }
        with(&seen, |inner| {
            hurried(inner);
            let follows = matches!(inner.borrow().role, Role::Following);
            if follows {
                // The timers of a leader that nobody looks at are slow: without a board it tries again at once.
                follow::say_want(inner, true);
            }
        });
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
    let presence = set_interval_with_handle(move || with(&present, follow::look_after), PRESENT_EVERY).ok();
    let mut held = inner.borrow_mut();
    held.listeners = vec![online, visible, pagehide];
    held.presence = presence;
}
