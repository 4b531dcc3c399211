//! The store on both engines. Each test gets fresh databases; see `server::db::testing`.

mod apply;
mod ingest;
mod keys;
mod migrations;
mod organisation;
mod outage;
mod sources;
mod statements;
mod support;
mod tidy;
