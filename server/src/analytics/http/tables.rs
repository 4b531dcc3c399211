//! `/api/v1/analytics/tables/{table}`: what a page shows, as a file.

use app::analytics::{Segment as CustomerSegment, Value as SegmentValue, tables};
use app::paths;
use app::ui::grid::{Grid, Value};
use app::units::{Currency, Quantity, UnixMs};
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;

use super::query::{Asked, OpenRange, take_grain};
use crate::analytics::compare;
use crate::app::AppState;
use crate::error::{ApiError, ErrorCode};
use crate::exports::{self, About, Cell, Column, ColumnKind, Contents, EVERY_WEEKDAY, Table};
use crate::fields::FieldProblem;
use crate::keys::Reader;
use crate::query::{FIRST_DAY, LAST_DAY, Params, Segment};

/// A table of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Totals,
    Periods,
    Customers,
    Segments,
    SegmentCustomers,
    Outlets,
    Items,
    Categories,
    WeekHours,
    Comparison,
}

impl Name {
    /// By their names in an address, with the titles of their files.
    const ALL: [(Self, &str, &str); 10] = [
        (Self::Totals, "totals", "Totals"),
        (Self::Periods, "periods", "Sales by period"),
        (Self::Customers, "customers", "Best customers"),
        (Self::Segments, "segments", "Customer segments"),
        (Self::SegmentCustomers, "segment_customers", "Customers by segment"),
        (Self::Outlets, "outlets", "Best outlets"),
        (Self::Items, "items", "Items"),
        (Self::Categories, "categories", "Categories"),
        (Self::WeekHours, "week_hours", "Hours of the week"),
        (Self::Comparison, "comparison", "Comparison"),
    ];
}

/// `GET /api/v1/analytics/tables/{table}?scope=&from=&to=&by=&segment=&currency=&format=`.
#[utoipa::path(
    get,
    path = "/api/v1/analytics/tables/{table}",
    operation_id = "get_analytics_table",
    tag = "summaries",
    params(
        ("table" = String, Path, description = "totals, periods, customers, segments, segment_customers, outlets, items, categories, week_hours or comparison"),
        ("scope" = Option<String>, Query, description = "network, region:CODE, franchise:CODE or outlet:CODE; the widest the caller may see when absent"),
        ("from" = Option<String>, Query, format = Date, description = "First business day; thirty days with the last when absent"),
        ("to" = Option<String>, Query, format = Date, description = "Last business day, at most five years later; the scope's current day when absent"),
        ("by" = Option<String>, Query, description = "What periods are: day, week (from Monday) or month; day when absent"),
        ("segment" = Option<String>, Query, description = "Of segment_customers alone: high, medium or low; all of them when absent"),
        ("currency" = Option<String>, Query, description = "Of segment_customers alone: such as INR; all of them when absent"),
        ("format" = String, Query, description = "csv or xlsx"),
    ),
    responses((status = 200, description = "The cells of the page's table, below columns with stable ids", content(
        (Vec<u8> = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ))),
    security((), ("key" = [])),
)]
pub async fn table(
    State(state): State<AppState>,
    method: Method,
    reader: Reader,
    Segment(name): Segment,
    mut params: Params,
) -> Result<Response, ApiError> {
    let found = Name::ALL.into_iter().find(|(_, spelling, _)| *spelling == name);
    let (name, spelling, title) =
        found.ok_or_else(|| ApiError::not_found("there is no table of this name"))?;
    let (scope, (from, to)) = (params.scope(), params.days());
    let (grain, format) = (take_grain(&mut params), exports::http::take_format(&mut params));
    let wanted = match name {
        Name::SegmentCustomers => SegmentFilter::take(&mut params),
        _ => SegmentFilter::default(),
    };
    params.finish()?;
    let Some(format) = format else { return Err(no_format()) };
    let asked = OpenRange { from, to }.close(("from", "to"), scope.as_ref(), &reader, &state).await?;
    if method == Method::HEAD {
        return Ok(exports::http::head(format));
    }
    let turn = exports::http::turn().await?;
    let as_of = UnixMs(state.clock.now_ms());
    let grid = grid(&state, name, &asked, grain, wanted).await?;
    let address = paths::analytics_file(spelling, &asked.range, grain, format.name());
    let contents = contents(name, &asked, wanted, address);
    let range = asked.range;
    let about = About { title, scope: range.scope, days: Some((range.from, range.to)), as_of };
    exports::http::file(&state, file_table(grid, about), Some(contents), format, turn).await
}

/// A comparison holds earlier days as well, and what customers ever bought is of all days there are.
fn contents(name: Name, asked: &Asked, wanted: SegmentFilter, address: String) -> Contents {
    let span = asked.span;
    let [before, year_before] = compare::earlier(span);
    let (from, others) = match name {
        Name::Comparison => (before.from, Some((year_before.from, year_before.to))),
        Name::Customers => (span.from, Some((FIRST_DAY, LAST_DAY))),
        _ => (span.from, None),
    };
    Contents {
        scope: span.scope,
        address: address + &wanted.query(),
        days: (from, span.to),
        others,
        weekdays: EVERY_WEEKDAY,
        currency: wanted.currency,
    }
}

/// Which segments are listed; all where nobody says.
#[derive(Clone, Copy, Debug, Default)]
struct SegmentFilter {
    value: Option<SegmentValue>,
    currency: Option<Currency>,
}

impl SegmentFilter {
    fn take(params: &mut Params) -> Self {
        Self {
            value: params.take("segment", "high, medium or low"),
            currency: params.take("currency", "a currency of ISO 4217 such as INR"),
        }
    }

    /// As the rest of an address.
    fn query(self) -> String {
        let segment = self.value.map(|value| format!("&segment={}", value.short_name()));
        let currency = self.currency.map(|currency| format!("&currency={currency}"));
        [segment, currency].into_iter().flatten().collect()
    }

    fn is(self, segment: &CustomerSegment) -> bool {
        self.value.is_none_or(|value| value == segment.value)
            && self.currency.is_none_or(|currency| currency == segment.currency)
    }
}

fn no_format() -> ApiError {
    let field =
        FieldProblem::new("format", "is no file", "", "csv or xlsx; /api/v1/analytics answers in JSON");
    ApiError::new(ErrorCode::Malformed, field.to_string()).with_fields(vec![field])
}

async fn grid(
    state: &AppState,
    name: Name,
    asked: &Asked,
    grain: app::analytics::Grain,
    wanted: SegmentFilter,
) -> Result<Grid, ApiError> {
    let (span, range, service) = (asked.span, &asked.range, &state.analytics);
    Ok(match name {
        Name::Totals => tables::totals(&*service.overview(span).await?, range),
        Name::Periods => {
            let usual = state.directory.current().usual_currency(&range.scope);
            tables::periods(&service.periods(span, grain).await?, &range.scope, usual)
        }
        Name::Customers => tables::customers(&service.top_customers(span).await?, range),
        Name::Segments => tables::segments(&service.segments(span).await?, range),
        Name::SegmentCustomers => {
            let found = service.segment_lists(span).await?;
            let listed: Vec<_> = found.iter().filter(|segment| wanted.is(segment)).cloned().collect();
            tables::segment_customers(&listed, range)
        }
        Name::Outlets => {
            let found = service.outlets(span).await?;
            let outlets = found.iter().map(|ranked| ranked.outlet);
            let directory = state.directory.knowing(outlets, &state.db).await?;
            let named: Vec<_> = found.iter().filter_map(|ranked| ranked.named(&directory)).collect();
            tables::outlets(&named, range)
        }
        Name::Items => tables::items(&service.items(span).await?, range),
        Name::Categories => tables::categories(&service.categories(span).await?, range),
        Name::WeekHours => tables::week_hours(&service.week_hours(span).await?, range),
        Name::Comparison => tables::comparison(&*service.comparison(span).await?, &range.scope),
    })
}

/// The page's cells, without their links.
pub(super) fn file_table(grid: Grid, about: About) -> Table {
    let kind = |at: usize| {
        let mut cells = grid.rows.iter().filter_map(|row| row.get(at));
        cells.find_map(|cell| match cell.value {
            Value::Nothing => None,
            Value::Text(_) => Some(ColumnKind::Text),
            Value::Day(_) => Some(ColumnKind::Day),
            _ => Some(ColumnKind::Number),
        })
    };
    let columns = grid.columns.iter().enumerate();
    let columns = columns.map(|(at, column)| Column::new(column.id, kind(at).unwrap_or(ColumnKind::Text)));
    Table {
        about,
        columns: columns.collect(),
        rows: grid.rows.iter().map(|row| row.iter().map(|cell| file_cell(&cell.value)).collect()).collect(),
    }
}

fn file_cell(value: &Value) -> Cell {
    match value {
        Value::Nothing => Cell::Empty,
        Value::Text(text) => Cell::Text(text.clone()),
        Value::Count(count) => Cell::Count(*count),
        Value::Quantity(quantity) => Cell::Quantity(*quantity),
        Value::Money(currency, amount) => Cell::Money(*amount, *currency),
        // Percent, of which a quantity keeps the tenths.
        Value::Change(permille) => Cell::Quantity(Quantity(permille.saturating_mul(100))),
        Value::Day(day) => Cell::Day(*day),
    }
}
