//! How a page gets its first board.

use super::board::Board;
use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::units::Currency;
use crate::units::Scope;

/// The server's side of the live picture. Implemented by `server::live`.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait LivePort: Send + Sync {
    /// The board of a scope on its current business day.
    async fn board(&self, scope: &Scope) -> Result<Board, PageError>;
}

/// What the server puts into the context of a page.
#[cfg(feature = "ssr")]
pub type Live = std::sync::Arc<dyn LivePort>;

/// An address with a currency that is none would else show another one without a word.
#[cfg(feature = "ssr")]
fn refuse_unknown_currency() -> Result<(), PageError> {
    let Some(code) = crate::address::asked_for("currency") else { return Ok(()) };
    let read: Result<Currency, _> = code.parse();
    read.map(drop).map_err(|wrong| PageError::Malformed(format!("{code:?} is {wrong}")))
}

/// The board of a scope. The server reads its own; the browser, which got its first one with the page, asks the API.
pub async fn load_board(scope: Scope) -> Result<Board, PageError> {
    #[cfg(feature = "ssr")]
    {
        refuse_unknown_currency()?;
        crate::error::port::<Live>()?.board(&scope).await
    }
    #[cfg(all(feature = "hydrate", not(feature = "ssr")))]
    {
        // The browser has one thread; the framework asks for more.
        let path = format!("/api/v1/board?scope={scope}");
        send_wrapper::SendWrapper::new(async move { crate::browser::read(&path).await }).await
    }
    #[cfg(not(any(feature = "ssr", feature = "hydrate")))]
    {
        let _ = scope;
        Err(PageError::Unreachable)
    }
}
