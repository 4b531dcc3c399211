//! `/api/v1/summaries`: the daily summaries for other programs.

use app::paths;
use app::summaries::{DailySummary, SummaryFilter, View};
use app::units::{Day, Scope, UnixMs};
use axum::Json;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::daily::{self, Listing, Position, Question};
use super::export;
use crate::app::AppState;
use crate::error::ApiError;
use crate::exports::{self, About, Contents, EVERY_WEEKDAY, FileFormat};
use crate::keys::Reader;
use crate::organisation::ScopeId;
use crate::query::Params;

/// Rows, newest day first, then by outlet and currency.
#[derive(Debug, Serialize, ToSchema)]
pub struct SummariesPage {
    pub rows: Vec<SummaryView>,
    /// To be sent as `after`; null at the end, and nowhere else, though a page may be shorter than its limit.
    pub next: Option<String>,
}

/// What one outlet sold on one of its business days in one currency. Returns stand apart, at or below zero.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DailySummary)]
pub struct SummaryView {
    /// DSS-{day}-{outlet} in the outlet's own currency, else with -{currency}.
    pub id: String,
    #[schema(format = Date)]
    pub business_day: String,
    pub outlet: String,
    pub outlet_name: String,
    /// The region that the outlet stands in now.
    pub region: String,
    pub currency: String,
    pub order_count: i64,
    pub gross_revenue: String,
    pub net_revenue: String,
    pub total_tax: String,
    pub total_discount: String,
    /// Gross by order; zero where there was none.
    pub avg_order_value: String,
    /// What was sold less what came back.
    pub items_sold: String,
    /// Distinct identified customers of completed sales. They do not add up over days or outlets.
    pub unique_customers: i64,
    /// The code of what was sold most; null where nothing was.
    pub top_item: Option<String>,
    pub top_item_qty: Option<String>,
    pub returns: i64,
    pub returned: String,
    /// When the row was last written: by a sale, return or cancellation, or by a rebuild that left its figures as they were.
    #[schema(format = DateTime)]
    pub last_refreshed: String,
    /// When the row was last found equal to the ledger; null where it has not been compared since it changed, or changed within the
    /// minute before.
    #[schema(format = DateTime)]
    pub verified_at: Option<String>,
}

/// `GET /api/v1/summaries?scope=&from=&to=&limit=&after=&format=`.
#[utoipa::path(
    get,
    path = "/api/v1/summaries",
    tag = "summaries",
    params(
        ("scope" = Option<String>, Query, description = "network, region:CODE, franchise:CODE or outlet:CODE; the widest the caller may see when absent"),
        ("from" = Option<String>, Query, format = Date, description = "First business day; five years before the last one when absent"),
        ("to" = Option<String>, Query, format = Date, description = "Last business day, at most five years later; five years after the first one when absent, and the newest of the scope when both are"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 500, description = "100 when absent"),
        ("after" = Option<String>, Query, description = "The next of an earlier answer"),
        ("format" = Option<String>, Query, description = "json (when absent), csv or xlsx: a file of all rows of the range, at most 20 000, without limit and after"),
    ),
    responses(
        (
            status = 200,
            description = "Newest day first, of outlets that stand in the scope now. As a file, named after scope, days and moment in Content-Disposition: CSV after RFC 4180, in which a text that begins with = + - @, a tab or a carriage return has an apostrophe before it, or a workbook",
            content(
                (SummariesPage = "application/json"),
                (String = "text/csv"),
                (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ),
        ),
    ),
    security((), ("key" = [])),
)]
pub async fn list_summaries(
    State(state): State<AppState>,
    method: Method,
    reader: Reader,
    mut params: Params,
) -> Result<Response, ApiError> {
    let (asked, (from, to), format) =
        (params.scope(), params.days(), exports::http::take_format(&mut params));
    if format.is_some() {
        refuse_paging(&mut params);
    }
    let limit = params.limit();
    let after = params.take::<Position>("after", "the next of an earlier answer");
    params.finish()?;
    let (asked, scope) = reader.scope_with_id(asked.as_ref(), &state.directory.current())?;
    let question = Question { scope, from, to, after, limit };
    if let Some(format) = format {
        if method == Method::HEAD {
            return Ok(exports::http::head(format));
        }
        return file(&state, asked, &question, format).await;
    }
    let mut tx = state.db.read().await?;
    let Listing { rows, next } = daily::list(&mut tx, &question).await?;
    tx.rollback().await?;
    let directory = state.directory.knowing(rows.iter().map(|row| row.outlet), &state.db).await?;
    let rows = rows.into_iter().filter_map(|row| daily::summary(row, &directory));
    let page = SummariesPage {
        rows: rows.map(|summary| SummaryView::of(&summary)).collect(),
        next: next.map(|position| position.to_string()),
    };
    Ok(Json(page).into_response())
}

/// A file has no pages.
fn refuse_paging(params: &mut Params) {
    for name in ["limit", "after"] {
        if let Some(given) = params.text(name) {
            params.refuse(name, "does not go with a file", &given, "nothing: a file holds all rows");
        }
    }
}

async fn file(
    state: &AppState,
    scope: Scope,
    question: &Question,
    format: FileFormat,
) -> Result<Response, ApiError> {
    let turn = exports::http::turn().await?;
    let as_of = UnixMs(state.clock.now_ms());
    let mut tx = state.db.read().await?;
    let days = daily::reach(&mut tx, question).await?;
    tx.rollback().await?;
    let rows = export::list_all(&state.db, &state.directory, question).await?;
    let rows = rows.ok_or_else(exports::http::too_many_rows)?;
    let contents = days.map(|days| contents(question.scope, &scope, days, format));
    let about = About { title: "Daily summaries", scope, days, as_of };
    exports::http::file(state, export::table(&rows, about), contents, format, turn).await
}

fn contents(id: ScopeId, scope: &Scope, days: (Day, Day), format: FileFormat) -> Contents {
    let (from, to) = (Some(days.0), Some(days.1));
    let filter = SummaryFilter { view: View::Rows, scope: scope.clone(), from, to, after: None };
    Contents {
        scope: id,
        address: paths::summaries_file(&filter, format.name()),
        days,
        others: None,
        weekdays: EVERY_WEEKDAY,
        currency: None,
    }
}

impl SummaryView {
    fn of(summary: &DailySummary) -> Self {
        let totals = &summary.totals;
        Self {
            id: summary.id(),
            business_day: summary.day.to_string(),
            outlet: summary.outlet.to_string(),
            outlet_name: summary.outlet_name.clone(),
            region: summary.region.to_string(),
            currency: totals.currency.to_string(),
            order_count: totals.orders,
            gross_revenue: totals.gross.to_string(),
            net_revenue: totals.net.to_string(),
            total_tax: totals.tax.to_string(),
            total_discount: totals.discount.to_string(),
            avg_order_value: summary.average_order().to_string(),
            items_sold: summary.items_sold().to_string(),
            unique_customers: summary.unique_customers,
            top_item: summary.top_item.as_ref().map(|item| item.code.clone()),
            top_item_qty: summary.top_item.as_ref().map(|item| item.qty.to_string()),
            returns: totals.returns,
            returned: totals.returned.to_string(),
            last_refreshed: summary.refreshed_at.to_string(),
            verified_at: summary.verified_at.map(|at| at.to_string()),
        }
    }
}
