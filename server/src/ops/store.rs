//! Reads of the database as a whole.

use crate::db::{StoreError, Tx, on_engine};

/// Bytes that the database takes up on disk, its log aside.
pub async fn find_size_bytes(tx: &mut Tx) -> Result<i64, StoreError> {
    on_engine!(tx, connection, sql = ("sql/find_size.sqlite.sql", "sql/find_size.postgres.sql") =>
        sqlx::query_scalar::<_, i64>(sql).fetch_one(connection).await)
}
