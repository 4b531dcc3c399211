//! Reads the ledger: a list that is paged by event, and single entries with their timeline.

use app::units::{DayRange, Scope};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::narrow::{LedgerStanding, LedgerState, LedgerWeekday, Narrow};
use super::timeline::StepView;
use super::view::{EntryView, LineView, RowView, TenderView};
use crate::app::AppState;
use crate::db::{StoreError, Tx};
use crate::error::{ApiError, ErrorCode};
use crate::fields::FieldProblem;
use crate::keys::Reader;
use crate::query::{NoParams, Params, Segment};
use crate::sales::entry::Entry;
use crate::sales::ledger::{self, Listing, Page, Position, Question};
use crate::sales::{EntryKind, store, timeline};

/// Rows of the ledger, newest first. Of more than 31 days, or of days without a first or a last one, the newest day comes first, and of
/// each day the newest row; a customer's rows may come newest first all the same.
#[derive(Debug, Serialize, ToSchema)]
pub struct LedgerPage {
    pub sales: Vec<RowView>,
    /// To be sent as `after` with the same question; null at the end. A page may be short, or empty, and still have a next one.
    pub next: Option<String>,
}

/// A sale or return with all that is known of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EntryDetail)]
pub struct DetailView {
    #[serde(flatten)]
    pub row: RowView,
    pub outlet_name: String,
    pub lines: Vec<LineView>,
    /// Empty when nobody said how it was paid.
    pub tender: Vec<TenderView>,
    /// Oldest first.
    pub timeline: Vec<StepView>,
}

/// `GET /api/v1/sales?scope=&standing=&from=&to=&weekday=&hour=&kind=&state=&number=&item=&category=&customer=&currency=&limit=&after=`.
#[utoipa::path(
    get,
    path = "/api/v1/sales",
    tag = "sales",
    params(
        ("scope" = Option<String>, Query, description = "network, region:CODE, franchise:CODE or outlet:CODE; the widest the caller may see when absent"),
        ("standing" = Option<LedgerStanding>, Query, description = "now: of the outlets that stand in the scope now; what was recorded in it when absent"),
        ("from" = Option<String>, Query, format = Date, description = "First business day"),
        ("to" = Option<String>, Query, format = Date, description = "Last business day"),
        ("weekday" = Option<LedgerWeekday>, Query, description = "Day of the week of the business day"),
        ("hour" = Option<u8>, Query, minimum = 0, maximum = 23, description = "Hour of the wall clock at the outlet"),
        ("kind" = Option<LedgerKind>, Query, description = "sale when absent"),
        ("state" = Option<LedgerState>, Query, description = "counted: what is not cancelled; both when absent"),
        ("number" = Option<String>, Query, description = "What the number begins with"),
        ("item" = Option<String>, Query, description = "Code of an item that is on one of the lines"),
        ("category" = Option<String>, Query, description = "Category that an item on one of the lines has now"),
        ("customer" = Option<String>, Query, description = "Reference of the customer"),
        ("currency" = Option<String>, Query, description = "Such as INR"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 500, description = "100 when absent"),
        ("after" = Option<String>, Query, description = "The next of an earlier answer to the same question"),
    ),
    responses((status = 200, description = "Newest first; of more than 31 days, or of days without a first or a last one, the newest day first and of each day the newest row", body = LedgerPage)),
    security((), ("key" = [])),
)]
pub async fn list_sales(
    State(state): State<AppState>,
    reader: Reader,
    mut params: Params,
) -> Result<Json<LedgerPage>, ApiError> {
    let (asked, (from, to), limit) = (params.scope(), params.days(), params.limit());
    let kinds = kinds(&mut params);
    let narrow = Narrow::take(&mut params);
    let after = params.take::<Position>("after", "the next of an earlier answer");
    params.finish()?;
    let directory = state.directory.current();
    let scope = reader.scope(asked.as_ref(), &directory)?;
    let unknown = || ApiError::not_found(format!("there is no {scope}"));
    let may_move = matches!(scope, Scope::Region(_) | Scope::Franchise(_));
    let scope = directory.scope_id(&scope).ok_or_else(unknown)?;
    let page = after.map_or(Page::Newest, Page::OlderThan);
    let mut tx = state.db.read().await?;
    let days = DayRange::Between { from, to };
    let question = Question { kinds, days, page, ..narrow.of(scope, may_move, limit) };
    let Listing { entries, older, .. } =
        ledger::list(&mut tx, &question).await?.ok_or_else(|| of_another_list(after))?;
    tx.rollback().await?;
    let directory = state.directory.knowing(entries.iter().map(|entry| entry.outlet), &state.db).await?;
    let rows = entries
        .iter()
        .filter_map(|entry| directory.outlet(entry.outlet).map(|outlet| RowView::of(entry, outlet)));
    Ok(Json(LedgerPage { sales: rows.collect(), next: older.map(|position| position.to_string()) }))
}

/// `GET /api/v1/sales/{id}`.
#[utoipa::path(
    get,
    path = "/api/v1/sales/{id}",
    tag = "sales",
    params(("id" = Uuid, Path, description = "The sale")),
    responses((status = 200, description = "With its lines and its timeline", body = DetailView)),
    security((), ("key" = [])),
)]
pub async fn get_sale(
    State(state): State<AppState>,
    reader: Reader,
    Segment(id): Segment,
    _: NoParams,
) -> Result<Json<DetailView>, ApiError> {
    detail(&state, &reader, EntryKind::Sale, &id).await
}

/// `GET /api/v1/returns/{id}`.
#[utoipa::path(
    get,
    path = "/api/v1/returns/{id}",
    tag = "sales",
    params(("id" = Uuid, Path, description = "The return")),
    responses((status = 200, description = "With its lines and its timeline", body = DetailView)),
    security((), ("key" = [])),
)]
pub async fn get_return(
    State(state): State<AppState>,
    reader: Reader,
    Segment(id): Segment,
    _: NoParams,
) -> Result<Json<DetailView>, ApiError> {
    detail(&state, &reader, EntryKind::Return, &id).await
}

/// What a ledger page lists.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) enum LedgerKind {
    Sale,
    Return,
    All,
}

/// `kind`: sales when nobody says.
fn kinds(params: &mut Params) -> &'static [EntryKind] {
    match params.text("kind").as_deref() {
        None | Some("sale") => &[EntryKind::Sale],
        Some("return") => &[EntryKind::Return],
        Some("all") => &[EntryKind::Sale, EntryKind::Return],
        Some(other) => {
            params.refuse("kind", "is unknown", other, "sale, return or all");
            &[]
        }
    }
}

/// 400 for a position that no page of the list has told.
fn of_another_list(after: Option<Position>) -> ApiError {
    let got = after.map(|position| position.to_string()).unwrap_or_default();
    let want = "the next of an earlier answer to the same question";
    let field = FieldProblem::new("after", "is of another list", got, want);
    ApiError::new(ErrorCode::Malformed, field.to_string()).with_fields(vec![field])
}

async fn detail(
    state: &AppState,
    reader: &Reader,
    kind: EntryKind,
    id: &str,
) -> Result<Json<DetailView>, ApiError> {
    let unknown = || ApiError::not_found("there is no entry with this id");
    let id = Uuid::try_parse(id).map_err(|_| unknown())?;
    let mut tx = state.db.read().await?;
    let entry = store::find_entry(&mut tx, kind, id).await?.ok_or_else(unknown)?;
    let directory = state.directory.knowing([entry.outlet], &state.db).await?;
    let outlet = directory
        .outlet(entry.outlet)
        .filter(|outlet| reader.may_see_fact(outlet, entry.membership, &directory))
        .ok_or_else(unknown)?;
    let (lines, tender) = parts(&mut tx, &entry).await?;
    let steps = timeline::list_steps(&mut tx, &entry).await?;
    tx.rollback().await?;
    Ok(Json(DetailView {
        row: RowView {
            entry: EntryView::of_entry(&entry, outlet),
            event: entry.event,
            cancelled: entry.cancelled.is_some(),
        },
        outlet_name: outlet.name.clone(),
        lines,
        tender,
        timeline: steps.into_iter().map(|step| StepView::of(step, &entry)).collect(),
    }))
}

async fn parts(tx: &mut Tx, entry: &Entry) -> Result<(Vec<LineView>, Vec<TenderView>), StoreError> {
    let lines = store::list_lines(tx, entry).await?;
    let tenders = store::list_tenders(tx, entry).await?;
    Ok((
        lines.into_iter().map(|line| LineView::of(line, entry.currency)).collect(),
        tenders.into_iter().map(|row| TenderView::of(row, entry)).collect::<Result<_, _>>()?,
    ))
}
