//! The sums of the ledger: days, hours, items and customers, per outlet and for every wider scope.
//!
//! They are written by the transaction of the fact that changes them ([`add`]) and nowhere else, so they hold exactly
//! what the ledger holds. [`rebuild`] computes the same rows from the ledger alone; the two must never differ, and a
//! newcomer who adds a measure to one and not to the other breaks that. [`prove`] compares them for as long as a server runs.

pub mod add;
pub mod check_store;
pub mod compare;
pub mod daily;
pub mod export;
pub mod grid;
pub mod http;
pub mod measures;
pub mod port;
pub mod prove;
pub mod rebuild;
pub mod rebuild_days;
pub mod rebuild_store;
pub mod store;
mod totals;
pub mod verify;
pub mod version;

pub use add::Additions;
pub use measures::{DaySums, ItemSums, OrderSums, OutOfRange, Placement};
pub use totals::totals;
