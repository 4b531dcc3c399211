//! Figures of a period: the month to date, the trend of thirty days, the best outlets.
//!
//! Everything is read from the summaries, for exactly the range asked, so a figure costs what its range is long and not what the
//! ledger holds. A newcomer would average averages or add up customers of days: neither adds up.

pub mod http;
pub mod metrics;
pub mod store;
