//! Renders the pages of the `app` crate.

use app::shell;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use leptos_axum::{LeptosRoutes, generate_route_list};

use crate::app::AppState;
use crate::assets;

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

/// Everything else: a built file with a fixed name, or the page that says there is nothing here, with status 404.
pub async fn elsewhere(State(state): State<AppState>, request: Request) -> Response {
    if let Some(file) = assets::fixed(request.uri().path(), request.headers()) {
        return file;
    }
    let names = state.assets.names();
    leptos_axum::render_app_to_stream(move || shell(names.clone()))(request).await.into_response()
}
