//! Fields of plain forms, which a page gives back as they were typed when one of them is wrong.

use leptos::prelude::*;

use super::icon::{Drawing, Icon};
use crate::units::Day;

/// What a field is called, in the address and for people, and what is wrong with it.
#[derive(Clone, Copy, Debug)]
pub struct FieldText<'a> {
    /// Its name in the address, and its id on the page.
    pub name: &'static str,
    pub label: &'static str,
    pub problem: Option<&'a str>,
}

/// A choice; `options` are its `<option>`s.
pub fn select_field(text: FieldText<'_>, is_wide: bool, options: AnyView) -> AnyView {
    let FieldText { name, label, problem } = text;
    let class = if is_wide { "field field--wide" } else { "field" };
    view! {
        <div class=class>
            <label class="field__label" for=name>{label}</label>
            <select
                class="field__input"
                id=name
                name=name
                aria-invalid=problem.map(|_| "true")
                aria-describedby=problem.map(|_| problem_id(name))
            >
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// A business day.
pub fn day_field(text: FieldText<'_>, typed: &str) -> AnyView {
    let FieldText { name, label, problem } = text;
    // A date picker empties itself of what is no date; a text field gives it back to be corrected.
    let kind = if typed.is_empty() || typed.parse::<Day>().is_ok() { "date" } else { "text" };
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            <input
                class="field__input"
                id=name
                type=kind
                name=name
                value=typed.to_owned()
                aria-invalid=problem.map(|_| "true")
                aria-describedby=problem.map(|_| problem_id(name))
            />
        </div>
    }
    .into_any()
}

/// The id of what is said to be wrong with the field `name`.
pub fn problem_id(name: &str) -> String {
    format!("{name}-problem")
}

/// What is wrong with the field `name`, in words for whoever filled it in.
pub fn problem(name: &str, text: String) -> AnyView {
    view! {
        <p class="field__problem" id=problem_id(name)>
            <Drawing icon=Icon::Warning small=true/>
            {text}
        </p>
    }
    .into_any()
}
