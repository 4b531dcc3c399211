//! Brings the tables of a database up to this program.

use std::borrow::Cow;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{Connection, PgConnection, SqlSafeStr};

use super::{PostgresDb, SqliteDb, Urgency};

/// One migration: both engines have it under the same name.
struct Script {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! scripts {
    ($($name:literal),+ $(,)?) => {
        [$(Script {
            name: $name,
            sqlite: include_str!(concat!("../../../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../../../migrations/postgres/", $name, ".sql")),
        }),+]
    };
}

/// Every migration, oldest first. One that has been released is never edited; a test compares the list with the folders.
const SCRIPTS: &[Script] = &scripts![
    "0001_organisation",
    "0002_events",
    "0003_sales",
    "0004_summaries",
    "0005_summaries_stamps",
    "0006_jobs",
    "0007_proof",
    "0008_sales_orders",
    "0009_analytics",
    "0010_columns",
    "0011_exports",
    "0012_sales_by_customer",
    "0013_dead_jobs",
    "0014_rewritten_days",
];

/// The names of all migrations, oldest first.
pub fn names() -> impl Iterator<Item = &'static str> {
    SCRIPTS.iter().map(|script| script.name)
}

/// All of them in one transaction: two processes that start at once queue, and a stop half-way leaves nothing behind.
pub(super) async fn run_sqlite(db: &SqliteDb) -> Result<(), MigrateError> {
    let _permit = db.write_lock.acquire(Urgency::Foreground).await;
    let mut tx = db.writer.begin_with("begin immediate").await?;
    migrator(|script| script.sqlite).run_direct(None, &mut *tx, false).await?;
    Ok(tx.commit().await?)
}

/// The migrator takes an advisory lock and a transaction for each script.
pub(super) async fn run_postgres(db: &PostgresDb) -> Result<(), MigrateError> {
    let options = db.pool.connect_options().as_ref().clone();
    // A migration takes as long as it takes.
    let options = options.options([("lock_timeout", "0"), ("statement_timeout", "0")]);
    let mut connection = PgConnection::connect_with(&options).await?;
    migrator(|script| script.postgres).run_direct(None, &mut connection, false).await?;
    Ok(connection.close().await?)
}

fn migrator(text: impl Fn(&Script) -> &'static str) -> Migrator {
    let migrations = SCRIPTS.iter().map(|script| {
        let (version, description) = script.name.split_once('_').expect("a name is NNNN_feature");
        let version = version.parse().expect("a name begins with its number");
        let sql = text(script).into_sql_str();
        Migration::new(version, Cow::Borrowed(description), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(migrations.collect())
}
