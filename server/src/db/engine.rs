//! One body, expanded once for each native driver.

use sqlx::{PgConnection, SqliteConnection};

/// The connection of a transaction, by its engine. Met in [`on_engine!`](crate::db::on_engine) only.
#[derive(Debug)]
pub enum Engine<'tx> {
    Sqlite(&'tx mut SqliteConnection),
    Postgres(&'tx mut PgConnection),
}

/// Runs one expression on the native connection of a [`Tx`](crate::db::Tx), whichever engine it has.
///
/// The expression is compiled twice, so rows are read by `#[derive(FromRow)]` and placeholders are `$1` on both sides.
/// Yields `Result<_, StoreError>`, so both expansions must have one type: a statement without rows ends in
/// `.map(|done| done.rows_affected())`. Where a statement truly differs, name both texts:
///
/// ```ignore
/// on_engine!(tx, connection => sqlx::query_as::<_, ItemRow>(include_str!("sql/list_items.sql")).fetch_all(connection).await)?;
/// on_engine!(tx, connection, sql = ("sql/a.sqlite.sql", "sql/a.postgres.sql") => sqlx::query_scalar::<_, i64>(sql).fetch_one(connection).await)?;
/// ```
#[macro_export]
macro_rules! on_engine {
    ($tx:expr, $connection:ident => $body:expr) => {
        match $crate::db::Tx::engine($tx) {
            $crate::db::Engine::Sqlite($connection) => $body.map_err($crate::db::StoreError::from),
            $crate::db::Engine::Postgres($connection) => $body.map_err($crate::db::StoreError::from),
        }
    };
    ($tx:expr, $connection:ident, $sql:ident = ($sqlite:literal, $postgres:literal) => $body:expr) => {
        match $crate::db::Tx::engine($tx) {
            $crate::db::Engine::Sqlite($connection) => {
                let $sql = include_str!($sqlite);
                $body.map_err($crate::db::StoreError::from)
            }
            $crate::db::Engine::Postgres($connection) => {
                let $sql = include_str!($postgres);
                $body.map_err($crate::db::StoreError::from)
            }
        }
    };
}

pub use crate::on_engine;
