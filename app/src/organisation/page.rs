//! `/outlets/:code`: the board of one outlet beside its facts.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::PlacesResource;
use super::api::load_outlet;
use super::model::OutletFacts;
use crate::dashboard::page::{KpiCards, WallClock, wanted_currency};
use crate::dashboard::state::LiveState;
use crate::dashboard::widgets::feed::FeedCard;
use crate::dashboard::widgets::feed_status::ConnectionPill;
use crate::dashboard::widgets::hours::HoursCard;
use crate::dashboard::widgets::products::ProductsCard;
use crate::dashboard::widgets::scope_sheet::ScopeSheet;
use crate::dashboard::widgets::toasts::{SpokenSales, ToastStack};
use crate::dashboard::widgets::tools::{BarTools, Tools, TopTools};
use crate::error::PageError;
use crate::live::Board;
use crate::live::api::load_board;
use crate::paths;
use crate::ui::frame::{Frame, TopBar};
use crate::ui::state_panel::FailedPanel;
use crate::units::{Code, Scope, format};

#[component]
pub fn OutletPage() -> impl IntoView {
    let params = use_params_map();
    let code = Memo::new(move |_| {
        let text = params.with(|params| params.get("code")).unwrap_or_default();
        text.parse::<Code>().map_err(|wrong| PageError::Malformed(format!("{text:?} is {wrong}")))
    });
    let outlet = Resource::new_blocking(move || code.get(), load);
    let places = expect_context::<PlacesResource>();
    let tools = Tools::new();
    let wanted = wanted_currency();
    view! {
        <Frame tools=view! { <BarTools tools/> }.into_any()>
            <Transition fallback=|| view! { <main class="main" id="main"><span class="skeleton"></span></main> }>
                {move || Suspend::new(async move {
                    match (outlet.await, places.await) {
                        (Ok((facts, board)), Ok(places)) => {
                            let state = LiveState::new(board, places, tools, wanted).of_outlet_page();
                            view! { <OutletBoard state facts/> }.into_any()
                        }
                        (Err(error), _) | (_, Err(error)) => view! {
                            <Title text="Outlet"/>
                            <TopBar heading=ViewFn::from(|| "Outlet") note=String::new()><span></span></TopBar>
                            <main class="main" id="main">
                                <div class="card card--page">
                                    <FailedPanel error><a class="button" href=paths::live()>"To the whole network"</a></FailedPanel>
                                </div>
                            </main>
                        }.into_any(),
                    }
                })}
            </Transition>
        </Frame>
    }
}

async fn load(code: Result<Code, PageError>) -> Result<(OutletFacts, Board), PageError> {
    let code = code?;
    let facts = load_outlet(code.clone()).await?;
    let board = load_board(Scope::Outlet(code)).await?;
    Ok((facts, board))
}

#[component]
fn OutletBoard(state: LiveState, facts: OutletFacts) -> impl IntoView {
    state.keep_live();
    let name = facts.name.clone();
    let heading = name.clone();
    let days = state.slice(|board| board.days);
    let note = Signal::derive(move || format::day_long(days.get().max));
    view! {
        <Title text=format!("{name}, live")/>
        <TopBar heading=ViewFn::from(move || heading.clone()) note>
            <ConnectionPill state/>
            <TopTools tools=state.tools/>
            <WallClock state/>
        </TopBar>
        <main class="main" id="main">
            <nav class="crumbs" aria-label="Where this is">
                <a href=paths::live()>"Whole network"</a>
                <span aria-hidden="true">"/"</span>
                <a href=paths::live_of(&Scope::Region(facts.region.code.clone()), None)>{facts.region.name.clone()}</a>
                <span aria-hidden="true">"/"</span>
                <span aria-current="page">{name}</span>
            </nav>
            <div class="live live--outlet" data-state=state.board_state()>
                <Facts facts/>
                <KpiCards state/>
                <HoursCard state/>
                <ProductsCard state/>
                <FeedCard state/>
            </div>
            <ScopeSheet state/>
            <ToastStack state/>
            <SpokenSales state/>
        </main>
    }
}

#[component]
fn Facts(facts: OutletFacts) -> impl IntoView {
    let franchise = paths::live_of(&Scope::Franchise(facts.franchise.code.clone()), None);
    let cutoff = u32::from(facts.cutoff_min);
    let day_ends =
        if cutoff == 0 { "midnight".to_owned() } else { format::hour_and_minute(cutoff / 60, cutoff % 60) };
    let hours = facts.opening_hours.filter(|hours| !hours.is_empty());
    // Not “open”: beside its hours that would say whether anybody is there now.
    let state = if facts.is_open { "In business" } else { "Closed for good" };
    let fact = |name: &'static str, value: AnyView| {
        view! {
            <div class="outlet-facts__fact">
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    view! {
        <section class="card live__freshness" aria-label="Facts">
            <dl class="outlet-facts">
                {fact("Code", facts.code.to_string().into_any())}
                {fact("Franchise", view! { <a href=franchise>{facts.franchise.name}</a> }.into_any())}
                {fact("Region", facts.region.name.into_any())}
                {fact("Time zone", facts.time_zone.into_any())}
                {fact("Currency", facts.currency.to_string().into_any())}
                {fact("Day ends", day_ends.into_any())}
                {hours.map(|hours| fact("Hours", hours.into_any()))}
                {fact("State", state.into_any())}
            </dl>
        </section>
    }
}
