//! The cards of the live page, one a file.

pub mod currency_switch;
pub mod feed;
mod feed_hold;
pub mod feed_status;
pub mod freshness;
pub mod hours;
#[cfg(feature = "hydrate")]
mod hours_canvas;
pub mod hours_plain;
pub mod hours_table;
pub mod items_sold;
pub mod kpi;
pub mod orders;
pub mod outlets;
pub mod products;
pub mod ranking;
pub mod scope_sheet;
pub mod takings;
pub mod toasts;
pub mod tools;
