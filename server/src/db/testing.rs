//! Fresh databases for tests, on both engines.

use std::panic::AssertUnwindSafe;
use std::path::Path;

use futures::FutureExt;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::Db;
use crate::config::database::DatabaseUrl;
use crate::config::testing::{is_ci, postgres_url};
use crate::entropy::Entropy;

/// Runs `test` on a fresh SQLite database, then on a fresh Postgres one.
///
/// The Postgres half needs `SCOOPJOY_TEST_POSTGRES_URL`, a cluster whose user may create databases. Without it that half
/// is skipped with a line on stderr, and fails where `CI=true`.
///
/// # Panics
/// When `test` does, or no database can be made.
pub async fn on_both_engines(test: impl AsyncFn(Db)) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    test(open_sqlite(folder.path()).await).await;
    on_postgres(test).await;
}

/// A fresh SQLite database in `folder`.
///
/// # Panics
/// When it cannot be made.
pub async fn open_sqlite(folder: &Path) -> Db {
    let url = DatabaseUrl::Sqlite(folder.join("test.db"));
    Db::open(&url, &Entropy::from_machine()).await.expect("a fresh SQLite database opens")
}

/// Runs `test` on a fresh Postgres database, which is dropped afterwards, or skips as [`on_both_engines`] does.
///
/// # Panics
/// As [`on_both_engines`].
pub async fn on_postgres(test: impl AsyncFn(Db)) {
    let Some(url) = postgres_url() else {
        assert!(!is_ci(), "SCOOPJOY_TEST_POSTGRES_URL must name a Postgres cluster: CI skips nothing");
        say("SKIPPED the Postgres half of a test: SCOOPJOY_TEST_POSTGRES_URL names no cluster");
        return;
    };
    let cluster: PgConnectOptions = url.parse().expect("SCOOPJOY_TEST_POSTGRES_URL is a Postgres URL");
    let entropy = Entropy::from_machine();
    let name = format!("scoopjoy_test_{}", entropy.uuid().simple());
    run_on_cluster(&cluster, format!("create database {name}")).await;
    let options = cluster.clone().database(&name);
    let db = Db::open(&DatabaseUrl::Postgres(Box::new(options)), &entropy)
        .await
        .expect("a fresh Postgres database opens");
    let outcome = AssertUnwindSafe(test(db.clone())).catch_unwind().await;
    db.close().await;
    run_on_cluster(&cluster, format!("drop database {name} with (force)")).await;
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

/// The same database a second time, with connections and a write lock of its own, as another process has it.
///
/// # Panics
/// When it cannot be opened.
pub async fn open_again(db: &Db) -> Db {
    let url = match db {
        Db::Sqlite(db) => DatabaseUrl::Sqlite(db.path().to_owned()),
        Db::Postgres(db) => DatabaseUrl::Postgres(Box::new((*db.pool().connect_options()).clone())),
    };
    Db::open(&url, &Entropy::from_machine()).await.expect("an open database opens again")
}

async fn run_on_cluster(cluster: &PgConnectOptions, command: String) {
    let mut connection = PgConnection::connect_with(cluster).await.expect("the test cluster answers");
    sqlx::raw_sql(AssertSqlSafe(command)).execute(&mut connection).await.expect("the test user may do this");
    // The session ends with the connection either way.
    let _ = connection.close().await;
}

#[expect(clippy::print_stderr, reason = "a skipped test must be seen, whatever the log filter says")]
fn say(text: &str) {
    eprintln!("{text}");
}
