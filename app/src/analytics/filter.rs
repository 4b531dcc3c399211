//! Which page, which days, which scope: links and a plain form, whose answer is the address.

use leptos::prelude::*;

use super::asked::{Asked, Chosen, Preset, Question, View};
use super::model::Grain;
use crate::organisation::Places;
use crate::organisation::choice::scope_options;
use crate::paths;
use crate::ui::filter::{FilterFrame, days_said};
use crate::ui::form::{FieldText, day_field, problem, select_field};

/// The other pages, for the same scope and days.
#[component]
pub fn Views<'a>(view: View, asked: &'a Asked) -> impl IntoView + use<> {
    let Question { scope, chosen, grain } = &asked.known;
    let links = View::ALL
        .into_iter()
        .map(|other| {
            let current = (other == view).then_some("page");
            let href = paths::analytics(other, scope, *chosen, *grain);
            view! { <li><a class="tabs__tab" href=href aria-current=current>{other.label()}</a></li> }
        })
        .collect_view();
    view! { <nav aria-label="Analytics"><ul class="tabs">{links}</ul></nav> }
}

/// Days that move with the present.
#[component]
pub fn Presets<'a>(view: View, asked: &'a Asked) -> impl IntoView + use<> {
    let Question { scope, grain, .. } = &asked.known;
    presets(asked, |choice| paths::analytics(view, scope, choice, *grain))
}

/// The same where a page has more to keep in its addresses; `link`: the address of a choice.
pub(super) fn presets(asked: &Asked, link: impl Fn(Chosen) -> String) -> AnyView {
    let links = Preset::ALL
        .into_iter()
        .map(|preset| {
            let choice = Chosen::Preset(preset);
            let current = (choice == asked.known.chosen).then_some("true");
            let href = link(choice);
            view! { <li><a class="chips__chip" href=href aria-current=current>{preset.label()}</a></li> }
        })
        .collect_view();
    view! { <nav aria-label="Days"><ul class="chips">{links}</ul></nav> }.into_any()
}

#[component]
pub fn FilterForm<'a>(view: View, places: &'a Places, asked: &'a Asked) -> impl IntoView + use<> {
    let scope = asked.known_scope();
    let said = said(asked);
    let text = |name, label| FieldText { name, label, problem: asked.problem(name) };
    let problems = ["scope", "period", "from", "to", "by", "segment", "currency"]
        .into_iter()
        .filter_map(|name| asked.problem(name).map(|text| problem(name, text.to_owned())))
        .collect_view();
    let by = (view == View::Periods).then(|| select_field(text("by", "By"), false, grains(asked)));
    let fields = (
        select_field(text("scope", "Scope"), true, scope_options(places, &scope).into_any()),
        day_field(text("from", "From"), &asked.from),
        day_field(text("to", "To"), &asked.to),
        by,
    );
    view! {
        <FilterFrame
            scope=places.scope_label(&scope)
            said=said
            is_wrong=asked.question.is_err()
            action=format!("/analytics/{}", view.path())
            everything=false
            problems=problems.into_any()
        >
            {fields}
        </FilterFrame>
    }
}

fn grains(asked: &Asked) -> AnyView {
    let chosen = asked.known.grain;
    let options = Grain::ALL
        .into_iter()
        .map(|grain| {
            let label = match grain {
                Grain::Day => "Days",
                Grain::Week => "Weeks",
                Grain::Month => "Months",
            };
            view! { <option value=grain.name() selected=chosen == Some(grain)>{label}</option> }
        })
        .collect_view();
    view! {
        <option value="" selected=chosen.is_none()>"As reads best"</option>
        {options}
    }
    .into_any()
}

/// The chosen days in words.
pub(super) fn said(asked: &Asked) -> String {
    match asked.known.chosen {
        _ if asked.question.is_err() => "Needs a correction".to_owned(),
        Chosen::Preset(preset) => preset.label().to_owned(),
        Chosen::Days { from, to } => days_said(from, to),
    }
}
