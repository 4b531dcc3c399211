//! The ledger as people read it: sales and returns, newest first, and what became of each.
//!
//! Its pages are rendered on the server and need no script: filter and paging are a form and links. So their code is not
//! part of the browser's module, and links to them are full page loads (`rel="external"`).
//!
//! Source: `server::sales`. Entries are facts: a page shows that one was cancelled or returned, it never changes one.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod asked;
#[cfg(feature = "ssr")]
pub mod filter;
#[cfg(feature = "ssr")]
pub mod ledger;
#[cfg(feature = "ssr")]
pub mod lines;
pub mod model;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod story;
#[cfg(feature = "ssr")]
pub mod timeline;
#[cfg(feature = "ssr")]
pub mod totals;

pub use model::{EntryKind, LedgerFilter, LedgerPage, LedgerRow, SaleStory};
