//! `/api/v1/metrics`.

use app::live::Totals;
use app::units::{Day, UnixMs};
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::rush::Wanted;
use super::views::OutletView;
use crate::analytics::metrics::Metrics;
use crate::app::AppState;
use crate::error::ApiError;
use crate::keys::Reader;
use crate::live::schema;
use crate::organisation::{Directory, ScopeId};
use crate::query::Params;

/// The figures of a scope up to its current day. Month and outlets are null and empty while none of its outlets has begun a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Metrics)]
pub struct MetricsView {
    pub month: Option<MonthView>,
    /// Exactly thirty days, oldest first; none while no outlet has begun a day.
    #[schema(max_items = 30)]
    pub trend: Vec<TrendDayView>,
    /// Of the month: at most ten of each currency, by currency, gross descending, code.
    pub top_outlets: Vec<OutletView>,
    /// Everything committed before is in. Where many ask at once they share an answer of the last second.
    #[schema(format = DateTime)]
    pub as_of: String,
}

/// From the first of the month to the scope's current day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MetricsMonth)]
pub struct MonthView {
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    #[schema(value_type = String, format = Date)]
    pub to: Day,
    /// A row for each currency that has any fact.
    #[schema(value_type = Vec<schema::Totals>)]
    pub totals: Vec<Totals>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MetricsDay)]
pub struct TrendDayView {
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    /// Whether some outlet has not ended the day.
    pub partial: bool,
    /// Empty where nothing happened.
    #[schema(value_type = Vec<schema::Totals>)]
    pub totals: Vec<Totals>,
}

/// `GET /api/v1/metrics?scope=`.
#[utoipa::path(
    get,
    path = "/api/v1/metrics",
    operation_id = "get_metrics",
    tag = "summaries",
    params(("scope" = Option<String>, Query, description = "network, region:CODE, franchise:CODE or outlet:CODE; the widest the caller may see when absent")),
    responses((status = 200, description = "Month to date, trend and best outlets, ending on the scope's current day", body = MetricsView)),
    security((), ("key" = [])),
)]
pub async fn metrics(
    State(state): State<AppState>,
    reader: Reader,
    mut params: Params,
) -> Result<Response, ApiError> {
    let asked = params.scope();
    params.finish()?;
    let (_, scope) = reader.scope_with_id(asked.as_ref(), &state.directory.current())?;
    let server = state.clone();
    state.rush.answer(Wanted::Metrics(scope), move || find(server, scope)).await
}

async fn find(state: AppState, scope: ScopeId) -> Result<MetricsView, ApiError> {
    let as_of = UnixMs(state.clock.now_ms());
    let Some(found) = state.analytics.metrics(scope).await? else {
        return Ok(MetricsView {
            month: None,
            trend: Vec::new(),
            top_outlets: Vec::new(),
            as_of: as_of.to_string(),
        });
    };
    let outlets = found.top_outlets.iter().map(|ranked| ranked.outlet);
    let directory = state.directory.knowing(outlets, &state.db).await?;
    Ok(MetricsView::of(found, &directory, as_of))
}

impl MetricsView {
    fn of(metrics: Metrics, directory: &Directory, as_of: UnixMs) -> Self {
        let Metrics { month, trend, top_outlets } = metrics;
        let days = trend.into_iter().map(|day| TrendDayView {
            day: day.day,
            partial: day.is_partial,
            totals: day.totals,
        });
        let ranked = top_outlets.iter().filter_map(|ranked| OutletView::of(ranked, directory));
        Self {
            month: Some(MonthView { from: month.from, to: month.to, totals: month.totals }),
            trend: days.collect(),
            top_outlets: ranked.collect(),
            as_of: as_of.to_string(),
        }
    }
}
