//! `/api/v1/sales` and `/api/v1/returns`: what tills send and what can be read again.

pub mod answer;
pub(crate) mod body;
pub mod cancel;
pub mod ledger;
pub(crate) mod narrow;
pub mod post;
pub(crate) mod read;
pub(crate) mod schema;
pub(crate) mod timeline;
pub(crate) mod values;
pub mod view;
