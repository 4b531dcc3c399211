//! `/healthz` and `/readyz`, for whoever supervises the process.

/// `GET /healthz`: the process listens.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the server serves.
pub async fn ready() -> &'static str {
    "ok\n"
}
