//! What may be asked of the server about itself.

use super::model::Operations;
use crate::error::PageError;

/// The server's side of this feature. Implemented by `server::ops`.
#[async_trait::async_trait]
pub trait OpsPort: Send + Sync {
    /// How everything stands now.
    async fn page(&self) -> Result<Operations, PageError>;
}

/// What the server puts into the context of a page.
pub type Ops = std::sync::Arc<dyn OpsPort>;

/// How everything stands now.
pub async fn load_ops() -> Result<Operations, PageError> {
    crate::error::port::<Ops>()?.page().await
}
