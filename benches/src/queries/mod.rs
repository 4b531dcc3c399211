//! What figures cost on top of millions of sales: the product's answers beside GROUP BY on the rows they stand for, in SQLite and
//! in DuckDB.
//!
//! Answers are compared before anything is timed: a wrong one has no speed. Only [`ours`] knows how the product answers.

pub(crate) mod answer;
pub(crate) mod databases;
mod duck;
mod measure;
pub(crate) mod ours;
pub(crate) mod question;
pub(crate) mod raw;
mod reads;
mod rebuild;
mod rows;
mod served;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};

use self::databases::Databases;
use self::duck::Duck;
use self::raw::Raw;
use self::served::Serving;
use crate::quiet::{Gate, PATIENCE_S};
use crate::table::Table;

#[derive(Args)]
pub(crate) struct QueriesSettings {
    /// The release binary.
    #[arg(long)]
    scoopjoy: PathBuf,
    /// Where databases are made and kept for the next run: the disk that is measured.
    #[arg(long)]
    folder: PathBuf,
    /// Numbers of sales, in ascending order; the last one is served as well.
    #[arg(long, value_delimiter = ',', default_value = "100000,1000000,10000000")]
    sales: Vec<u64>,
    /// Seconds of one sample over HTTP; 0 leaves those out.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// Seconds to wait for quiet moments, for all samples together.
    #[arg(long, default_value_t = PATIENCE_S)]
    patience: u64,
    /// Markdown file to which the rows are added.
    #[arg(long)]
    rows: PathBuf,
    #[command(flatten)]
    duck: Duck,
}

/// Makes what is missing, measures, adds its rows to the file it was given, and returns everything it measured.
pub(crate) async fn run(settings: QueriesSettings) -> Result<Value> {
    let QueriesSettings { scoopjoy, folder, sales, seconds, patience, rows, duck } = settings;
    let databases = Databases { scoopjoy: &scoopjoy, folder: &folder };
    databases.expect_room(&sales)?;
    let mut gate = Gate::new(Duration::from_secs(patience));
    let mut sizes = Vec::new();
    for &sales in &sales {
        let data = databases.make(sales)?;
        sizes.push(measure::measure(&data, sales, &duck, &mut gate).await?);
    }
    // What took an hour is written down before anything else can fail.
    let mut table = Table::default();
    rows::add(&mut table, &sizes);
    table.append_to(&rows)?;
    let &largest = sales.last().context("--sales names no size")?;
    let data = databases.make(largest)?;
    let mut table = Table::default();
    let rebuilt = rebuild::run(&data, &mut gate, &mut table).await?;
    let served = if seconds == 0 {
        Value::Null
    } else {
        let (currency, outlets) = Raw::open(&data)?.outlets()?;
        let copy = databases.copy(&data)?;
        let serving = Serving { scoopjoy, folder, data: copy, currency, outlets, seconds };
        served::run(serving, &mut gate, &mut table).await?
    };
    table.append_to(&rows)?;
    let sizes: Vec<Value> = sizes.iter().map(measure::Sized::report).collect();
    Ok(json!({ "sizes": sizes, "rebuild": rebuilt, "served": served }))
}
