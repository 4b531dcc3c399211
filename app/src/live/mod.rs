//! The live picture of a scope, and the messages that keep every copy of it the same.
//!
//! The server's hub folds the event log into boards and sends what changed; the browser folds what it is sent into its
//! own copy. Both use [`Board`] and the same [`Board::apply`]. Cells carry new absolute values, never increments: a
//! message that is applied twice, or that a client has already contained in a snapshot, changes nothing.

pub mod api;
pub mod board;
pub mod connection;
mod digest;
mod freshness_patch;
pub mod message;
pub mod new_sales;
mod patch;
#[cfg(test)]
mod plain_model;
#[cfg(test)]
mod properties;
mod rank_entry;
#[cfg(feature = "hydrate")]
pub mod stream;
mod verdict;

pub use board::{
    Board, Compare, Days, FEED_ROWS, Freshness, HourCell, HourTotals, ItemRank, OutletRank, TOP_ROWS, Totals,
};
pub use connection::Connection;
pub use freshness_patch::FreshnessPatch;
pub use message::{Bye, FeedKind, FeedRow, Ping, Position};
pub use patch::{Applied, FeedRows, PATCH_FEED_ROWS, Patch};
pub use rank_entry::{ItemEntry, OutletEntry};
pub use verdict::Verdict;

/// Scopes that one stream carries at most.
pub const MOST_SCOPES: usize = 8;
