//! `/api/v1/sales` and `/api/v1/returns`: what tills send and what can be read again.

pub mod answer;
mod body;
pub mod cancel;
pub mod ledger;
pub mod post;
mod read;
pub(crate) mod schema;
pub(crate) mod timeline;
mod values;
pub mod view;
