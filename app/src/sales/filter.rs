//! What part of the ledger is shown: read from the address, and written by a form.

use leptos::prelude::*;

use super::model::{EntryKind, LedgerFilter, PageAt};
use crate::error::PageError;
use crate::organisation::Places;
use crate::paths;
use crate::ui::whole::Erase;
use crate::units::{Day, Scope};

/// Reads the filter from the address. Errors name the field, what it holds and what would be right.
pub fn read_filter(get: impl Fn(&str) -> Option<String>) -> Result<LedgerFilter, PageError> {
    let given = |name: &str| get(name).filter(|text| !text.trim().is_empty());
    let day = |name: &str| -> Result<Option<Day>, PageError> {
        given(name)
            .map(|text| {
                text.parse().map_err(|wrong| PageError::Malformed(format!("{name}: {text:?} is {wrong}")))
            })
            .transpose()
    };
    let scope = match given("scope") {
        None => Scope::Network,
        Some(text) => {
            text.parse().map_err(|wrong| PageError::Malformed(format!("scope: {text:?} is {wrong}")))?
        }
    };
    let kind = match given("kind").as_deref() {
        None => None,
        Some("sale") => Some(EntryKind::Sale),
        Some("return") => Some(EntryKind::Return),
        Some(other) => return Err(PageError::Malformed(format!("kind: {other:?} is not sale or return"))),
    };
    let (from, to) = (day("from")?, day("to")?);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(PageError::Malformed("from: the first day lies after the last".to_owned()));
    }
    let at = match (given("after"), given("before")) {
        (Some(after), _) => PageAt::After(after),
        (None, Some(before)) => PageAt::Before(before),
        (None, None) => PageAt::Newest,
    };
    Ok(LedgerFilter { scope, from, to, kind, number: given("number"), at })
}

/// The filter as a plain form, whose fields are the address.
#[component]
pub fn FilterForm(places: Places, filter: Option<LedgerFilter>) -> impl IntoView {
    let scope = filter.as_ref().map_or(Scope::Network, |filter| filter.scope.clone());
    let day = |pick: fn(&LedgerFilter) -> Option<Day>| {
        filter.as_ref().and_then(pick).map(|day| day.to_string()).unwrap_or_default()
    };
    let kind = match filter.as_ref() {
        Some(LedgerFilter { kind: Some(EntryKind::Sale), .. }) => "sale",
        Some(LedgerFilter { kind: Some(EntryKind::Return), .. }) => "return",
        _ => "",
    };
    let number = filter.as_ref().and_then(|filter| filter.number.clone()).unwrap_or_default();
    let kinds = [("", "Everything"), ("sale", "Sales"), ("return", "Returns")]
        .map(|(value, label)| view! { <option value=value selected=value == kind>{label}</option> })
        .collect_view();
    view! {
        <form class="ledger__filter" method="get" action=paths::sales()>
            <label class="field field--wide">
                <span class="field__label">"Scope"</span>
                <select class="field__input" name="scope">{scope_options(&places, &scope)}</select>
            </label>
            <label class="field">
                <span class="field__label">"From"</span>
                <input class="field__input" type="date" name="from" value=day(|filter| filter.from)/>
            </label>
            <label class="field">
                <span class="field__label">"To"</span>
                <input class="field__input" type="date" name="to" value=day(|filter| filter.to)/>
            </label>
            <label class="field">
                <span class="field__label">"Kind"</span>
                <select class="field__input" name="kind">{kinds}</select>
            </label>
            <label class="field">
                <span class="field__label">"Number"</span>
                <input class="field__input" type="search" name="number" maxlength="200" value=number/>
            </label>
            <button class="button button--main" type="submit">"Show"</button>
        </form>
    }
    .erased()
}

fn scope_options(places: &Places, current: &Scope) -> impl IntoView + use<> {
    let option = |scope: Scope, name: &str| {
        let is_current = scope == *current;
        view! { <option value=scope.to_string() selected=is_current>{name.to_owned()}</option> }
    };
    let regions: Vec<_> =
        places.regions.iter().map(|place| option(Scope::Region(place.code.clone()), &place.name)).collect();
    let franchises: Vec<_> = places
        .franchises
        .iter()
        .map(|place| option(Scope::Franchise(place.code.clone()), &place.name))
        .collect();
    let outlets: Vec<_> = places
        .outlets
        .iter()
        .map(|outlet| option(Scope::Outlet(outlet.code.clone()), &outlet.name))
        .collect();
    view! {
        {option(Scope::Network, "Whole network")}
        <optgroup label="Regions">{regions}</optgroup>
        <optgroup label="Franchises">{franchises}</optgroup>
        <optgroup label="Outlets">{outlets}</optgroup>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> Result<LedgerFilter, String> {
        let get =
            |name: &str| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        read_filter(get).map_err(|error| error.to_string())
    }

    #[test]
    fn an_empty_form_means_everything() {
        let filter =
            read(&[("from", ""), ("number", " "), ("kind", "")]).expect("empty fields are no filter");
        assert_eq!(filter.scope, Scope::Network);
        assert_eq!((filter.from, filter.to, filter.kind, filter.number), (None, None, None, None));
    }

    #[test]
    fn wrong_fields_are_named() {
        for (query, start) in [
            ([("scope", "shop:1")], "scope: \"shop:1\" is not network"),
            ([("from", "20.11.2026")], "from: \"20.11.2026\" is not a calendar date"),
            ([("kind", "gift")], "kind: \"gift\" is not sale"),
        ] {
            let problem = read(&query).expect_err("the field is wrong");
            assert!(problem.starts_with(start), "{problem}");
        }
        assert!(read(&[("from", "2026-11-21"), ("to", "2026-11-20")]).is_err());
    }
}
