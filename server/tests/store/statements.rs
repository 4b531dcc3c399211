//! Every statement is understood by the engines it is written for.

use std::path::{Path, PathBuf};

use server::db::Db;
use server::db::testing::on_both_engines;
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

use crate::sources::{SERVER, files, read};

/// Which engines a file is for, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Both,
    Sqlite,
    Postgres,
}

fn statements() -> Vec<PathBuf> {
    files(SERVER, "sql")
}

fn engine_of(file: &Path) -> For {
    match file.to_string_lossy().as_ref() {
        name if name.ends_with(".sqlite.sql") => For::Sqlite,
        name if name.ends_with(".postgres.sql") => For::Postgres,
        _ => For::Both,
    }
}

async fn prepare(db: &Db, sql: String) -> Result<(), sqlx::Error> {
    let sql = AssertSqlSafe(sql).into_sql_str();
    match db {
        Db::Sqlite(db) => db.readers().prepare(sql).await.map(drop),
        Db::Postgres(db) => db.pool().prepare(sql).await.map(drop),
    }
}

#[tokio::test]
async fn every_statement_can_be_prepared() {
    let statements = statements();
    assert!(statements.len() > 10, "the statements were not found");
    on_both_engines(async |db| {
        let other = if matches!(db, Db::Sqlite(_)) { For::Postgres } else { For::Sqlite };
        let mut refused = Vec::new();
        for file in statements.iter().filter(|file| engine_of(file) != other) {
            if let Err(error) = prepare(&db, read(file)).await {
                refused.push(format!("{}: {error}", file.display()));
            }
        }
        assert!(refused.is_empty(), "{}", refused.join("\n"));
    })
    .await;
}

#[test]
fn a_statement_of_one_engine_begins_with_the_reason() {
    for file in statements().iter().filter(|file| engine_of(file) != For::Both) {
        assert!(
            read(file).starts_with("-- "),
            "{}: its first line must say why the engines differ",
            file.display()
        );
    }
}

/// By its path, or by its bare name where a macro adds the rest.
#[test]
fn every_statement_is_run_by_some_code() {
    let code: String = files(SERVER, "rs").iter().map(|file| read(file)).collect();
    for file in statements() {
        let name = file.file_stem().expect("a file has a name").to_string_lossy();
        let is_run = code.contains(&format!("/{name}.sql\"")) || code.contains(&format!("\"{name}\""));
        assert!(is_run, "{} is run by nothing", file.display());
    }
}
