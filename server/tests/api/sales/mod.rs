//! Recording, returning, cancelling and reading.

mod batch;
mod cancel;
mod ledger;
mod record;
mod returns;
mod rules;
