//! The frame of a filter, and what stands in the place of a list whose filter is wrong or that cannot be read.

use leptos::prelude::*;

use super::icon::{Drawing, Icon};
use super::state_panel::{FailedPanel, StatePanel, Tone};
use crate::error::PageError;
use crate::units::{Day, format};

/// A plain form, which small screens fold behind what it says. It is open by itself where something has to be put right.
///
/// `scope` and `said`: what is asked for. `action`: the page's address without anything asked. `everything`: whether a way there is
/// offered. `problems`: what is wrong with the fields, which are the children.
#[component]
pub fn FilterFrame(
    scope: String,
    said: String,
    is_wrong: bool,
    action: String,
    everything: bool,
    problems: AnyView,
    children: Children,
) -> impl IntoView {
    let whole = everything.then(|| action.clone());
    view! {
        <details class="filter" open=is_wrong>
            <summary class="filter__summary">
                <Drawing icon=Icon::Filter/>
                <span class="filter__said">
                    <span class="filter__scope">{scope}</span>
                    <span class="filter__rest">{said}</span>
                </span>
                <Drawing icon=Icon::Chevron small=true/>
            </summary>
            <form class="filter__form" method="get" action=action>
                {children()}
                <button class="button button--main" type="submit">"Show"</button>
                {whole.map(|href| view! { <a class="button button--quiet" href=href>"Show everything"</a> })}
                {problems}
            </form>
        </details>
    }
}

/// In the place of a list that cannot be read. `everything`: the address of the whole list.
#[component]
pub fn FailedList(error: PageError, everything: String) -> impl IntoView {
    view! {
        <div class="card card--page">
            <FailedPanel error><a class="button" href=everything>"Show everything"</a></FailedPanel>
        </div>
    }
}

/// In the place of a list while its filter has to be put right. `everything`: the address of the whole list.
#[component]
pub fn WrongFilter(everything: String) -> impl IntoView {
    view! {
        <div class="card card--page">
            <StatePanel
                tone=Tone::Failed
                icon=Icon::Warning
                title="The filter needs a correction".to_owned()
                text="Put the marked field right and press Show.".to_owned()
            >
                <a class="button" href=everything>"Show everything"</a>
            </StatePanel>
        </div>
    }
}

/// Days from one to another, both inclusive and open where `None`, in words: `1 Nov 2026 to 20 Nov 2026`.
pub fn days_said(from: Option<Day>, to: Option<Day>) -> String {
    match (from, to) {
        (None, None) => "All days".to_owned(),
        (Some(from), None) => format!("From {}", format::date(from)),
        (None, Some(to)) => format!("Until {}", format::date(to)),
        (Some(from), Some(to)) if from == to => format::date(from),
        (Some(from), Some(to)) => format!("{} to {}", format::date(from), format::date(to)),
    }
}
