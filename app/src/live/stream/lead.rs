//! The leading tab: one connection for the scopes of all tabs, and a board for each tab that joins.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::set_timeout_with_handle;

use super::line::{Inner, Role, take_told, with};
use super::post::Post;
use super::source::Source;
use crate::browser;
use crate::units::Scope;

/// What the other tabs want is collected for this long before the stream is opened for it.
const GATHER: Duration = Duration::from_millis(30);

/// This tab has the lead: it asks the others what they need and opens the stream for all.
pub(super) fn take_lead(inner: &Rc<RefCell<Inner>>) {
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

/// Opens the stream anew if the scopes changed, or if `always`.
pub(super) fn refresh_scopes(inner: &Rc<RefCell<Inner>>, always: bool) {
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

/// Gives a tab what it needs: the board that is here, or the stream opened for its scope too, or word that it is full.
pub(super) fn serve(inner: &Rc<RefCell<Inner>>, tab: String, scope: Scope, fresh: bool) {
    let is_new = {
        let mut held = inner.borrow_mut();
        let own = held.scope.clone();
        if !held.relay.note(&tab, &scope, &own, browser::elapsed_ms()) {
            if let Some(channel) = &held.channel {
                channel.say(&Post::Full { tab });
            }
            return;
        }
        !held.asked.contains(&scope) && held.gathering.is_none()
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
