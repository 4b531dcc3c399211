//! Reads the summaries of a range of days.

use app::units::{Currency, Day};

use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::{OutletId, ScopeId};

/// What an outlet sold in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankedOutlet {
    pub outlet: OutletId,
    pub currency: Currency,
    pub orders: i64,
    /// Minor units.
    pub gross: i64,
}

/// The outlets of `scope` with the highest gross from `from` to `to`, `most` of each currency, by currency, then gross, then code.
///
/// Reads a row for each outlet and day. Errors: [`StoreError`].
pub async fn rank_outlets(
    tx: &mut Tx,
    scope: ScopeId,
    from: Day,
    to: Day,
    most: i64,
) -> Result<Vec<RankedOutlet>, StoreError> {
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, (i64, String, i64, i64)>(include_str!("sql/rank_outlets.sql"))
            .bind(scope.0)
            .bind(i64::from(from.0))
            .bind(i64::from(to.0))
            .bind(most)
            .fetch_all(connection)
            .await)?;
    let ranked = |(outlet, currency, orders, gross): (i64, String, i64, i64)| {
        Ok(RankedOutlet {
            outlet: OutletId(outlet),
            currency: currency.parse().map_err(|_| corrupt("currency", outlet))?,
            orders,
            gross,
        })
    };
    rows.into_iter().map(ranked).collect()
}

fn corrupt(column: &'static str, id: i64) -> StoreError {
    StoreError::Corrupt { table: "scope_days", column, id }
}
