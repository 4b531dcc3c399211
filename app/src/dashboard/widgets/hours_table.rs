//! The hourly figures as a table: the chart's twin.

use leptos::prelude::*;

use super::hours::{Hours, capitalised};
use crate::dashboard::figures::{self, Bar};
use crate::dashboard::state::LiveState;
use crate::ui::money::Money;
use crate::ui::text;
use crate::units::{Amount, format};

/// The table twin.
#[component]
pub fn HourTable(state: LiveState, bars: Memo<Hours>) -> impl IntoView {
    let locale = state.locale();
    let compare_name = state.slice(figures::compare_name);
    let rows = (0..24_usize)
        .map(|at| {
            let bar = Memo::new(move |_| {
                bars.with(|held| {
                    held.as_ref().and_then(|(currency, bars)| bars.get(at).map(|bar| (*currency, *bar)))
                })
            });
            let amount = move |pick: fn(&Bar) -> Amount| {
                Signal::derive(move || {
                    bar.get().map_or_else(
                        || super::kpi::plain(String::new()),
                        |(currency, bar)| format::money(locale, currency, pick(&bar)),
                    )
                })
            };
            let hour = move || bar.get().map(|(_, bar)| format::hour_label(bar.hour)).unwrap_or_default();
            let orders =
                move || bar.get().map(|(_, bar)| format::count(locale, bar.orders)).unwrap_or_default();
            let mark = move || {
                bar.get()
                    .filter(|(_, bar)| bar.is_running)
                    .map(|_| " still running".to_owned())
                    .unwrap_or_default()
            };
            view! {
                <tr>
                    <th scope="row">{text(hour)}<span class="table__sub">{text(mark)}</span></th>
                    <td class="table__number"><Money text=amount(|bar| bar.gross)/></td>
                    <td class="table__number">{text(orders)}</td>
                    <td class="table__number"><Money text=amount(|bar| bar.compare)/></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="table">
            <caption class="visually-hidden">"Sales by hour"</caption>
            <thead>
                <tr>
                    <th scope="col">"Hour"</th>
                    <th scope="col" class="table__number">"Today"</th>
                    <th scope="col" class="table__number">"Orders"</th>
                    <th scope="col" class="table__number">{text(move || capitalised(&compare_name.get()))}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
