//! What was acknowledged survives: kills of the server under load, cuts of the power, and orders to stop.

#![expect(clippy::unwrap_used, reason = "what tests share may panic as they may")]

mod image;
mod kills;
mod ledger;
mod power_cut;
mod served;
mod stop;
mod till;
mod two_servers;
mod viewer;
