//! The pages of ScoopJoy, compiled twice: the server renders them (`ssr`), the browser brings them to life (`hydrate`).

pub mod dashboard;
pub mod document;
pub mod live;
pub mod paths;
pub mod units;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::StaticSegment;
use leptos_router::components::{Route, Router, Routes};

pub use document::{AssetNames, shell};

/// The id of the element that holds the app, on the server's page and in the offline shell alike.
pub const ROOT_ID: &str = "app";

/// Every page of the product. Which path leads where is decided here and in [`paths`] alone.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "ScoopJoy".to_owned() } else { format!("{title} · ScoopJoy") }/>
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=StaticSegment("live") view=dashboard::page::LivePage/>
            </Routes>
        </Router>
    }
}

/// What stands at an address that leads nowhere. The server answers it with status 404.
#[component]
fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text="Not found"/>
        <main class="NotFoundPage">
            <h1>"There is no page here"</h1>
            <p><a href=paths::live()>"To the live page"</a></p>
        </main>
    }
}
