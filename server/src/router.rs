//! The whole HTTP surface on one screen.

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{any, get};

use crate::app::AppState;
use crate::error::{ApiError, ErrorCode};
use crate::{assets, edge, health, pages};

/// Every address the server answers, and what each request passes on its way in.
pub fn build(state: AppState) -> Router {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .nest("/api", api())
        .route("/assets/{name}", get(assets::hashed))
        .merge(pages::routes(&state))
        .fallback(get(pages::elsewhere))
        .layer(from_fn(edge::host::must_be_loopback))
        .layer(from_fn(edge::headers::add))
        .with_state(state)
}

fn api() -> Router<AppState> {
    Router::new()
        .fallback(any(async || ApiError::not_found("there is nothing at this address of the API")))
        .method_not_allowed_fallback(async || {
            ApiError::new(ErrorCode::MethodNotAllowed, "this address does not take this method")
        })
}
