//! The same rows in a DuckDB beside the database, and what it answers.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::answer::Rows;
use super::question::Cell;
use crate::table::number;

/// What is copied, and the file that it travels in.
const EXPORTS: [(&str, &str); 6] = [
    ("sales.csv", include_str!("sql/export_sales.sqlite.sql")),
    ("lines.csv", include_str!("sql/export_lines.sqlite.sql")),
    ("returns.csv", include_str!("sql/export_returns.sqlite.sql")),
    ("outlets.csv", include_str!("sql/export_outlets.sqlite.sql")),
    ("items.csv", include_str!("sql/export_items.sqlite.sql")),
    ("customers.csv", include_str!("sql/export_customers.sqlite.sql")),
];

/// A Python that has DuckDB, and the script that asks it.
#[derive(clap::Args)]
pub(crate) struct Duck {
    /// A Python interpreter that can import `duckdb`.
    #[arg(long)]
    python: PathBuf,
    /// The script (`benches/duckdb_scan.py`).
    #[arg(long)]
    duckdb_scan: PathBuf,
}

/// Answers with their median times in milliseconds, and the version that gave them.
pub(crate) struct Scanned {
    pub(crate) version: String,
    pub(crate) answers: Vec<(Rows, f64)>,
}

/// Where the DuckDB of a data folder is.
pub(crate) fn path_in(data: &Path) -> PathBuf {
    data.join("scoopjoy.duckdb")
}

impl Duck {
    /// Copies the ledger of a data folder, unless that has been done before.
    pub(crate) fn load(&self, data: &Path) -> Result<()> {
        let made = path_in(data);
        if made.exists() {
            return Ok(());
        }
        let folder = TempDir::new_in(data)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let ledger = Connection::open_with_flags(data.join("scoopjoy.db"), flags)?;
        for (file, sql) in EXPORTS {
            export(&ledger, sql, &folder.path().join(file))?;
        }
        // One that was interrupted is not taken for a whole one.
        let unfinished = folder.path().join("unfinished.duckdb");
        let done = Command::new(&self.python)
            .arg(&self.duckdb_scan)
            .arg("load")
            .args([&unfinished, folder.path()])
            .status()
            .with_context(|| format!("cannot start {}", self.python.display()))?;
        ensure!(done.success(), "DuckDB did not take the rows of {}", data.display());
        std::fs::rename(&unfinished, &made)?;
        Ok(())
    }

    /// Asks every question.
    pub(crate) fn ask(&self, data: &Path, cells: &[Cell]) -> Result<Scanned> {
        let question = |cell: &Cell| json!({ "sql": cell.question.sql(), "first": cell.range.from.0, "last": cell.range.to.0 });
        let questions = json!({ "questions": cells.iter().map(question).collect::<Vec<_>>() });
        let mut asked = Command::new(&self.python)
            .arg(&self.duckdb_scan)
            .arg("ask")
            .arg(path_in(data))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.python.display()))?;
        // It reads all of them before it says anything, so neither waits for the other.
        let mut stdin = asked.stdin.take().context("the script's stdin is piped")?;
        stdin.write_all(&serde_json::to_vec(&questions)?)?;
        drop(stdin);
        let output = asked.wait_with_output()?;
        ensure!(output.status.success(), "DuckDB did not answer from {}", path_in(data).display());
        let mut told: Value = serde_json::from_slice(&output.stdout)?;
        let answers = told["answers"].as_array_mut().context("the script gave no answers")?;
        ensure!(answers.len() == cells.len(), "DuckDB left questions out");
        let mut scanned = Vec::new();
        for answer in answers {
            let rows = answer["rows"].as_array_mut().map(std::mem::take).context("an answer has no rows")?;
            scanned.push((rows, number(answer, "median_ms")?));
        }
        Ok(Scanned { version: told["version"].as_str().unwrap_or_default().to_owned(), answers: scanned })
    }
}

/// Writes whole numbers, and codes, which need no quoting.
fn export(ledger: &Connection, sql: &str, file: &Path) -> Result<()> {
    let mut statement = ledger.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut out = BufWriter::with_capacity(1 << 20, File::create(file)?);
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            if column > 0 {
                out.write_all(b",")?;
            }
            match row.get_ref(column)? {
                ValueRef::Null => {}
                ValueRef::Integer(number) => write!(out, "{number}")?,
                ValueRef::Text(text) if !text.iter().any(|byte| b",\"\r\n".contains(byte)) => {
                    out.write_all(text)?;
                }
                other => anyhow::bail!("{other:?} does not go into {}", file.display()),
            }
        }
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}
