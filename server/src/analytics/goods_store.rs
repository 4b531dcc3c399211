//! Reads what was sold in a range of days, by item, category, and hour of the week.

use std::collections::HashMap;

use app::analytics::{CategorySales, ItemSales, WeekHour};
use app::units::{Amount, Quantity};
use sqlx::FromRow;

use super::columns::{ColumnStore, WeekHourSums};
use super::span::Span;
use super::store::{json_of_rows, read_currency};
use crate::db::{Db, StoreError, Tx, on_engine};
use crate::organisation::ScopeId;
use crate::summaries::rebuild::Summary;

#[derive(FromRow)]
struct ItemName {
    id: i64,
    code: String,
    name: String,
    category: Option<String>,
}

/// The `most` items of each currency with the highest amount, by currency, amount descending, code.
///
/// The network's are added up in the columns; of any other scope a row is read for each outlet, day and item. Errors: [`StoreError`].
pub async fn rank_items(
    db: &Db,
    columns: &ColumnStore,
    span: Span,
    most: usize,
) -> Result<Vec<ItemSales>, StoreError> {
    if span.scope == ScopeId::NETWORK {
        return rank_network_items(db, columns, span, most).await;
    }
    let mut tx = db.read().await?;
    let items = rank_items_of(&mut tx, span, i64::try_from(most).unwrap_or(i64::MAX)).await?;
    tx.rollback().await?;
    Ok(items)
}

async fn rank_network_items(
    db: &Db,
    columns: &ColumnStore,
    span: Span,
    most: usize,
) -> Result<Vec<ItemSales>, StoreError> {
    let Span { from, to, .. } = span;
    let ranked = columns.ask(Summary::ItemDays, move |columns| columns.rank_items(from, to, most)).await?;
    let ranked = ranked.map_err(|_| corrupt("amount", 0))?;
    let mut tx = db.read().await?;
    let names = list_named_items(&mut tx, &json_of_rows(ranked.iter().map(|ranked| ranked.item))).await?;
    tx.rollback().await?;
    let mut items = Vec::new();
    for ranked in ranked.chunk_by(|one, other| one.currency == other.currency) {
        let named = ranked.iter().map(|ranked| {
            // An item is there before any row of it, and stays.
            let name =
                names.get(&i64::from(ranked.item)).ok_or_else(|| corrupt("item_id", ranked.item.into()))?;
            Ok(ItemSales {
                code: name.code.clone(),
                name: name.name.clone(),
                category: name.category.clone(),
                currency: ranked.currency,
                qty: Quantity(ranked.qty),
                amount: Amount::new(ranked.amount, ranked.currency),
            })
        });
        let mut named = named.collect::<Result<Vec<_>, StoreError>>()?;
        named.sort_by(|one, other| {
            other.amount.minor.cmp(&one.amount.minor).then_with(|| one.code.cmp(&other.code))
        });
        named.truncate(most);
        items.extend(named);
    }
    Ok(items)
}

async fn list_named_items(tx: &mut Tx, rows: &str) -> Result<HashMap<i64, ItemName>, StoreError> {
    let rows = on_engine!(tx, connection, sql = ("sql/list_named_items.sqlite.sql", "sql/list_named_items.postgres.sql") =>
        sqlx::query_as::<_, ItemName>(sql).bind(rows).fetch_all(connection).await)?;
    Ok(rows.into_iter().map(|name| (name.id, name)).collect())
}

async fn rank_items_of(tx: &mut Tx, span: Span, most: i64) -> Result<Vec<ItemSales>, StoreError> {
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
/// Of an outlet a row is read for each day and hour; those of other scopes are in the columns. Errors: [`StoreError`]; `Corrupt` for
/// rows that add up to more than any ledger holds.
pub async fn sum_week_hours(db: &Db, columns: &ColumnStore, span: Span) -> Result<Vec<WeekHour>, StoreError> {
    let Some(hours) = columns.ask(Summary::ScopeHours, move |columns| columns.sum_week_hours(span)).await??
    else {
        let mut tx = db.read().await?;
        let hours = sum_outlet_week_hours(&mut tx, span).await?;
        tx.rollback().await?;
        return Ok(hours);
    };
    let hour_of = |hour: WeekHourSums| WeekHour {
        weekday: hour.weekday,
        hour: hour.hour,
        currency: hour.currency,
        orders: hour.sums.orders,
        gross: Amount::new(hour.sums.gross, hour.currency),
    };
    Ok(hours.into_iter().map(hour_of).collect())
}

async fn sum_outlet_week_hours(tx: &mut Tx, span: Span) -> Result<Vec<WeekHour>, StoreError> {
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

fn corrupt(column: &'static str, id: i64) -> StoreError {
    StoreError::Corrupt { table: "item_days", column, id }
}
