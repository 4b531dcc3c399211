//! What pages may ask of the analytics.

use std::sync::Arc;

use app::analytics::api::{AnalyticsPort, Part};
use app::analytics::report::{Breakdown, ReportRow};
use app::analytics::{
    CategorySales, Comparison, Grain, ItemSales, OfSegment, OutletSales, Overview, Period, Range, Segment,
    TopCustomer, WeekHour,
};
use app::error::PageError;
use app::units::{Currency, Day, Scope, UnixMs};
use async_trait::async_trait;

use super::report;
use super::service::Analytics;
use super::span::Span;
use crate::clock::Clock;
use crate::db::Db;
use crate::organisation::store::find_current_days;
use crate::organisation::{DirectoryHandle, ScopeId};

/// Answers pages from the same cache as the API.
pub struct AnalyticsPages {
    pub db: Db,
    pub directory: DirectoryHandle,
    pub clock: Arc<dyn Clock>,
    pub analytics: Analytics,
}

impl AnalyticsPages {
    fn scope(&self, scope: &Scope) -> Result<ScopeId, PageError> {
        let unknown = || PageError::NotFound(format!("There is no {scope}."));
        self.directory.current().scope_id(scope).ok_or_else(unknown)
    }

    fn span(&self, range: &Range) -> Result<Span, PageError> {
        Ok(Span { scope: self.scope(&range.scope)?, from: range.from, to: range.to })
    }
}

#[async_trait]
impl AnalyticsPort for AnalyticsPages {
    async fn current_day(&self, scope: &Scope) -> Result<Option<Day>, PageError> {
        let scope = self.scope(scope)?;
        let mut tx = self.db.read().await?;
        let days = find_current_days(&mut tx, scope).await?;
        tx.rollback().await?;
        Ok(days.map(|(_, last)| last))
    }

    fn now(&self) -> String {
        UnixMs(self.clock.now_ms()).to_string()
    }

    fn usual_currency(&self, scope: &Scope) -> Option<Currency> {
        self.directory.current().usual_currency(scope)
    }

    async fn overview(&self, range: &Range) -> Part<Overview> {
        Ok(self.analytics.overview(self.span(range)?).await?)
    }

    async fn top_customers(&self, range: &Range) -> Part<Vec<TopCustomer>> {
        Ok(self.analytics.top_customers(self.span(range)?).await?)
    }

    async fn segments(&self, range: &Range) -> Part<Vec<Segment>> {
        Ok(self.analytics.segments(self.span(range)?).await?)
    }

    async fn segment(&self, range: &Range, of: OfSegment) -> Part<Option<Segment>> {
        let found = self.analytics.segment_lists(self.span(range)?).await?;
        Ok(Arc::new(found.iter().find(|segment| segment.of() == of).cloned()))
    }

    async fn periods(&self, range: &Range, grain: Grain) -> Part<Vec<Period>> {
        Ok(self.analytics.periods(self.span(range)?, grain).await?)
    }

    async fn outlets(&self, range: &Range) -> Part<Vec<OutletSales>> {
        let found = self.analytics.outlets(self.span(range)?).await?;
        let directory = self.directory.knowing(found.iter().map(|ranked| ranked.outlet), &self.db).await?;
        Ok(Arc::new(found.iter().filter_map(|ranked| ranked.named(&directory)).collect()))
    }

    async fn items(&self, range: &Range) -> Part<Vec<ItemSales>> {
        Ok(self.analytics.items(self.span(range)?).await?)
    }

    async fn categories(&self, range: &Range) -> Part<Vec<CategorySales>> {
        Ok(self.analytics.categories(self.span(range)?).await?)
    }

    async fn week_hours(&self, range: &Range) -> Part<Vec<WeekHour>> {
        Ok(self.analytics.week_hours(self.span(range)?).await?)
    }

    async fn comparison(&self, range: &Range) -> Part<Comparison> {
        Ok(self.analytics.comparison(self.span(range)?).await?)
    }

    async fn report(&self, range: &Range, by: Breakdown) -> Part<Option<Vec<ReportRow>>> {
        let span = self.span(range)?;
        let found = self.analytics.report(span, by).await?;
        let Some(sums) = &*found else { return Ok(Arc::new(None)) };
        let rows = report::named(sums, span, by, &self.directory, &self.db).await?;
        Ok(Arc::new(Some(rows)))
    }
}
