//! Reads the sums of days and hours.

use app::units::{Currency, Day, DayRange};
use sqlx::FromRow;

use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::ScopeId;
use crate::organisation::store::find_current_days;

/// What some days of one scope add up to in one currency. Cancelled entries are in none of the other figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RangeSums {
    pub currency: Currency,
    pub orders: i64,
    pub returns: i64,
    /// Cancelled sales.
    pub cancelled: i64,
    /// Minor units.
    pub gross: i64,
    /// Minor units, at or below zero.
    pub returned: i64,
}

/// What one hour of some days adds up to in one currency: sales that were not cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourSums {
    pub currency: Currency,
    pub orders: i64,
    /// Minor units.
    pub gross: i64,
}

#[derive(FromRow)]
struct SumsRow {
    currency: String,
    orders: i64,
    returns: i64,
    cancelled: i64,
    gross: i64,
    returned: i64,
}

/// Adds up the days of a scope: one row per currency that was ever recorded there.
///
/// Reads one row per day and currency, by the key of the summaries; of the current days one per outlet, and the entries of the day
/// where an outlet was ever moved. Ninety million entries of the largest total that is taken in fit into the sums.
/// Errors: [`StoreError`].
pub async fn sum_scope_days(
    tx: &mut Tx,
    scope: ScopeId,
    days: DayRange,
) -> Result<Vec<RangeSums>, StoreError> {
    let sql = match days {
        DayRange::Between { .. } => include_str!("sql/sum_scope_days.sql"),
        DayRange::Current => include_str!("sql/sum_current_days.sql"),
    };
    let Some((from, to)) = ends(tx, scope, days).await? else { return Ok(Vec::new()) };
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, SumsRow>(sql)
            .bind(scope.0)
            .bind(from)
            .bind(to)
            .fetch_all(connection)
            .await)?;
    rows.into_iter().map(|row| row.into_sums(scope)).collect()
}

/// Adds up one hour of the wall clock, 0–23, on the days of a scope: one row per currency.
///
/// Errors: [`StoreError`].
pub async fn sum_scope_hour(
    tx: &mut Tx,
    scope: ScopeId,
    days: DayRange,
    hour: u8,
) -> Result<Vec<HourSums>, StoreError> {
    let sql = match days {
        DayRange::Between { .. } => include_str!("sql/sum_scope_hour.sql"),
        DayRange::Current => include_str!("sql/sum_current_hour.sql"),
    };
    let Some((from, to)) = ends(tx, scope, days).await? else { return Ok(Vec::new()) };
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, (String, i64, i64)>(sql)
            .bind(scope.0)
            .bind(from)
            .bind(to)
            .bind(i64::from(hour))
            .fetch_all(connection)
            .await)?;
    let corrupt = |_| StoreError::Corrupt { table: "scope_hours", column: "currency", id: scope.0 };
    let sums = |(currency, orders, gross): (String, i64, i64)| {
        Ok(HourSums { currency: currency.parse().map_err(corrupt)?, orders, gross })
    };
    rows.into_iter().map(sums).collect()
}

/// First and last day; `None` where no outlet has begun one.
async fn ends(tx: &mut Tx, scope: ScopeId, days: DayRange) -> Result<Option<(i64, i64)>, StoreError> {
    let ends = match days {
        DayRange::Between { from, to } => (from.map_or(i64::MIN, number), to.map_or(i64::MAX, number)),
        DayRange::Current => match find_current_days(tx, scope).await? {
            Some((first, last)) => (number(first), number(last)),
            None => return Ok(None),
        },
    };
    Ok(Some(ends))
}

fn number(day: Day) -> i64 {
    day.0.into()
}

impl SumsRow {
    fn into_sums(self, scope: ScopeId) -> Result<RangeSums, StoreError> {
        let corrupt = |_| StoreError::Corrupt { table: "scope_days", column: "currency", id: scope.0 };
        Ok(RangeSums {
            currency: self.currency.parse().map_err(corrupt)?,
            orders: self.orders,
            returns: self.returns,
            cancelled: self.cancelled,
            gross: self.gross,
            returned: self.returned,
        })
    }
}
