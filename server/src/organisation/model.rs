//! What an outlet is.

use app::units::{Code, Currency};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A row of `scopes`: the network, a region, a franchise or an outlet. What figures are summed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScopeId(pub i64);

/// The scope id of an outlet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutletId(pub i64);

impl ScopeId {
    /// The whole organisation.
    pub const NETWORK: Self = Self(1);
}

impl From<OutletId> for ScopeId {
    fn from(outlet: OutletId) -> Self {
        Self(outlet.0)
    }
}

/// The region and the franchise that an outlet belongs to, or belonged to at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Membership {
    pub region: ScopeId,
    pub franchise: ScopeId,
}

impl Membership {
    /// Whether what happened at `outlet` while it stood here belongs to `scope`.
    #[must_use]
    pub fn is_within(self, outlet: OutletId, scope: ScopeId) -> bool {
        self.scopes_of(outlet).contains(&scope)
    }

    /// The four scopes that what happens at `outlet` belongs to.
    #[must_use]
    pub fn scopes_of(self, outlet: OutletId) -> [ScopeId; 4] {
        [ScopeId::NETWORK, self.region, self.franchise, outlet.into()]
    }
}

impl Outlet {
    /// Where it belongs at present.
    #[must_use]
    pub fn membership(&self) -> Membership {
        Membership { region: self.region, franchise: self.franchise }
    }
}

/// A shop, with everything needed to place its sales.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlet {
    pub id: OutletId,
    pub code: Code,
    pub name: String,
    pub region: ScopeId,
    pub franchise: ScopeId,
    pub time_zone: Tz,
    /// In which it usually sells; a sale may name another.
    pub currency: Currency,
    /// ISO 3166-1 alpha-2, such as `IN`.
    pub country: Option<String>,
    /// Minutes after midnight at which its business day begins, 0–720.
    pub cutoff_min: u16,
    /// As the organisation file tells them ([`super::opening_hours`]), such as `Mo-Su 10:00-02:00`.
    pub opening_hours: Option<String>,
    /// A closed outlet records nothing new.
    pub is_open: bool,
}
