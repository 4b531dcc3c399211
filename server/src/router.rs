//! The whole HTTP surface on one screen.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get, post};

use crate::app::AppState;
use crate::error::{ApiError, ErrorCode};
use crate::{
    analytics, assets, customers, edge, events, exports, health, keys, live, openapi, orders, organisation,
    pages, restatements, sales, summaries,
};

/// Every address the server answers, and what each request passes on its way in.
pub fn build(state: AppState) -> Router {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .nest("/api", api(&state))
        .route("/assets/{name}", get(assets::hashed))
        .merge(pages::routes(&state))
        .fallback(get(pages::elsewhere))
        .layer(from_fn(edge::host::must_be_loopback))
        .layer(from_fn(edge::headers::add))
        .with_state(state)
}

fn api(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/v1/sales", get(sales::http::ledger::list_sales).post(sales::http::post::post_sales))
        .route("/v1/sales/{id}", get(sales::http::ledger::get_sale))
        .route("/v1/sales/{id}/cancel", post(sales::http::cancel::cancel_sale))
        .route("/v1/sales/{id}/returns", post(sales::http::post::post_linked_return))
        .route("/v1/returns", post(sales::http::post::post_return))
        .route("/v1/returns/{id}", get(sales::http::ledger::get_return))
        .route("/v1/returns/{id}/cancel", post(sales::http::cancel::cancel_return))
        .route("/v1/sales-orders", post(orders::http::post_sales_order))
        .route("/v1/sales-orders/{id}", get(orders::http::get_sales_order))
        .route("/v1/outlets", get(organisation::http::list_outlets))
        .route("/v1/regions", get(organisation::http::list_regions))
        .route("/v1/franchises", get(organisation::http::list_franchises))
        .route("/v1/items", get(organisation::http::list_items))
        .route("/v1/customers", get(customers::http::list_customers))
        .route("/v1/summaries", get(summaries::http::list_summaries))
        .route("/v1/restatements", get(restatements::http::list_restatements))
        .route("/v1/exports", get(exports::http::list::list_exports))
        .route("/v1/metrics", get(analytics::http::metrics::metrics))
        .route("/v1/analytics", get(analytics::http::parts::analytics))
        .route("/v1/analytics/report", get(analytics::http::report::report))
        .route("/v1/analytics/tables/{table}", get(analytics::http::tables::table))
        .route("/dashboard", get(analytics::http::dashboard::dashboard))
        .route("/v1/events", get(events::http::list))
        .route("/v1/board", get(live::http::board))
        .route("/v1/live", get(live::http::stream))
        .route_layer(from_fn(edge::encoding::must_be_identity))
        .fallback(any(async || ApiError::not_found("there is nothing at this address of the API")))
        .method_not_allowed_fallback(refuse_method)
        // Whoever has no right to be here learns nothing of what is above; the rest is for everybody.
        .layer(from_fn_with_state(state.clone(), keys::extract::check))
        .route("/v1/openapi.json", get(openapi::document).fallback(refuse_method))
}

async fn refuse_method() -> ApiError {
    ApiError::new(ErrorCode::MethodNotAllowed, "this address does not take this method: see Allow")
}
