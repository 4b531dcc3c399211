//! Analytics: what a scope sold over any days, its customers, items and hours, and the same beside earlier days.
//!
//! Its pages are rendered on the server and need no script. Source: `server::analytics`, which reads the summaries for exactly the
//! days asked: what does not add up (customers, averages) is never put together from parts.

pub mod api;
pub mod asked;
pub mod bars;
pub mod calendar;
pub mod filter;
pub mod heatmap;
pub mod measure;
pub mod model;
pub mod page;
pub mod report;
pub mod sections;
pub mod tables;

pub use model::{
    CategorySales, Comparison, Conversion, CustomerSales, Grain, ItemSales, Lifetime, OfSegment, OutletSales,
    Overview, Period, Person, Range, RangeTotals, Segment, TopCustomer, Value, WeekHour,
};
