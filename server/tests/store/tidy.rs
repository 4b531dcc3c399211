//! What a machine can see of how the code is laid out.

use std::path::Path;

use crate::sources::{APP, SERVER, files, read};

/// The code of a file, without its tests and its comments.
fn code(file: &Path) -> String {
    let text = read(file);
    let product = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    product.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Whether `file` is one of the named files or lies in one of the named folders, from the crate's source on.
fn is_one_of(file: &Path, root: &str, names: &[&str]) -> bool {
    let inside = file.strip_prefix(root).expect("the file was found below the root");
    names.iter().any(|name| inside.starts_with(name))
}

/// Complains about each file of `files` that has one of `words` in its code.
fn must_not_mention(files: &[std::path::PathBuf], words: &[&str], why: &str) {
    assert!(!files.is_empty(), "no files were found to look at");
    let found: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let code = code(file);
            words.iter().filter(move |word| code.contains(**word)).map(move |word| (file, word))
        })
        .map(|(file, word)| format!("{} mentions {word}", file.display()))
        .collect();
    assert!(found.is_empty(), "{why}:\n{}", found.join("\n"));
}

fn named(root: &str, name: &str) -> Vec<std::path::PathBuf> {
    files(root, "rs").into_iter().filter(|file| file.file_name().is_some_and(|found| found == name)).collect()
}

#[test]
fn statements_stand_in_sql_folders() {
    let openings =
        ["\"select ", "\"insert ", "\"update ", "\"delete ", "\"create ", "\"drop ", "\"with ", "\"alter "];
    let code: Vec<_> =
        files(SERVER, "rs").into_iter().filter(|file| !is_one_of(file, SERVER, &["db/testing.rs"])).collect();
    must_not_mention(&code, &openings, "statements stand in sql/, one text for both engines");
}

#[test]
fn only_the_store_and_the_ingest_group_know_the_engine() {
    let known_to = ["db", "sales/ingest"];
    let code: Vec<_> =
        files(SERVER, "rs").into_iter().filter(|file| !is_one_of(file, SERVER, &known_to)).collect();
    let words = [
        "Db::Sqlite",
        "Db::Postgres",
        "Engine::Sqlite",
        "Engine::Postgres",
        "SqlitePool",
        "PgPool",
        "rusqlite::",
    ];
    must_not_mention(&code, &words, "everything else runs its statements with on_engine!");
}

#[test]
fn models_know_no_framework_driver_or_clock() {
    let words =
        ["axum", "leptos", "sqlx", "rusqlite", "tokio", "hyper", "Clock", "crate::db", "crate::error"];
    let mut models = named(SERVER, "model.rs");
    models.extend(named(APP, "model.rs"));
    models.extend(files(format!("{APP}/units"), "rs"));
    must_not_mention(&models, &words, "a model is the innermost ring");
}

#[test]
fn stores_know_no_http() {
    let words = ["axum", "leptos", "crate::error", "crate::router", "::http::", "crate::app"];
    must_not_mention(&named(SERVER, "store.rs"), &words, "a store answers with rows and StoreError");
    let db: Vec<_> = files(format!("{SERVER}/db"), "rs");
    let features =
        ["crate::sales", "crate::organisation", "crate::events", "crate::live", "crate::keys", "axum"];
    must_not_mention(&db, &features, "the database layer knows no feature");
}

/// Who puts the surface together, beside the folders and files that are the surface.
const KNOW_HTTP: [&str; 3] = ["router.rs", "openapi.rs", "cli/serve.rs"];

#[test]
fn only_the_http_ring_knows_the_http_ring() {
    let is_http = |file: &std::path::PathBuf| {
        let inside = file.strip_prefix(SERVER).expect("the file was found below the root");
        inside.components().any(|part| ["http", "http.rs"].iter().any(|name| part.as_os_str() == *name))
    };
    let inner: Vec<_> = files(SERVER, "rs")
        .into_iter()
        .filter(|file| !is_http(file) && !is_one_of(file, SERVER, &KNOW_HTTP))
        .collect();
    // A bare `::http::` would be that of axum as well.
    let mut words = vec!["super::http".to_owned(), "self::http".to_owned(), "crate::edge".to_owned()];
    words.extend(
        ["customers", "events", "exports", "live", "orders", "organisation", "sales", "summaries"]
            .map(|feature| format!("{feature}::http")),
    );
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    must_not_mention(&inner, &words, "inner rings do not know how they are asked");
}

#[test]
fn ports_answer_pages_without_http() {
    let words = ["axum", "crate::error", "crate::router", "::http::", "crate::app"];
    must_not_mention(&named(SERVER, "port.rs"), &words, "a port answers with models and PageError");
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let mut code = files(SERVER, "rs");
    code.extend(files(APP, "rs"));
    must_not_mention(&code, &["#[allow(", "#![allow("], "use #[expect(…, reason = …)]");
}
