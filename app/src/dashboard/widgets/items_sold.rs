//! Items sold: quantity sold less quantity that came back.

use leptos::prelude::*;

use super::kpi::{KpiCard, KpiRow, figure, of_all_currencies, plain};
use crate::dashboard::figures;
use crate::dashboard::state::LiveState;
use crate::units::{Quantity, format};

#[component]
pub fn ItemsSoldCard(state: LiveState) -> impl IntoView {
    let locale = state.locale();
    let items = state.slice(|board| figures::items_sold(board).0);
    let sold = state.slice(|board| Quantity(figures::count(board, |totals| totals.qty.0)));
    let returned = state.slice(|board| Quantity(figures::count(board, |totals| totals.returned_qty.0)));
    let orders = state.slice(|board| figures::count(board, |totals| totals.orders));
    let rows = view! {
        <KpiRow name="Sold".to_owned() value=figure(move || format::quantity(locale, sold.get()))/>
        <KpiRow name="Returned".to_owned() value=figure(move || format::quantity(locale, returned.get())) href=state.returns_today()/>
    };
    let foot = view! { <span>{crate::ui::text(move || format!("In {} orders", format::count(locale, orders.get())))}</span> };
    let value = Signal::derive(move || plain(format::quantity(locale, Quantity(items.get()))));
    view! { <KpiCard state label="Items sold" note=of_all_currencies(state) value moved=items kind=None rows=rows.into_any() foot=foot.into_any()/> }
}
