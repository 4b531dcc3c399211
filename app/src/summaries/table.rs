//! The rows, and what stands in their place where there are none.

use leptos::prelude::*;

use super::model::{DailyPage, DailySummary, SummaryFilter};
use crate::paths;
use crate::reader::Reader;
use crate::ui::icon::Icon;
use crate::ui::money::Money;
use crate::ui::state_panel::{StatePanel, Tone};
use crate::units::{Amount, Currency, format};

#[component]
pub fn SummaryTable(page: DailyPage, filter: SummaryFilter) -> impl IntoView {
    if page.rows.is_empty() {
        return view! { <div class="card card--page"><NothingSummed filter/></div> }.into_any();
    }
    let count = page.rows.len();
    let rows = page.rows.into_iter().map(|row| view! { <SummaryRow row/> }).collect_view();
    let next = page
        .next
        .map(|position| paths::summaries_through(&SummaryFilter { after: Some(position), ..filter.clone() }));
    let first = filter
        .after
        .is_some()
        .then(|| paths::summaries_through(&SummaryFilter { after: None, ..filter.clone() }));
    view! {
        <section class="card" aria-label="Daily summaries">
            <div class="summaries__rows" tabindex="0" role="region" aria-label="Rows, newest day first">
                <table class="table summaries__table">
                    <caption class="visually-hidden">"Outlets and business days, newest first"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Day"</th>
                            <th scope="col">"Outlet"</th>
                            <th scope="col" class="table__number">"Orders"</th>
                            <th scope="col" class="table__number">"Gross"</th>
                            <th scope="col" class="table__number">"Net"</th>
                            <th scope="col" class="table__number">"Tax"</th>
                            <th scope="col" class="table__number">"Discount"</th>
                            <th scope="col" class="table__number">"Average order"</th>
                            <th scope="col" class="table__number">"Items sold"</th>
                            <th scope="col" class="table__number">"Customers"</th>
                            <th scope="col">"Top item"</th>
                            <th scope="col" class="table__number">"Returns"</th>
                            <th scope="col" class="table__number">"Returned"</th>
                            <th scope="col">"Last change"</th>
                            <th scope="col">"Verified"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <footer class="ledger__foot">
                <span>{format!("{count} on this page")}</span>
                <FileLinks filter=filter.clone()/>
                <nav class="ledger__pages" aria-label="Pages">
                    {first.map(|href| view! { <a class="button" href=href>"Newest"</a> })}
                    {next.map(|href| view! { <a class="button" href=href rel="next">"Older"</a> })}
                </nav>
            </footer>
        </section>
    }
    .into_any()
}

/// All rows of the filter, to be kept or worked on elsewhere.
#[component]
pub fn FileLinks(filter: SummaryFilter) -> impl IntoView {
    view! {
        <span class="summaries__files">
            "All rows as "
            <a class="table__link" href=paths::summaries_file(&filter, "csv") download="">"CSV"</a>
            " or "
            <a class="table__link" href=paths::summaries_file(&filter, "xlsx") download="">"Excel"</a>
        </span>
    }
}

#[component]
fn SummaryRow(row: DailySummary) -> impl IntoView {
    let locale = Reader::expect().locale;
    let (totals, average) = (row.totals, row.average_order());
    let amount = |amount| money(totals.currency, amount);
    let top = row.top_item.as_ref().map(|item| {
        view! {
            {item.name.clone()}
            " "
            <span class="table__sub">{format!("{} sold", format::quantity(locale, item.qty))}</span>
        }
    });
    let verified = row.verified_at.map(|at| {
        let at = at.with_offset(row.utc_offset_min);
        view! { <time datetime=at.clone()>{format::with_zone(&at)}</time> }
    });
    let changed = row.refreshed_at.with_offset(row.utc_offset_min);
    view! {
        <tr id=row.id()>
            <td class="summaries__when">{format::date(row.day)}</td>
            <th scope="row">
                <a class="table__link summaries__outlet" href=paths::sales_of_day(&row.outlet, row.day, totals.currency)>
                    {row.outlet_name.clone()}
                </a>
                // In place of the first column, for which a small screen has no room.
                <span class="summaries__day">{format::date(row.day)}</span>
            </th>
            <td class="table__number">{format::count(locale, totals.orders)}</td>
            <td class="table__number summaries__gross">{amount(totals.gross)}</td>
            <td class="table__number">{amount(totals.net)}</td>
            <td class="table__number">{amount(totals.tax)}</td>
            <td class="table__number">{amount(totals.discount)}</td>
            <td class="table__number">{amount(average)}</td>
            <td class="table__number">{format::quantity(locale, row.items_sold())}</td>
            <td class="table__number">{format::count(locale, row.unique_customers)}</td>
            <td class="summaries__item">{top}</td>
            <td class="table__number">{format::count(locale, totals.returns)}</td>
            <td class="table__number">{amount(totals.returned)}</td>
            <td class="summaries__when">
                <time datetime=changed.clone()>{format::with_zone(&changed)}</time>
            </td>
            <td class="summaries__when">{verified}</td>
        </tr>
    }
}

pub(super) fn money(currency: Currency, amount: Amount) -> impl IntoView + use<> {
    let text = format::money(Reader::expect().locale, currency, amount);
    view! { <Money text=Signal::stored(text)/> }
}

#[component]
pub fn NothingSummed(filter: SummaryFilter) -> impl IntoView {
    let (title, text) = if filter.after.is_some() {
        ("No older days", "The list of the chosen outlets and days ends before this page.")
    } else if filter == (SummaryFilter { view: filter.view, ..SummaryFilter::everything() }) {
        ("No sales yet", "A row appears here with the first sale of an outlet's day.")
    } else {
        ("No sales on these days", "None of the chosen outlets sold anything then.")
    };
    view! {
        <StatePanel tone=Tone::Empty icon=Icon::Sales title=title.to_owned() text=text.to_owned()>
            <a class="button" href=paths::summaries()>"Show everything"</a>
        </StatePanel>
    }
}
