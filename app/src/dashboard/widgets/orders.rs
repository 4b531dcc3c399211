//! Orders over all currencies: a count adds up where amounts do not.

use leptos::prelude::*;

use super::kpi::{KpiCard, KpiRow, figure, of_all_currencies, plain};
use crate::dashboard::figures;
use crate::dashboard::state::LiveState;
use crate::sales::model::EntryKind;
use crate::ui::meter::Meter;
use crate::units::format;

#[component]
pub fn OrdersCard(state: LiveState) -> impl IntoView {
    let locale = state.locale();
    let orders = state.slice(|board| figures::count(board, |totals| totals.orders));
    let cancelled = state.slice(|board| figures::count(board, |totals| totals.cancelled));
    let returns = state.slice(|board| figures::count(board, |totals| totals.returns));
    let pace = state.pace(|_| None, |held| held.orders);
    let name = state.slice(figures::compare_name);
    let write = move |orders| format::count(locale, orders);
    let words = move || pace.with(|pace| pace.words(locale, &name.get(), write));
    let rows = view! {
        <KpiRow name="Cancelled".to_owned() value=figure(move || format::count(locale, cancelled.get()))/>
        <KpiRow name="Returns".to_owned() value=figure(move || format::count(locale, returns.get())) href=state.returns_today()/>
    };
    let foot = view! {
        <Meter thousandths=Signal::derive(move || pace.with(|pace| pace.thousandths()))/>
        <span>{crate::ui::text(words)}</span>
    };
    let value = Signal::derive(move || plain(format::count(locale, orders.get())));
    view! { <KpiCard state label="Orders" note=of_all_currencies(state) value moved=orders kind=Some(EntryKind::Sale) rows=rows.into_any() foot=foot.into_any()/> }
}
