//! What may be asked of the ledger.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use super::model::{LedgerFilter, LedgerPage, SaleStory};
use crate::error::PageError;

/// The server's side of this feature. Implemented by `server::sales`, which checks the reader's rights.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait SalesPort: Send + Sync {
    /// One page of the ledger.
    async fn page(&self, filter: &LedgerFilter) -> Result<LedgerPage, PageError>;
    /// A sale or return by its UUID; [`PageError::NotFound`] where there is none or it is outside the reader's rights.
    async fn story(&self, id: &str) -> Result<SaleStory, PageError>;
}

/// What the server puts into the context of a page or a server function.
#[cfg(feature = "ssr")]
pub type Sales = std::sync::Arc<dyn SalesPort>;

#[server(endpoint = "ledger", input = Json)]
pub async fn load_ledger(filter: LedgerFilter) -> Result<LedgerPage, PageError> {
    crate::error::port::<Sales>()?.page(&filter).await
}

#[server(endpoint = "sale", input = Json)]
pub async fn load_sale(id: String) -> Result<SaleStory, PageError> {
    crate::error::port::<Sales>()?.story(&id).await
}
