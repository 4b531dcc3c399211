//! What every law is measured with, and how its row reads.

use std::path::PathBuf;

use anyhow::Result;
use serde_json::{Value, json};

use super::slope::{Size, Slope};
use crate::quiet::Gate;
use crate::table::{Table, median, spread};

/// A law, as its row names it.
pub(super) struct Law {
    pub(super) what: &'static str,
    /// Of what was measured at either size.
    pub(super) unit: &'static str,
    /// How many times the cost of the smaller size the larger one may have.
    pub(super) bound: f64,
}

/// A run through the laws.
pub(super) struct Course {
    /// Where data folders are made.
    pub(super) folder: PathBuf,
    pub(super) pairs: usize,
    pub(super) gate: Gate,
    pub(super) table: Table,
    /// A report of each law.
    pub(super) measured: Vec<Value>,
}

impl Course {
    /// Measures once everything is filled, and adds the row. `take`: as of [`Slope::measure`].
    pub(super) async fn measure(
        &mut self,
        law: &Law,
        take: impl AsyncFnMut(usize, Size) -> Result<f64>,
    ) -> Result<()> {
        let before = self.gate.pass(&self.folder)?;
        let mut slope = Slope::measure(self.pairs, take).await?;
        let after = self.gate.pass(&self.folder)?;
        let quiet = before["quiet"] == true && after["quiet"] == true;
        let Law { what, unit, bound } = law;
        let holds = median(&mut slope.ratios) <= *bound;
        self.measured.push(json!({
            "law": what, "unit": unit, "small": slope.small, "large": slope.large, "ratios": slope.ratios, "bound": bound,
            "holds": holds, "quiet": quiet,
        }));
        let told = format!(
            "{}{}; {} ÷ {} {unit}",
            spread(&mut slope.ratios, 2),
            if holds { "" } else { ", **above its bound**" },
            digits(median(&mut slope.large)),
            digits(median(&mut slope.small)),
        );
        self.table.add(what, told, &format!("≤ {bound}"), quiet);
        Ok(())
    }
}

/// Enough of them to see what the ratio is made of.
fn digits(value: f64) -> String {
    let decimals = if value < 10.0 { 2 } else { 0 };
    format!("{value:.decimals$}")
}
