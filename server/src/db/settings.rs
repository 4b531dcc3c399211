//! What is kept once for the whole database: texts by name.

use super::{StoreError, Tx, on_engine};

/// The setting called `name`, if it was ever written.
pub async fn find(tx: &mut Tx, name: &str) -> Result<Option<String>, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_scalar::<_, String>(include_str!("sql/find_setting.sql"))
            .bind(name)
            .fetch_optional(connection)
            .await)
}

/// Writes a setting, whether or not there is one of that name.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/set_setting.sql"))
            .bind(name)
            .bind(value)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(())
}

/// Adds one to a setting that counts, which begins at one.
pub async fn increment(tx: &mut Tx, name: &str) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/increment_setting.sql"))
            .bind(name)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(())
}

/// Writes a setting that does not exist yet; one that does stays.
pub async fn insert_missing(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/insert_setting.sql"))
            .bind(name)
            .bind(value)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(())
}
