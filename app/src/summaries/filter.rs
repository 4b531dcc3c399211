//! The filter of the summaries: a plain form whose answer is the address.

use leptos::prelude::*;

use super::asked::Asked;
use super::model::SummaryFilter;
use crate::organisation::Places;
use crate::organisation::choice::scope_options;
use crate::paths;
use crate::ui::form::{FieldText, day_field, problem, select_field};
use crate::ui::icon::{Drawing, Icon};
use crate::units::format;

#[component]
pub fn FilterForm<'a>(places: &'a Places, asked: &'a Asked) -> impl IntoView + use<> {
    let scope = asked.known_scope();
    let name = places.scope_name(&scope).unwrap_or("Whole network").to_owned();
    let days = asked.filter.as_ref().map_or_else(|_| "Needs a correction".to_owned(), days_said);
    let is_set = asked.filter.as_ref().is_ok_and(|filter| *filter != SummaryFilter::everything());
    let text = |name, label| FieldText { name, label, problem: asked.problem(name) };
    let problems = ["scope", "from", "to"]
        .into_iter()
        .filter_map(|name| asked.problem(name).map(|text| problem(name, text.to_owned())))
        .collect_view();
    view! {
        <details class="filter" open=asked.filter.is_err()>
            <summary class="filter__summary">
                <Drawing icon=Icon::Filter/>
                <span class="filter__said">
                    <span class="filter__scope">{name}</span>
                    <span class="filter__rest">{days}</span>
                </span>
                <Drawing icon=Icon::Chevron small=true/>
            </summary>
            <form class="filter__form" method="get" action=paths::summaries()>
                {select_field(text("scope", "Scope"), true, scope_options(places, &scope).into_any())}
                {day_field(text("from", "From"), &asked.from)}
                {day_field(text("to", "To"), &asked.to)}
                <button class="button button--main" type="submit">"Show"</button>
                {is_set.then(|| view! {
                    <a class="button button--quiet" href=paths::summaries()>"Show everything"</a>
                })}
                {problems}
            </form>
        </details>
    }
}

/// The days that are asked for: `1 Nov 2026 to 20 Nov 2026`.
fn days_said(filter: &SummaryFilter) -> String {
    match (filter.from, filter.to) {
        (None, None) => "All days".to_owned(),
        (Some(from), None) => format!("From {}", format::date(from)),
        (None, Some(to)) => format!("Until {}", format::date(to)),
        (Some(from), Some(to)) if from == to => format::date(from),
        (Some(from), Some(to)) => format!("{} to {}", format::date(from), format::date(to)),
    }
}
