//! What may be asked of the daily summaries.

use super::model::{DailyPage, Grid, RestatedPage, SummaryFilter};
use crate::error::PageError;

/// The server's side of this feature. Implemented by `server::summaries`.
#[async_trait::async_trait]
pub trait SummariesPort: Send + Sync {
    /// One page of rows. Errors: [`PageError::NotFound`] for a scope there is not, [`PageError::Malformed`] for a position that no
    /// page has told.
    async fn page(&self, filter: &SummaryFilter) -> Result<DailyPage, PageError>;

    /// Outlets by days. Errors: as for a page.
    async fn grid(&self, filter: &SummaryFilter) -> Result<Grid, PageError>;

    /// Days that changed after they were over. Errors: as for a page.
    async fn restated(&self, filter: &SummaryFilter) -> Result<RestatedPage, PageError>;
}

/// What the server puts into the context of a page.
pub type Summaries = std::sync::Arc<dyn SummariesPort>;

/// One page of rows.
pub async fn load_summaries(filter: &SummaryFilter) -> Result<DailyPage, PageError> {
    crate::error::port::<Summaries>()?.page(filter).await
}

/// Outlets by days.
pub async fn load_grid(filter: &SummaryFilter) -> Result<Grid, PageError> {
    crate::error::port::<Summaries>()?.grid(filter).await
}

/// Days that changed after they were over.
pub async fn load_restated(filter: &SummaryFilter) -> Result<RestatedPage, PageError> {
    crate::error::port::<Summaries>()?.restated(filter).await
}
