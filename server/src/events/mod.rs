//! The event log: every committed fact, in the order of commits.
//!
//! It is written in the transaction of the fact itself and read by whoever keeps a cursor: the hub, the API, other
//! processes. An id is given only under the right to append, so whoever has read up to an id has missed none below it.

pub mod append;
pub mod http;
pub mod model;
pub mod store;

pub use append::{NewEvent, append};
pub use model::*;
