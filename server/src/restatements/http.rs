//! `/api/v1/restatements`: how days changed after they were told and which files hold them as they were, for other programs.

use app::live::Totals;
use app::units::{Currency, Day};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::carrier_store::{Carrier, Carriers, list_carriers};
use super::list::{Listing, list};
use super::store::{Position, Question, RestatementRow};
use crate::app::AppState;
use crate::error::ApiError;
use crate::exports::http::list::ExportView;
use crate::keys::Reader;
use crate::live::schema;
use crate::organisation::Directory;
use crate::query::{FIRST_DAY, LAST_DAY, Params};
use crate::summaries::totals;

/// Rows, newest day first, then by outlet, currency, and the day on which the change came to be known.
#[derive(Debug, Serialize, ToSchema)]
pub struct RestatementsPage {
    pub rows: Vec<RestatementView>,
    /// To be sent as `after`; null at the end.
    pub next: Option<String>,
}

/// By how much one outlet's day changed, in one currency, after the outlet had begun a later one. What was told when the day was over
/// and all of its restatements add up to what it is now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Restatement)]
pub struct RestatementView {
    #[schema(value_type = String, format = Date)]
    pub business_day: Day,
    pub outlet: String,
    pub outlet_name: String,
    /// `sale` or `return` that came late, `cancellation`, or `drift`: a summary that was wrong and was put right.
    pub reason: &'static str,
    /// The outlet's business day by then.
    #[schema(value_type = String, format = Date)]
    pub told_on: Day,
    #[schema(format = DateTime)]
    pub first_at: String,
    #[schema(format = DateTime)]
    pub last_at: String,
    /// How many facts; none for `drift`.
    pub facts: i64,
    #[schema(value_type = String)]
    pub currency: Currency,
    /// What is to be added to the day; below zero where there is less now.
    #[schema(value_type = schema::Totals)]
    pub change: Totals,
    /// The files with figures of the day that were made before `last_at`, or within two seconds of it, and so hold it as it was: at most
    /// ten, newest first. They are of the outlet, or of what it stands in now or ever stood in, as far as the caller may see that. Those of
    /// the 400 days before are known.
    #[schema(max_items = 10)]
    pub exports: Vec<CarrierView>,
    /// How many such there are, each of them all files that one address gave within one minute; 1000 for that many or more.
    pub export_count: i64,
}

/// A file that holds a day as it was before it changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CarryingExport)]
pub struct CarrierView {
    #[serde(flatten)]
    pub export: ExportView,
    /// Whether its address has been asked again since the day changed.
    pub asked_again: bool,
}

/// `GET /api/v1/restatements?scope=&from=&to=&limit=&after=`.
#[utoipa::path(
    get,
    path = "/api/v1/restatements",
    tag = "summaries",
    params(
        ("scope" = Option<String>, Query, description = "network, region:CODE, franchise:CODE or outlet:CODE; the widest the caller may see when absent"),
        ("from" = Option<String>, Query, format = Date, description = "First business day"),
        ("to" = Option<String>, Query, format = Date, description = "Last business day, at most five years later"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 500, description = "100 when absent"),
        ("after" = Option<String>, Query, description = "The next of an earlier answer"),
    ),
    responses((status = 200, description = "Newest day first, of outlets that stand in the scope now", body = RestatementsPage)),
    security((), ("key" = [])),
)]
pub async fn list_restatements(
    State(state): State<AppState>,
    reader: Reader,
    mut params: Params,
) -> Result<Json<RestatementsPage>, ApiError> {
    let (asked, (from, to), limit) = (params.scope(), params.days(), params.limit());
    let after = params.take::<Position>("after", "the next of an earlier answer");
    params.finish()?;
    let directory = state.directory.current();
    let (_, scope) = reader.scope_with_id(asked.as_ref(), &directory)?;
    let (_, reach) = reader.scope_with_id(None, &directory)?;
    let question =
        Question { scope, from: from.unwrap_or(FIRST_DAY), to: to.unwrap_or(LAST_DAY), after, limit };
    let mut tx = state.db.read().await?;
    let Listing { rows, next } = list(&mut tx, &question).await?;
    let mut carriers = list_carriers(&mut tx, &question, reach).await?;
    tx.rollback().await?;
    let directory = state.directory.knowing(rows.iter().map(|row| row.key.outlet), &state.db).await?;
    let rows = rows.into_iter().filter_map(|row| {
        let carriers = carriers.remove(&row.key).unwrap_or_default();
        RestatementView::of(&row, carriers, &directory)
    });
    Ok(Json(RestatementsPage { rows: rows.collect(), next: next.map(|position| position.to_string()) }))
}

impl RestatementView {
    fn of(row: &RestatementRow, carriers: Carriers, directory: &Directory) -> Option<Self> {
        let outlet = directory.outlet(row.key.outlet)?;
        Some(Self {
            business_day: row.key.day,
            outlet: outlet.code.to_string(),
            outlet_name: outlet.name.clone(),
            reason: row.key.reason.as_str(),
            told_on: row.key.told_on,
            first_at: row.first_at.to_string(),
            last_at: row.last_at.to_string(),
            facts: row.restated.facts,
            currency: row.key.currency,
            change: totals(row.key.currency, &row.restated.sums),
            exports: carriers.newest.into_iter().map(CarrierView::from).collect(),
            export_count: carriers.count,
        })
    }
}

impl From<Carrier> for CarrierView {
    fn from(carrier: Carrier) -> Self {
        let Carrier { export, is_asked_again } = carrier;
        Self { export: export.into(), asked_again: is_asked_again }
    }
}
