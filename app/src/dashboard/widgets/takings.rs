//! Revenue: the shown currency large, every other one below it.

use leptos::prelude::*;

use super::kpi::{KpiCard, KpiRow, nothing};
use crate::dashboard::figures;
use crate::dashboard::state::LiveState;
use crate::live::Totals;
use crate::paths;
use crate::sales::model::EntryKind;
use crate::ui::meter::Meter;
use crate::units::format;
use crate::units::{Amount, Currency};

#[component]
pub fn TakingsCard(state: LiveState) -> impl IntoView {
    let locale = state.locale();
    let shown = state.shown_totals();
    let value = Signal::derive(move || {
        shown.get().map_or_else(nothing, |totals| format::money(locale, totals.currency, totals.gross))
    });
    let others = Memo::new(move |_| {
        let all = state.board.with(|board| state.places.with(|places| figures::currencies(board, places)));
        all.into_iter().filter(|currency| Some(*currency) != state.currency.get()).collect::<Vec<_>>()
    });
    let rows = move || {
        let others = others.get();
        if others.is_empty() {
            view! { <OneCurrency state totals=shown/> }.into_any()
        } else {
            others
                .into_iter()
                .map(|currency| view! { <OtherCurrency state currency/> })
                .collect_view()
                .into_any()
        }
    };
    // No amount of anything: it only differs when the takings of any currency do.
    let moved = state.slice(|board| figures::count(board, |totals| totals.gross.minor));
    let foot = view! { <PaceFoot state/> }.into_any();
    view! {
        <KpiCard
            state
            label="Revenue today"
            note="before returns"
            value
            moved
            class="kpi-card--wide"
            kind=Some(EntryKind::Sale)
            rows=rows.into_any()
            foot
        />
    }
}

/// What the takings of another currency are.
#[component]
fn OtherCurrency(state: LiveState, currency: Currency) -> impl IntoView {
    let gross = state.slice(move |board| figures::totals(board, currency).gross);
    let value = Signal::derive(move || format::money(state.locale(), currency, gross.get()));
    let href = state.board.with_untracked(|board| paths::sales_of_today_in(&board.scope, currency));
    view! { <KpiRow name=currency.to_string() value href/> }
}

/// Where there is but one currency, there is room for what came back.
#[component]
fn OneCurrency(state: LiveState, totals: Memo<Option<Totals>>) -> impl IntoView {
    let text = move |pick: fn(&Totals) -> i64| {
        Signal::derive(move || {
            totals.get().map_or_else(nothing, |held| {
                format::money(state.locale(), held.currency, Amount::new(pick(&held), held.currency))
            })
        })
    };
    let net_sales = text(|totals| totals.net.minor.saturating_add(totals.returned_net.minor));
    let returned = text(|totals| totals.returned.minor);
    view! {
        <KpiRow name="Net of tax and returns".to_owned() value=net_sales/>
        <KpiRow name="Returned, with tax".to_owned() value=returned href=state.returns_today()/>
    }
}

/// How far the day is, measured by the one a week before.
#[component]
fn PaceFoot(state: LiveState) -> impl IntoView {
    let pace = state.pace(|shown| shown, |held| held.gross.minor);
    let name = state.slice(figures::compare_name);
    let words = move || {
        let Some(currency) = state.currency.get() else { return "No outlet yet".to_owned() };
        let write = |minor| format::money(state.locale(), currency, Amount::new(minor, currency)).to_string();
        pace.with(|pace| pace.words(state.locale(), &name.get(), write))
    };
    view! {
        <Meter thousandths=Signal::derive(move || pace.with(|pace| pace.thousandths()))/>
        <span>{crate::ui::text(words)}</span>
    }
}
