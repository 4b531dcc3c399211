//! The list of the ledger, its pages, and what stands in its place where there is nothing to list.

use leptos::prelude::*;

use super::filter::said;
use super::model::{EntryKind, LedgerFilter, LedgerNames, LedgerPage, LedgerRow, PageAt};
use super::totals::TotalsView;
use crate::organisation::Places;
use crate::paths;
use crate::reader::Reader;
use crate::ui::icon::Icon;
use crate::ui::money::Money;
use crate::ui::state_panel::{StatePanel, Tone};
use crate::units::format;

#[component]
pub fn Ledger(page: LedgerPage, places: Places, filter: LedgerFilter) -> impl IntoView {
    if page.rows.is_empty() {
        let LedgerPage { newer, older, names, .. } = page;
        return view! { <div class="card card--page"><NothingListed newer older names filter/></div> }
            .into_any();
    }
    let count = page.rows.len();
    let rows = page.rows.into_iter().map(|row| view! { <LedgerRowView places=&places row/> }).collect_view();
    view! {
        <section class="card" aria-label="Ledger">
            <TotalsView totals=page.totals goods=page.goods names=page.names filter=filter.clone()/>
            <table class="table ledger__table">
                <caption class="visually-hidden">"Sales and returns, newest first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Time at the outlet"</th>
                        <th scope="col">"Number"</th>
                        <th scope="col">"Outlet"</th>
                        <th scope="col">"Items"</th>
                        <th scope="col"><span class="visually-hidden">"Marks"</span></th>
                        <th scope="col" class="table__number">"Total"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <footer class="ledger__foot">
                <span>{format!("{count} on this page")}</span>
                <Pages newer=page.newer older=page.older filter/>
            </footer>
        </section>
    }
    .into_any()
}

/// The ways to other pages. One that leads nowhere stays in its place, so that none moves under the pointer.
#[component]
fn Pages(newer: Option<String>, older: Option<String>, filter: LedgerFilter) -> impl IntoView {
    let to = |at: PageAt| paths::ledger(&LedgerFilter { at, ..filter.clone() });
    let newest = newer.as_ref().map(|_| to(PageAt::Newest));
    let newer = newer.map(|position| to(PageAt::Before(position)));
    let older = older.map(|position| to(PageAt::After(position)));
    view! {
        <nav class="ledger__pages" aria-label="Pages">
            {way("Newest", newest, None)}
            {way("Newer", newer, Some("prev"))}
            {way("Older", older, Some("next"))}
        </nav>
    }
}

fn way(name: &'static str, to: Option<String>, rel: Option<&'static str>) -> AnyView {
    match to {
        Some(href) => view! { <a class="button" href=href rel=rel>{name}</a> }.into_any(),
        None => view! { <span class="button button--off" aria-hidden="true">{name}</span> }.into_any(),
    }
}

#[component]
fn LedgerRowView<'a>(places: &'a Places, row: LedgerRow) -> impl IntoView + use<> {
    let locale = Reader::expect().locale;
    let class = match (row.cancelled, row.kind) {
        (true, _) => "ledger__row ledger__row--cancelled",
        (false, EntryKind::Return) => "ledger__row ledger__row--return",
        (false, EntryKind::Sale) => "ledger__row",
    };
    let returned =
        (row.kind == EntryKind::Return).then(|| view! { <span class="badge badge--bad">"Return"</span> });
    let cancelled = row.cancelled.then(|| view! { <span class="badge">"Cancelled"</span> });
    let amount = format::money(locale, row.currency, row.amount);
    let outlet = places.outlet_name(&row.outlet).to_owned();
    let items = row.items.join(", ");
    // The link covers its row; what it is called says what the row shows, wherever a list of links is read out.
    let rest = format!("at {outlet}: {items}, {amount}");
    view! {
        <tr class=class>
            <td class="ledger__when">
                <time datetime=row.at.clone()>
                    <span class="ledger__day">{format::date(row.wall_day())}</span>
                    " "
                    {format::clock(&row.at).to_owned()}
                </time>
            </td>
            <td class="ledger__number">
                <a class="ledger__link" href=paths::sale(&row.id)>
                    {row.number}
                    <span class="visually-hidden">{rest}</span>
                </a>
            </td>
            <td class="ledger__outlet">{outlet}</td>
            <td class="ledger__items">{items}</td>
            <td class="ledger__marks">{returned}{cancelled}</td>
            <td class="ledger__amount table__number"><Money text=Signal::stored(amount)/></td>
        </tr>
    }
}

/// An empty page: because nothing was ever sold, nothing matches, or what matches is further on the way.
#[component]
fn NothingListed(
    newer: Option<String>,
    older: Option<String>,
    names: LedgerNames,
    filter: LedgerFilter,
) -> impl IntoView {
    let newer = newer.filter(|_| matches!(filter.at, PageAt::Before(_)));
    if let Some(position) = newer {
        let href = paths::ledger(&LedgerFilter { at: PageAt::Before(position), ..filter });
        return view! {
            <StatePanel
                tone=Tone::Empty
                icon=Icon::Sales
                title="Nothing in this part of the ledger".to_owned()
                text="What you look for may be newer.".to_owned()
            >
                <a class="button" href=href rel="prev">"Look further on"</a>
            </StatePanel>
        }
        .into_any();
    }
    if let Some(position) = older {
        let href = paths::ledger(&LedgerFilter { at: PageAt::After(position), ..filter });
        return view! {
            <StatePanel
                tone=Tone::Empty
                icon=Icon::Sales
                title="Nothing in this part of the ledger".to_owned()
                text="What you look for may be older.".to_owned()
            >
                <a class="button" href=href rel="next">"Look further back"</a>
            </StatePanel>
        }
        .into_any();
    }
    if filter.is_everything() && filter.at == PageAt::Newest {
        return view! { <FirstSales/> }.into_any();
    }
    let (title, text) = match (&filter.item, &filter.customer) {
        (Some(code), _) if names.item.is_none() => {
            let way = "The lists of the live page lead to the sales of an item.";
            ("There is no such item", format!("No item has the code “{code}”. {way}"))
        }
        (_, Some(reference)) if names.customer.is_none() => {
            let way = "The lists of best customers lead to the sales of each.";
            ("There is no such customer", format!("No customer has the reference “{reference}”. {way}"))
        }
        _ => ("No sales match", format!("Nothing fits “{}”.", said(&filter, &names))),
    };
    view! {
        <StatePanel tone=Tone::Empty icon=Icon::Sales title=title.to_owned() text>
            <a class="button" href=paths::sales()>"Show everything"</a>
        </StatePanel>
    }
    .into_any()
}

/// What to do while nothing was ever sold.
#[component]
fn FirstSales() -> impl IntoView {
    view! {
        <StatePanel
            tone=Tone::Empty
            icon=Icon::Cone
            title="No sales yet".to_owned()
            text="Every sale will be listed here as soon as a till sends it. Three ways to begin:".to_owned()
        >
            <dl class="ways">
                <div class="ways__way">
                    <dt>"Tills"</dt>
                    <dd>"send each sale to "<code>"POST /api/v1/sales"</code></dd>
                </div>
                <div class="ways__way">
                    <dt>"Earlier sales"</dt>
                    <dd>"come from a CSV file by "<code>"scoopjoy import"</code></dd>
                </div>
                <div class="ways__way">
                    <dt>"A look around"</dt>
                    <dd><code>"scripts/run"</code>" opens a demo shop and sells in it"</dd>
                </div>
            </dl>
        </StatePanel>
    }
}
