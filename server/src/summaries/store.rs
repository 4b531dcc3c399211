//! Reads the sums of days and hours.

use std::collections::HashMap;

use app::units::{Amount, Code, Currency, Day, DayRange, Quantity, UnixMs};
use sqlx::FromRow;

use super::DaySums;
use super::daily::Position;
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

/// What was sold of an item or a category in one currency: the lines of sales that were not cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GoodsSums {
    pub qty: Quantity,
    pub amount: Amount,
    pub currency: Currency,
}

/// Stands in the statements for a weekday that nobody asked for.
const ANY: i64 = -1;

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
    day: i64,
    currency: String,
    #[sqlx(flatten)]
    sums: DaySums,
    refreshed_at: i64,
    verified_at: Option<i64>,
    customers: i64,
    top_item: Option<String>,
    top_item_name: Option<String>,
    top_item_qty: Option<i64>,
}

#[derive(FromRow)]
struct DayColumns {
    day: i64,
    currency: String,
    #[sqlx(flatten)]
    sums: DaySums,
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

/// Adds up the days of a scope, or those of one weekday (0 is Monday): one row per currency that was ever recorded there.
///
/// Reads one row per day and currency, by the key of the summaries; of the current days one per outlet, and the entries of the day
/// where an outlet was ever moved. Ninety million entries of the largest total that is taken in fit into the sums.
/// Errors: [`StoreError`].
pub async fn sum_scope_days(
    tx: &mut Tx,
    scope: ScopeId,
    days: DayRange,
    weekday: Option<u8>,
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
            .bind(weekday.map_or(ANY, i64::from))
            .fetch_all(connection)
            .await)?;
    rows.into_iter().map(|row| row.into_sums(scope)).collect()
}

/// Adds up one hour of the wall clock, 0–23, on the days of a scope, or on those of one weekday: one row per currency.
///
/// Errors: [`StoreError`].
pub async fn sum_scope_hour(
    tx: &mut Tx,
    scope: ScopeId,
    days: DayRange,
    hour: u8,
    weekday: Option<u8>,
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
            .bind(weekday.map_or(ANY, i64::from))
            .fetch_all(connection)
            .await)?;
    let corrupt = |_| StoreError::Corrupt { table: "scope_hours", column: "currency", id: scope.0 };
    let sums = |(currency, orders, gross): (String, i64, i64)| {
        Ok(HourSums { currency: currency.parse().map_err(corrupt)?, orders, gross })
    };
    rows.into_iter().map(sums).collect()
}

/// Adds up the lines of one item, by its code, or of one category, by its name, on the days from `from` to `to`, by currency.
///
/// Of the outlets that stand in the scope now. Reads a row for each outlet, day and item; the network has rows of its own.
/// Errors: [`StoreError`].
pub async fn sum_goods(
    tx: &mut Tx,
    scope: ScopeId,
    (from, to): (Day, Day),
    item: Option<&str>,
    category: Option<&str>,
) -> Result<Vec<GoodsSums>, StoreError> {
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, (String, i64, i64)>(include_str!("sql/sum_goods.sql"))
            .bind(scope.0)
            .bind(number(from))
            .bind(number(to))
            .bind(item.unwrap_or_default())
            .bind(category.unwrap_or_default())
            .fetch_all(connection)
            .await)?;
    let corrupt = |_| StoreError::Corrupt { table: "item_days", column: "currency", id: scope.0 };
    let sums = |(currency, qty, amount): (String, i64, i64)| {
        let currency = currency.parse().map_err(corrupt)?;
        Ok(GoodsSums { qty: Quantity(qty), amount: Amount::new(amount, currency), currency })
    };
    rows.into_iter().map(sums).collect()
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
        sqlx::query_as::<_, DayColumns>(include_str!("sql/list_days_of_scope.sql"))
            .bind(scope.0)
            .bind(number(from))
            .bind(number(to))
            .fetch_all(connection)
            .await)?;
    rows.into_iter().map(|row| row.into_sums(scope)).collect()
}

/// The newest day from `from` to `to` on which an outlet that stands in `scope` now has a row, and how many outlets stand there.
///
/// One look into the key for each of them. Errors: [`StoreError`].
pub async fn find_newest_day(
    tx: &mut Tx,
    scope: ScopeId,
    from: Day,
    to: Day,
) -> Result<(Option<Day>, usize), StoreError> {
    let (day, outlets) = on_engine!(tx, connection =>
        sqlx::query_as::<_, (Option<i64>, i64)>(include_str!("sql/find_newest_day.sql"))
            .bind(scope.0)
            .bind(number(from))
            .bind(number(to))
            .fetch_one(connection)
            .await)?;
    let day = day.map(|day| parse_day(day, scope.0)).transpose()?;
    Ok((day, usize::try_from(outlets).unwrap_or_default()))
}

/// At most `limit` rows of the days from `from` to `to`, of outlets that stand in `scope` now: newest day first, then by code of the
/// outlet and currency, after the row `after`.
///
/// Reads each of these rows once, and for those it answers with the customers and items of their days. Errors: [`StoreError`].
pub async fn list_daily_summaries(
    tx: &mut Tx,
    scope: ScopeId,
    (from, to): (Day, Day),
    after: Option<&Position>,
    limit: usize,
) -> Result<Vec<DailyRow>, StoreError> {
    // Without a position: after a day that comes before all others in the list.
    let (day, code, currency) = after.map_or((i64::MAX, String::new(), String::new()), |after| {
        (number(after.day), after.outlet.to_string(), after.currency.to_string())
    });
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, DailyColumns>(include_str!("sql/list_daily_summaries.sql"))
            .bind(scope.0)
            .bind(number(from))
            .bind(number(to))
            .bind(day)
            .bind(&code)
            .bind(&currency)
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(connection)
            .await)?;
    rows.into_iter().map(DailyColumns::into_row).collect()
}

/// The day at which each outlet stands that is in `scope` now and has begun one. Errors: [`StoreError`].
pub async fn list_standing_days(tx: &mut Tx, scope: ScopeId) -> Result<HashMap<OutletId, Day>, StoreError> {
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, (i64, Option<i64>)>(include_str!("sql/list_standing_days.sql"))
            .bind(scope.0)
            .fetch_all(connection)
            .await)?;
    let begun = rows.into_iter().filter_map(|(outlet, day)| Some((outlet, day?)));
    begun.map(|(outlet, day)| Ok((OutletId(outlet), parse_day(day, outlet)?))).collect()
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

fn parse_day(day: i64, id: i64) -> Result<Day, StoreError> {
    i32::try_from(day).map(Day).map_err(|_| StoreError::Corrupt { table: "scope_days", column: "day", id })
}

fn number(day: Day) -> i64 {
    day.0.into()
}

impl DayColumns {
    fn into_sums(self, scope: ScopeId) -> Result<(Day, Currency, DaySums), StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "scope_days", column, id: scope.0 };
        Ok((
            parse_day(self.day, scope.0)?,
            self.currency.parse().map_err(|_| corrupt("currency"))?,
            self.sums,
        ))
    }
}

impl DailyColumns {
    fn into_row(self) -> Result<DailyRow, StoreError> {
        let corrupt = |table, column| StoreError::Corrupt { table, column, id: self.outlet_id };
        Ok(DailyRow {
            outlet: OutletId(self.outlet_id),
            outlet_code: self.code.parse().map_err(|_| corrupt("scopes", "code"))?,
            day: parse_day(self.day, self.outlet_id)?,
            currency: self.currency.parse().map_err(|_| corrupt("scope_days", "currency"))?,
            sums: self.sums,
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
