//! Orders over all currencies: a count adds up where amounts do not.

use leptos::prelude::*;

use super::kpi::{KpiCard, KpiRow, figure, plain};
use crate::dashboard::figures;
use crate::dashboard::state::LiveState;
use crate::ui::meter::Meter;
use crate::ui::whole::Erase;
use crate::units::format;

#[component]
pub fn OrdersCard(state: LiveState) -> impl IntoView {
    let locale = state.locale();
    let orders = state.slice(|board| figures::count(board, |totals| totals.orders));
    let cancelled = state.slice(|board| figures::count(board, |totals| totals.cancelled));
    let returns = state.slice(|board| figures::count(board, |totals| totals.returns));
    let before = state.slice(figures::compare_orders);
    let name = state.slice(figures::compare_name);
    let share = Signal::derive(move || figures::thousandths(orders.get(), before.get()));
    let text = move || match format::percent(orders.get(), before.get()) {
        Some(percent) => format!("{percent}% of {}’s {}", name.get(), format::count(locale, before.get())),
        None => format!("No orders {}", name.get()),
    };
    let rows = view! {
        <KpiRow name="Cancelled".to_owned() value=figure(move || format::count(locale, cancelled.get()))/>
        <KpiRow name="Returns".to_owned() value=figure(move || format::count(locale, returns.get()))/>
    };
    let foot = view! {
        <Meter thousandths=share/>
        <span>{crate::ui::text(text)}</span>
    };
    let value = Signal::derive(move || plain(format::count(locale, orders.get())));
    view! { <KpiCard state label="Orders" value rows=rows.erased() foot=foot.erased()/> }
}
