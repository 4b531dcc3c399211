//! The days of the week from Monday on, as [`super::Day::weekday_from_monday`] counts them.

/// For people.
pub const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// As they stand in an address.
#[cfg(feature = "ssr")]
pub const WEEKDAY_NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
