//! The ledger: sales, returns and cancellations.
//!
//! Tills, importers and people hand in drafts; what obeys the rules is recorded by one writer and never changed again.

pub mod ingest;
pub mod model;
pub mod text;

pub use model::*;
