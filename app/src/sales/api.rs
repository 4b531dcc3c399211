//! What may be asked of the ledger. On the server only: its pages are read, not kept live.

use super::model::{LedgerFilter, LedgerPage, SaleStory};
use crate::error::PageError;

/// The server's side of this feature. Implemented by `server::sales`.
#[async_trait::async_trait]
pub trait SalesPort: Send + Sync {
    /// One page of the ledger.
    async fn page(&self, filter: &LedgerFilter) -> Result<LedgerPage, PageError>;
    /// A sale or return by its UUID; [`PageError::NotFound`] where there is none.
    async fn story(&self, id: &str) -> Result<SaleStory, PageError>;
}

/// What the server puts into the context of a page.
pub type Sales = std::sync::Arc<dyn SalesPort>;

/// One page of the ledger.
pub async fn load_ledger(filter: LedgerFilter) -> Result<LedgerPage, PageError> {
    crate::error::port::<Sales>()?.page(&filter).await
}

/// One sale or return with its story.
pub async fn load_sale(id: String) -> Result<SaleStory, PageError> {
    crate::error::port::<Sales>()?.story(&id).await
}
