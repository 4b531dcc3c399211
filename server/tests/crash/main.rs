//! What was acknowledged survives: kills of the server under load, and cuts of the power.

#![expect(clippy::unwrap_used, reason = "what tests share may panic as they may")]

mod image;
mod kills;
mod ledger;
mod power_cut;
mod served;
mod till;
