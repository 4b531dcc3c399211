//! What the server does by itself, for whoever looks after it: how far behind it is, schedules, runs, the proof of the figures,
//! the size of it all.
//!
//! Rendered on the server as it stands at that moment, and needs no script. Source: `server::ops`.

pub mod api;
pub mod model;
pub mod page;
pub mod tables;
