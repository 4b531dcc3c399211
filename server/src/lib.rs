//! The ScoopJoy server: ledger, live boards, HTTP surface and command line.

pub mod app;
pub mod assets;
pub mod cli;
pub mod clock;
pub mod config;
pub mod edge;
pub mod entropy;
pub mod error;
pub mod health;
pub mod pages;
pub mod router;
pub mod telemetry;
