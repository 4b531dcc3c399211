//! Sales that nobody made: the demo's past, and what the simulator rings up.
//!
//! Outlets sell by their own clock, opening hours and weekday ([`demand`]), from the demo's catalogue ([`shop`]). All of
//! it follows from one seed, outlet by outlet and day by day ([`chance`]), so that an interrupted filling goes on with
//! the same ids. It never touches a database in which somebody else's sales stand.

pub mod chance;
pub mod demand;
pub mod fill;
pub mod history;
pub mod network;
mod past;
pub mod rations;
pub mod shop;
pub mod store;
#[cfg(test)]
pub(crate) mod testing;
