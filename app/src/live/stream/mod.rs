//! The browser's end of the live stream: one connection per browser, shared by its tabs; a few where those show more
//! scopes than one carries.
//!
//! [`source`] keeps a connection open; [`election`] decides which tab holds it; [`post`] is what the tabs tell each
//! other; [`line`] puts them together for one board, with [`lead`] and [`follow`] for the two parts a tab may have.
//! Whoever reads is told frames and the state of the line, in order, and asks for a fresh snapshot when a frame is
//! missing.

mod attend;
mod election;
mod follow;
mod frame;
mod lead;
mod line;
mod post;
mod relay;
mod source;

pub use frame::Frame;
pub use line::{Heard, Line, LineState};

/// The server speaks at least every 15 s; after this long without a word the connection counts as dead.
pub const SILENCE_MS: f64 = 35_000.0;
