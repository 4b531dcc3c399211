//! Which currency chart and lists show. In the address, so that a link keeps it.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use crate::dashboard::figures;
use crate::dashboard::state::LiveState;
use crate::paths;
use crate::units::{Currency, Scope};

#[component]
pub fn CurrencySwitch(state: LiveState) -> impl IntoView {
    let all = Memo::new(move |_| {
        state.board.with(|board| state.places.with(|places| figures::currencies(board, places)))
    });
    let links =
        move || all.get().into_iter().map(|currency| view! { <CurrencyLink state currency/> }).collect_view();
    view! {
        <Show when=move || all.with(|all| all.len() > 1)>
            <div class="segments" role="group" aria-label="Currency of chart and lists">{links}</div>
        </Show>
    }
}

#[component]
fn CurrencyLink(state: LiveState, currency: Currency) -> impl IntoView {
    let href = state.board.with_untracked(|board| match &board.scope {
        Scope::Outlet(code) if state.is_outlet_page => paths::outlet_in(code, Some(currency)),
        scope => paths::live_of(scope, Some(currency)),
    });
    let current = Signal::derive(move || (state.currency.get() == Some(currency)).then_some("true"));
    // The router leaves the page where it is scrolled to.
    let stay = custom_attribute("noscroll", "");
    view! { <a class="segments__item" href=href aria-current={current} {..stay}>{currency.to_string()}</a> }
}
