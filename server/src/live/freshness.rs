//! How complete a board is.

use app::live::Freshness;
use app::units::{Code, UnixMs};

use super::outlet_day::OutletDay;
use crate::organisation::Outlet;

/// Which of a scope's outlets have been heard, and when it sold last. A closed outlet is not expected to be heard.
pub(super) fn freshness<'a>(
    members: impl Iterator<Item = (&'a Outlet, &'a OutletDay)>,
    newest_sale_at: Option<UnixMs>,
) -> Freshness {
    let (mut expected, mut missing): (u32, Vec<Code>) = (0, Vec::new());
    for (outlet, day) in members {
        if day.is_expected && outlet.is_open {
            expected += 1;
            if !day.is_heard {
                missing.push(outlet.code.clone());
            }
        }
    }
    Freshness {
        newest_sale_at: newest_sale_at.map(|at| at.to_string()),
        outlets_expected: expected,
        outlets_heard: expected - u32::try_from(missing.len()).unwrap_or(expected),
        missing,
    }
}
