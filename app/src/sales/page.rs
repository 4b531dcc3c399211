//! `/sales` and `/sales/:id`.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{load_ledger, load_sale};
use super::model::{EntryKind, LedgerFilter, LedgerPage, LedgerRow};
use super::story::StoryView;
use crate::dashboard::page::PlacesResource;
use crate::error::PageError;
use crate::organisation::Places;
use crate::paths;
use crate::reader::Reader;
use crate::ui::frame::{Frame, TopBar};
use crate::ui::icon::Icon;
use crate::ui::money::Money;
use crate::ui::state_panel::{FailedPanel, StatePanel, Tone};
use crate::ui::whole::Erase;
use crate::units::{Day, Scope, format};

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

/// Reads the filter from the address. Errors name the field, what it holds and what would be right.
fn read_filter(get: impl Fn(&str) -> Option<String>) -> Result<LedgerFilter, PageError> {
    let given = |name: &str| get(name).filter(|text| !text.trim().is_empty());
    let day = |name: &str| -> Result<Option<Day>, PageError> {
        given(name)
            .map(|text| {
                text.parse().map_err(|wrong| PageError::Malformed(format!("{name}: {text:?} is {wrong}")))
            })
            .transpose()
    };
    let scope = match given("scope") {
        None => Scope::Network,
        Some(text) => {
            text.parse().map_err(|wrong| PageError::Malformed(format!("scope: {text:?} is {wrong}")))?
        }
    };
    let kind = match given("kind").as_deref() {
        None => None,
        Some("sale") => Some(EntryKind::Sale),
        Some("return") => Some(EntryKind::Return),
        Some(other) => return Err(PageError::Malformed(format!("kind: {other:?} is not sale or return"))),
    };
    let (from, to) = (day("from")?, day("to")?);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(PageError::Malformed("from: the first day lies after the last".to_owned()));
    }
    Ok(LedgerFilter { scope, from, to, kind, number: given("number"), after: given("after") })
}

#[component]
fn FilterForm(places: Places, filter: Option<LedgerFilter>) -> impl IntoView {
    let scope = filter.as_ref().map_or(Scope::Network, |filter| filter.scope.clone());
    let day = |pick: fn(&LedgerFilter) -> Option<Day>| {
        filter.as_ref().and_then(pick).map(|day| day.to_string()).unwrap_or_default()
    };
    let kind = match filter.as_ref() {
        Some(LedgerFilter { kind: Some(EntryKind::Sale), .. }) => "sale",
        Some(LedgerFilter { kind: Some(EntryKind::Return), .. }) => "return",
        _ => "",
    };
    let number = filter.as_ref().and_then(|filter| filter.number.clone()).unwrap_or_default();
    let kinds = [("", "Everything"), ("sale", "Sales"), ("return", "Returns")]
        .map(|(value, label)| view! { <option value=value selected=value == kind>{label}</option> })
        .collect_view();
    view! {
        <form class="ledger__filter" method="get" action=paths::sales()>
            <label class="field field--wide">
                <span class="field__label">"Scope"</span>
                <select class="field__input" name="scope">{scope_options(&places, &scope)}</select>
            </label>
            <label class="field">
                <span class="field__label">"From"</span>
                <input class="field__input" type="date" name="from" value=day(|filter| filter.from)/>
            </label>
            <label class="field">
                <span class="field__label">"To"</span>
                <input class="field__input" type="date" name="to" value=day(|filter| filter.to)/>
            </label>
            <label class="field">
                <span class="field__label">"Kind"</span>
                <select class="field__input" name="kind">{kinds}</select>
            </label>
            <label class="field">
                <span class="field__label">"Number"</span>
                <input class="field__input" type="search" name="number" maxlength="200" value=number/>
            </label>
            <button class="button button--main" type="submit">"Show"</button>
        </form>
    }
    .erased()
}

fn scope_options(places: &Places, current: &Scope) -> impl IntoView + use<> {
    let option = |scope: Scope, name: &str| {
        let is_current = scope == *current;
        view! { <option value=scope.to_string() selected=is_current>{name.to_owned()}</option> }
    };
    let regions: Vec<_> =
        places.regions.iter().map(|place| option(Scope::Region(place.code.clone()), &place.name)).collect();
    let franchises: Vec<_> = places
        .franchises
        .iter()
        .map(|place| option(Scope::Franchise(place.code.clone()), &place.name))
        .collect();
    let outlets: Vec<_> = places
        .outlets
        .iter()
        .map(|outlet| option(Scope::Outlet(outlet.code.clone()), &outlet.name))
        .collect();
    view! {
        {option(Scope::Network, "Whole network")}
        <optgroup label="Regions">{regions}</optgroup>
        <optgroup label="Franchises">{franchises}</optgroup>
        <optgroup label="Outlets">{outlets}</optgroup>
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> Result<LedgerFilter, String> {
        let get =
            |name: &str| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        read_filter(get).map_err(|error| error.to_string())
    }

    #[test]
    fn an_empty_form_means_everything() {
        let filter =
            read(&[("from", ""), ("number", " "), ("kind", "")]).expect("empty fields are no filter");
        assert_eq!(filter.scope, Scope::Network);
        assert_eq!((filter.from, filter.to, filter.kind, filter.number), (None, None, None, None));
    }

    #[test]
    fn wrong_fields_are_named() {
        for (query, start) in [
            ([("scope", "shop:1")], "scope: \"shop:1\" is not network"),
            ([("from", "20.11.2026")], "from: \"20.11.2026\" is not a calendar date"),
            ([("kind", "gift")], "kind: \"gift\" is not sale"),
        ] {
            let problem = read(&query).expect_err("the field is wrong");
            assert!(problem.starts_with(start), "{problem}");
        }
        assert!(read(&[("from", "2026-11-21"), ("to", "2026-11-20")]).is_err());
    }
}
