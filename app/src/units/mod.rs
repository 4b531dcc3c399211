//! Values that every feature shares: money, quantities, days, scopes.
//!
//! They hold integers only, know no framework, driver or clock, and compile for server and browser alike.
//! A newcomer would be tempted to put a float or a bare `i64` of "cents" beside them: both lose the currency's decimals.

pub mod currency;
pub mod day;
pub mod decimal;
pub mod format;
pub mod instant;
pub mod money;
pub mod quantity;
pub mod scope;
pub mod weekday;

pub use currency::Currency;
pub use day::{Day, DayRange, LONGEST_RANGE_DAYS};
pub use instant::UnixMs;
pub use money::Amount;
pub use quantity::Quantity;
pub use scope::{Code, Scope};
