//! Renders the pages of the `app` crate.

use std::sync::{Arc, LazyLock};

use app::analytics::api::Analytics;
use app::live::api::Live;
use app::ops::api::Ops;
use app::organisation::Places;
use app::organisation::api::Organisation;
use app::sales::api::Sales;
use app::shell;
use app::summaries::api::Summaries;
use app::units::UnixMs;
use axum::extract::{RawQuery, Request, State};
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use leptos::prelude::provide_context;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use crate::analytics::port::AnalyticsPages;
use crate::app::AppState;
use crate::ops::port::OpsPages;
use crate::organisation::port::{self, OrganisationPages};
use crate::sales::port::SalesPages;
use crate::summaries::port::SummaryPages;
use crate::{assets, error};

/// The pages there are. Looked up once: while the framework does that, it keeps the resources of the whole process from
/// loading, and a page that is asked for meanwhile would never come.
static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(app::App));

/// Every page, and the way from `/` to the live one.
pub fn routes(state: &AppState) -> Router<AppState> {
    let assets = state.assets.clone();
    Router::new()
        .route("/", get(async || Redirect::temporary(&app::paths::live())))
        .route("/analytics", get(to_analytics))
        .route(app::paths::PLACES, get(places))
        .leptos_routes_with_context(state, PAGES.clone(), provide(state), move || shell(assets.names()))
        .layer(map_response(momentary))
        // Eighty kilobytes are half a second of a slow line; a seventh of that travels.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
}

/// The first page of the analytics, for what was asked of all of them.
async fn to_analytics(RawQuery(query): RawQuery) -> Redirect {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Redirect::temporary(&format!("/analytics/overview{query}"))
}

/// What every page is sent with, for a page that has been open for a while.
async fn places(State(state): State<AppState>) -> Json<Places> {
    Json(port::places(&state.directory.current(), UnixMs(state.clock.now_ms())))
}

/// A page's figures are those of its moment: a browser that kept it would show old ones as fresh when somebody goes back.
/// One that cannot be had now says when to come back.
async fn momentary(mut response: Response) -> Response {
    let is_unavailable = response.status() == StatusCode::SERVICE_UNAVAILABLE;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if is_unavailable {
        headers.insert(RETRY_AFTER, HeaderValue::from(error::RETRY_AFTER.as_secs()));
    }
    response
}

/// Puts what pages read into the context of a request.
fn provide(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static + use<> {
    let organisation: Organisation =
        Arc::new(OrganisationPages { directory: state.directory.clone(), clock: Arc::clone(&state.clock) });
    let sales: Sales = Arc::new(SalesPages { db: state.db.clone(), directory: state.directory.clone() });
    let summaries: Summaries =
        Arc::new(SummaryPages { db: state.db.clone(), directory: state.directory.clone() });
    let analytics: Analytics = Arc::new(AnalyticsPages {
        db: state.db.clone(),
        directory: state.directory.clone(),
        clock: Arc::clone(&state.clock),
        analytics: state.analytics.clone(),
    });
    let ops: Ops = Arc::new(OpsPages {
        db: state.db.clone(),
        clock: Arc::clone(&state.clock),
        ingest: state.ingest.clone(),
        live: state.live.clone(),
        analytics: state.analytics.clone(),
    });
    let live: Live = Arc::new(state.live.clone());
    move || {
        provide_context(organisation.clone());
        provide_context(sales.clone());
        provide_context(summaries.clone());
        provide_context(analytics.clone());
        provide_context(ops.clone());
        provide_context(live.clone());
    }
}

/// Everything else: a built file with a fixed name, or the page that says there is nothing here, with status 404.
pub async fn elsewhere(State(state): State<AppState>, request: Request) -> Response {
    if let Some(file) = assets::fixed(&state.assets, request.uri().path(), request.headers()) {
        return file;
    }
    let names = state.assets.names();
    let render =
        leptos_axum::render_app_to_stream_with_context(provide(&state), move || shell(names.clone()));
    momentary(render(request).await.into_response()).await
}
