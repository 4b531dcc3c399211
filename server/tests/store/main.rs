//! The store on both engines. Each test gets fresh databases; see `server::db::testing`.

#![expect(clippy::unwrap_used, reason = "what tests share may panic as they may")]

mod answers;
mod apply;
mod columns;
mod customers;
mod events;
mod exports;
mod fill;
mod given_up;
mod imports;
mod ingest;
mod jobs;
mod keys;
mod ledger;
mod live;
mod migrations;
mod operations;
mod orders;
mod organisation;
mod outage;
mod plain;
mod plans;
mod proof;
mod rebuild;
mod reports;
mod restatements;
mod scopes;
mod serving;
mod simulate;
mod sources;
mod statements;
mod summaries;
mod support;
mod tidy;
mod writer;
