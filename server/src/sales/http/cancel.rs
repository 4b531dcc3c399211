//! Takes cancellations.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::answer::CancelAnswer;
use super::body::CancelBody;
use super::read;
use super::schema::NewCancellation;
use crate::app::AppState;
use crate::error::ApiError;
use crate::json::{self, JsonText, Warnings};
use crate::keys::{Key, Writer};
use crate::query::{NoParams, Segment};
use crate::sales::EntryKind;
use crate::sales::cancel::{CancelDesk, CancelVerdict, cancel};

/// `POST /api/v1/sales/{id}/cancel`.
#[utoipa::path(
    post,
    path = "/api/v1/sales/{id}/cancel",
    tag = "sales",
    params(("id" = Uuid, Path, description = "The sale")),
    request_body = NewCancellation,
    responses((status = 200, description = "It counts no more", body = CancelAnswer)),
    security(("key" = [])),
)]
pub async fn cancel_sale(
    State(state): State<AppState>,
    Writer(key): Writer,
    Segment(id): Segment,
    _: NoParams,
    JsonText { text, .. }: JsonText,
) -> Result<Json<CancelAnswer>, ApiError> {
    cancel_entry(&state, &key, EntryKind::Sale, &id, &text).await
}

/// `POST /api/v1/returns/{id}/cancel`.
#[utoipa::path(
    post,
    path = "/api/v1/returns/{id}/cancel",
    tag = "sales",
    params(("id" = Uuid, Path, description = "The return")),
    request_body = NewCancellation,
    responses((status = 200, description = "It counts no more", body = CancelAnswer)),
    security(("key" = [])),
)]
pub async fn cancel_return(
    State(state): State<AppState>,
    Writer(key): Writer,
    Segment(id): Segment,
    _: NoParams,
    JsonText { text, .. }: JsonText,
) -> Result<Json<CancelAnswer>, ApiError> {
    cancel_entry(&state, &key, EntryKind::Return, &id, &text).await
}

async fn cancel_entry(
    state: &AppState,
    key: &Key,
    kind: EntryKind,
    id: &str,
    text: &str,
) -> Result<Json<CancelAnswer>, ApiError> {
    let unknown = || ApiError::not_found("there is no entry with this id");
    let id = Uuid::try_parse(id).map_err(|_| unknown())?;
    let mut warnings = Warnings::default();
    let body: CancelBody = json::parse(text, "", &mut warnings)?;
    let reason = read::reason(body).map_err(ApiError::broken_rules)?;
    let directory = state.directory.current();
    let desk = CancelDesk { db: &state.db, ingest: &state.ingest, key, directory: &directory };
    match cancel(&desk, kind, id, reason).await? {
        CancelVerdict::Cancelled(receipt) | CancelVerdict::Repeated(receipt) => {
            Ok(Json(CancelAnswer::new(receipt, warnings.into_paths())))
        }
        CancelVerdict::NotFound => Err(unknown()),
        CancelVerdict::Refused(refusal) => Err(ApiError::cannot_cancel(&refusal)),
    }
}
