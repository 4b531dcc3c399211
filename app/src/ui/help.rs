//! What a word of the dictionary means, where it stands.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;

use crate::dictionary::Term;

/// A mark that tells the meaning under the pointer, and opens it by touch or key. It needs no script.
#[component]
pub fn Help(term: Term) -> impl IntoView {
    // Each place has its own, since an opened text belongs to the button that opened it.
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let id = format!("help-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let label = format!("What does {} mean?", term.label());
    view! {
        <button type="button" class="help" popovertarget=id.clone() title=term.meaning() aria-label=label>"?"</button>
        <span popover="auto" id=id class="help__text" role="note">
            <strong class="help__word">{term.label()}</strong>
            {term.meaning()}
        </span>
    }
}
