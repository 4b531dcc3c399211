//! The pages of ScoopJoy, compiled twice: the server renders them (`ssr`), the browser brings them to life (`hydrate`).

// The type of a page's view nests as deep as its markup.
#![recursion_limit = "256"]

#[cfg(not(erase_components))]
compile_error!(
    "both halves must be compiled with `--cfg erase_components` or the browser cannot read the server's page: \
     .cargo/config.toml says so, and a RUSTFLAGS of your own must say it too"
);

#[cfg(feature = "ssr")]
mod address;
#[cfg(feature = "ssr")]
pub mod analytics;
#[cfg(feature = "ssr")]
pub mod asked;
#[cfg(feature = "hydrate")]
pub(crate) mod browser;
pub mod dashboard;
#[cfg(feature = "ssr")]
pub mod dictionary;
pub mod document;
pub mod error;
pub mod live;
#[cfg(feature = "ssr")]
pub mod ops;
pub mod organisation;
pub mod paths;
pub mod reader;
pub mod sales;
#[cfg(feature = "ssr")]
pub mod summaries;
pub mod ui;
pub mod units;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{ParamSegment, SsrMode, StaticSegment};

pub use document::{AssetNames, shell};

use organisation::PlacesResource;
use organisation::rail::RailRegions;
use reader::Reader;
use ui::frame::RailEntries;
#[cfg(feature = "ssr")]
use ui::{
    frame::{Frame, TopBar},
    icon::Icon,
    state_panel::{StatePanel, Tone},
};

/// The id of the element that holds the app, on every page that the server sends.
pub const ROOT_ID: &str = "app";

/// Every page of the product. Which path leads where is decided here and in [`paths`] alone.
///
/// Pages are sent whole: the first HTML holds the figures, before any script runs.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Reader::find());
    let places: PlacesResource = Resource::new_blocking(|| (), |()| organisation::api::load_places());
    provide_context(places);
    provide_context(RailEntries(ViewFn::from(|| view! { <RailRegions/> })));
    view! {
        <Title formatter=document_title/>
        <Router>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=StaticSegment("live") view=dashboard::page::LivePage ssr=SsrMode::Async/>
                <Route
                    path=(StaticSegment("outlets"), ParamSegment("code"))
                    view=organisation::page::OutletPage
                    ssr=SsrMode::Async
                />
                <PlainRoutes/>
            </FlatRoutes>
        </Router>
    }
}

/// What stands in the browser's tab. Names come from outside, and the server's half of the title is put into the page as
/// markup; a newcomer would trust the framework to escape it, which it does not.
#[expect(clippy::needless_pass_by_value, reason = "the framework hands a title over by value")]
fn document_title(title: String) -> String {
    let full = if title.is_empty() { "ScoopJoy".to_owned() } else { format!("{title} · ScoopJoy") };
    #[cfg(feature = "ssr")]
    let full = html_escape::encode_text(&full).into_owned();
    full
}

/// The pages that are read as the server sends them, which the server alone knows.
#[cfg(feature = "ssr")]
#[component(transparent)]
fn PlainRoutes() -> AnyNestedRoute {
    view! {
        <Route path=StaticSegment("sales") view=sales::page::LedgerPageView ssr=SsrMode::Async/>
        <Route path=(StaticSegment("sales"), ParamSegment("id")) view=sales::page::SalePage ssr=SsrMode::Async/>
        <Route path=StaticSegment("summaries") view=summaries::page::SummariesPage ssr=SsrMode::Async/>
        <Route
            path=(StaticSegment("analytics"), ParamSegment("view"))
            view=analytics::page::AnalyticsPage
            ssr=SsrMode::Async
        />
        <Route
            path=(StaticSegment("franchises"), ParamSegment("code"))
            view=analytics::page::FranchisePage
            ssr=SsrMode::Async
        />
        <Route path=StaticSegment("ops") view=ops::page::OpsPage ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

#[cfg(not(feature = "ssr"))]
#[component(transparent)]
fn PlainRoutes() -> AnyNestedRoute {
    ().into_any_nested_route()
}

/// What stands at an address that leads nowhere. The server answers it with status 404.
#[cfg(feature = "ssr")]
#[component]
fn NotFoundPage() -> impl IntoView {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text="Not found"/>
        <Frame is_plain=true>
            <TopBar heading=ViewFn::from(|| "Not found") note=String::new()><span></span></TopBar>
            <main class="main" id="main">
                <div class="card card--page">
                    <StatePanel
                        tone=Tone::Empty
                        icon=Icon::Cone
                        title="There is no page here".to_owned()
                        text="The address may have been mistyped, or the page has moved.".to_owned()
                    >
                        <a class="button button--main" href=paths::live() rel="external">"To the live page"</a>
                    </StatePanel>
                </div>
            </main>
        </Frame>
    }
}

/// No link of a page leads nowhere, and whoever types an address asks the server.
#[cfg(not(feature = "ssr"))]
#[component]
fn NotFoundPage() -> impl IntoView {
    view! { <a href=paths::live()>"To the live page"</a> }
}
