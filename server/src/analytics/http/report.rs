//! `/api/v1/analytics/report`.

use app::analytics::measure::Measure;
use app::analytics::report::table::grid;
use app::analytics::report::typed::{Typed, Wrong};
use app::analytics::report::{Report, ReportPeriod, ReportPlace, ReportRow};
use app::asked::Named;
use app::paths;
use app::ui::grid::Value;
use app::units::{Day, UnixMs};
use axum::Json;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::query::{Asked, OpenRange};
use super::tables::file_table;
use crate::analytics::report::named;
use crate::app::AppState;
use crate::error::{ApiError, ErrorCode};
use crate::exports::{self, About, Contents};
use crate::fields::FieldProblem;
use crate::keys::Reader;
use crate::query::Params;

/// Chosen measures of the days of a scope, by chosen places and times.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsReport)]
pub struct ReportView {
    pub scope: String,
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    #[schema(value_type = String, format = Date)]
    pub to: Day,
    /// The measures of each row, in the order asked.
    pub measures: Vec<String>,
    /// At most 10 000, none where nothing happened. By code of the place, time, currency; with `sort` by currency, then from the highest on.
    #[schema(max_items = 10000)]
    pub rows: Vec<ReportRowView>,
    /// Everything committed before is in.
    #[schema(format = DateTime)]
    pub as_of: String,
    /// Version of what the measures mean.
    pub dictionary: u32,
}

/// What happened in one currency at one place and time: the measures that were asked for.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = AnalyticsReportRow)]
pub struct ReportRowView {
    /// Absent where rows are not by place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<ReportPlaceView>,
    /// Absent where rows are not by time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<ReportPeriodView>,
    pub currency: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orders: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gross: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub net: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub average_order: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items_sold: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returns: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returned: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub net_sales: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsReportPlace)]
pub struct ReportPlaceView {
    /// region:CODE, franchise:CODE or outlet:CODE.
    pub scope: String,
    pub name: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsReportPeriod)]
pub struct ReportPeriodView {
    /// 2026-11-20; a week by its Monday; 2026-11; 2026-Q4; 2026; Friday.
    pub name: String,
    /// Its first day in the range.
    #[schema(format = Date)]
    pub from: String,
    /// Its last day in the range.
    #[schema(format = Date)]
    pub to: String,
}

/// `GET /api/v1/analytics/report?scope=&from=&to=&place=&time=&measures=&currency=&weekday=&sort=&format=`.
#[utoipa::path(
    get,
    path = "/api/v1/analytics/report",
    operation_id = "get_analytics_report",
    tag = "summaries",
    params(
        ("scope" = Option<String>, Query, description = "network, region:CODE, franchise:CODE or outlet:CODE; the widest the caller may see when absent"),
        ("from" = Option<String>, Query, format = Date, description = "First business day; thirty days with the last when absent"),
        ("to" = Option<String>, Query, format = Date, description = "Last business day, at most five years later; the scope's current day when absent"),
        ("place" = Option<String>, Query, description = "A row for each: none (when absent), region or franchise (of the network: what was sold there at the time), or outlet (of a scope that has several: those that stand in it now)"),
        ("time" = Option<String>, Query, description = "A row for each: none (when absent), day, week (from Monday), month, quarter, year or weekday"),
        ("measures" = Option<String>, Query, description = "Names parted by commas, of orders, gross, average_order (these when absent), net, tax, discount, items_sold, returns, returned, net_sales, cancelled"),
        ("currency" = Option<String>, Query, description = "Only rows of this one; each has rows of its own when absent"),
        ("weekday" = Option<String>, Query, description = "Only these days of the week, parted by commas, of mon, tue, wed, thu, fri, sat, sun; every day when absent"),
        ("sort" = Option<String>, Query, description = "Any of these measures, asked for or not: within a currency from the highest on; by code of the place, time, currency when absent"),
        ("format" = Option<String>, Query, description = "json (when absent), csv or xlsx"),
    ),
    responses((
        status = 200,
        description = "A row for each place, time and currency in which anything happened. Refused where they are more than 10 000",
        content(
            (ReportView = "application/json"),
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ),
    )),
    security((), ("key" = [])),
)]
pub async fn report(
    State(state): State<AppState>,
    method: Method,
    reader: Reader,
    mut params: Params,
) -> Result<Response, ApiError> {
    let (scope, (from, to)) = (params.scope(), params.days());
    let report = take_report(&mut params);
    let format = exports::http::take_format(&mut params);
    params.finish()?;
    let asked = OpenRange { from, to }.close(("from", "to"), scope.as_ref(), &reader, &state).await?;
    report.fits(&asked.range.scope).map_err(refused)?;
    let Some(format) = format else {
        let as_of = UnixMs(state.clock.now_ms());
        let rows = rows(&state, &asked, &report).await?;
        return Ok(Json(ReportView::of(&asked, &report, &rows, as_of)).into_response());
    };
    if method == Method::HEAD {
        return Ok(exports::http::head(format));
    }
    let turn = exports::http::turn().await?;
    let as_of = UnixMs(state.clock.now_ms());
    let rows = rows(&state, &asked, &report).await?;
    let grid = grid(&report.sorted(&rows), &report, &asked.range);
    let contents = Contents {
        scope: asked.span.scope,
        address: paths::report_file(&asked.range, &report, format.name()),
        days: (asked.range.from, asked.range.to),
        others: None,
        weekdays: report.by.weekdays.bits(),
        currency: report.by.currency,
    };
    let range = asked.range;
    let about = About { title: "Report", scope: range.scope, days: Some((range.from, range.to)), as_of };
    exports::http::file(&state, file_table(grid, about), Some(contents), format, turn).await
}

/// What is wrong stands among the problems of the parameters, and something else in its place.
fn take_report(params: &mut Params) -> Report {
    let typed = Typed::take(|name| params.text(name));
    typed.read().unwrap_or_else(|all| {
        for Wrong { name, problem, got, want } in all {
            params.refuse(name, &problem, &got, &want);
        }
        Report::default()
    })
}

/// 400 for what only shows once the scope is known, or the rows are.
fn refused(wrong: Wrong) -> ApiError {
    let Wrong { name, problem, got, want } = wrong;
    let field = FieldProblem::new(name, problem, got, want);
    ApiError::new(ErrorCode::Malformed, field.to_string()).with_fields(vec![field])
}

async fn rows(state: &AppState, asked: &Asked, report: &Report) -> Result<Vec<ReportRow>, ApiError> {
    let found = state.analytics.report(asked.span, report.by).await?;
    let Some(sums) = &*found else { return Err(refused(report.too_long())) };
    Ok(named(sums, asked.span, report.by, &state.directory, &state.db).await?)
}

impl ReportView {
    fn of(asked: &Asked, report: &Report, rows: &[ReportRow], as_of: UnixMs) -> Self {
        Self {
            scope: asked.range.scope.to_string(),
            from: asked.range.from,
            to: asked.range.to,
            measures: report.measures.iter().map(|measure| measure.name().to_owned()).collect(),
            rows: report.sorted(rows).into_iter().map(|row| ReportRowView::of(row, report)).collect(),
            as_of: as_of.to_string(),
            dictionary: app::dictionary::VERSION,
        }
    }
}

impl ReportRowView {
    fn of(row: &ReportRow, report: &Report) -> Self {
        let mut view = Self {
            place: row.place.as_ref().map(ReportPlaceView::from),
            period: row.period.as_ref().map(ReportPeriodView::from),
            currency: row.totals.currency.to_string(),
            ..Self::default()
        };
        for &measure in &report.measures {
            view.set(measure, measure.value(&row.totals));
        }
        view
    }

    fn set(&mut self, measure: Measure, value: Value) {
        let (count, text) = match value {
            Value::Count(count) => (Some(count), None),
            Value::Quantity(quantity) => (None, Some(quantity.to_string())),
            Value::Money(_, amount) => (None, Some(amount.to_string())),
            Value::Nothing | Value::Text(_) | Value::Change(_) | Value::Day(_) => (None, None),
        };
        match measure {
            Measure::Orders => self.orders = count,
            Measure::Gross => self.gross = text,
            Measure::Net => self.net = text,
            Measure::Tax => self.tax = text,
            Measure::Discount => self.discount = text,
            Measure::AverageOrder => self.average_order = text,
            Measure::ItemsSold => self.items_sold = text,
            Measure::Returns => self.returns = count,
            Measure::Returned => self.returned = text,
            Measure::NetSales => self.net_sales = text,
            Measure::Cancelled => self.cancelled = count,
        }
    }
}

impl From<&ReportPlace> for ReportPlaceView {
    fn from(place: &ReportPlace) -> Self {
        Self { scope: place.scope.to_string(), name: place.name.clone() }
    }
}

impl From<&ReportPeriod> for ReportPeriodView {
    fn from(period: &ReportPeriod) -> Self {
        Self { name: period.name.clone(), from: period.from.to_string(), to: period.to.to_string() }
    }
}
