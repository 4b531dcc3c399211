//! GROUP BY on the rows of the ledger, in the very database that the product answers from.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use app::units::Day;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, named_params};
use serde_json::Value;

use super::answer::Rows;
use super::question::Cell;
use crate::table::median;

/// Runs of one question, as long as they take no longer than this together.
const RUNS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(10);
/// Up to so many days the index of outlets and days is faster than walking the table.
const SHORT_DAYS: i32 = 60;

/// A connection that only reads, with the names that the questions use.
pub(crate) struct Raw(Connection);

impl Raw {
    /// Opens the database of a data folder.
    pub(crate) fn open(data: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(data.join("scoopjoy.db"), flags)?;
        connection.execute_batch(include_str!("sql/views.sqlite.sql"))?;
        Ok(Self(connection))
    }

    /// The first and the last business day on which anything was sold.
    pub(crate) fn bounds(&self) -> Result<(Day, Day)> {
        let bounds = |row: &rusqlite::Row<'_>| Ok((Day(row.get(0)?), Day(row.get(1)?)));
        Ok(self.0.query_row(include_str!("sql/find_bounds.sqlite.sql"), [], bounds)?)
    }

    /// The codes of all outlets that sell in the currency that most outlets sell in, and that currency.
    pub(crate) fn outlets(&self) -> Result<(String, Vec<String>)> {
        let mut statement = self.0.prepare(include_str!("sql/list_outlets.sqlite.sql"))?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let outlets = rows.collect::<rusqlite::Result<Vec<(String, String)>>>()?;
        let currency = outlets.first().map(|(currency, _)| currency.clone()).unwrap_or_default();
        Ok((currency, outlets.into_iter().map(|(_, code)| code).collect()))
    }

    /// The answer and the median time it took, in milliseconds.
    pub(crate) fn answer(&self, cell: Cell) -> Result<(Rows, f64)> {
        self.0.execute_batch(if cell.range.days() <= SHORT_DAYS {
            include_str!("sql/short_range.sqlite.sql")
        } else {
            include_str!("sql/long_range.sqlite.sql")
        })?;
        let began = Instant::now();
        let mut times = Vec::new();
        loop {
            let begun = Instant::now();
            let rows = self.run(cell)?;
            times.push(begun.elapsed().as_secs_f64() * 1e3);
            if times.len() == RUNS || began.elapsed() > PATIENCE {
                return Ok((rows, median(&mut times)));
            }
        }
    }

    fn run(&self, cell: Cell) -> Result<Rows> {
        let mut statement = self.0.prepare(cell.question.sql())?;
        let columns = statement.column_count();
        let mut found =
            statement.query(named_params! { "$first": cell.range.from.0, "$last": cell.range.to.0 })?;
        let mut rows = Rows::new();
        while let Some(row) = found.next()? {
            let value = |column| anyhow::Ok(plain(row.get_ref(column)?));
            rows.push(Value::Array((0..columns).map(value).collect::<Result<_>>()?));
        }
        Ok(rows)
    }
}

fn plain(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into(),
    }
}
