//! What pages may ask of the organisation.

use std::sync::Arc;

use app::error::PageError;
use app::organisation::api::OrganisationPort;
use app::organisation::{OutletFacts, OutletPlace, Place, Places};
use app::units::{Code, Scope, UnixMs};
use async_trait::async_trait;

use super::opening::first_opening;
use super::opening_hours::OpeningHours;
use super::{Directory, DirectoryHandle, Outlet, ScopeId, business_day};
use crate::clock::Clock;

/// Answers pages from the directory in memory.
pub struct OrganisationPages {
    pub directory: DirectoryHandle,
    pub clock: Arc<dyn Clock>,
}

#[async_trait]
impl OrganisationPort for OrganisationPages {
    async fn places(&self) -> Result<Places, PageError> {
        let directory = self.directory.current();
        Ok(places(&directory, UnixMs(self.clock.now_ms())))
    }

    async fn outlet(&self, code: &Code) -> Result<OutletFacts, PageError> {
        let directory = self.directory.current();
        let outlet = directory.outlet_by_code(code);
        outlet
            .and_then(|outlet| facts(&directory, outlet))
            .ok_or_else(|| PageError::NotFound(format!("There is no outlet {code}.")))
    }
}

/// Everything a reader may choose, as it is `now`.
#[must_use]
pub fn places(directory: &Directory, now: UnixMs) -> Places {
    let mut places = Places::default();
    for named in directory.scopes() {
        let list = match named.scope {
            Scope::Region(_) => &mut places.regions,
            Scope::Franchise(_) => &mut places.franchises,
            Scope::Network | Scope::Outlet(_) => continue,
        };
        list.extend(place(directory, named.id));
    }
    places.outlets = directory.outlets().filter_map(|outlet| outlet_place(directory, outlet, now)).collect();
    places.regions.sort_by(|a, b| a.name.cmp(&b.name));
    places.franchises.sort_by(|a, b| a.name.cmp(&b.name));
    places.outlets.sort_by(|a, b| a.name.cmp(&b.name));
    places
}

fn outlet_place(directory: &Directory, outlet: &Outlet, now: UnixMs) -> Option<OutletPlace> {
    Some(OutletPlace {
        code: outlet.code.clone(),
        name: outlet.name.clone(),
        region: directory.scope(outlet.region)?.code()?.clone(),
        franchise: directory.scope(outlet.franchise)?.code()?.clone(),
        currency: outlet.currency,
        utc_offset_min: business_day::place(now, outlet).utc_offset_min,
        cutoff_min: outlet.cutoff_min,
        is_open: outlet.is_open,
        opens_at_ms: first_opening(outlet, now).map(|opening| opening.0),
    })
}

/// Opening hours that an earlier version took as they came stay as they are.
fn for_people(hours: &str) -> String {
    hours.parse().map_or_else(|_| hours.to_owned(), |hours: OpeningHours| hours.to_string())
}

fn facts(directory: &Directory, outlet: &Outlet) -> Option<OutletFacts> {
    Some(OutletFacts {
        code: outlet.code.clone(),
        name: outlet.name.clone(),
        region: place(directory, outlet.region)?,
        franchise: place(directory, outlet.franchise)?,
        time_zone: outlet.time_zone.name().to_owned(),
        currency: outlet.currency,
        country: outlet.country.clone(),
        cutoff_min: outlet.cutoff_min,
        opening_hours: outlet.opening_hours.as_deref().map(for_people),
        is_open: outlet.is_open,
    })
}

/// A region or franchise with its name; `None` for an id that is neither.
fn place(directory: &Directory, id: ScopeId) -> Option<Place> {
    let scope = directory.scope(id)?;
    Some(Place { code: scope.code()?.clone(), name: directory.scope_name(scope)?.to_owned() })
}
