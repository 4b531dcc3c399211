//! Between the network and the handlers: connections, and what every request meets on its way in and out.

pub mod connection;
pub mod encoding;
pub mod headers;
pub mod host;
pub mod listener;
pub mod open_files;
mod unread;

pub use connection::Connection;
pub use listener::{Limits, Listener, Stop};
