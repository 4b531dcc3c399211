//! What was acknowledged survives: kills of the server under load, cuts of the power, full and broken disks, orders to stop.

#![expect(clippy::unwrap_used, reason = "what tests share may panic as they may")]

mod failed_sync;
mod full_disk;
mod image;
mod kills;
mod ledger;
mod lost_log;
mod power_cut;
mod served;
mod stop;
mod till;
mod two_servers;
mod viewer;
mod writer;
