//! Scopes and outlets in the database.

use app::units::{Code, Currency, Day, Scope, UnixMs};
use chrono_tz::Tz;
use sqlx::FromRow;

use super::directory::NamedScope;
use super::{Directory, Membership, Outlet, OutletId, ScopeId};
use crate::db::{StoreError, Tx, on_engine, settings};

/// The code of the region and of the franchise in which outlets stand that an import made.
const UNASSIGNED: &str = "unassigned";
/// The setting that holds the currency of outlets that name none.
pub const DEFAULT_CURRENCY: &str = "default_currency";

/// An outlet without an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOutlet {
    pub code: Code,
    pub name: String,
    pub region: ScopeId,
    pub franchise: ScopeId,
    pub time_zone: Tz,
    pub currency: Currency,
    pub country: Option<String>,
    /// Minutes after midnight, 0–720.
    pub cutoff_min: u16,
    pub opening_hours: Option<String>,
    pub is_open: bool,
}

impl From<&Outlet> for NewOutlet {
    fn from(outlet: &Outlet) -> Self {
        Self {
            code: outlet.code.clone(),
            name: outlet.name.clone(),
            region: outlet.region,
            franchise: outlet.franchise,
            time_zone: outlet.time_zone,
            currency: outlet.currency,
            country: outlet.country.clone(),
            cutoff_min: outlet.cutoff_min,
            opening_hours: outlet.opening_hours.clone(),
            is_open: outlet.is_open,
        }
    }
}

#[derive(FromRow)]
struct ScopeRow {
    id: i64,
    kind: String,
    code: String,
    name: String,
}

#[derive(FromRow)]
struct OutletRow {
    outlet_id: i64,
    code: String,
    name: String,
    region_id: i64,
    franchise_id: i64,
    time_zone: String,
    currency: String,
    country: Option<String>,
    cutoff_min: i64,
    opening_hours: Option<String>,
    is_open: bool,
}

/// The whole organisation. Errors: [`StoreError::Corrupt`] for a row that names no scope, zone or currency.
pub async fn load_directory(tx: &mut Tx) -> Result<Directory, StoreError> {
    let scopes = on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, ScopeRow>(include_str!("sql/list_scopes.sql")).fetch_all(connection).await)?;
    let outlets = on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, OutletRow>(include_str!("sql/list_outlets.sql")).fetch_all(connection).await)?;
    let former = on_engine!(&mut *tx, connection =>
        sqlx::query_as::<_, (i64, i64, i64)>(include_str!("sql/list_former_memberships.sql"))
            .fetch_all(connection)
            .await)?;
    let former = former.into_iter().map(|(outlet, region, franchise)| {
        (OutletId(outlet), Membership { region: ScopeId(region), franchise: ScopeId(franchise) })
    });
    let currency = settings::find(tx, DEFAULT_CURRENCY).await?;
    let currency =
        currency.map(|code| code.parse().map_err(|_| corrupt("settings", "value", 0))).transpose()?;
    let scopes = scopes.into_iter().map(ScopeRow::into_scope).collect::<Result<_, _>>()?;
    let outlets = outlets.into_iter().map(OutletRow::into_outlet).collect::<Result<_, _>>()?;
    Ok(Directory::new(scopes, outlets, currency).with_former(former))
}

/// The earliest and the latest of the days at which the outlets of `scope` stand, as its board counts them; `None` before any of
/// them has begun one. Errors: [`StoreError`].
pub async fn find_current_days(tx: &mut Tx, scope: ScopeId) -> Result<Option<(Day, Day)>, StoreError> {
    let (first, last) = on_engine!(tx, connection =>
        sqlx::query_as::<_, (Option<i64>, Option<i64>)>(include_str!("sql/find_current_days.sql"))
            .bind(scope.0)
            .fetch_one(connection)
            .await)?;
    let day = |day: i64| i32::try_from(day).map(Day).map_err(|_| corrupt("day_starts", "day", day));
    first.zip(last).map(|(first, last)| Ok((day(first)?, day(last)?))).transpose()
}

/// Inserts a region or a franchise, or an outlet's own scope. Errors: a conflict when its code is taken.
pub async fn insert_scope(tx: &mut Tx, scope: &Scope, name: &str) -> Result<ScopeId, StoreError> {
    let (kind, code) = parts_of(scope);
    on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/insert_scope.sql"))
            .bind(kind)
            .bind(code)
            .bind(name)
            .fetch_one(connection)
            .await)
    .map(ScopeId)
}

/// Inserts an outlet together with its scope. Errors: a conflict when its code is taken.
pub async fn insert_outlet(tx: &mut Tx, outlet: &NewOutlet) -> Result<OutletId, StoreError> {
    let id = insert_scope(tx, &Scope::Outlet(outlet.code.clone()), &outlet.name).await?;
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/insert_outlet.sql"))
            .bind(id.0)
            .bind(outlet.region.0)
            .bind(outlet.franchise.0)
            .bind(outlet.time_zone.name())
            .bind(outlet.currency.code())
            .bind(outlet.country.as_deref())
            .bind(i64::from(outlet.cutoff_min))
            .bind(outlet.opening_hours.as_deref())
            .bind(outlet.is_open)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(OutletId(id.0))
}

/// Gives the outlet `id` the fields of `outlet`, its name included; its code stays.
///
/// Where it belonged until `now` is kept, since what was recorded there stays there.
pub async fn update_outlet(
    tx: &mut Tx,
    id: OutletId,
    outlet: &NewOutlet,
    now: UnixMs,
) -> Result<(), StoreError> {
    update_scope_name(tx, id.into(), &outlet.name).await?;
    on_engine!(&mut *tx, connection =>
        sqlx::query(include_str!("sql/insert_former_membership.sql"))
            .bind(id.0)
            .bind(outlet.region.0)
            .bind(outlet.franchise.0)
            .bind(now.0)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_outlet.sql"))
            .bind(id.0)
            .bind(outlet.region.0)
            .bind(outlet.franchise.0)
            .bind(outlet.time_zone.name())
            .bind(outlet.currency.code())
            .bind(outlet.country.as_deref())
            .bind(i64::from(outlet.cutoff_min))
            .bind(outlet.opening_hours.as_deref())
            .bind(outlet.is_open)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(())
}

/// Renames a scope.
pub async fn update_scope_name(tx: &mut Tx, id: ScopeId, name: &str) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_scope_name.sql"))
            .bind(id.0)
            .bind(name)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(())
}

/// Where outlets stand that nobody has placed: the region and the franchise `unassigned`, made when first needed.
pub async fn unassigned(tx: &mut Tx) -> Result<(ScopeId, ScopeId), StoreError> {
    let code: Code = UNASSIGNED.parse().expect("the code is written here");
    let region = ensure_scope(tx, &Scope::Region(code.clone()), "Unassigned").await?;
    let franchise = ensure_scope(tx, &Scope::Franchise(code), "Unassigned").await?;
    Ok((region, franchise))
}

/// The id of a scope, which is made with `name` where it is missing. An existing one keeps its name.
pub async fn ensure_scope(tx: &mut Tx, scope: &Scope, name: &str) -> Result<ScopeId, StoreError> {
    match find_scope(tx, scope).await? {
        Some(id) => Ok(id),
        None => insert_scope(tx, scope, name).await,
    }
}

/// The id of a scope.
pub async fn find_scope(tx: &mut Tx, scope: &Scope) -> Result<Option<ScopeId>, StoreError> {
    let (kind, code) = parts_of(scope);
    let id = on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/find_scope.sql"))
            .bind(kind)
            .bind(code)
            .fetch_optional(connection)
            .await)?;
    Ok(id.map(ScopeId))
}

/// How a scope stands in the table: its kind and its code.
fn parts_of(scope: &Scope) -> (&'static str, &str) {
    match scope {
        Scope::Network => ("network", "network"),
        Scope::Region(code) => ("region", code.as_str()),
        Scope::Franchise(code) => ("franchise", code.as_str()),
        Scope::Outlet(code) => ("outlet", code.as_str()),
    }
}

fn corrupt(table: &'static str, column: &'static str, id: i64) -> StoreError {
    StoreError::Corrupt { table, column, id }
}

impl ScopeRow {
    fn into_scope(self) -> Result<NamedScope, StoreError> {
        let code = || self.code.parse::<Code>().map_err(|_| corrupt("scopes", "code", self.id));
        let scope = match self.kind.as_str() {
            "network" => Scope::Network,
            "region" => Scope::Region(code()?),
            "franchise" => Scope::Franchise(code()?),
            "outlet" => Scope::Outlet(code()?),
            _ => return Err(corrupt("scopes", "kind", self.id)),
        };
        Ok(NamedScope { id: ScopeId(self.id), scope, name: self.name })
    }
}

impl OutletRow {
    fn into_outlet(self) -> Result<Outlet, StoreError> {
        let corrupt = |column| corrupt("outlets", column, self.outlet_id);
        Ok(Outlet {
            id: OutletId(self.outlet_id),
            code: self.code.parse().map_err(|_| corrupt("code"))?,
            region: ScopeId(self.region_id),
            franchise: ScopeId(self.franchise_id),
            time_zone: self.time_zone.parse().map_err(|_| corrupt("time_zone"))?,
            currency: self.currency.parse().map_err(|_| corrupt("currency"))?,
            cutoff_min: u16::try_from(self.cutoff_min).map_err(|_| corrupt("cutoff_min"))?,
            name: self.name,
            country: self.country,
            opening_hours: self.opening_hours,
            is_open: self.is_open,
        })
    }
}
