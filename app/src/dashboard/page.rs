//! `/live`: the picture of a scope, moving with its sales.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::state::LiveState;
use super::widgets::feed::FeedCard;
use super::widgets::feed_status::{ConnectionPill, FeedStatusCard};
use super::widgets::freshness::FreshnessLine;
use super::widgets::hours::HoursCard;
use super::widgets::items_sold::ItemsSoldCard;
use super::widgets::orders::OrdersCard;
use super::widgets::outlets::OutletsCard;
use super::widgets::products::ProductsCard;
use super::widgets::scope_sheet::ScopeSheet;
use super::widgets::takings::TakingsCard;
use super::widgets::toasts::{SpokenSales, ToastStack};
use super::widgets::tools::{BarTools, Tools, TopTools};
use crate::error::PageError;
use crate::live::Board;
use crate::live::api::load_board;
use crate::organisation::PlacesResource;
use crate::paths;
use crate::ui::frame::{Frame, TopBar};
use crate::ui::icon::{Drawing, Icon};
use crate::ui::state_panel::FailedPanel;
use crate::units::{Currency, Scope, format};

/// The live page.
#[component]
pub fn LivePage() -> impl IntoView {
    let query = use_query_map();
    // An address that names no scope means the widest.
    let scope = Memo::new(move |_| match query.with(|query| query.get("scope")) {
        None => Ok(Scope::Network),
        Some(text) => {
            text.parse::<Scope>().map_err(|wrong| PageError::Malformed(format!("{text:?} is {wrong}")))
        }
    });
    let board = Resource::new_blocking(
        move || scope.get(),
        |scope| async move {
            match scope {
                Ok(scope) => load_board(scope).await,
                Err(wrong) => Err(wrong),
            }
        },
    );
    let places = expect_context::<PlacesResource>();
    let tools = Tools::new();
    let wanted = wanted_currency();
    view! {
        <Frame tools=view! { <BarTools tools/> }.into_any()>
            <Transition fallback=LoadingBoard>
                {move || Suspend::new(async move {
                    match (board.await, places.await) {
                        (Ok(board), Ok(places)) => {
                            let state = LiveState::new(board, places, tools, wanted);
                            view! { <LiveBoard state/> }.into_any()
                        }
                        (Err(error), _) | (_, Err(error)) => {
                            view! { <FailedBoard error on_retry=Callback::new(move |()| board.refetch())/> }.into_any()
                        }
                    }
                })}
            </Transition>
        </Frame>
    }
}

/// The currency the address asks for, if it is one.
pub fn wanted_currency() -> Signal<Option<Currency>> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get("currency")).and_then(|code| code.parse().ok())).into()
}

/// The board of one scope with its bar above.
#[component]
fn LiveBoard(state: LiveState) -> impl IntoView {
    state.keep_live();
    let scope = state.board.with_untracked(|board| board.scope.clone());
    let name =
        state.places.with_untracked(|places| places.scope_name(&scope).unwrap_or("This scope").to_owned());
    let title = format!("{name}, live");
    let heading = {
        let name = name.clone();
        move || view! { <ScopeButton tools=state.tools name=name.clone()/> }
    };
    // One outlet needs no ranking of outlets.
    let is_outlet = matches!(scope, Scope::Outlet(_));
    let outlets = (!is_outlet).then(|| view! { <OutletsCard state/> });
    view! {
        <Title text=title/>
        <TopBar heading=ViewFn::from(heading) note=day_note(state)>
            <ConnectionPill state/>
            <TopTools tools=state.tools/>
            <WallClock state/>
        </TopBar>
        <main class="main" id="main">
            <div class="live" class:live--outlet=is_outlet data-state=state.board_state()>
                <KpiCards state/>
                <FreshnessLine state/>
                <HoursCard state/>
                {outlets}
                <FeedCard state/>
                <ProductsCard state/>
            </div>
            <ScopeSheet state/>
            <ToastStack state/>
            <SpokenSales state/>
        </main>
    }
}

/// The four cards on top of every board.
#[component]
pub fn KpiCards(state: LiveState) -> impl IntoView {
    view! {
        <div class="live__kpis">
            <TakingsCard state/>
            <OrdersCard state/>
            <ItemsSoldCard state/>
            <FeedStatusCard state/>
        </div>
    }
}

/// The scope's name as the way to another one.
#[component]
fn ScopeButton(tools: Tools, name: String) -> impl IntoView {
    view! {
        <button
            type="button"
            class="scope-button"
            aria-haspopup="dialog"
            on:click=move |_| tools.is_choosing.set(true)
        >
            <span class="visually-hidden">"Live sales of "</span>
            {name}
            <Drawing icon=Icon::Chevron small=true/>
        </button>
    }
}

/// A clock for screens on a wall, in the device's own time.
#[component]
pub fn WallClock(state: LiveState) -> impl IntoView {
    view! { <time class="topbar__clock">{state.clock}</time> }
}

/// `Friday 20 November, 41 outlets`.
fn day_note(state: LiveState) -> Signal<String> {
    let days = state.slice(|board: &Board| board.days);
    Signal::derive(move || {
        let days = days.get();
        let day = if days.min == days.max {
            format::day_long(days.max)
        } else {
            format!("{} and {}", format::day_short(days.min), format::day_short(days.max))
        };
        let outlets = state
            .board
            .with_untracked(|board| state.places.with(|places| places.outlets_of(&board.scope).count()));
        if outlets == 1 { day } else { format!("{day}, {outlets} outlets") }
    })
}

/// A page whose board could not be read: what failed, and the way on.
#[component]
fn FailedBoard(error: PageError, on_retry: Callback<()>) -> impl IntoView {
    let is_final =
        matches!(error, PageError::NotFound(_) | PageError::Forbidden(_) | PageError::Malformed(_));
    view! {
        <Title text="Live"/>
        <TopBar heading=ViewFn::from(|| "Live sales") note=String::new()><span></span></TopBar>
        <main class="main" id="main">
            <div class="card card--page">
                <FailedPanel error>
                    {if is_final {
                        view! { <a class="button" href=paths::live()>"To the whole network"</a> }.into_any()
                    } else {
                        view! {
                            <button type="button" class="button" on:click=move |_| on_retry.run(())>
                                <Drawing icon=Icon::Refresh small=true/>
                                "Try again"
                            </button>
                        }.into_any()
                    }}
                </FailedPanel>
            </div>
        </main>
    }
}

/// The shape of the page before its first figures, shown at most once.
#[component]
fn LoadingBoard() -> impl IntoView {
    let card = |area: &'static str| {
        view! {
            <section class=format!("card {area}")>
                <div class="card__head"><span class="skeleton skeleton--short"></span></div>
                <div class="chart card__body"><span class="skeleton skeleton--fill"></span></div>
            </section>
        }
    };
    let kpi = |class: &'static str| {
        view! {
            <section class=format!("card kpi-card {class}")>
                <span class="skeleton skeleton--short"></span>
                <p class="kpi-card__value"><span class="skeleton skeleton--medium"></span></p>
                <span class="skeleton"></span>
            </section>
        }
    };
    view! {
        <TopBar heading=ViewFn::from(|| "Live sales") note="Loading the first figures".to_owned()><span></span></TopBar>
        <main class="main" id="main" aria-busy="true">
            <div class="live">
                <div class="live__kpis">{kpi("kpi-card--wide")} {kpi("")} {kpi("")} {kpi("kpi-card--wide")}</div>
                <p class="live__freshness freshness"><span class="skeleton skeleton--short"></span></p>
                {card("live__chart")} {card("live__outlets")} {card("live__feed")} {card("live__items")}
            </div>
        </main>
    }
}
