//! The ledger: sales, returns and cancellations.
//!
//! Tills, importers and people hand in drafts; what obeys the rules is recorded by one writer and never changed again.

pub mod cancel;
pub mod content;
pub mod day_by_day;
pub mod draft;
pub mod entry;
pub mod exact;
pub mod http;
pub mod ingest;
pub mod ledger;
pub mod model;
pub mod port;
mod price;
pub mod record;
mod refusal;
pub(crate) mod rules;
pub mod store;
mod story;
pub mod submit;
mod tender;
pub mod text;
pub mod timeline;

pub use model::*;
pub(crate) use rules::MOST_LINES;
