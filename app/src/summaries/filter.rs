//! The filter of the summaries: a plain form whose answer is the address.

use leptos::prelude::*;

use super::asked::Asked;
use super::model::{SummaryFilter, USUAL_GRID_DAYS, View};
use crate::organisation::Places;
use crate::organisation::choice::scope_options;
use crate::paths;
use crate::ui::filter::{FilterFrame, days_said};
use crate::ui::form::{FieldText, day_field, problem, select_field};
use crate::units::format;

#[component]
pub fn FilterForm<'a>(places: &'a Places, asked: &'a Asked) -> impl IntoView + use<> {
    let scope = asked.known_scope();
    let name = places.scope_label(&scope);
    let days = asked.filter.as_ref().map_or_else(|_| "Needs a correction".to_owned(), said);
    let is_set = asked
        .filter
        .as_ref()
        .is_ok_and(|filter| *filter != SummaryFilter { view: filter.view, ..SummaryFilter::everything() });
    let text = |name, label| FieldText { name, label, problem: asked.problem(name) };
    let problems = ["scope", "from", "to", "view"]
        .into_iter()
        .filter_map(|name| asked.problem(name).map(|text| problem(name, text.to_owned())))
        .collect_view();
    let scopes = scope_options(places, &scope).into_any();
    // The form asks for the view it stands in.
    let view = (asked.view != View::Rows)
        .then(|| view! { <input type="hidden" name="view" value=asked.view.name()/> });
    let fields = (
        view,
        select_field(text("scope", "Scope"), true, scopes),
        day_field(text("from", "From"), &asked.from),
        day_field(text("to", "To"), &asked.to),
    );
    view! {
        <FilterFrame
            scope=name
            said=days
            is_wrong=asked.filter.is_err()
            action=paths::summaries()
            everything=is_set
            problems=problems.into_any()
        >
            {fields}
        </FilterFrame>
    }
}

/// The days that are shown. A grid that is not told how far back it goes has a fortnight.
fn said(filter: &SummaryFilter) -> String {
    match (filter.view, filter.from, filter.to) {
        (View::Grid, None, None) => format!("Last {USUAL_GRID_DAYS} days"),
        (View::Grid, None, Some(to)) => format!("{USUAL_GRID_DAYS} days until {}", format::date(to)),
        (_, from, to) => days_said(from, to),
    }
}
