//! An outlet for tests.

use crate::organisation::{Outlet, OutletId, ScopeId};

/// An outlet in India that is open from ten to eleven at night.
pub(crate) fn outlet(code: &str, currency: &str) -> Outlet {
    Outlet {
        id: OutletId(5),
        code: code.parse().expect("a code"),
        name: code.to_owned(),
        region: ScopeId(2),
        franchise: ScopeId(3),
        time_zone: chrono_tz::Asia::Kolkata,
        currency: currency.parse().expect("a currency"),
        country: None,
        cutoff_min: 0,
        opening_hours: Some("Mo-Su 10:00-23:00".to_owned()),
        is_open: true,
    }
}
