//! A way to end a connection from outside of its response.

use tokio_util::sync::CancellationToken;

/// The connection a request came in on; every request of [`listener`](super::listener) has one among its extensions.
///
/// A response body is asked for more only while its socket takes more, so a body cannot end itself once its reader has
/// stalled. This can.
#[derive(Clone, Debug)]
pub struct Connection(CancellationToken);

impl Connection {
    /// A connection that ends with `server` at the latest.
    pub(super) fn of(server: &CancellationToken) -> Self {
        Self(server.child_token())
    }

    /// Closes the connection at once, whatever it is in the middle of.
    pub fn abort(&self) {
        self.0.cancel();
    }

    /// Resolves when the connection must be closed.
    pub(super) async fn aborted(&self) {
        self.0.cancelled().await;
    }
}
