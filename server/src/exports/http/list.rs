//! `/api/v1/exports`: the files of figures that were handed out, for other programs.

use app::units::{Currency, Day};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::AppState;
use crate::error::ApiError;
use crate::exports::list::{Listing, Position, list};
use crate::exports::model::Export;
use crate::exports::store::Question;
use crate::keys::Reader;
use crate::query::{FIRST_DAY, LAST_DAY, Params};

/// Rows, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportsPage {
    pub rows: Vec<ExportView>,
    /// To be sent as `after`; null at the end.
    pub next: Option<String>,
}

/// The files that one address gave within one minute.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Export)]
pub struct ExportView {
    pub id: i64,
    /// What its rows are.
    pub title: String,
    /// Of the first of them; the others differ in the seconds of their as-of.
    pub file_name: String,
    /// csv or xlsx.
    pub format: &'static str,
    pub scope: String,
    /// The first business day that the figures are made of, those they are compared with included.
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    #[schema(value_type = String, format = Date)]
    pub to: Day,
    /// The only currency in them; null for every one.
    #[schema(value_type = Option<String>)]
    pub currency: Option<Currency>,
    /// What the first of them states: everything committed before is in it.
    #[schema(format = DateTime)]
    pub as_of: String,
    /// What the last of them states.
    #[schema(format = DateTime)]
    pub last_as_of: String,
    /// When the first of them went out.
    #[schema(format = DateTime)]
    pub asked_at: String,
    /// When the last of them went out.
    #[schema(format = DateTime)]
    pub last_asked_at: String,
    /// How many they are.
    pub times: i64,
    /// Rows of the first, its header aside.
    pub rows: i64,
    /// Gives the file anew, with the figures as they are then.
    pub address: String,
}

/// `GET /api/v1/exports?scope=&from=&to=&limit=&after=`.
#[utoipa::path(
    get,
    path = "/api/v1/exports",
    tag = "summaries",
    params(
        ("scope" = Option<String>, Query, description = "network, region:CODE, franchise:CODE or outlet:CODE; the widest the caller may see when absent"),
        ("from" = Option<String>, Query, format = Date, description = "Only files with figures of this business day or a later one"),
        ("to" = Option<String>, Query, format = Date, description = "Only files with figures of this business day or an earlier one, at most five years later"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 500, description = "100 when absent"),
        ("after" = Option<String>, Query, description = "The next of an earlier answer"),
    ),
    responses((status = 200, description = "Newest first: files of the scope, and of outlets that stand in it now. They are kept for 400 days", body = ExportsPage)),
    security((), ("key" = [])),
)]
pub async fn list_exports(
    State(state): State<AppState>,
    reader: Reader,
    mut params: Params,
) -> Result<Json<ExportsPage>, ApiError> {
    let (asked, (from, to), limit) = (params.scope(), params.days(), params.limit());
    let after = params.take::<Position>("after", "the next of an earlier answer");
    params.finish()?;
    let (_, scope) = reader.scope_with_id(asked.as_ref(), &state.directory.current())?;
    let (from, to) = (from.unwrap_or(FIRST_DAY), to.unwrap_or(LAST_DAY));
    let question = Question { scope, from, to, after: after.map(|Position(id)| id), limit };
    let mut tx = state.db.read().await?;
    let Listing { rows, next } = list(&mut tx, &question).await?;
    tx.rollback().await?;
    let rows = rows.into_iter().map(ExportView::from);
    Ok(Json(ExportsPage { rows: rows.collect(), next: next.map(|position| position.to_string()) }))
}

impl From<Export> for ExportView {
    fn from(export: Export) -> Self {
        Self {
            id: export.id.0,
            title: export.title,
            file_name: export.file_name,
            format: export.format.name(),
            scope: export.scope.to_string(),
            from: export.days.0,
            to: export.days.1,
            currency: export.currency,
            as_of: export.as_of.to_string(),
            last_as_of: export.last_as_of.to_string(),
            asked_at: export.asked_at.to_string(),
            last_asked_at: export.last_asked_at.to_string(),
            times: export.times,
            rows: export.rows,
            address: export.address,
        }
    }
}
