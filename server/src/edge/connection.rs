//! A way to end a connection from outside of its response.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tokio_util::sync::CancellationToken;

/// The connection a request came in on; every request of [`listener`](super::listener) has one among its extensions.
///
/// A response body is asked for more only while its socket takes more, so a body cannot end itself once its reader has
/// stalled. This can.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    closing: CancellationToken,
    aborting: CancellationToken,
}

/// A request that came without a listener, as in tests, has one that ends only when it is told to.
impl<S: Sync> FromRequestParts<S> for Connection {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

impl Connection {
    /// A connection that ends only when it is told to.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A connection that hears when its server closes, and ends with it at the latest.
    pub(super) fn of(closing: &CancellationToken, aborting: &CancellationToken) -> Self {
        Self { closing: closing.clone(), aborting: aborting.child_token() }
    }

    /// Cancelled, it closes the connection at once, whatever that is in the middle of.
    #[must_use]
    pub fn into_end(self) -> CancellationToken {
        self.aborting
    }

    /// Resolves when the connection must be closed.
    pub(super) async fn aborted(&self) {
        self.aborting.cancelled().await;
    }

    /// Resolves when the server takes no further requests: a response that would go on for ever should end.
    pub async fn closing(&self) {
        self.closing.cancelled().await;
    }
}
