//! The ScoopJoy server: ledger, live boards, HTTP surface and command line.

// The type of a page's view nests as deep as its markup.
#![recursion_limit = "256"]

pub mod analytics;
pub mod app;
pub mod assets;
pub mod cli;
pub mod clock;
pub mod config;
pub mod customers;
pub mod db;
pub mod edge;
pub mod entropy;
pub mod error;
pub mod events;
pub mod exports;
pub mod fatal;
pub mod fields;
pub mod generate;
pub mod health;
pub mod imports;
pub mod jobs;
pub mod json;
pub mod keys;
pub mod live;
pub mod openapi;
pub mod ops;
pub mod orders;
pub mod organisation;
pub mod pages;
pub mod paging;
pub mod patience;
pub mod prune;
pub mod query;
pub mod restatements;
pub mod router;
pub mod sales;
pub mod simulate;
pub mod summaries;
pub mod telemetry;
