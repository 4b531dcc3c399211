//! Both engines end up with the same tables.

use std::collections::BTreeSet;

use server::db::testing::{on_both_engines, on_postgres, open_sqlite};
use server::db::{Db, OpenError, migrate};
use server::entropy::Entropy;

use crate::sources::{MIGRATIONS, files};

/// Table, column, type, and whether it may be null.
type Column = (String, String, String, bool);

const SQLITE_COLUMNS: &str = "
    select t.name, c.name, case lower(c.type) when 'integer' then 'bigint' else lower(c.type) end, c.\"notnull\" = 0 and c.pk = 0
    from sqlite_schema t join pragma_table_info(t.name) c
    where t.type = 'table' and t.name not like 'sqlite_%' and t.name <> '_sqlx_migrations'";
const POSTGRES_COLUMNS: &str = "
    select cast(table_name as text), cast(column_name as text), cast(data_type as text), is_nullable = 'YES'
    from information_schema.columns
    where table_schema = 'public' and table_name <> '_sqlx_migrations'";
const SQLITE_INDEXES: &str = "select name from sqlite_schema where type = 'index' and sql is not null";
const POSTGRES_INDEXES: &str = "
    select cast(c.relname as text) from pg_index i join pg_class c on c.oid = i.indexrelid
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and not exists (select 1 from pg_constraint where conindid = i.indexrelid)";

async fn columns(db: &Db) -> BTreeSet<Column> {
    let rows: Vec<Column> = match db {
        Db::Sqlite(db) => sqlx::query_as(SQLITE_COLUMNS).fetch_all(db.readers()).await.unwrap(),
        Db::Postgres(db) => sqlx::query_as(POSTGRES_COLUMNS).fetch_all(db.pool()).await.unwrap(),
    };
    rows.into_iter().collect()
}

async fn indexes(db: &Db) -> BTreeSet<String> {
    let names: Vec<String> = match db {
        Db::Sqlite(db) => sqlx::query_scalar(SQLITE_INDEXES).fetch_all(db.readers()).await.unwrap(),
        Db::Postgres(db) => sqlx::query_scalar(POSTGRES_INDEXES).fetch_all(db.pool()).await.unwrap(),
    };
    names.into_iter().collect()
}

#[test]
fn both_folders_hold_the_migrations_the_program_knows() {
    let known: Vec<&str> = migrate::names().collect();
    assert!(known.is_sorted(), "{known:?}");
    for engine in ["sqlite", "postgres"] {
        let found: Vec<String> = files(format!("{MIGRATIONS}/{engine}"), "sql")
            .iter()
            .map(|file| file.file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(found, known, "migrations/{engine}");
    }
}

#[tokio::test]
async fn both_engines_have_the_same_columns_and_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = open_sqlite(folder.path()).await;
    let expected = (columns(&sqlite).await, indexes(&sqlite).await);
    assert!(expected.0.len() > 50 && !expected.1.is_empty());
    let allowed = ["bigint", "text", "boolean"];
    for column in &expected.0 {
        assert!(allowed.contains(&column.2.as_str()), "{column:?}");
    }
    on_postgres(async |db| {
        let (columns, indexes) = (columns(&db).await, indexes(&db).await);
        let differing: Vec<&Column> = expected.0.symmetric_difference(&columns).collect();
        assert!(differing.is_empty(), "{differing:#?}");
        assert_eq!(expected.1, indexes);
    })
    .await;
}

#[tokio::test]
async fn a_database_of_a_later_version_is_refused() {
    on_both_engines(async |db| {
        let sql = "update _sqlx_migrations set version = 9999 where version = 1";
        match &db {
            Db::Sqlite(db) => {
                let path = db.path().to_owned();
                let connection = rusqlite::Connection::open(path).unwrap();
                assert_eq!(connection.execute(sql, ()).unwrap(), 1);
            }
            Db::Postgres(db) => {
                assert_eq!(sqlx::query(sql).execute(db.pool()).await.unwrap().rows_affected(), 1)
            }
        }
        let again = Db::open(&db.url(), &Entropy::from_seed(1)).await;
        assert!(matches!(again, Err(OpenError::LaterVersion)), "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn a_database_keeps_its_epoch_when_it_is_opened_again() {
    on_both_engines(async |db| {
        let epoch = async || {
            let mut tx = db.read().await.unwrap();
            server::db::settings::find(&mut tx, "epoch").await.unwrap()
        };
        let first = epoch().await;
        assert!(first.is_some());
        let again = Db::open(&db.url(), &Entropy::from_seed(1)).await.unwrap();
        again.close().await;
        assert_eq!(epoch().await, first);
    })
    .await;
}
