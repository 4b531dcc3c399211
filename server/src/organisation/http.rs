//! Lists the organisation for other programs: what the caller may see of it.

use app::units::{Code, Currency, Scope};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::items::{self, Item};
use super::{Directory, Outlet, ScopeId};
use crate::app::AppState;
use crate::error::ApiError;
use crate::keys::Reader;
use crate::paging::Paging;
use crate::query::Params;

/// A page of outlets.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutletsPage {
    pub outlets: Vec<OutletView>,
    /// To be sent as `after`; null at the end.
    pub next: Option<String>,
}

/// An outlet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OutletEntry)]
pub struct OutletView {
    #[schema(value_type = String, examples("mg-road"))]
    pub code: Code,
    pub name: String,
    /// Code of its region.
    #[schema(value_type = String)]
    pub region: Option<Code>,
    /// Code of its franchise.
    #[schema(value_type = String)]
    pub franchise: Option<Code>,
    /// ISO 4217.
    #[schema(value_type = String, examples("INR"))]
    pub currency: Currency,
    /// IANA name.
    #[schema(examples("Asia/Kolkata"))]
    pub time_zone: &'static str,
    /// ISO 3166-1, two letters.
    #[schema(examples("IN"))]
    pub country: Option<String>,
    /// Time of day at which its business day begins.
    #[schema(examples("04:00"))]
    pub cutoff: String,
    #[schema(examples("10:00-22:00", "Mo-Fr 10:00-22:00; Sa,Su 11:00-02:00"))]
    pub opening_hours: Option<String>,
    pub is_open: bool,
}

/// A page of regions.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionsPage {
    pub regions: Vec<GroupView>,
    /// To be sent as `after`; null at the end.
    pub next: Option<String>,
}

/// A page of franchises.
#[derive(Debug, Serialize, ToSchema)]
pub struct FranchisesPage {
    pub franchises: Vec<GroupView>,
    /// To be sent as `after`; null at the end.
    pub next: Option<String>,
}

/// A region or a franchise.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupEntry)]
pub struct GroupView {
    #[schema(value_type = String)]
    pub code: Code,
    pub name: String,
    /// How many of its outlets the caller may see.
    pub outlets: usize,
}

/// A page of items.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemsPage {
    pub items: Vec<ItemView>,
    /// To be sent as `after`; null at the end.
    pub next: Option<String>,
}

/// Something that is sold.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ItemEntry)]
pub struct ItemView {
    pub code: String,
    pub name: String,
    pub category: Option<String>,
    /// It was made by a sale of something unknown, and nobody has looked at it since.
    pub needs_review: bool,
}

/// `GET /api/v1/outlets?scope=&limit=&after=`.
#[utoipa::path(
    get,
    path = "/api/v1/outlets",
    tag = "organisation",
    params(
        ("scope" = Option<String>, Query, description = "network, region:CODE, franchise:CODE or outlet:CODE; the widest the caller may see when absent"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 500, description = "100 when absent"),
        ("after" = Option<String>, Query, description = "The next of an earlier answer"),
    ),
    responses((status = 200, description = "By code", body = OutletsPage)),
    security((), ("key" = [])),
)]
pub async fn list_outlets(
    State(state): State<AppState>,
    reader: Reader,
    mut params: Params,
) -> Result<Json<OutletsPage>, ApiError> {
    let (asked, paging) = (params.scope(), Paging::take(&mut params));
    params.finish()?;
    let directory = state.directory.current();
    let scope = reader.scope(asked.as_ref(), &directory)?;
    let outlets = directory.outlets_of(&scope);
    let rest = outlets.into_iter().filter(|outlet| outlet.code.as_str() > paging.after()).collect();
    let (outlets, next) = paging.page(rest, |outlet| outlet.code.as_str());
    let outlets = outlets.into_iter().map(|outlet| OutletView::of(outlet, &directory)).collect();
    Ok(Json(OutletsPage { outlets, next }))
}

/// `GET /api/v1/regions?limit=&after=`.
#[utoipa::path(
    get,
    path = "/api/v1/regions",
    tag = "organisation",
    params(
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 500, description = "100 when absent"),
        ("after" = Option<String>, Query, description = "The next of an earlier answer"),
    ),
    responses((status = 200, description = "By code", body = RegionsPage)),
    security((), ("key" = [])),
)]
pub async fn list_regions(
    State(state): State<AppState>,
    reader: Reader,
    params: Params,
) -> Result<Json<RegionsPage>, ApiError> {
    let is_region = |scope: &Scope| matches!(scope, Scope::Region(_));
    let (regions, next) =
        groups(&state.directory.current(), &reader, params, is_region, |outlet| outlet.region)?;
    Ok(Json(RegionsPage { regions, next }))
}

/// `GET /api/v1/franchises?limit=&after=`.
#[utoipa::path(
    get,
    path = "/api/v1/franchises",
    tag = "organisation",
    params(
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 500, description = "100 when absent"),
        ("after" = Option<String>, Query, description = "The next of an earlier answer"),
    ),
    responses((status = 200, description = "By code", body = FranchisesPage)),
    security((), ("key" = [])),
)]
pub async fn list_franchises(
    State(state): State<AppState>,
    reader: Reader,
    params: Params,
) -> Result<Json<FranchisesPage>, ApiError> {
    let is_franchise = |scope: &Scope| matches!(scope, Scope::Franchise(_));
    let (franchises, next) =
        groups(&state.directory.current(), &reader, params, is_franchise, |outlet| outlet.franchise)?;
    Ok(Json(FranchisesPage { franchises, next }))
}

/// `GET /api/v1/items?limit=&after=`. Items belong to the organisation: every caller sees all of them.
#[utoipa::path(
    get,
    path = "/api/v1/items",
    tag = "organisation",
    params(
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 500, description = "100 when absent"),
        ("after" = Option<String>, Query, description = "The next of an earlier answer"),
    ),
    responses((status = 200, description = "By code", body = ItemsPage)),
    security((), ("key" = [])),
)]
pub async fn list_items(
    State(state): State<AppState>,
    _: Reader,
    mut params: Params,
) -> Result<Json<ItemsPage>, ApiError> {
    let paging = Paging::take(&mut params);
    params.finish()?;
    let mut tx = state.db.read().await?;
    let items = items::list_items(&mut tx, paging.after(), paging.rows_to_read()).await?;
    tx.rollback().await?;
    let (items, next) = paging.page(items, |item| &item.code);
    Ok(Json(ItemsPage { items: items.into_iter().map(ItemView::from).collect(), next }))
}

/// A page of the groups of one kind that hold an outlet the caller may see; whoever sees the network sees empty ones too.
fn groups(
    directory: &Directory,
    reader: &Reader,
    mut params: Params,
    is_kind: impl Fn(&Scope) -> bool,
    group_of: impl Fn(&Outlet) -> ScopeId,
) -> Result<(Vec<GroupView>, Option<String>), ApiError> {
    let paging = Paging::take(&mut params);
    params.finish()?;
    let visible = directory.outlets_of(reader.reach());
    let mut found: Vec<GroupView> = directory
        .scopes()
        .filter(|named| is_kind(&named.scope))
        .filter_map(|named| {
            let code = named.scope.code()?.clone();
            let outlets = visible.iter().filter(|outlet| group_of(outlet) == named.id).count();
            Some(GroupView { code, name: named.name.clone(), outlets })
        })
        .filter(|group| group.outlets > 0 || *reader.reach() == Scope::Network)
        .filter(|group| group.code.as_str() > paging.after())
        .collect();
    found.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(paging.page(found, |group| group.code.as_str()))
}

impl OutletView {
    fn of(outlet: &Outlet, directory: &Directory) -> Self {
        let code_of = |id| directory.scope(id).and_then(Scope::code).cloned();
        Self {
            code: outlet.code.clone(),
            name: outlet.name.clone(),
            region: code_of(outlet.region),
            franchise: code_of(outlet.franchise),
            currency: outlet.currency,
            time_zone: outlet.time_zone.name(),
            country: outlet.country.clone(),
            cutoff: format!("{:02}:{:02}", outlet.cutoff_min / 60, outlet.cutoff_min % 60),
            opening_hours: outlet.opening_hours.clone(),
            is_open: outlet.is_open,
        }
    }
}

impl From<Item> for ItemView {
    fn from(item: Item) -> Self {
        let Item { code, name, category, needs_review, .. } = item;
        Self { code, name, category, needs_review }
    }
}
