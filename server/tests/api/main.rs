//! The HTTP API, asked as a till or another program would ask it.

mod access;
mod analytics;
mod customers;
mod drill;
mod events;
mod exports;
mod live;
mod malformed;
mod metrics;
mod openapi;
mod ops;
mod orders;
mod organisation;
mod reports;
mod restatements;
mod sales;
mod summaries;
mod support;
