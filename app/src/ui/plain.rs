//! The parts of the frame on pages that are read as the server sends them: links, and what the boot script moves.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::frame::shown_scope;
use super::icon::{Drawing, Icon};
use crate::paths;
use crate::reader::{Choice, Reader};

/// The bar of small screens beside Live and Sales: as many places as on a live page, so that none moves under the thumb.
#[component]
pub fn PlainTools() -> impl IntoView {
    // On the ledger itself its own field, which keeps what is set beside it.
    let is_ledger = use_location().pathname.with_untracked(|here| *here == paths::sales());
    let returns = untrack(|| paths::returns_of(&shown_scope()()));
    let scope = if is_ledger { paths::SCOPE_FIELD.to_owned() } else { paths::sales() + paths::SCOPE_FIELD };
    view! {
        <PlainTool href=scope icon=Icon::Network label="Scope"/>
        <PlainTool href=returns icon=Icon::Return label="Returns"/>
        // The same address again.
        <PlainTool href=String::new() icon=Icon::Refresh label="Refresh"/>
    }
}

#[component]
fn PlainTool(href: String, icon: Icon, label: &'static str) -> impl IntoView {
    view! {
        <li class="rail__tool">
            <a class="rail__item" href=href rel="external">
                <Drawing icon/>
                <span class="rail__label">{label}</span>
            </a>
        </li>
    }
}

/// Folds the rail to its icons. The boot script does it, and keeps it in the cookie that the app reads too.
#[component]
pub fn PlainFold() -> impl IntoView {
    let is_folded = Reader::expect().is_folded.get_untracked();
    view! {
        <div class="rail__foot">
            <button
                type="button"
                class="rail__item rail__fold"
                data-fold=Choice::Folded.cookie()
                aria-pressed=is_folded.to_string()
            >
                <Drawing icon=Icon::Back/>
                <span class="rail__label">"Fold away"</span>
            </button>
        </div>
    }
}
