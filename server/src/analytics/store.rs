//! Reads the summaries of a range of days.

use app::units::{Currency, Day};
use sqlx::FromRow;

use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::{OutletId, ScopeId};
use crate::summaries::DaySums;

/// What an outlet sold in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankedOutlet {
    pub outlet: OutletId,
    pub currency: Currency,
    pub orders: i64,
    /// Minor units.
    pub gross: i64,
}

#[derive(FromRow)]
struct DayRow {
    day: i64,
    currency: String,
    orders: i64,
    gross: i64,
    tax: i64,
    discount: i64,
    qty: i64,
    returns: i64,
    returned: i64,
    returned_tax: i64,
    returned_qty: i64,
    cancelled: i64,
    cancelled_amount: i64,
}

/// The sums of a scope on each day from `from` to `to` that has any, by day and currency.
///
/// Reads one row for each, by the key. Errors: [`StoreError`].
pub async fn list_days_of_scope(
    tx: &mut Tx,
    scope: ScopeId,
    from: Day,
    to: Day,
) -> Result<Vec<(Day, Currency, DaySums)>, StoreError> {
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, DayRow>(include_str!("sql/list_days_of_scope.sql"))
            .bind(scope.0)
            .bind(i64::from(from.0))
            .bind(i64::from(to.0))
            .fetch_all(connection)
            .await)?;
    rows.into_iter().map(|row| row.into_sums(scope)).collect()
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

impl DayRow {
    fn into_sums(self, scope: ScopeId) -> Result<(Day, Currency, DaySums), StoreError> {
        let day = i32::try_from(self.day).map(Day).map_err(|_| corrupt("day", scope.0))?;
        let currency = self.currency.parse().map_err(|_| corrupt("currency", scope.0))?;
        let sums = DaySums {
            orders: self.orders,
            gross: self.gross,
            tax: self.tax,
            discount: self.discount,
            qty: self.qty,
            returns: self.returns,
            returned: self.returned,
            returned_tax: self.returned_tax,
            returned_qty: self.returned_qty,
            cancelled: self.cancelled,
            cancelled_amount: self.cancelled_amount,
        };
        Ok((day, currency, sums))
    }
}

fn corrupt(column: &'static str, id: i64) -> StoreError {
    StoreError::Corrupt { table: "scope_days", column, id }
}
