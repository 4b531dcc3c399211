//! The HTTP API, asked as a till or another program would ask it.

mod access;
mod customers;
mod events;
mod live;
mod malformed;
mod metrics;
mod openapi;
mod ops;
mod organisation;
mod restatements;
mod sales;
mod summaries;
mod support;
