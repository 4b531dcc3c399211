//! The daily sales summary: what each outlet sold on each of its business days, in each currency.
//!
//! Its page is rendered on the server and needs no script, like the ledger's. Source: `server::summaries`, whose rows change in the
//! transaction of the sale that changes them. What does not add up (customers, the top item) is counted for exactly the row it
//! stands in: adding it up over days or outlets is wrong.

pub mod api;
pub mod asked;
pub mod filter;
pub mod grid;
pub mod model;
pub mod page;
pub mod restated;
pub mod table;

pub use model::{
    DailyPage, DailySummary, Grid, GridCell, GridRow, HandedFile, MOST_COUNTED_FILES, MOST_GRID_DAYS,
    MovedBy, Restated, RestatedPage, SummaryFilter, TopItem, USUAL_GRID_DAYS, View,
};
