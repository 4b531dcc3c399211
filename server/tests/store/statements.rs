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

#[test]
fn every_statement_is_run_by_the_code_beside_it() {
    for file in statements() {
        let folder = file.parent().and_then(Path::parent).expect("a statement stands in a feature's sql/");
        let name = format!("sql/{}\"", file.file_name().expect("a file has a name").to_string_lossy());
        let is_used = files(folder, "rs").iter().any(|code| read(code).contains(&name));
        assert!(is_used, "{} is run by nothing in {}", file.display(), folder.display());
    }
}
