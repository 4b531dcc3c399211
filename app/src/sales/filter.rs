//! The filter of the ledger: a plain form whose answer is the address. Small screens fold it behind what it says.

use leptos::prelude::*;

use super::asked::{Asked, Field, Typed};
use super::model::{EntryKind, LedgerFilter};
use crate::organisation::Places;
use crate::organisation::choice::{currency_options, scope_options};
use crate::paths::{self, TODAY};
use crate::ui::filter::{FilterFrame, days_said};
use crate::ui::form::{self, FieldText};
use crate::units::{DayRange, format};

#[component]
pub fn FilterForm(places: Places, asked: Asked, item_name: Option<String>) -> impl IntoView {
    let scope = asked.typed.known_scope();
    let summary = match &asked.filter {
        Ok(filter) => said(filter, item_name.as_deref()),
        Err(_) => "Needs a correction".to_owned(),
    };
    // Where something is wrong the panel below offers it.
    let is_set = asked.filter.as_ref().is_ok_and(|filter| !filter.is_everything());
    let name = places.scope_label(&scope);
    let problems =
        [Field::Scope, Field::From, Field::To, Field::Day, Field::Kind, Field::Hour, Field::Currency]
            .into_iter()
            .filter_map(|field| asked.problem(field).map(|text| form::problem(field.name(), text.to_owned())))
            .collect_view();
    view! {
        <FilterFrame scope=name said=summary is_wrong=asked.filter.is_err() action=paths::sales() everything=is_set problems=problems.into_any()>
            {select_field(&asked, Field::Scope, "Scope", scope_options(&places, &scope).into_any())}
            {day_field(&asked, Field::From, "From", &asked.typed.from)}
            {day_field(&asked, Field::To, "To", &asked.typed.to)}
            {today_field(&asked)}
            {select_field(&asked, Field::Kind, "Kind", kind_options(&asked.typed).into_any())}
            {select_field(&asked, Field::Hour, "Hour", hour_options(&asked.typed).into_any())}
            {select_field(&asked, Field::Currency, "Currency", currency_options(&places, asked.typed.currency.parse().ok()).into_any())}
            {text_field("number", "Number begins with", &asked.typed.number)}
            {text_field("item", "Item code", &asked.typed.item)}
        </FilterFrame>
    }
}

fn select_field(asked: &Asked, field: Field, label: &'static str, options: AnyView) -> AnyView {
    // Names of outlets are long.
    let is_wide = field == Field::Scope;
    form::select_field(
        FieldText { name: field.name(), label, problem: asked.problem(field) },
        is_wide,
        options,
    )
}

fn day_field(asked: &Asked, field: Field, label: &'static str, typed: &str) -> AnyView {
    form::day_field(FieldText { name: field.name(), label, problem: asked.problem(field) }, typed)
}

/// Days differ between time zones, so today is one of its own and no date.
fn today_field(asked: &Asked) -> AnyView {
    let is_wrong = asked.problem(Field::Day).is_some();
    view! {
        <div class="field field--tick">
            <label class="field__input field__choice" for=Field::Day.name()>
                <input
                    class="field__tick"
                    id=Field::Day.name()
                    type="checkbox"
                    name=Field::Day.name()
                    value=TODAY
                    checked=asked.typed.is_today()
                    aria-invalid=is_wrong.then_some("true")
                    aria-describedby=is_wrong.then(|| form::problem_id(Field::Day.name()))
                />
                "Today"
            </label>
        </div>
    }
    .into_any()
}

fn text_field(name: &'static str, label: &'static str, typed: &str) -> impl IntoView + use<> {
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            <input class="field__input" id=name type="search" name=name maxlength="200" value=typed.to_owned()/>
        </div>
    }
}

fn kind_options(typed: &Typed) -> impl IntoView + use<> {
    [("", "Sales and returns"), ("sale", "Sales"), ("return", "Returns")]
        .map(|(value, label)| view! { <option value=value selected=value == typed.kind>{label}</option> })
        .collect_view()
}

fn hour_options(typed: &Typed) -> impl IntoView + use<> {
    // However it is written, as in `09`.
    let current: Option<u8> = typed.hour.parse().ok();
    let hours: Vec<_> = (0..24)
        .map(|hour| {
            let is_current = current == Some(hour);
            view! { <option value=hour.to_string() selected=is_current>{format::hour_span(hour)}</option> }
        })
        .collect();
    view! {
        <option value="">"All day"</option>
        {hours}
    }
}

/// What is set besides the scope: `All days, sales and returns`. An item goes by its name, where it has one.
pub(super) fn said(filter: &LedgerFilter, item_name: Option<&str>) -> String {
    let days = match filter.days {
        DayRange::Current => "Today".to_owned(),
        DayRange::Between { from, to } => days_said(from, to),
    };
    let kind = match filter.kind {
        None => "sales and returns",
        Some(EntryKind::Sale) => "sales",
        Some(EntryKind::Return) => "returns",
    };
    let hour = filter.hour.map(|hour| format!(", {}", format::hour_span(hour))).unwrap_or_default();
    let number = filter.number.as_ref().map(|number| format!(", number {number}…")).unwrap_or_default();
    let item =
        filter.item.as_deref().map(|code| format!(", {}", item_name.unwrap_or(code))).unwrap_or_default();
    let currency = filter.currency.map(|currency| format!(", {currency}")).unwrap_or_default();
    format!("{days}, {kind}{hour}{currency}{number}{item}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sales::model::PageAt;
    use crate::units::Scope;

    #[test]
    fn a_folded_filter_says_what_is_set() {
        let everything = LedgerFilter {
            scope: Scope::Network,
            days: DayRange::ALL,
            kind: None,
            number: None,
            hour: None,
            item: None,
            currency: None,
            at: PageAt::Newest,
        };
        assert_eq!(said(&everything, None), "All days, sales and returns");
        let day = "2026-11-20".parse().ok();
        let one_day = LedgerFilter {
            days: DayRange::Between { from: day, to: day },
            kind: Some(EntryKind::Return),
            ..everything.clone()
        };
        assert_eq!(said(&one_day, None), "20 Nov 2026, returns");
        let month = LedgerFilter {
            days: DayRange::Between { from: "2026-11-01".parse().ok(), to: day },
            kind: None,
            ..one_day
        };
        assert_eq!(said(&month, None), "1 Nov 2026 to 20 Nov 2026, sales and returns");
        let narrow = LedgerFilter {
            days: DayRange::Current,
            kind: Some(EntryKind::Sale),
            hour: Some(9),
            number: Some("A1".to_owned()),
            item: Some("cone".to_owned()),
            currency: "INR".parse().ok(),
            ..everything
        };
        assert_eq!(said(&narrow, None), "Today, sales, 09:00–10:00, INR, number A1…, cone");
        assert!(said(&narrow, Some("Waffle cone")).ends_with(", Waffle cone"));
    }
}
