//! The form of a report: its answer is an address, which is all that there is to keep.

use leptos::prelude::*;

use super::asked::ReportAsked;
use super::model::{PlaceBy, Report};
use super::time::TimeBy;
use crate::analytics::asked::{Asked, Chosen, View};
use crate::analytics::filter::said;
use crate::analytics::measure::Measure;
use crate::asked::Named;
use crate::dictionary::Term;
use crate::organisation::Places;
use crate::organisation::choice::{currency_options, scope_options};
use crate::ui::filter::FilterFrame;
use crate::ui::form::{FieldText, day_field, problem, problem_id, select_field};
use crate::ui::help::Help;
use crate::units::weekday::{WEEKDAY_NAMES, WEEKDAYS};

/// Every field that an address of a report can have.
const FIELDS: [&str; 11] =
    ["scope", "period", "from", "to", "by", "place", "time", "measures", "currency", "weekday", "sort"];

#[component]
pub fn ReportForm<'a>(
    places: &'a Places,
    asked: &'a Asked,
    report: &'a ReportAsked,
) -> impl IntoView + use<> {
    let scope = asked.known_scope();
    let text = |name, label| FieldText { name, label, problem: asked.problem(name) };
    let typed = |given: &Option<String>| given.clone().unwrap_or_default();
    let problems = FIELDS
        .into_iter()
        .filter_map(|name| asked.problem(name).map(|text| problem(name, text.to_owned())))
        .collect_view();
    let (place, time, sort) =
        (typed(&report.typed.place), typed(&report.typed.time), typed(&report.typed.sort));
    let currency = typed(&report.typed.currency).parse().ok();
    let whole = match report.report.as_ref() {
        Ok(report) if asked.question.is_ok() => format!("{}, {}", said(asked), broken_down(report)),
        _ => said(asked),
    };
    let fields = (
        select_field(text("scope", "Scope"), true, scope_options(places, &scope).into_any()),
        day_field(text("from", "From"), &asked.from),
        day_field(text("to", "To"), &asked.to),
        select_field(text("place", "Rows by place"), false, options(&PlaceBy::ALL, &place, PlaceBy::label)),
        select_field(text("time", "Rows by time"), false, options(&TimeBy::ALL, &time, TimeBy::label)),
        select_field(text("currency", "Currency"), false, currency_options(places, currency).into_any()),
        select_field(text("sort", "Sorted by"), false, sort_options(&sort)),
        measure_boxes(report, asked.problem("measures").is_some()),
        weekday_boxes(report, asked.problem("weekday").is_some()),
        kept_days(asked, report),
    );
    view! {
        <FilterFrame
            scope=places.scope_label(&scope)
            said=whole
            is_wrong=asked.question.is_err()
            action=format!("/analytics/{}", View::Report.path())
            everything=false
            problems=problems.into_any()
        >
            {fields}
        </FilterFrame>
    }
}

/// `outlet, month`.
fn broken_down(report: &Report) -> String {
    let (place, time) = (report.by.place.label(), report.by.time.label());
    format!("{}, {}", place.to_lowercase(), time.to_lowercase())
}

fn options<T: Named>(all: &[T], current: &str, label: fn(T) -> &'static str) -> AnyView {
    let options = all.iter().map(|&value| {
        let name = value.name();
        view! { <option value=name selected=name == current>{label(value)}</option> }
    });
    options.collect_view().into_any()
}

fn sort_options(current: &str) -> AnyView {
    let label = |measure: Measure| measure.term().label();
    view! {
        <option value="">"Place and time"</option>
        {options(&Measure::ALL, current, label)}
    }
    .into_any()
}

/// A box for each measure: those that are chosen first, in their order, so that a form that is sent again asks for the same.
fn measure_boxes(report: &ReportAsked, is_wrong: bool) -> AnyView {
    let chosen = report.typed.known().measures;
    let others = Measure::ALL.into_iter().filter(|measure| !chosen.contains(measure));
    let boxes: Vec<AnyView> = chosen
        .iter()
        .copied()
        .chain(others)
        .map(|measure| {
            let term = measure.term();
            let is_chosen = chosen.contains(&measure);
            tick("measures", measure.name(), term.label(), is_chosen, Some(term))
        })
        .collect();
    choices("measures", "Measures", is_wrong, boxes)
}

/// A box for each day of the week; all days where none is ticked.
fn weekday_boxes(report: &ReportAsked, is_wrong: bool) -> AnyView {
    let chosen = report.typed.weekday.clone().unwrap_or_default();
    let boxes: Vec<AnyView> = WEEKDAY_NAMES
        .into_iter()
        .zip(WEEKDAYS)
        .map(|(name, label)| {
            let is_chosen = chosen.split(',').any(|part| part.trim() == name);
            tick("weekday", name, label, is_chosen, None)
        })
        .collect();
    choices("weekday", "Only on (every day where none is ticked)", is_wrong, boxes)
}

/// Boxes as one field. What is wrong is wrong with none of them, so it is read aloud once, for the group; a group cannot be invalid.
fn choices(name: &'static str, legend: &'static str, is_wrong: bool, boxes: Vec<AnyView>) -> AnyView {
    let class = if is_wrong { "report__choices report__choices--wrong" } else { "report__choices" };
    view! {
        <fieldset class=class aria-describedby=is_wrong.then(|| problem_id(name))>
            <legend class="field__label">{legend}</legend>
            {boxes}
        </fieldset>
    }
    .into_any()
}

fn tick(
    name: &'static str,
    value: &'static str,
    label: &'static str,
    is_chosen: bool,
    term: Option<Term>,
) -> AnyView {
    let id = format!("{name}-{value}");
    let labelled = id.clone();
    view! {
        <span class="report__choice">
            <label class="field__input field__choice" for=labelled>
                <input
                    class="field__tick"
                    id=id
                    type="checkbox"
                    name=name
                    value=value
                    checked=is_chosen
                />
                {label}
            </label>
            {term.map(|term| view! { <Help term/> })}
        </span>
    }
    .into_any()
}

/// Days that move with the present go on to do so while nobody types others.
fn kept_days(asked: &Asked, report: &ReportAsked) -> Option<AnyView> {
    let preset = match asked.known.chosen {
        Chosen::Days { .. } => None,
        Chosen::Preset(_) => report.preset,
    };
    preset.map(|preset| view! { <input type="hidden" name="period" value=preset.name()/> }.into_any())
}
