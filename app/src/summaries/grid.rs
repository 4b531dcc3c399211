//! The grid: outlets down, days across, newest first, so that the latest stands beside its outlet.

use leptos::prelude::*;

use super::model::{Grid, GridCell, GridRow, SummaryFilter, View};
use super::table::{FileLinks, NothingSummed, money};
use crate::paths;
use crate::units::{Day, format};

#[component]
pub fn DayGrid(grid: Grid, filter: SummaryFilter) -> impl IntoView {
    if grid.rows.is_empty() || grid.days.is_empty() {
        return view! { <div class="card card--page"><NothingSummed filter/></div> }.into_any();
    }
    let through =
        |after| paths::summaries_through(&SummaryFilter { after, view: View::Grid, ..filter.clone() });
    let next = grid.next.clone().map(|position| through(Some(position)));
    let first = filter.after.is_some().then(|| through(None));
    let heads = grid.days.iter().map(|day| head(*day)).collect_view();
    let count = grid.rows.len();
    let days = grid.days;
    let of_days = SummaryFilter { from: days.last().copied(), to: days.first().copied(), ..filter.clone() };
    let rows = grid.rows.into_iter().map(|row| outlet_row(&row, &days)).collect_view();
    view! {
        <section class="card" aria-label="Daily summaries">
            <div class="summaries__rows" tabindex="0" role="region" aria-label="Outlets by days, newest first">
                <table class="table day-grid">
                    <caption class="visually-hidden">"Gross of each outlet and business day, in the outlet's currency"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Outlet"</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <footer class="ledger__foot">
                <span>{format!("{count} outlets on this page, gross in the currency of each")}</span>
                <FileLinks filter=of_days/>
                <nav class="ledger__pages" aria-label="Pages">
                    {first.map(|href| view! { <a class="button" href=href>"First outlets"</a> })}
                    {next.map(|href| view! { <a class="button" href=href rel="next">"More outlets"</a> })}
                </nav>
            </footer>
        </section>
    }
    .into_any()
}

fn head(day: Day) -> impl IntoView + use<> {
    view! {
        <th scope="col" class="table__number">
            <time datetime=day.to_string()>{format::day_short(day)}</time>
        </th>
    }
}

fn outlet_row(row: &GridRow, days: &[Day]) -> impl IntoView + use<> {
    let cells = days.iter().zip(&row.cells).map(|(day, cell)| day_cell(row, *day, *cell)).collect_view();
    view! {
        <tr>
            <th scope="row">
                <a class="table__link summaries__outlet" href=paths::outlet(&row.outlet)>{row.outlet_name.clone()}</a>
                " "
                <span class="table__sub">{row.currency.to_string()}</span>
            </th>
            {cells}
        </tr>
    }
}

fn day_cell(row: &GridRow, day: Day, cell: GridCell) -> AnyView {
    let (amount, is_running) = match cell {
        GridCell::NotBegun => {
            return view! {
                <td class="table__number day-grid__zero">
                    <span aria-hidden="true">"–"</span>
                    <span class="visually-hidden">"Not begun"</span>
                </td>
            }
            .into_any();
        }
        GridCell::Running(amount) => (amount, true),
        GridCell::Ended(amount) => (amount, false),
    };
    let class = if amount.minor == 0 { "table__number day-grid__zero" } else { "table__number" };
    view! {
        <td class=class>
            <a class="table__link day-grid__cell" href=paths::sales_of_day(&row.outlet, day, row.currency)>
                {money(row.currency, amount)}
            </a>
            {is_running.then(|| view! { <span class="day-grid__partial">"so far"</span> })}
        </td>
    }
    .into_any()
}
