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

/// `GET /readyz`: the database answers as well. Errors: `503`.
pub async fn ready(State(state): State<AppState>) -> Result<&'static str, ApiError> {
    let answered = async { state.db.read().await?.rollback().await };
    match tokio::time::timeout(PATIENCE, answered).await {
        Ok(answered) => answered.map(|()| "ok\n").map_err(ApiError::from),
        Err(_) => Err(ApiError::unavailable("the database does not answer in time", PATIENCE)),
    }
}
