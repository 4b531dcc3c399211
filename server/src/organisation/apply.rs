//! Makes the organisation what a file says: adds what is missing, changes what differs, leaves the rest alone.
//!
//! Nothing is ever removed, since sales refer to it; an outlet that is gone is closed with `is_open = false`. Applying
//! the same file again changes nothing.

use std::collections::HashMap;

use app::units::{Currency, Scope, UnixMs};
use serde::Serialize;

use super::file::{NamedCode, OrganisationFile, OutletEntry, entry_path};
use super::items::{self, NewItem};
use super::store::{self, DEFAULT_CURRENCY, NewOutlet};
use super::{Directory, OutletId, ScopeId, version};
use crate::db::{Db, StoreError, Tx, Urgency, settings};
use crate::events::{self, EventData, EventKind, NewEvent, Origin};
use crate::fields::{FieldProblem, Problems};

/// What applying a file did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Applied {
    pub regions: Counts,
    pub franchises: Counts,
    pub outlets: Counts,
    pub items: Counts,
}

/// Entries of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
}

/// Why a file was not applied. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    #[error("{}", .0.iter().map(FieldProblem::to_string).collect::<Vec<_>>().join("\n"))]
    Values(Vec<FieldProblem>),
    #[error("the organisation cannot be written")]
    Store(#[from] StoreError),
}

#[derive(Clone, Copy)]
enum Change {
    Added,
    Changed,
    Unchanged,
}

/// Applies `file` in one transaction and tells, by an `outlet.changed` event each, which outlets it added or changed.
///
/// Errors: outlets that name a region or franchise found neither in the file nor in the database, or no currency.
pub async fn apply(db: &Db, file: &OrganisationFile, now: UnixMs) -> Result<Applied, ApplyError> {
    let mut tx = db.write(Urgency::Foreground).await?;
    let directory = store::load_directory(&mut tx).await?;
    let changes_settings = apply_settings(&mut tx, &directory, file).await?;
    let mut applied = Applied::default();
    let mut ids = HashMap::new();
    for region in &file.regions {
        let scope = Scope::Region(region.code.clone());
        applied.regions.count(apply_scope(&mut tx, &directory, &mut ids, scope, region).await?);
    }
    for franchise in &file.franchises {
        let scope = Scope::Franchise(franchise.code.clone());
        applied.franchises.count(apply_scope(&mut tx, &directory, &mut ids, scope, franchise).await?);
    }
    let mut touched = Vec::new();
    for outlet in resolve(file, &directory, &ids).map_err(ApplyError::Values)? {
        let (id, change) = apply_outlet(&mut tx, &directory, &outlet, now).await?;
        applied.outlets.count(change);
        if !matches!(change, Change::Unchanged) {
            touched.push(id);
        }
    }
    // By code, as every writer makes them, whatever the file lists first: Postgres would let two wait for each other.
    let mut items: Vec<&NewItem> = file.items.iter().collect();
    items.sort_unstable_by(|a, b| a.code.cmp(&b.code));
    for item in items {
        applied.items.count(apply_item(&mut tx, item).await?);
    }
    if changes_settings || applied.changes_anything() {
        version::increment_version(&mut tx).await?;
    }
    for outlet in touched {
        append_changed(&mut tx, outlet, now).await?;
    }
    tx.commit().await?;
    Ok(applied)
}

/// Returns whether anything is other than it was.
async fn apply_settings(
    tx: &mut Tx,
    directory: &Directory,
    file: &OrganisationFile,
) -> Result<bool, StoreError> {
    let name = file.name.as_deref().filter(|name| directory.scope_name(&Scope::Network) != Some(*name));
    if let Some(name) = name {
        store::update_scope_name(tx, ScopeId::NETWORK, name).await?;
    }
    let currency = file.default_currency.filter(|_| file.default_currency != directory.default_currency());
    if let Some(currency) = currency {
        settings::set(tx, DEFAULT_CURRENCY, currency.code()).await?;
    }
    Ok(name.is_some() || currency.is_some())
}

async fn apply_scope(
    tx: &mut Tx,
    directory: &Directory,
    ids: &mut HashMap<Scope, ScopeId>,
    scope: Scope,
    wanted: &NamedCode,
) -> Result<Change, StoreError> {
    let (id, change) = match directory.scope_id(&scope) {
        None => (store::insert_scope(tx, &scope, &wanted.name).await?, Change::Added),
        Some(id) if directory.scope_name(&scope) == Some(&wanted.name) => (id, Change::Unchanged),
        Some(id) => {
            store::update_scope_name(tx, id, &wanted.name).await?;
            (id, Change::Changed)
        }
    };
    ids.insert(scope, id);
    Ok(change)
}

async fn apply_outlet(
    tx: &mut Tx,
    directory: &Directory,
    wanted: &NewOutlet,
    now: UnixMs,
) -> Result<(OutletId, Change), StoreError> {
    match directory.outlet_by_code(&wanted.code) {
        None => Ok((store::insert_outlet(tx, wanted).await?, Change::Added)),
        Some(outlet) if NewOutlet::from(outlet) == *wanted => Ok((outlet.id, Change::Unchanged)),
        Some(outlet) => {
            store::update_outlet(tx, outlet.id, wanted, now).await?;
            Ok((outlet.id, Change::Changed))
        }
    }
}

async fn apply_item(tx: &mut Tx, wanted: &NewItem) -> Result<Change, StoreError> {
    match items::find_item(tx, &wanted.code).await? {
        None => items::insert_item(tx, wanted).await.map(|_| Change::Added),
        Some(item) if NewItem::from(&item) == *wanted => Ok(Change::Unchanged),
        Some(item) => items::update_item(tx, item.id, wanted).await.map(|()| Change::Changed),
    }
}

async fn append_changed(tx: &mut Tx, outlet: OutletId, now: UnixMs) -> Result<(), StoreError> {
    let event = NewEvent {
        kind: EventKind::OutletChanged,
        outlet,
        at: now,
        origin: Origin::Live,
        data: EventData::OutletChanged {},
    };
    events::append(tx, &event).await.map(drop)
}

/// The outlets of `file` with the ids of where they stand: in the file itself (`ids`), else in the database.
fn resolve(
    file: &OrganisationFile,
    directory: &Directory,
    ids: &HashMap<Scope, ScopeId>,
) -> Result<Vec<NewOutlet>, Vec<FieldProblem>> {
    let find = |scope: &Scope| ids.get(scope).copied().or_else(|| directory.scope_id(scope));
    let default_currency = file.default_currency.or(directory.default_currency());
    let mut problems = Problems::default();
    let mut outlets = Vec::new();
    for (index, entry) in file.outlets.iter().enumerate() {
        let region = find(&Scope::Region(entry.region.clone()));
        let franchise = find(&Scope::Franchise(entry.franchise.clone()));
        let currency = entry.currency.or(default_currency);
        let mut missing = |field: &str, problem: &str, got: &dyn std::fmt::Display, want: &str| {
            let path = format!("{}.{field}", entry_path("outlets", index, entry.code.as_str()));
            problems.add(FieldProblem::new(path, problem, got, want));
        };
        if region.is_none() {
            missing(
                "region",
                "is unknown",
                &entry.region,
                "the code of a region of this file or of the database",
            );
        }
        if franchise.is_none() {
            missing(
                "franchise",
                "is unknown",
                &entry.franchise,
                "the code of a franchise of this file or of the database",
            );
        }
        if currency.is_none() {
            missing("currency", "is missing", &"", "a currency, or a default_currency for all outlets");
        }
        if let (Some(region), Some(franchise), Some(currency)) = (region, franchise, currency) {
            outlets.push(entry.placed(region, franchise, currency));
        }
    }
    let problems = problems.into_vec();
    if problems.is_empty() { Ok(outlets) } else { Err(problems) }
}

impl OutletEntry {
    fn placed(&self, region: ScopeId, franchise: ScopeId, currency: Currency) -> NewOutlet {
        NewOutlet {
            code: self.code.clone(),
            name: self.name.clone(),
            region,
            franchise,
            time_zone: self.time_zone,
            currency,
            country: self.country.clone(),
            cutoff_min: self.cutoff_min,
            opening_hours: self.opening_hours.clone(),
            is_open: self.is_open,
        }
    }
}

impl Applied {
    fn changes_anything(&self) -> bool {
        let Self { regions, franchises, outlets, items } = self;
        [regions, franchises, outlets, items].iter().any(|counts| counts.added + counts.changed > 0)
    }
}

impl Counts {
    fn count(&mut self, change: Change) {
        *match change {
            Change::Added => &mut self.added,
            Change::Changed => &mut self.changed,
            Change::Unchanged => &mut self.unchanged,
        } += 1;
    }
}
