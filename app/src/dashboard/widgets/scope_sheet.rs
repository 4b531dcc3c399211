//! Choosing what part of the network to look at.

use leptos::ev;
use leptos::html::Dialog;
use leptos::prelude::*;

use crate::dashboard::state::LiveState;
use crate::live::Connection;
use crate::organisation::{OutletPlace, Places};
use crate::paths;
use crate::ui::icon::{Drawing, Icon};
use crate::units::Scope;

/// The sheet with every scope, filtered by what is typed. Filled when it is opened, since a network may be large.
#[component]
pub fn ScopeSheet(state: LiveState) -> impl IntoView {
    let tools = state.tools;
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let is_open = tools.is_choosing.get();
        if let Some(dialog) = dialog.get() {
            match (is_open, dialog.open()) {
                // It may be out of the document by now: then there is nothing to show.
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    let close = move || tools.is_choosing.set(false);
    // A press on the dialog itself, not on something in it, is one on the page behind.
    let close_outside = move |event: ev::MouseEvent| {
        if dialog.get().is_some_and(|dialog| event.target() == event.current_target() && dialog.open()) {
            close();
        }
    };
    view! {
        <dialog class="sheet" aria-label="Scope" node_ref=dialog on:close=move |_| close() on:click=close_outside>
            <Show when=move || tools.is_choosing.get()>
                <SheetBody state/>
            </Show>
        </dialog>
    }
}

/// The search and the scopes that match it.
#[component]
fn SheetBody(state: LiveState) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let close = move || state.tools.is_choosing.set(false);
    let is_lost = move || is_lost(state.connection.get());
    let follow = move |event: ev::MouseEvent| {
        if event.target() == event.current_target() {
            return;
        }
        // Another scope would come from the server: without it the board that is here stays.
        if untrack(is_lost) {
            event.prevent_default();
        } else {
            close();
        }
    };
    view! {
        <div class="sheet__frame">
            <div class="sheet__head">
                <input
                    class="sheet__search"
                    type="search"
                    placeholder="Find an outlet, region or franchise"
                    aria-label="Find an outlet, region or franchise"
                    on:input=move |event| wanted.set(event_target_value(&event))
                />
                <button
                    type="button"
                    class="button button--quiet button--icon"
                    aria-label="Close"
                    on:click=move |_| close()
                >
                    <Drawing icon=Icon::Close/>
                </button>
            </div>
            <p class="sheet__notice" role="status" hidden=Signal::derive(move || !is_lost())>
                "No other scope can be shown until the server answers. This one stays."
            </p>
            <div class="sheet__body" on:click=follow>{move || groups(state, &wanted.get())}</div>
        </div>
    }
}

/// One entry of the sheet.
struct Entry {
    scope: Scope,
    name: String,
    detail: String,
}

/// Whether nothing can be asked of the server.
fn is_lost(connection: Connection) -> bool {
    connection.is_old() || connection == Connection::Connecting { again: true }
}

fn groups(state: LiveState, wanted: &str) -> impl IntoView + use<> {
    let wanted = lower_case(wanted.trim());
    let current = state.board.with_untracked(|board| board.scope.clone());
    // The board of a part knows nothing of the others, and old figures nothing of today.
    let is_current = !is_lost(state.connection.get_untracked());
    let unheard = state.board.with_untracked(|board| match (&board.scope, &board.freshness) {
        (Scope::Network, Some(held)) if is_current => held.missing.clone(),
        _ => Vec::new(),
    });
    let all = state.places.with(|places| {
        let counted = |scope: Scope, name: &str| {
            let outlets = places.outlets_of(&scope).count();
            let detail = if outlets == 1 { "1 outlet".to_owned() } else { format!("{outlets} outlets") };
            Entry { name: name.to_owned(), detail, scope }
        };
        let regions =
            places.regions.iter().map(|place| counted(Scope::Region(place.code.clone()), &place.name));
        let franchises =
            places.franchises.iter().map(|place| counted(Scope::Franchise(place.code.clone()), &place.name));
        let outlets = places.outlets.iter().map(|outlet| Entry {
            scope: Scope::Outlet(outlet.code.clone()),
            name: outlet.name.clone(),
            detail: outlet_detail(places, outlet, unheard.contains(&outlet.code)),
        });
        [
            ("", vec![counted(Scope::Network, "Whole network")]),
            ("Regions", regions.collect()),
            ("Franchises", franchises.collect()),
            ("Outlets", outlets.collect()),
        ]
    });
    let found: Vec<_> = all
        .into_iter()
        .filter_map(|(title, entries)| {
            let entries: Vec<Entry> = entries.into_iter().filter(|entry| matches(entry, &wanted)).collect();
            (!entries.is_empty()).then(|| group(title, entries, &current))
        })
        .collect();
    if found.is_empty() {
        view! { <p class="sheet__group">"No outlet, region or franchise has that in its name or code."</p> }
            .into_any()
    } else {
        found.into_any()
    }
}

/// The outlet's region, and whether it is one of those that the freshness line may have no room to name.
fn outlet_detail(places: &Places, outlet: &OutletPlace, is_unheard: bool) -> String {
    let region = places.scope_name(&Scope::Region(outlet.region.clone())).unwrap_or_default();
    if is_unheard { format!("{region}, not heard today") } else { region.to_owned() }
}

fn matches(entry: &Entry, wanted: &str) -> bool {
    lower_case(&entry.name).contains(wanted)
        || entry.scope.code().is_some_and(|code| code.as_str().contains(wanted))
}

fn group(title: &'static str, entries: Vec<Entry>, current: &Scope) -> impl IntoView + use<> {
    let items = entries
        .into_iter()
        .map(|entry| {
            let is_current = (entry.scope == *current).then_some("true");
            view! {
                <li>
                    <a class="sheet__item" href=paths::live_of(&entry.scope, None) aria-current=is_current>
                        {entry.name}
                        <span class="sheet__detail">{entry.detail}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        {(!title.is_empty()).then(|| view! { <h2 class="sheet__group">{title}</h2> })}
        <ul>{items}</ul>
    }
}

#[cfg(feature = "hydrate")]
use crate::browser::lower_case;

/// The sheet is filled in the browser only.
#[cfg(not(feature = "hydrate"))]
fn lower_case(text: &str) -> String {
    text.to_lowercase()
}
