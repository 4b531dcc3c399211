//! Sales from files: any CSV that a small mapping file explains.
//!
//! A mapping says which column is what; the reader streams the file once; the lines of one sale are gathered within a
//! bounded look-ahead; each sale then takes the way of a sale that a till sends: draft, rules, writer. What cannot go
//! in is written to a CSV with its reason.
//!
//! A newcomer would be tempted to remember how far a file was read. Nothing remembers it: ids follow from the mapping's
//! name and the file's own number of the sale, so a second run finds everything there already and a broken one goes on.

pub mod bytes;
pub mod columns;
pub mod day;
pub mod entry;
pub mod feed;
pub mod gather;
pub mod gzip;
mod line;
pub mod mapping;
pub mod names;
pub mod notation;
pub mod outlets;
pub mod reader;
pub mod rejection;
pub mod rejects;
pub mod report;
pub mod run;
#[cfg(test)]
mod testing;
