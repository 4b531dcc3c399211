//! Reads the sums of days and hours.

use app::units::{Code, Currency, Day, DayRange, UnixMs};
use sqlx::FromRow;

use super::DaySums;
use super::verify::is_proved;
use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::store::find_current_days;
use crate::organisation::{OutletId, ScopeId};

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

/// An outlet's business day in one currency, with what does not add up counted for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DailyRow {
    pub outlet: OutletId,
    pub outlet_code: Code,
    pub day: Day,
    pub currency: Currency,
    pub sums: DaySums,
    /// Distinct identified customers of sales that were not cancelled.
    pub customers: i64,
    /// Code, name and thousandths of what was sold most; by code where two were sold as much.
    pub top_item: Option<(String, String, i64)>,
    pub refreshed_at: UnixMs,
    /// When the day was last found equal to the ledger; `None` where the row may have changed since.
    pub verified_at: Option<UnixMs>,
}

#[derive(FromRow)]
struct DailyColumns {
    outlet_id: i64,
    code: String,
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
    refreshed_at: i64,
    verified_at: Option<i64>,
    customers: i64,
    top_item: Option<String>,
    top_item_name: Option<String>,
    top_item_qty: Option<i64>,
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

/// The newest day from `from` to `to` on which anything happened anywhere.
pub async fn find_newest_summary_day(tx: &mut Tx, from: Day, to: Day) -> Result<Option<Day>, StoreError> {
    let day: Option<i64> = on_engine!(tx, connection =>
        sqlx::query_scalar(include_str!("sql/find_newest_summary_day.sql"))
            .bind(number(from))
            .bind(number(to))
            .fetch_one(connection)
            .await)?;
    let corrupt = |_| StoreError::Corrupt { table: "scope_days", column: "day", id: ScopeId::NETWORK.0 };
    day.map(|day| i32::try_from(day).map(Day).map_err(corrupt)).transpose()
}

/// At most `limit` rows of `day`, by code of the outlet and currency, of outlets that stand in `scope` now, after the row `after`.
pub async fn list_daily_summaries(
    tx: &mut Tx,
    scope: ScopeId,
    day: Day,
    after: Option<(&Code, Currency)>,
    limit: usize,
) -> Result<Vec<DailyRow>, StoreError> {
    let (code, currency) =
        after.map(|(code, currency)| (code.to_string(), currency.to_string())).unwrap_or_default();
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, DailyColumns>(include_str!("sql/list_daily_summaries.sql"))
            .bind(scope.0)
            .bind(number(day))
            .bind(&code)
            .bind(&currency)
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(connection)
            .await)?;
    rows.into_iter().map(|row| row.into_row(day)).collect()
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

impl DailyColumns {
    fn into_row(self, day: Day) -> Result<DailyRow, StoreError> {
        let corrupt = |table, column| StoreError::Corrupt { table, column, id: self.outlet_id };
        Ok(DailyRow {
            outlet: OutletId(self.outlet_id),
            outlet_code: self.code.parse().map_err(|_| corrupt("scopes", "code"))?,
            day,
            currency: self.currency.parse().map_err(|_| corrupt("scope_days", "currency"))?,
            sums: DaySums {
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
            },
            customers: self.customers,
            top_item: self
                .top_item
                .zip(self.top_item_name)
                .zip(self.top_item_qty)
                .map(|((code, name), qty)| (code, name, qty)),
            refreshed_at: UnixMs(self.refreshed_at),
            verified_at: self.verified_at.map(UnixMs).filter(|at| is_proved(UnixMs(self.refreshed_at), *at)),
        })
    }
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
