//! Reads what was sold in a range of days, by item, category, and hour of the week.

use app::analytics::{CategorySales, ItemSales, WeekHour};
use app::units::{Amount, Currency, Quantity};

use super::span::Span;
use crate::db::{StoreError, Tx, on_engine};

/// The `most` items of each currency with the highest amount, by currency, amount descending, code.
///
/// Reads a row for each day and item of the network, else for each outlet, day and item. Errors: [`StoreError`].
pub async fn rank_items(tx: &mut Tx, span: Span, most: i64) -> Result<Vec<ItemSales>, StoreError> {
    let (from, to) = span.bounds();
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, (String, String, Option<String>, String, i64, i64)>(include_str!("sql/rank_items.sql"))
            .bind(span.scope.0)
            .bind(from)
            .bind(to)
            .bind(most)
            .fetch_all(connection)
            .await)?;
    let sold = |(code, name, category, currency, qty, amount): (_, _, _, String, _, _)| {
        let currency = read_currency("item_days", &currency)?;
        Ok(ItemSales {
            code,
            name,
            category,
            currency,
            qty: Quantity(qty),
            amount: Amount::new(amount, currency),
        })
    };
    rows.into_iter().map(sold).collect()
}

/// Every category that anything was sold of, by currency, amount descending, name.
///
/// Reads as [`rank_items`] does. Errors: [`StoreError`].
pub async fn sum_categories(tx: &mut Tx, span: Span) -> Result<Vec<CategorySales>, StoreError> {
    let (from, to) = span.bounds();
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, (Option<String>, String, i64, i64, i64)>(include_str!("sql/sum_categories.sql"))
            .bind(span.scope.0)
            .bind(from)
            .bind(to)
            .fetch_all(connection)
            .await)?;
    let sold = |(category, currency, items, qty, amount): (_, String, _, _, _)| {
        let currency = read_currency("item_days", &currency)?;
        Ok(CategorySales {
            category,
            currency,
            items,
            qty: Quantity(qty),
            amount: Amount::new(amount, currency),
        })
    };
    rows.into_iter().map(sold).collect()
}

/// The hours of the week in which anything was sold, by currency, weekday, hour.
///
/// Reads a row for each day and hour. Errors: [`StoreError`].
pub async fn sum_week_hours(tx: &mut Tx, span: Span) -> Result<Vec<WeekHour>, StoreError> {
    let (from, to) = span.bounds();
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, (i64, i64, String, i64, i64)>(include_str!("sql/sum_week_hours.sql"))
            .bind(span.scope.0)
            .bind(from)
            .bind(to)
            .fetch_all(connection)
            .await)?;
    let hour_of = |(weekday, hour, currency, orders, gross): (i64, i64, String, _, _)| {
        let currency = read_currency("scope_hours", &currency)?;
        let corrupt = |_| StoreError::Corrupt { table: "scope_hours", column: "hour", id: span.scope.0 };
        Ok(WeekHour {
            weekday: weekday.try_into().map_err(corrupt)?,
            hour: hour.try_into().map_err(corrupt)?,
            currency,
            orders,
            gross: Amount::new(gross, currency),
        })
    };
    rows.into_iter().map(hour_of).collect()
}

fn read_currency(table: &'static str, text: &str) -> Result<Currency, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt { table, column: "currency", id: 0 })
}
