//! How costs grow: the same thing done at two sizes in one run, and how many times the cost of the smaller the larger one has.
//!
//! Each law has databases of its own, filled by statements rather than by tills. What is answered or kept there is checked as well: a
//! wrong answer has no cost. A law that does not hold is marked in its row and ends nothing.

mod backlog;
mod books;
mod course;
mod fresh;
mod history;
mod outlets;
mod resume;
mod slope;
mod upkeep;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};

use self::course::Course;
use crate::quiet::{Gate, PATIENCE_S};
use crate::table::Table;

#[derive(Args)]
pub(crate) struct GrowthSettings {
    /// The release binary.
    #[arg(long)]
    scoopjoy: PathBuf,
    /// Where data folders are made: the disk that is measured.
    #[arg(long)]
    folder: PathBuf,
    /// Pairs of samples for a ratio.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..))]
    pairs: u16,
    /// Seconds to wait for quiet moments, for all samples together.
    #[arg(long, default_value_t = PATIENCE_S)]
    patience: u64,
    /// Markdown file to which the rows are added.
    #[arg(long)]
    rows: PathBuf,
}

/// Measures, adds its rows to the file it was given, and returns everything it measured.
pub(crate) async fn run(settings: GrowthSettings) -> Result<Value> {
    let GrowthSettings { scoopjoy, folder, pairs, patience, rows } = settings;
    std::fs::create_dir_all(&folder)?;
    let mut course = Course {
        folder,
        pairs: pairs.into(),
        gate: Gate::new(Duration::from_secs(patience)),
        table: Table::default(),
        measured: Vec::new(),
    };
    upkeep::run(&mut course).await?;
    outlets::run(&mut course).await?;
    backlog::run(&mut course).await?;
    resume::run(&mut course).await?;
    history::run(&mut course, &scoopjoy).await?;
    course.table.append_to(&rows)?;
    Ok(json!({ "laws": course.measured }))
}
