//! `/sales` and `/sales/:id`.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{load_ledger, load_sale};
use super::filter::{FilterForm, read_filter};
use super::model::{EntryKind, LedgerFilter, LedgerPage, LedgerRow};
use super::story::StoryView;
use crate::dashboard::page::PlacesResource;
use crate::organisation::Places;
use crate::paths;
use crate::reader::Reader;
use crate::ui::frame::{Frame, TopBar};
use crate::ui::icon::Icon;
use crate::ui::money::Money;
use crate::ui::state_panel::{FailedPanel, StatePanel, Tone};
use crate::ui::whole::Erase;
use crate::units::format;

/// The ledger with its filter, which is the address itself: a plain form, right without scripts.
#[component]
pub fn LedgerPageView() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| read_filter(|name| query.get(name))));
    let page = Resource::new_blocking(
        move || filter.get(),
        |filter| async move {
            match filter {
                Ok(filter) => load_ledger(filter).await,
                Err(wrong) => Err(wrong),
            }
        },
    );
    let places = expect_context::<PlacesResource>();
    view! {
        <Title text="Sales"/>
        <Frame is_plain=true>
            <TopBar heading=ViewFn::from(|| "Sales") note="Newest first, times at the outlet".to_owned()><span></span></TopBar>
            <main class="main" id="main">
                <div class="ledger">
                    <Transition fallback=|| view! { <div class="card card--page"><span class="skeleton skeleton--fill"></span></div> }>
                        {move || Suspend::new(async move {
                            let places = places.await.unwrap_or_default();
                            let filter = filter.get_untracked();
                            let shown = filter.as_ref().ok().cloned();
                            let body = match page.await {
                                Ok(page) => view! { <Ledger page places=places.clone() filter=shown.clone()/> }.erased(),
                                Err(error) => view! {
                                    <div class="card card--page">
                                        <FailedPanel error><a class="button" href=paths::sales()>"Show everything"</a></FailedPanel>
                                    </div>
                                }.erased(),
                            };
                            view! {
                                <FilterForm places filter=shown/>
                                {body}
                            }
                        })}
                    </Transition>
                </div>
            </main>
        </Frame>
    }
}

#[component]
fn Ledger(page: LedgerPage, places: Places, filter: Option<LedgerFilter>) -> impl IntoView {
    if page.rows.is_empty() {
        return view! {
            <div class="card card--page">
                <StatePanel
                    tone=Tone::Empty
                    icon=Icon::Sales
                    title="No sales match".to_owned()
                    text="Widen the days or the scope to see more of the ledger.".to_owned()
                >
                    <a class="button" href=paths::sales()>"Show everything"</a>
                </StatePanel>
            </div>
        }
        .erased();
    }
    let count = page.rows.len();
    let rows = page.rows.into_iter().map(|row| view! { <LedgerRowView places=&places row/> }).collect_view();
    let older = page
        .next
        .zip(filter.clone())
        .map(|(after, filter)| paths::ledger(&LedgerFilter { after: Some(after), ..filter }));
    let newest = filter
        .filter(|filter| filter.after.is_some())
        .map(|filter| paths::ledger(&LedgerFilter { after: None, ..filter }));
    view! {
        <section class="card" aria-label="Ledger">
            <table class="table ledger__table">
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
                <nav class="ledger__pages" aria-label="Pages">
                    {newest.map(|href| view! { <a class="button" href=href>"Newest"</a> })}
                    {older.map(|href| view! { <a class="button" href=href rel="next">"Older"</a> })}
                </nav>
            </footer>
        </section>
    }
    .erased()
}

#[component]
fn LedgerRowView<'a>(places: &'a Places, row: LedgerRow) -> impl IntoView + use<> {
    let locale = Reader::expect().locale;
    let class = match (row.cancelled, row.kind) {
        (true, _) => "ledger__row ledger__row--cancelled",
        (false, EntryKind::Return) => "ledger__row ledger__row--return",
        (false, EntryKind::Sale) => "ledger__row",
    };
    let mark = match (row.cancelled, row.kind) {
        (true, _) => Some(view! { <span class="badge">"Cancelled"</span> }.erased()),
        (false, EntryKind::Return) => Some(view! { <span class="badge badge--bad">"Return"</span> }.erased()),
        (false, EntryKind::Sale) => None,
    };
    let when = format!("{} {}", format::day_short(row.wall_day()), format::clock(&row.at));
    let amount = format::money(locale, row.currency, row.amount);
    let outlet = places.outlet_name(&row.outlet).to_owned();
    let (items, title) = (row.items.join(", "), row.items.join(", "));
    view! {
        <tr class=class>
            <td class="ledger__when"><time datetime=row.at>{when}</time></td>
            <td class="ledger__number"><a href=paths::sale(&row.id)>{row.number}</a></td>
            <td class="ledger__outlet"><a class="ledger__link" href=paths::sale(&row.id)>{outlet}</a></td>
            <td class="ledger__items" title=title>{items}</td>
            <td class="ledger__marks">{mark}</td>
            <td class="ledger__amount table__number"><Money text=Signal::stored(amount)/></td>
        </tr>
    }
    .erased()
}

/// One sale or return: what was sold, how it was paid, what happened to it.
#[component]
pub fn SalePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    let story = Resource::new_blocking(move || id.get(), load_sale);
    let places = expect_context::<PlacesResource>();
    view! {
        <Frame is_plain=true>
            <Transition fallback=|| view! { <main class="main" id="main"><span class="skeleton"></span></main> }>
                {move || Suspend::new(async move {
                    let places = places.await.unwrap_or_default();
                    match story.await {
                        Ok(story) => view! { <StoryView story places/> }.erased(),
                        Err(error) => view! {
                            <Title text="Sale"/>
                            <TopBar heading=ViewFn::from(|| "Sale") note=String::new()><span></span></TopBar>
                            <main class="main" id="main">
                                <div class="card card--page">
                                    <FailedPanel error><a class="button" href=paths::sales()>"To the ledger"</a></FailedPanel>
                                </div>
                            </main>
                        }.erased(),
                    }
                })}
            </Transition>
        </Frame>
    }
}
