//! Recording, returning, cancelling and reading.

mod batch;
mod cancel;
mod ledger;
mod pages;
mod record;
mod returns;
mod rules;
