//! Writes what other groups may want as well.

use sqlx::PgConnection;

use super::rows::column;
use crate::restatements;
use crate::sales::ingest::group::plan::Plan;
use crate::summaries::add;

/// Shared rows in one order of tables and keys: items, customers, restatements and the summaries, the
/// network's own days last. Whoever else writes some of them keeps to that order: `orders::place` items by code, then the
/// customer; `organisation::apply` items by code; `summaries::rebuild` the summaries.
pub(super) async fn write(connection: &mut PgConnection, plan: &Plan<'_>) -> sqlx::Result<()> {
    write_items(connection, plan).await?;
    write_customers(connection, plan).await?;
    write_restatements(connection, plan).await?;
    write_customer_days(connection, plan).await?;
    write_item_days(connection, plan).await?;
    write_scope_hours(connection, plan).await?;
    write_scope_days(connection, plan).await
}

async fn write_items(connection: &mut PgConnection, plan: &Plan<'_>) -> sqlx::Result<()> {
    if plan.items.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<_> = plan.items.iter().collect();
    rows.sort_unstable_by_key(|planned| planned.code);
    sqlx::query(include_str!("../../sql/insert_items.postgres.sql"))
        .bind(column(&rows, |planned| planned.item.id))
        .bind(column(&rows, |planned| planned.code))
        .bind(column(&rows, |planned| planned.item.name.as_str()))
        .bind(column(&rows, |planned| planned.item.category.as_deref()))
        .bind(column(&rows, |_| true))
        .execute(connection)
        .await
        .map(drop)
}

async fn write_customers(connection: &mut PgConnection, plan: &Plan<'_>) -> sqlx::Result<()> {
    if plan.customers.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<_> = plan.customers.iter().collect();
    rows.sort_unstable_by_key(|planned| planned.reference);
    sqlx::query(include_str!("../../sql/insert_customers.postgres.sql"))
        .bind(column(&rows, |planned| planned.customer.id))
        .bind(column(&rows, |planned| planned.reference))
        .bind(column(&rows, |planned| planned.customer.name.as_deref()))
        .bind(column(&rows, |planned| planned.customer.phone.as_deref()))
        .bind(column(&rows, |planned| planned.customer.email.as_deref()))
        .bind(column(&rows, |planned| planned.customer.is_company))
        .execute(connection)
        .await
        .map(drop)
}

async fn write_restatements(connection: &mut PgConnection, plan: &Plan<'_>) -> sqlx::Result<()> {
    let rows: Vec<_> = plan.restatements.rows().collect();
    if rows.is_empty() {
        return Ok(());
    }
    let mut query = sqlx::query(restatements::store::ADD_ALL)
        .bind(column(&rows, |(key, _)| key.outlet.0))
        .bind(column(&rows, |(key, _)| i64::from(key.day.0)))
        .bind(column(&rows, |(key, _)| key.currency.to_string()))
        .bind(column(&rows, |(key, _)| key.reason.as_str()))
        .bind(column(&rows, |(key, _)| i64::from(key.told_on.0)))
        .bind(column(&rows, |(_, restated)| restated.facts))
        .bind(plan.recorded_at.0);
    for measure in 0..rows[0].1.sums.columns().len() {
        query = query.bind(column(&rows, |(_, restated)| restated.sums.columns()[measure]));
    }
    query.execute(connection).await.map(drop)
}

async fn write_customer_days(connection: &mut PgConnection, plan: &Plan<'_>) -> sqlx::Result<()> {
    let rows = plan.additions.customers();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(add::postgres::CUSTOMER_DAYS)
        .bind(column(&rows, |(key, _)| key.outlet.0))
        .bind(column(&rows, |(key, _)| i64::from(key.day.0)))
        .bind(column(&rows, |(key, _)| key.customer))
        .bind(column(&rows, |(key, _)| key.currency.to_string()))
        .bind(column(&rows, |(_, sums)| sums.orders))
        .bind(column(&rows, |(_, sums)| sums.gross))
        .execute(connection)
        .await
        .map(drop)
}

async fn write_item_days(connection: &mut PgConnection, plan: &Plan<'_>) -> sqlx::Result<()> {
    let rows = plan.additions.items();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(add::postgres::ITEM_DAYS)
        .bind(column(&rows, |(key, _)| key.scope.scope().0))
        .bind(column(&rows, |(key, _)| i64::from(key.day.0)))
        .bind(column(&rows, |(key, _)| key.item))
        .bind(column(&rows, |(key, _)| key.currency.to_string()))
        .bind(column(&rows, |(_, sums)| sums.qty))
        .bind(column(&rows, |(_, sums)| sums.amount))
        .execute(connection)
        .await
        .map(drop)
}

async fn write_scope_hours(connection: &mut PgConnection, plan: &Plan<'_>) -> sqlx::Result<()> {
    let rows = plan.additions.hours();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(add::postgres::SCOPE_HOURS)
        .bind(column(&rows, |(key, _)| key.scope.scope().0))
        .bind(column(&rows, |(key, _)| i64::from(key.day.0)))
        .bind(column(&rows, |(key, _)| i64::from(key.hour)))
        .bind(column(&rows, |(key, _)| key.currency.to_string()))
        .bind(column(&rows, |(_, sums)| sums.orders))
        .bind(column(&rows, |(_, sums)| sums.gross))
        .execute(connection)
        .await
        .map(drop)
}

async fn write_scope_days(connection: &mut PgConnection, plan: &Plan<'_>) -> sqlx::Result<()> {
    let rows = plan.additions.days();
    if rows.is_empty() {
        return Ok(());
    }
    let mut query = sqlx::query(add::postgres::SCOPE_DAYS)
        .bind(column(&rows, |(key, _)| key.scope.scope().0))
        .bind(column(&rows, |(key, _)| i64::from(key.day.0)))
        .bind(column(&rows, |(key, _)| key.currency.to_string()));
    for measure in 0..rows[0].1.columns().len() {
        query = query.bind(column(&rows, |(_, sums)| sums.columns()[measure]));
    }
    query.bind(plan.recorded_at.0).execute(connection).await.map(drop)
}
