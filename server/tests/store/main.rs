//! The store on both engines. Each test gets fresh databases; see `server::db::testing`.

mod apply;
mod imports;
mod ingest;
mod keys;
mod organisation;
mod support;
