//! One database: three engines' answers compared, then the product's own taken again and again.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::answer::difference;
use super::duck::Duck;
use super::ours::Ours;
use super::question::{Cell, cells};
use super::raw::Raw;
use crate::histogram::Samples;
use crate::quiet::Gate;

/// Samples of one cell at least, unless they take too long, and for how long they are taken at least.
const LEAST_SAMPLES: usize = 200;
const LEAST_TIME: Duration = Duration::from_secs(1);
/// One cell takes no longer.
const PATIENCE: Duration = Duration::from_secs(5);
const WARM_UP: Duration = Duration::from_millis(300);

/// What one question cost, in milliseconds.
pub(crate) struct Measured {
    pub(crate) cell: Cell,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) samples: usize,
    pub(crate) raw: f64,
    pub(crate) duck: f64,
}

/// What all of them cost at one size.
pub(crate) struct Sized {
    pub(crate) sales: u64,
    pub(crate) quiet: bool,
    pub(crate) duckdb: String,
    /// In the order of [`cells`].
    pub(crate) measured: Vec<Measured>,
}

impl Sized {
    pub(crate) fn report(&self) -> Value {
        let cell = |Measured { cell, p50, p99, samples, raw, duck }: &Measured| {
            json!({
                "question": cell.question.name(), "range": cell.range.name, "p50_ms": p50, "p99_ms": p99,
                "samples": samples, "sqlite_raw_ms": raw, "duckdb_ms": duck,
            })
        };
        let cells: Vec<Value> = self.measured.iter().map(cell).collect();
        json!({ "sales": self.sales, "quiet": self.quiet, "duckdb": self.duckdb, "cells": cells })
    }
}

/// Measures on the database in `data`. Errors: when two answers differ, whatever they cost.
pub(crate) async fn measure(data: &Path, sales: u64, duck: &Duck, gate: &mut Gate) -> Result<Sized> {
    duck.load(data)?;
    let raw = Raw::open(data)?;
    let (first, last) = raw.bounds()?;
    let cells = cells(first, last);
    let scanned = duck.ask(data, &cells)?;
    let ours = Ours::open(data).await?;
    let (mut raw_ms, mut differing) = (Vec::new(), Vec::new());
    for (&cell, (duck_rows, _)) in cells.iter().zip(&scanned.answers) {
        let rows = ours.answer(cell).await?.into_rows();
        let (raw_rows, taken) = raw.answer(cell)?;
        raw_ms.push(taken);
        ensure!(!rows.is_empty(), "{}, {}: there is no answer", cell.question.name(), cell.range.name);
        for (engine, theirs) in [("SQLite", &raw_rows), ("DuckDB", duck_rows)] {
            if let Some(found) = difference(&rows, theirs) {
                differing.push(format!("{}, {}, {engine}: {found}", cell.question.name(), cell.range.name));
            }
        }
    }
    ensure!(differing.is_empty(), "answers differ at {sales} sales:\n{}", differing.join("\n"));
    drop(raw);
    let before = gate.pass(data)?;
    let mut measured = Vec::new();
    for ((cell, raw), (_, duck)) in cells.into_iter().zip(raw_ms).zip(scanned.answers) {
        let mut samples = sample(&ours, cell).await?;
        let (p50, p99) = (samples.at_ms(500), samples.at_ms(990));
        measured.push(Measured { cell, p50, p99, samples: samples.len(), raw, duck });
    }
    let after = gate.pass(data)?;
    ours.close().await;
    let quiet = before["quiet"] == true && after["quiet"] == true;
    Ok(Sized { sales, quiet, duckdb: scanned.version, measured })
}

async fn sample(ours: &Ours, cell: Cell) -> Result<Samples> {
    let began = Instant::now();
    while began.elapsed() < WARM_UP {
        drop(ours.answer(cell).await?);
    }
    let mut samples = Samples::default();
    let began = Instant::now();
    loop {
        let begun = Instant::now();
        let answer = ours.answer(cell).await?;
        samples.add(begun.elapsed());
        drop(answer);
        let taken = began.elapsed();
        if taken >= PATIENCE || (taken >= LEAST_TIME && samples.len() >= LEAST_SAMPLES) {
            return Ok(samples);
        }
    }
}
