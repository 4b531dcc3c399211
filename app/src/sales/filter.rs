//! The filter of the ledger: a plain form whose answer is the address. Small screens fold it behind what it says.

use leptos::prelude::*;

use super::asked::{Asked, Field, Typed};
use super::model::{EntryKind, EntryState, LedgerFilter, LedgerNames};
use crate::organisation::Places;
use crate::organisation::choice::{currency_options, scope_options};
use crate::paths::{self, STANDING, TODAY};
use crate::ui::filter::{FilterFrame, days_said};
use crate::ui::form::{self, FieldText};
use crate::units::weekday::{WEEKDAY_NAMES, WEEKDAYS};
use crate::units::{DayRange, format};

#[component]
pub fn FilterForm(places: Places, asked: Asked, names: LedgerNames) -> impl IntoView {
    let scope = asked.typed.known_scope();
    let summary = match &asked.filter {
        Ok(filter) => said(filter, &names),
        Err(_) => "Needs a correction".to_owned(),
    };
    // Where something is wrong the panel below offers it.
    let is_set = asked.filter.as_ref().is_ok_and(|filter| !filter.is_everything());
    let name = places.scope_label(&scope);
    let problems = Field::ALL
        .into_iter()
        .filter_map(|field| asked.problem(field).map(|text| form::problem(field.name(), text.to_owned())))
        .collect_view();
    // The field holds a reference, which says little of who it is.
    let customer = match &names.customer {
        Some(name) if *name != asked.typed.customer => format!("Customer: {name}"),
        _ => "Customer reference".to_owned(),
    };
    view! {
        <FilterFrame scope=name said=summary is_wrong=asked.filter.is_err() action=paths::sales() everything=is_set problems=problems.into_any()>
            {select_field(&asked, Field::Scope, "Scope", scope_options(&places, &scope).into_any())}
            {day_field(&asked, Field::From, "From", &asked.typed.from)}
            {day_field(&asked, Field::To, "To", &asked.typed.to)}
            {today_field(&asked)}
            {select_field(&asked, Field::Kind, "Kind", kind_options(&asked.typed).into_any())}
            {select_field(&asked, Field::State, "State", state_options(&asked.typed).into_any())}
            {select_field(&asked, Field::Weekday, "Weekday", weekday_options(&asked.typed).into_any())}
            {select_field(&asked, Field::Hour, "Hour", hour_options(&asked.typed).into_any())}
            {select_field(&asked, Field::Currency, "Currency", currency_options(&places, asked.typed.currency.parse().ok()).into_any())}
            {text_field("number", "Number begins with".to_owned(), &asked.typed.number)}
            {text_field("item", "Item code".to_owned(), &asked.typed.item)}
            {text_field("category", "Category".to_owned(), &asked.typed.category)}
            {text_field("customer", customer, &asked.typed.customer)}
            {standing_field(&asked)}
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
    tick_field(asked, Field::Day, "Today", TODAY, asked.typed.is_today())
}

/// Figures of customers and items lead here with it; nobody else has to know that outlets are moved.
fn standing_field(asked: &Asked) -> AnyView {
    if asked.typed.standing.is_empty() {
        return ().into_any();
    }
    let is_ticked = asked.typed.standing == STANDING;
    tick_field(asked, Field::Standing, "Outlets as they stand now", STANDING, is_ticked)
}

fn tick_field(
    asked: &Asked,
    field: Field,
    label: &'static str,
    value: &'static str,
    is_ticked: bool,
) -> AnyView {
    let is_wrong = asked.problem(field).is_some();
    view! {
        <div class="field field--tick">
            <label class="field__input field__choice" for=field.name()>
                <input
                    class="field__tick"
                    id=field.name()
                    type="checkbox"
                    name=field.name()
                    value=value
                    checked=is_ticked
                    aria-invalid=is_wrong.then_some("true")
                    aria-describedby=is_wrong.then(|| form::problem_id(field.name()))
                />
                {label}
            </label>
        </div>
    }
    .into_any()
}

fn text_field(name: &'static str, label: String, typed: &str) -> impl IntoView + use<> {
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

fn state_options(typed: &Typed) -> impl IntoView + use<> {
    [("", "Counted and cancelled"), ("counted", "Counted"), ("cancelled", "Cancelled")]
        .map(|(value, label)| view! { <option value=value selected=value == typed.state>{label}</option> })
        .collect_view()
}

fn weekday_options(typed: &Typed) -> impl IntoView + use<> {
    let days: Vec<_> = WEEKDAY_NAMES
        .into_iter()
        .zip(WEEKDAYS)
        .map(|(value, label)| view! { <option value=value selected=value == typed.weekday>{label}</option> })
        .collect();
    view! {
        <option value="">"All week"</option>
        {days}
    }
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

/// What is set besides the scope: `All days, sales and returns`. Items and customers go by their names, where they have one.
pub(super) fn said(filter: &LedgerFilter, names: &LedgerNames) -> String {
    let days = match filter.days {
        DayRange::Current => "Today".to_owned(),
        DayRange::Between { from, to } => days_said(from, to),
    };
    let kind = match filter.kind {
        None => "sales and returns",
        Some(EntryKind::Sale) => "sales",
        Some(EntryKind::Return) => "returns",
    };
    let state = match filter.state {
        None => "",
        Some(EntryState::Counted) => " that count",
        Some(EntryState::Cancelled) => " that were cancelled",
    };
    let weekday = filter.weekday.and_then(|weekday| WEEKDAYS.get(usize::from(weekday)).copied());
    let weekday = weekday.map(|name| format!(", {name}s")).unwrap_or_default();
    let hour = filter.hour.map(|hour| format!(", {}", format::hour_span(hour))).unwrap_or_default();
    let number = filter.number.as_ref().map(|number| format!(", number {number}…")).unwrap_or_default();
    let named = |typed: &Option<String>, name: &Option<String>| {
        typed.as_ref().map(|typed| format!(", {}", name.as_ref().unwrap_or(typed))).unwrap_or_default()
    };
    let item = named(&filter.item, &names.item);
    let category = named(&filter.category, &None);
    let customer = named(&filter.customer, &names.customer);
    let standing = if filter.is_standing { ", at the outlets that stand there now" } else { "" };
    let currency = filter.currency.map(|currency| format!(", {currency}")).unwrap_or_default();
    format!("{days}, {kind}{state}{weekday}{hour}{currency}{number}{item}{category}{customer}{standing}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_filter_says_what_is_set() {
        let nobody = LedgerNames::default();
        let everything = LedgerFilter::everything();
        assert_eq!(said(&everything, &nobody), "All days, sales and returns");
        let day = "2026-11-20".parse().ok();
        let one_day = LedgerFilter {
            days: DayRange::Between { from: day, to: day },
            kind: Some(EntryKind::Return),
            ..everything.clone()
        };
        assert_eq!(said(&one_day, &nobody), "20 Nov 2026, returns");
        let month = LedgerFilter {
            days: DayRange::Between { from: "2026-11-01".parse().ok(), to: day },
            kind: None,
            ..one_day
        };
        assert_eq!(said(&month, &nobody), "1 Nov 2026 to 20 Nov 2026, sales and returns");
        let narrow = LedgerFilter {
            days: DayRange::Current,
            kind: Some(EntryKind::Sale),
            hour: Some(9),
            number: Some("A1".to_owned()),
            item: Some("cone".to_owned()),
            currency: "INR".parse().ok(),
            ..everything
        };
        assert_eq!(said(&narrow, &nobody), "Today, sales, 09:00–10:00, INR, number A1…, cone");
        let names = LedgerNames { item: Some("Waffle cone".to_owned()), customer: Some("Asha".to_owned()) };
        assert!(said(&narrow, &names).ends_with(", Waffle cone"));
        let drilled = LedgerFilter {
            kind: Some(EntryKind::Sale),
            state: Some(EntryState::Counted),
            weekday: Some(0),
            hour: Some(9),
            category: Some("Tubs".to_owned()),
            customer: Some("C-17".to_owned()),
            is_standing: true,
            ..LedgerFilter::everything()
        };
        assert_eq!(
            said(&drilled, &names),
            "All days, sales that count, Mondays, 09:00–10:00, Tubs, Asha, at the outlets that stand there now"
        );
    }
}
