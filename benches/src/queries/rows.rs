//! The rows of the page: one for each question and range, the sizes side by side.

use super::measure::{Measured, Sized};
use crate::table::Table;

/// Adds what was measured, from the smallest size to the largest, and first of all how to read it.
pub(crate) fn add(table: &mut Table, sizes: &[Sized]) {
    let Some(largest) = sizes.last() else { return };
    let quiet = sizes.iter().all(|size| size.quiet);
    let numbers: Vec<String> = sizes.iter().map(|size| thousands(size.sales)).collect();
    table.add(
        &format!("figures of the network at {} sales, cache off", numbers.join(" · ")),
        format!(
            "p50 (p99) in process; what 10 × the sales make of p50; DuckDB {} with 2 threads: ours ÷ it; GROUP BY on SQLite: it ÷ ours; answers equal",
            largest.duckdb
        ),
        "10 × ≤ 1.2; DuckDB ≤ 0.25; SQLite ≥ 50",
        quiet,
    );
    for at in 0..largest.measured.len() {
        let cells: Vec<&Measured> = sizes.iter().map(|size| &size.measured[at]).collect();
        let cell = cells[0].cell;
        let mut measured = format!(
            "{} ms",
            beside(&cells, |found| format!("{} ({})", digits(found.p50), digits(found.p99)))
        );
        if let Some(growth) = growth(sizes, at) {
            measured.push_str(&format!("; 10 × {growth:.2}"));
        }
        measured.push_str(&format!(
            "; DuckDB {} ms: {}; SQLite {} ms: {}",
            beside(&cells, |found| digits(found.duck)),
            beside(&cells, |found| digits(found.p50 / found.duck)),
            beside(&cells, |found| digits(found.raw)),
            beside(&cells, |found| digits(found.raw / found.p50)),
        ));
        let what = format!("{}, {}", cell.question.name(), cell.range.name);
        table.add(&what, measured, cell.question.budget(), quiet);
    }
}

/// The median at the largest size by that at a tenth of it, where that was measured.
pub(crate) fn growth(sizes: &[Sized], at: usize) -> Option<f64> {
    let largest = sizes.last()?;
    let tenth = sizes.iter().find(|size| size.sales * 10 == largest.sales)?;
    Some(largest.measured[at].p50 / tenth.measured[at].p50)
}

fn beside(cells: &[&Measured], text: impl Fn(&Measured) -> String) -> String {
    cells.iter().map(|found| text(found)).collect::<Vec<_>>().join(" · ")
}

/// Two significant digits, or all before the point.
fn digits(value: f64) -> String {
    let decimals = match value {
        ..0.01 => 4,
        ..0.1 => 3,
        ..1.0 => 2,
        ..10.0 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

fn thousands(number: u64) -> String {
    let text = number.to_string();
    let groups: Vec<&str> =
        text.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}
