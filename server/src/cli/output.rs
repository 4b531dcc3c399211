//! What commands print on stdout.

use std::io::{self, Write};

use anyhow::Context;
use serde::Serialize;

/// Prints one line for a person.
///
/// Errors: when stdout is closed or full, since a report that was asked for and not delivered is a failure.
pub fn print_line(text: &str) -> anyhow::Result<()> {
    writeln!(io::stdout().lock(), "{text}").context("cannot write to stdout")
}

/// Prints the report of a command as one line of JSON: the last thing it prints.
///
/// Errors: as [`print_line`].
pub fn print_json(report: &impl Serialize) -> anyhow::Result<()> {
    print_line(&serde_json::to_string(report).context("the report cannot be written as JSON")?)
}
