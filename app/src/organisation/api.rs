//! What may be asked about the network.

use super::model::{OutletFacts, Places};
use crate::error::PageError;
use crate::units::Code;

/// The server's side of this feature. Implemented by `server::organisation`.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait OrganisationPort: Send + Sync {
    /// Every scope the reader may choose.
    async fn places(&self) -> Result<Places, PageError>;
    /// One outlet; [`PageError::NotFound`] where there is none.
    async fn outlet(&self, code: &Code) -> Result<OutletFacts, PageError>;
}

/// What the server puts into the context of a page.
#[cfg(feature = "ssr")]
pub type Organisation = std::sync::Arc<dyn OrganisationPort>;

/// Every scope there is. Comes with the page; one that stays open asks for it again.
pub async fn load_places() -> Result<Places, PageError> {
    #[cfg(feature = "ssr")]
    return crate::error::port::<Organisation>()?.places().await;
    // The browser has one thread; the framework asks for more.
    #[cfg(all(feature = "hydrate", not(feature = "ssr")))]
    return send_wrapper::SendWrapper::new(crate::browser::read(crate::paths::PLACES)).await;
    #[cfg(not(any(feature = "ssr", feature = "hydrate")))]
    return Err(PageError::Unreachable);
}

/// One outlet. Comes with its page, which is always loaded whole.
pub async fn load_outlet(code: Code) -> Result<OutletFacts, PageError> {
    #[cfg(feature = "ssr")]
    return crate::error::port::<Organisation>()?.outlet(&code).await;
    #[cfg(not(feature = "ssr"))]
    {
        let _ = code;
        Err(PageError::Unreachable)
    }
}
