//! What pages ask of the analytics.

use std::sync::Arc;

use super::model::{
    CategorySales, Comparison, Grain, ItemSales, OfSegment, OutletSales, Overview, Period, Range, Segment,
    TopCustomer, WeekHour,
};
use super::report::{Breakdown, ReportRow};
use crate::error::PageError;
use crate::units::{Currency, Day, Scope};

/// A part of a page, or what kept it away: never nothing in the place of a failure.
pub type Part<T> = Result<Arc<T>, PageError>;

/// The server's side of this feature. Implemented by `server::analytics`.
#[async_trait::async_trait]
pub trait AnalyticsPort: Send + Sync {
    /// The last of the scope's current days; `None` while none of its outlets has begun one.
    ///
    /// Errors: [`PageError::NotFound`] for a scope there is not.
    async fn current_day(&self, scope: &Scope) -> Result<Option<Day>, PageError>;
    /// The present, RFC 3339.
    fn now(&self) -> String;
    /// In which nothing is said of the scope.
    fn usual_currency(&self, scope: &Scope) -> Option<Currency>;
    async fn overview(&self, range: &Range) -> Part<Overview>;
    async fn top_customers(&self, range: &Range) -> Part<Vec<TopCustomer>>;
    async fn segments(&self, range: &Range) -> Part<Vec<Segment>>;
    /// One segment with as many of its customers as a list holds; `None` where nobody bought in the currency.
    async fn segment(&self, range: &Range, of: OfSegment) -> Part<Option<Segment>>;
    async fn periods(&self, range: &Range, grain: Grain) -> Part<Vec<Period>>;
    async fn outlets(&self, range: &Range) -> Part<Vec<OutletSales>>;
    async fn items(&self, range: &Range) -> Part<Vec<ItemSales>>;
    async fn categories(&self, range: &Range) -> Part<Vec<CategorySales>>;
    async fn week_hours(&self, range: &Range) -> Part<Vec<WeekHour>>;
    async fn comparison(&self, range: &Range) -> Part<Comparison>;
    /// By code of the place, time and currency; `None` where they are more than a report holds.
    async fn report(&self, range: &Range, by: Breakdown) -> Part<Option<Vec<ReportRow>>>;
}

/// What the server puts into the context of a page.
pub type Analytics = Arc<dyn AnalyticsPort>;
