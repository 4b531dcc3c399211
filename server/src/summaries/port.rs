//! What pages may ask of the daily summaries.

use app::error::PageError;
use app::summaries::api::SummariesPort;
use app::summaries::{DailyPage, Grid, RestatedPage, SummaryFilter};
use app::units::Code;
use async_trait::async_trait;

use super::daily::{self, Listing, Question};
use super::grid;
use crate::db::Db;
use crate::organisation::DirectoryHandle;
use crate::query::{FIRST_DAY, LAST_DAY};
use crate::restatements;

/// Rows on one page.
const PAGE_ROWS: usize = 50;

/// Answers pages from the summaries.
pub struct SummaryPages {
    pub db: Db,
    pub directory: DirectoryHandle,
}

#[async_trait]
impl SummariesPort for SummaryPages {
    async fn page(&self, filter: &SummaryFilter) -> Result<DailyPage, PageError> {
        let directory = self.directory.current();
        let unknown = || PageError::NotFound(format!("There is no {}.", filter.scope));
        let scope = directory.scope_id(&filter.scope).ok_or_else(unknown)?;
        let question = Question {
            scope,
            from: filter.from,
            to: filter.to,
            after: filter.after.as_deref().map(str::parse).transpose().map_err(|()| no_such_page())?,
            limit: PAGE_ROWS,
        };
        let mut tx = self.db.read().await?;
        let Listing { rows, next } = daily::list(&mut tx, &question).await?;
        tx.rollback().await?;
        let directory = self.directory.knowing(rows.iter().map(|row| row.outlet), &self.db).await?;
        Ok(DailyPage {
            rows: rows.into_iter().filter_map(|row| daily::summary(row, &directory)).collect(),
            next: next.map(|position| position.to_string()),
        })
    }

    async fn grid(&self, filter: &SummaryFilter) -> Result<Grid, PageError> {
        let directory = self.directory.current();
        let unknown = || PageError::NotFound(format!("There is no {}.", filter.scope));
        let scope = directory.scope_id(&filter.scope).ok_or_else(unknown)?;
        let after =
            filter.after.as_deref().map(str::parse::<Code>).transpose().map_err(|_| no_such_page())?;
        let outlets = directory.outlets_of(&filter.scope);
        let mut tx = self.db.read().await?;
        let grid = grid::read(&mut tx, scope, outlets, (filter.from, filter.to), after.as_ref()).await?;
        tx.rollback().await?;
        Ok(grid)
    }

    async fn restated(&self, filter: &SummaryFilter) -> Result<RestatedPage, PageError> {
        let unknown = || PageError::NotFound(format!("There is no {}.", filter.scope));
        let question = restatements::store::Question {
            scope: self.directory.current().scope_id(&filter.scope).ok_or_else(unknown)?,
            from: filter.from.unwrap_or(FIRST_DAY),
            to: filter.to.unwrap_or(LAST_DAY),
            after: filter.after.as_deref().map(str::parse).transpose().map_err(|()| no_such_page())?,
            limit: PAGE_ROWS,
        };
        restatements::page::read(&self.db, &self.directory, &question).await
    }
}

fn no_such_page() -> PageError {
    PageError::Malformed("This address leads to no page of the summaries. Start from the newest.".to_owned())
}
