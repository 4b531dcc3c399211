//! The custom report: chosen measures of the days of a scope, a row for each chosen place, time and currency.
//!
//! All of it stands in its address, so an address is a saved report. Source: `server::analytics::report`, which adds up the daily
//! sums. Regions and franchises are of the sales made there at the time, outlets are those that stand in the scope now: a newcomer
//! would expect the rows of outlets to add up to their region's, which they need not once an outlet has moved.

pub mod asked;
pub mod form;
pub mod model;
pub mod page;
pub mod table;
pub mod time;
pub mod typed;

pub use model::{Breakdown, MOST_ROWS, PlaceBy, Report, ReportPlace, ReportRow, Weekdays};
pub use time::{ReportPeriod, TimeBy};
