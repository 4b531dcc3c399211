//! How a page gets its first board.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use super::board::Board;
use crate::error::PageError;
use crate::units::Scope;

/// The server's side of the live picture. Implemented by `server::live`, which checks the reader's rights.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait LivePort: Send + Sync {
    /// The board of a scope on its current business day.
    async fn board(&self, scope: &Scope) -> Result<Board, PageError>;
}

/// What the server puts into the context of a page or a server function.
#[cfg(feature = "ssr")]
pub type Live = std::sync::Arc<dyn LivePort>;

#[server(endpoint = "board", input = Json)]
pub async fn load_board(scope: Scope) -> Result<Board, PageError> {
    crate::error::port::<Live>()?.board(&scope).await
}
