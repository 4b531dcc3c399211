//! `/api/v1/analytics`.

use std::sync::Arc;

use app::analytics::Grain;
use app::units::{Day, UnixMs};
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::query::{Asked, OpenRange, PartName, take_grain};
use super::rush::Wanted;
use super::views::{
    CategoryView, ComparisonView, ItemView, OutletView, OverviewView, Part, PeriodView, SegmentView,
    TopCustomerView, WeekHourView,
};
use crate::analytics::cache::CacheReport;
use crate::analytics::service::{AnalyticsError, Answer};
use crate::analytics::store::RankedOutlet;
use crate::app::AppState;
use crate::error::ApiError;
use crate::keys::Reader;
use crate::organisation::Directory;
use crate::query::Params;

/// The parts that were asked for, each for itself: one that failed says so, and the others stand.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Analytics)]
pub struct AnalyticsView {
    pub scope: String,
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    #[schema(value_type = String, format = Date)]
    pub to: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overview: Option<Part<OverviewView>>,
    /// At most ten of each currency, by currency, gross descending, reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_customers: Option<Part<Vec<TopCustomerView>>>,
    /// Oldest first, without gaps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub periods: Option<Part<Vec<PeriodView>>>,
    /// Three of each currency, from the highest on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segments: Option<Part<Vec<SegmentView>>>,
    /// At most ten of each currency, by currency, gross descending, code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_outlets: Option<Part<Vec<OutletView>>>,
    /// At most a hundred of each currency, by currency, amount descending, code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Part<Vec<ItemView>>>,
    /// By currency, amount descending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categories: Option<Part<Vec<CategoryView>>>,
    /// Those with sales, by currency, weekday, hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week_hours: Option<Part<Vec<WeekHourView>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Part<ComparisonView>>,
    /// Everything committed before is in. Where many ask at once they share an answer of the last second.
    #[schema(format = DateTime)]
    pub as_of: String,
    pub cache: CacheView,
    /// Version of what the measures mean.
    pub dictionary: u32,
}

/// The cache of answers since the server started.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsCache)]
pub struct CacheView {
    /// Hits by questions, 0–1; null before the first question.
    pub hit_ratio: Option<f64>,
    pub size: u64,
    pub hits: u64,
    pub misses: u64,
    pub evictions: u64,
    /// Age of the oldest answer; null for an empty cache.
    pub oldest_s: Option<u64>,
}

/// `GET /api/v1/analytics?scope=&from=&to=&by=&parts=`.
#[utoipa::path(
    get,
    path = "/api/v1/analytics",
    operation_id = "get_analytics",
    tag = "summaries",
    params(
        ("scope" = Option<String>, Query, description = "network, region:CODE, franchise:CODE or outlet:CODE; the widest the caller may see when absent"),
        ("from" = Option<String>, Query, format = Date, description = "First business day; thirty days with the last when absent"),
        ("to" = Option<String>, Query, format = Date, description = "Last business day, at most five years later; the scope's current day when absent"),
        ("by" = Option<String>, Query, description = "What periods are: day, week (from Monday) or month; day when absent"),
        ("parts" = Option<String>, Query, description = "Names parted by commas, of overview, top_customers, periods, segments (these when absent), top_outlets, items, categories, week_hours, comparison"),
    ),
    responses((status = 200, description = "Totals are of sales made in the scope; customers, items and outlets of the outlets that stand in it now", body = AnalyticsView)),
    security((), ("key" = [])),
)]
pub async fn analytics(
    State(state): State<AppState>,
    reader: Reader,
    mut params: Params,
) -> Result<Response, ApiError> {
    let (scope, (from, to)) = (params.scope(), params.days());
    let (grain, parts) = (take_grain(&mut params), PartName::take(&mut params));
    params.finish()?;
    let asked = OpenRange { from, to }.close(("from", "to"), scope.as_ref(), &reader, &state).await?;
    let wanted = Wanted::Analytics(asked.span, grain, parts.clone());
    let server = state.clone();
    state.rush.answer(wanted, move || find(server, asked, grain, parts)).await
}

async fn find(
    state: AppState,
    asked: Asked,
    grain: Grain,
    parts: Vec<PartName>,
) -> Result<AnalyticsView, ApiError> {
    let (span, service) = (asked.span, &state.analytics);
    let as_of = UnixMs(state.clock.now_ms());
    let (overview, top_customers, periods, segments, top_outlets, items, categories, week_hours, comparison) = tokio::join!(
        when(parts.contains(&PartName::Overview), service.overview(span)),
        when(parts.contains(&PartName::TopCustomers), service.top_customers(span)),
        when(parts.contains(&PartName::Periods), service.periods(span, grain)),
        when(parts.contains(&PartName::Segments), service.segments(span)),
        when(parts.contains(&PartName::TopOutlets), named_outlets(&state, service.outlets(span))),
        when(parts.contains(&PartName::Items), service.items(span)),
        when(parts.contains(&PartName::Categories), service.categories(span)),
        when(parts.contains(&PartName::WeekHours), service.week_hours(span)),
        when(parts.contains(&PartName::Comparison), service.comparison(span)),
    );
    Ok(AnalyticsView {
        scope: asked.range.scope.to_string(),
        from: asked.range.from,
        to: asked.range.to,
        overview: overview.map(|part| Part::of(part, |found| found.as_ref().into())),
        top_customers: top_customers.map(rows),
        periods: periods.map(rows),
        segments: segments.map(rows),
        top_outlets: top_outlets.map(|part| Part::of(part, |found| found)),
        items: items.map(rows),
        categories: categories.map(rows),
        week_hours: week_hours.map(rows),
        comparison: comparison.map(|part| Part::of(part, |found| found.as_ref().into())),
        as_of: as_of.to_string(),
        cache: service.cache().await.into(),
        dictionary: app::dictionary::VERSION,
    })
}

async fn when<T>(is_asked: bool, find: impl Future<Output = T>) -> Option<T> {
    if is_asked { Some(find.await) } else { None }
}

fn rows<T, V: for<'a> From<&'a T>>(answer: Answer<Vec<T>>) -> Part<Vec<V>> {
    Part::of(answer, |found| found.iter().map(V::from).collect())
}

async fn named_outlets(
    state: &AppState,
    find: impl Future<Output = Answer<Vec<RankedOutlet>>>,
) -> Result<Vec<OutletView>, AnalyticsError> {
    let found: Arc<Vec<RankedOutlet>> = find.await?;
    let directory = state.directory.knowing(found.iter().map(|ranked| ranked.outlet), &state.db).await?;
    Ok(found.iter().filter_map(|ranked| OutletView::of(ranked, &directory)).collect())
}

impl OutletView {
    pub(super) fn of(ranked: &RankedOutlet, directory: &Directory) -> Option<Self> {
        let sales = ranked.named(directory)?;
        Some(Self {
            outlet: sales.outlet.to_string(),
            name: sales.name,
            region: sales.region.to_string(),
            currency: sales.currency.to_string(),
            orders: sales.orders,
            gross: sales.gross.to_string(),
        })
    }
}

impl From<CacheReport> for CacheView {
    fn from(report: CacheReport) -> Self {
        Self {
            hit_ratio: report.hit_ratio(),
            size: report.size,
            hits: report.hits,
            misses: report.misses,
            evictions: report.evictions,
            oldest_s: report.oldest.map(|age| age.as_secs()),
        }
    }
}
