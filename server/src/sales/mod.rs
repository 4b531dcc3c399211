//! The ledger: sales, returns and cancellations.
//!
//! Tills, importers and people hand in drafts; what obeys the rules is recorded by one writer and never changed again.

pub mod model;

pub use model::*;
