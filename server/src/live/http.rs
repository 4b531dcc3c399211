//! `/api/v1/board` and `/api/v1/live`.

use app::live::MOST_SCOPES;
use app::units::Day;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::schema;
use super::sse::EventStream;
use super::{Audience, Caller};
use crate::app::AppState;
use crate::edge::Connection;
use crate::error::ApiError;
use crate::keys::Reader;
use crate::query::Params;

/// `GET /api/v1/board?scope=&day=`
#[utoipa::path(
    get,
    path = "/api/v1/board",
    operation_id = "get_board",
    tag = "live",
    params(
        ("scope" = Option<String>, Query, description = "network, region:CODE, franchise:CODE or outlet:CODE; the widest the caller may see when absent"),
        ("day" = Option<String>, Query, description = "A business day such as 2026-11-20; the current one when absent"),
    ),
    responses((status = 200, description = "What the scope shows on that day", body = schema::Board)),
    security((), ("key" = [])),
)]
pub async fn board(
    State(state): State<AppState>,
    reader: Reader,
    mut params: Params,
) -> Result<Response, ApiError> {
    let asked = params.scope();
    let day = params.take::<Day>("day", "a business day such as 2026-11-20");
    params.finish()?;
    let scope = reader.scope(asked.as_ref(), &state.directory.current())?;
    let view = state.live.board(&scope, day, Audience::Full).await?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, view.json()).into_response())
}

/// `GET /api/v1/live?scope=&scope=`
#[utoipa::path(
    get,
    path = "/api/v1/live",
    operation_id = "open_live_stream",
    tag = "live",
    params(("scope" = Vec<String>, Query, description = "1 to 8 scopes, each as in get_board")),
    responses((status = 200, description = "Frames with one JSON object each: `snapshot` (Board), `patch` (Patch), `ping` (Ping), `bye` (Bye); more may come",
        content((String = "text/event-stream")))),
    security((), ("key" = [])),
)]
pub async fn stream(
    State(state): State<AppState>,
    reader: Reader,
    connection: Connection,
    mut params: Params,
) -> Result<Response, ApiError> {
    let asked = params.scopes(MOST_SCOPES);
    params.finish()?;
    let directory = state.directory.current();
    let scopes =
        asked.iter().map(|scope| reader.scope(Some(scope), &directory)).collect::<Result<Vec<_>, _>>()?;
    let caller = Caller {
        audience: Audience::Full,
        key_id: reader.key_id(),
        reach: reader.reach().clone(),
        end: connection.into_end(),
    };
    let frames = state.live.subscribe(scopes, caller).await?;
    Ok(EventStream(frames).into_response())
}
