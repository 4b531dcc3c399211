//! What pages may ask of the live boards.

use app::error::PageError;
use app::live::Board;
use app::live::api::LivePort;
use app::units::Scope;
use async_trait::async_trait;

use super::{Audience, Live};

#[async_trait]
impl LivePort for Live {
    async fn board(&self, scope: &Scope) -> Result<Board, PageError> {
        let view = self.board(scope, None, Audience::Full).await?;
        Ok(view.board())
    }
}
