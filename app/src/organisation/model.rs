//! What part of the network there is to look at.

use serde::{Deserialize, Serialize};

use crate::units::{Code, Currency, Scope, UnixMs};

/// Everything a reader may choose as a scope, sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    pub regions: Vec<Place>,
    pub franchises: Vec<Place>,
    pub outlets: Vec<OutletPlace>,
}

/// A region or a franchise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub code: Code,
    pub name: String,
}

/// An outlet, as far as every page needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutletPlace {
    pub code: Code,
    pub name: String,
    pub region: Code,
    pub franchise: Code,
    pub currency: Currency,
    /// Minutes east of UTC at the moment of the answer; a page that stays open has to ask again.
    pub utc_offset_min: i32,
    /// Wall-clock minute of the day at which its business day ends.
    pub cutoff_min: u16,
    /// Closed ones sell no more; their past stays.
    pub is_open: bool,
    /// Unix milliseconds of the first opening on its business day at the moment of the answer, or on a later one after a day of
    /// rest; `None` where it tells no opening hours.
    pub opens_at_ms: Option<i64>,
}

/// What is known of one outlet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutletFacts {
    pub code: Code,
    pub name: String,
    pub region: Place,
    pub franchise: Place,
    /// IANA name.
    pub time_zone: String,
    pub currency: Currency,
    /// ISO 3166 code.
    pub country: Option<String>,
    /// Wall-clock minute of the day at which its business day ends.
    pub cutoff_min: u16,
    /// For people to read.
    pub opening_hours: Option<String>,
    pub is_open: bool,
}

impl Places {
    /// The outlet's name; its code while the name is not known here.
    pub fn outlet_name<'a>(&'a self, code: &'a Code) -> &'a str {
        self.outlets.iter().find(|outlet| outlet.code == *code).map_or(code.as_str(), |outlet| &outlet.name)
    }

    /// The outlets that at `at` have yet to open for the first time on their business day, by code.
    pub fn yet_to_open(&self, at: UnixMs) -> Vec<Code> {
        let is_later =
            |outlet: &&OutletPlace| outlet.opens_at_ms.is_some_and(|opens_at_ms| at.0 < opens_at_ms);
        let mut codes: Vec<Code> =
            self.outlets.iter().filter(is_later).map(|outlet| outlet.code.clone()).collect();
        codes.sort_unstable();
        codes
    }

    /// The name of a scope; `None` for one that does not exist or is outside the reader's rights.
    pub fn scope_name(&self, scope: &Scope) -> Option<&str> {
        let named = |places: &'_ [Place], code: &Code| places.iter().position(|place| place.code == *code);
        match scope {
            Scope::Network => Some("Whole network"),
            Scope::Region(code) => named(&self.regions, code).map(|at| self.regions[at].name.as_str()),
            Scope::Franchise(code) => {
                named(&self.franchises, code).map(|at| self.franchises[at].name.as_str())
            }
            Scope::Outlet(code) => {
                self.outlets.iter().find(|outlet| outlet.code == *code).map(|outlet| outlet.name.as_str())
            }
        }
    }

    /// What a scope is called; as addresses write it where its name is not known, so that nobody takes it for another.
    #[cfg(feature = "ssr")]
    pub fn scope_label(&self, scope: &Scope) -> String {
        self.scope_name(scope).map_or_else(|| scope.to_string(), str::to_owned)
    }

    /// The outlets that belong to a scope.
    pub fn outlets_of<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = &'a OutletPlace> {
        self.outlets.iter().filter(move |outlet| match scope {
            Scope::Network => outlet.is_open,
            Scope::Region(code) => outlet.is_open && outlet.region == *code,
            Scope::Franchise(code) => outlet.is_open && outlet.franchise == *code,
            Scope::Outlet(code) => outlet.code == *code,
        })
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_scope_of_no_known_name_is_never_taken_for_the_network() {
        let scope: Scope = "outlet:mg-road".parse().unwrap();
        assert_eq!(Places::default().scope_label(&scope), "outlet:mg-road");
        assert_eq!(Places::default().scope_label(&Scope::Network), "Whole network");
    }
}
