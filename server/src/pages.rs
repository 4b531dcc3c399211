//! Renders the pages of the `app` crate.

use app::shell;
use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use leptos_axum::{LeptosRoutes, generate_route_list};

use crate::app::AppState;

/// Every page, and the way from `/` to the live one.
pub fn routes(state: &AppState) -> Router<AppState> {
    let assets = state.assets.clone();
    Router::new()
        .route("/", get(async || Redirect::temporary(&app::paths::live())))
        .leptos_routes_with_context(
            state,
            generate_route_list(app::App),
            || {},
            move || shell(assets.names()),
        )
}

/// The page for an address that leads nowhere, with status 404.
pub fn not_found(state: &AppState) -> axum::routing::MethodRouter<AppState> {
    let assets = state.assets.clone();
    get(leptos_axum::render_app_to_stream(move || shell(assets.names())))
}
