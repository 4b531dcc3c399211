//! What an outlet is.

use app::units::{Code, Currency};
use chrono_tz::Tz;

/// A row of `scopes`: the network, a region, a franchise or an outlet. What figures are summed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// As given: an ISO 3166 code or a name.
    pub country: Option<String>,
    /// Minutes after midnight at which its business day begins, 0–720.
    pub cutoff_min: u16,
    /// Free text for people, such as `Mo-Su 10:00-02:00`.
    pub opening_hours: Option<String>,
    /// A closed outlet records nothing new.
    pub is_open: bool,
}
