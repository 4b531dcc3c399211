//! Figures of a period: the month to date, the trend of thirty days, the best outlets; and of any range of days its totals, customers,
//! segments, items and hours, and reports of any breakdown.
//!
//! Everything comes from the summaries, of which some are held in memory ([`columns`]), for exactly the range asked, so a figure costs what its range is long and not what the
//! ledger holds. A newcomer would average averages or add up customers of days: neither adds up.

pub mod cache;
pub mod columns;
pub mod compare;
pub mod goods_store;
pub mod http;
pub mod metrics;
pub mod overview;
pub mod people;
pub mod periods;
pub mod port;
pub mod question;
pub mod report;
pub mod report_store;
pub mod service;
pub mod span;
pub mod store;
mod version;
mod weight;

pub use service::Analytics;
