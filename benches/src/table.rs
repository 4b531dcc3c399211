//! Rows of the page, and the numbers in them.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

/// One line of the page.
struct Row {
    what: String,
    measured: String,
    budget: String,
    quiet: bool,
}

/// The rows of one run, in the order in which they were measured.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// `quiet`: whether the gate was open for every sample in it.
    pub(crate) fn add(&mut self, what: &str, measured: String, budget: &str, quiet: bool) {
        self.rows.push(Row { what: what.to_owned(), measured, budget: budget.to_owned(), quiet });
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds the rows to the Markdown file at `path`.
    pub(crate) fn append_to(&self, path: &Path) -> Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        for Row { what, measured, budget, quiet } in &self.rows {
            let mark = if *quiet { "" } else { " (the machine was not quiet)" };
            writeln!(file, "| {what} | {measured}{mark} | {budget} |")?;
        }
        Ok(())
    }
}

pub(crate) fn number(report: &Value, name: &str) -> Result<f64> {
    report[name].as_f64().with_context(|| format!("the report has no {name}"))
}

pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Median with minimum and maximum.
pub(crate) fn spread(values: &mut [f64], decimals: usize) -> String {
    let middle = median(values);
    let (least, most) = (values[0], values[values.len() - 1]);
    format!("{middle:.decimals$} ({least:.decimals$}–{most:.decimals$})")
}
