//! Analytics for other programs.

pub mod dashboard;
pub mod metrics;
pub mod parts;
pub mod query;
pub mod report;
pub mod rush;
pub mod tables;
pub mod views;
