//! The ledger: sales, returns and cancellations.
//!
//! Tills, importers and people hand in drafts; what obeys the rules is recorded by one writer and never changed again.

pub mod content;
pub mod draft;
pub mod exact;
pub mod ingest;
pub mod model;
pub mod record;
mod rules;
pub mod text;

pub use model::*;
