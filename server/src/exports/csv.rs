//! A table as CSV: RFC 4180, UTF-8, with the ids of its columns as the header.
//!
//! Spreadsheets take a text that begins like a formula for one and carry it out. So a text that begins with `=`, `+`, `-`, `@`, a tab
//! or a carriage return gets an apostrophe before it, which spreadsheets do not show; whoever reads the file with a program takes it
//! off again. Numbers, days and times are left as they are.

use csv::{Error, Terminator, WriterBuilder};

use super::table::{Cell, Table};

/// What a text must not begin with: a formula, or the apostrophe itself, so that what is put before it can be taken off again.
const BEGINS_FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

/// The table as a file. Errors: rows of different lengths.
pub fn write(table: &Table) -> Result<Vec<u8>, Error> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|column| column.id))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(written))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if text.starts_with(BEGINS_FORMULA) => format!("'{text}"),
        cell => cell.written(),
    }
}

#[cfg(test)]
mod tests {
    use app::units::{Amount, Scope, UnixMs};

    use super::*;
    use crate::exports::{About, Column, ColumnKind};

    const COLUMNS: [Column; 2] =
        [Column::new("name", ColumnKind::Text), Column::new("gross", ColumnKind::Number)];

    fn file(rows: Vec<Vec<Cell>>) -> String {
        let about = About { title: "Rows", scope: Scope::Network, days: None, as_of: UnixMs(0) };
        String::from_utf8(write(&Table { about, columns: COLUMNS.to_vec(), rows }).unwrap()).unwrap()
    }

    #[test]
    fn texts_that_begin_like_a_formula_are_made_harmless_and_numbers_are_not_touched() {
        let inr = "INR".parse().unwrap();
        let money = Cell::Money(Amount::new(-12_600, inr), inr);
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+49", "'+49"),
            ("-1", "'-1"),
            ("@a", "'@a"),
            ("\ta", "'\ta"),
            ("\ra", "\"'\ra\""),
            ("'=1", "''=1"),
            ("a=b", "a=b"),
            ("a,\"b\"\nc", "\"a,\"\"b\"\"\nc\""),
            ("ü🍨", "ü🍨"),
            ("", ""),
        ] {
            let written = file(vec![vec![Cell::Text(text.to_owned()), money.clone()]]);
            assert_eq!(written, format!("name,gross\r\n{expected},-126.00\r\n"));
        }
    }

    #[test]
    fn a_table_without_rows_has_its_header() {
        assert_eq!(file(Vec::new()), "name,gross\r\n");
    }
}
