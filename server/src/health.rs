//! `/healthz` and `/readyz`, for whoever supervises the process.

use std::time::Duration;

use axum::extract::State;

use crate::app::AppState;
use crate::error::ApiError;

/// How long the database may take to answer a supervisor.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process answers. Filling the database with a demo franchise does not keep it from that.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: there is a writer, and the database answers and takes writes. Errors: `503`.
pub async fn ready(State(state): State<AppState>) -> Result<&'static str, ApiError> {
    if !state.ingest.is_writing() {
        return Err(ApiError::unavailable("nothing is recorded any more: the writer has ended", PATIENCE));
    }
    match tokio::time::timeout(PATIENCE, state.db.takes_writes()).await {
        Ok(Ok(true)) => Ok("ok\n"),
        Ok(Ok(false)) => Err(ApiError::unavailable("the database takes no writes", PATIENCE)),
        Ok(Err(error)) => Err(error.into()),
        Err(_) => Err(ApiError::unavailable("the database does not answer in time", PATIENCE)),
    }
}
