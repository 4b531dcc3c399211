//! Computes the summaries from the ledger alone.

use app::units::{Day, UnixMs};

use crate::db::{StoreError, Tx, on_engine};

/// Deletes, then computes, the rows of one business day of every scope, or with `None` those of all days.
///
/// `tx` is a writing transaction; nobody sees the rows missing. `now` is what the rows say of when they changed. One day takes
/// milliseconds; all days take as long as the ledger is, and hold back every other writer of the embedded database meanwhile.
/// Errors: [`StoreError`].
pub async fn rebuild(tx: &mut Tx, day: Option<Day>, now: UnixMs) -> Result<(), StoreError> {
    let day = day.map(|day| i64::from(day.0));
    execute(tx, include_str!("sql/delete_scope_days.sql"), day).await?;
    on_engine!(&mut *tx, connection =>
        sqlx::query(include_str!("sql/rebuild_scope_days.sql"))
            .bind(day)
            .bind(now.0)
            .execute(connection)
            .await
            .map(drop))?;
    for sql in [
        include_str!("sql/delete_scope_hours.sql"),
        include_str!("sql/rebuild_scope_hours.sql"),
        include_str!("sql/delete_item_days.sql"),
        include_str!("sql/rebuild_item_days.sql"),
        include_str!("sql/delete_customer_days.sql"),
        include_str!("sql/rebuild_customer_days.sql"),
    ] {
        execute(tx, sql, day).await?;
    }
    Ok(())
}

async fn execute(tx: &mut Tx, sql: &'static str, day: Option<i64>) -> Result<(), StoreError> {
    on_engine!(tx, connection => sqlx::query(sql).bind(day).execute(connection).await.map(drop))
}
