//! The daily summaries that answers add up by the thousand, in memory, column by column.
//!
//! A ranking of outlets or customers adds up a row for each outlet and day, or for each customer and day: at ten million sales that is
//! a millisecond here and a second in the database. The columns hold nothing that the summaries do not, and say up to which event; who
//! asks gets them no older than the database is at that moment ([`ColumnStore::current`]). They are of one state always: a newcomer
//! would show what one of several readings found before the others are in. Why: `docs/decisions/0016-columns-in-memory.md`.

mod customers;
mod follow;
mod items;
mod load;
mod outlets;
mod running;
mod scopes;
mod scopes_load;
mod series;
mod state;
mod store;
mod tally;

pub use customers::{Bought, CustomerCount, RankedCustomer, Valued};
pub use follow::Limits;
pub use items::RankedItem;
pub use scopes::{CurrencySums, DatedSums, WeekHourSums};
pub use state::Columns;
pub use store::ColumnStore;
