//! The ledger as people read it: sales and returns, newest first, and what became of each.
//!
//! Source: `server::sales`. Entries are facts: a page shows that one was cancelled or returned, it never changes one.

pub mod api;
pub mod model;
pub mod page;
pub mod story;

pub use model::{EntryKind, LedgerFilter, LedgerPage, LedgerRow, SaleStory};
