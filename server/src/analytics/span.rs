//! What every question of this feature is about.

use app::units::Day;

use crate::organisation::ScopeId;

/// The business days of a scope from the first to the last, both inclusive.
///
/// Its totals are of the sales that were made in the scope; customers, items and outlets are read from the outlets that stand in it now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    pub scope: ScopeId,
    pub from: Day,
    pub to: Day,
}

impl Span {
    /// How many days it has.
    #[must_use]
    pub fn days(&self) -> i32 {
        self.to.0 - self.from.0 + 1
    }

    /// Days as they are bound to a statement.
    pub(super) fn bounds(&self) -> (i64, i64) {
        (self.from.0.into(), self.to.0.into())
    }
}
