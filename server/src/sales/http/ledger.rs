//! Reads the ledger: a list that is paged by event, and single entries with their timeline.

use app::units::{Day, Scope};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::timeline::{self, Step};
use super::view::{EntryView, LineView, RowView, TenderView};
use crate::app::AppState;
use crate::db::{StoreError, Tx};
use crate::error::ApiError;
use crate::events;
use crate::keys::Reader;
use crate::organisation::Directory;
use crate::query::{Params, Segment};
use crate::sales::EntryKind;
use crate::sales::entry::Entry;
use crate::sales::store::{self, Filter};

/// Events one request goes back through when no few days narrow it. A page may then be short and still have a next.
const WINDOW: i64 = 200_000;

/// Rows of the ledger, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct LedgerPage {
    pub sales: Vec<RowView>,
    /// To be sent as `after`; null at the end.
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
    pub timeline: Vec<Step>,
}

/// `GET /api/v1/sales?scope=&from=&to=&kind=&number=&limit=&after=`.
#[utoipa::path(
    get,
    path = "/api/v1/sales",
    tag = "sales",
    params(
        ("scope" = Option<String>, Query, description = "network, region:CODE, franchise:CODE or outlet:CODE; the widest the caller may see when absent"),
        ("from" = Option<String>, Query, format = Date, description = "First business day"),
        ("to" = Option<String>, Query, format = Date, description = "Last business day"),
        ("kind" = Option<LedgerKind>, Query, description = "sale when absent"),
        ("number" = Option<String>, Query, description = "What the number begins with"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 500, description = "100 when absent"),
        ("after" = Option<String>, Query, description = "The next of an earlier answer"),
    ),
    responses((status = 200, description = "Newest first", body = LedgerPage)),
    security((), ("key" = [])),
)]
pub async fn list_sales(
    State(state): State<AppState>,
    reader: Reader,
    mut params: Params,
) -> Result<Json<LedgerPage>, ApiError> {
    let (asked, (from, to), limit) = (params.scope(), params.days(), params.limit());
    let kinds = kinds(&mut params);
    let number = params.text("number").map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let after = params.take::<Cursor>("after", "the next of an earlier answer");
    params.finish()?;
    let directory = state.directory.current();
    let scope = reader.scope(asked.as_ref(), &directory)?;
    let unknown = || ApiError::not_found(format!("there is no {scope}"));
    let mut tx = state.db.read().await?;
    let newest = events::store::last_id(&mut tx).await?;
    let before = after.map_or(newest + 1, |Cursor(event)| event);
    let mut filter = Filter {
        scope: directory.scope_id(&scope).ok_or_else(unknown)?,
        from: from.unwrap_or(Day(i32::MIN)),
        to: to.unwrap_or(Day(i32::MAX)),
        number,
        before,
        floor: 0,
        limit,
    };
    if !filter.has_few_days() {
        filter.floor = (before - WINDOW).max(0);
    }
    let mut entries = Vec::new();
    for kind in kinds {
        entries.extend(store::list_entries(&mut tx, *kind, &filter).await?);
    }
    tx.rollback().await?;
    let directory = state.directory.knowing(entries.iter().map(|entry| entry.outlet), &state.db).await?;
    Ok(Json(page(entries, &filter, &directory)))
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
    params: Params,
) -> Result<Json<DetailView>, ApiError> {
    params.finish()?;
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
    params: Params,
) -> Result<Json<DetailView>, ApiError> {
    params.finish()?;
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

fn page(mut entries: Vec<Entry>, filter: &Filter, directory: &Directory) -> LedgerPage {
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.event));
    let is_full = entries.len() >= filter.limit;
    entries.truncate(filter.limit);
    let next = match entries.last() {
        Some(last) if is_full => Some(last.event),
        _ => Some(filter.floor).filter(|floor| *floor > 0),
    };
    let sales = entries
        .iter()
        .filter_map(|entry| directory.outlet(entry.outlet).map(|outlet| RowView::of(entry, outlet)))
        .collect();
    LedgerPage { sales, next: next.map(|event| Cursor(event).to_string()) }
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
        .filter(|outlet| reader.may_see(&Scope::Outlet(outlet.code.clone()), &directory))
        .ok_or_else(unknown)?;
    let (lines, tender) = parts(&mut tx, &entry).await?;
    let timeline = timeline::list(&mut tx, &entry).await?;
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
        timeline,
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

/// The event before which a page begins. Opaque to callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cursor(i64);

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "e{:x}", self.0)
    }
}

impl std::str::FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.strip_prefix('e').ok_or(())?;
        let event = i64::from_str_radix(digits, 16).map_err(|_| ())?;
        if event > 0 && !digits.starts_with('+') { Ok(Self(event)) } else { Err(()) }
    }
}
