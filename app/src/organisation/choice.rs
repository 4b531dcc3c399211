//! The scopes and currencies to choose from in a plain form.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::Places;
use crate::units::{Currency, Scope};

/// The whole network, then regions, franchises and outlets by name; `current` is the chosen one, which is offered in any case:
/// a form that is sent again must ask for the same.
pub fn scope_options(places: &Places, current: &Scope) -> impl IntoView + use<> {
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
    let nameless =
        places.scope_name(current).is_none().then(|| option(current.clone(), &current.to_string()));
    view! {
        {option(Scope::Network, "Whole network")}
        {nameless}
        <optgroup label="Regions">{regions}</optgroup>
        <optgroup label="Franchises">{franchises}</optgroup>
        <optgroup label="Outlets">{outlets}</optgroup>
    }
}

/// All of them, then the currencies of the outlets; `current` is the chosen one, which is offered in any case.
pub fn currency_options(places: &Places, current: Option<Currency>) -> impl IntoView + use<> {
    let of_outlets = places.outlets.iter().map(|outlet| outlet.currency);
    let currencies: BTreeSet<Currency> = of_outlets.chain(current).collect();
    let options: Vec<_> = currencies
        .into_iter()
        .map(|currency| {
            let is_current = current == Some(currency);
            view! { <option value=currency.to_string() selected=is_current>{currency.to_string()}</option> }
        })
        .collect();
    view! {
        <option value="">"All"</option>
        {options}
    }
}
