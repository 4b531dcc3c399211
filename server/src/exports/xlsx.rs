//! A table as a workbook: its rows on one sheet below a frozen header, what it is about on another.
//!
//! Numbers are numbers where they have at most 15 digits, which a spreadsheet holds exactly, and else texts. Texts are never formulas.

use std::collections::HashMap;

use app::units::Currency;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::table::{About, Cell, ColumnKind, Table};

/// Digits that a spreadsheet's numbers hold exactly.
const EXACT_DIGITS: usize = 15;
/// Of columns, in characters.
const WIDEST: usize = 40;

/// The table as a file. Errors: more rows or columns than a sheet has.
pub fn write(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(&table.about)?);
    write_rows(book.add_worksheet(), table)?;
    write_about(book.add_worksheet(), &table.about)?;
    book.save_to_buffer()
}

/// With the time of the table, or the crate would look at the clock.
fn properties(about: &About) -> Result<DocProperties, XlsxError> {
    let made_at = ExcelDateTime::from_timestamp(about.as_of.0.div_euclid(1_000))?;
    Ok(DocProperties::new().set_title(about.title).set_creation_datetime(&made_at))
}

fn write_rows(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    sheet.set_name("Rows")?;
    sheet.set_freeze_panes(1, 0)?;
    let mut formats = Formats::new();
    for (at, column) in (0..).zip(&table.columns) {
        let header = match column.kind {
            ColumnKind::Number => &formats.number_header,
            _ => &formats.header,
        };
        sheet.write_string_with_format(0, at, column.id, header)?;
        let longest = table.rows.iter().filter_map(|row| row.get(usize::from(at))).map(width).max();
        let width = longest.unwrap_or_default().max(column.id.len()).min(WIDEST) + 2;
        sheet.set_column_width(at, u32::try_from(width).unwrap_or_default())?;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            write_cell(sheet, (row, column), cell, &mut formats)?;
        }
    }
    Ok(())
}

fn write_about(sheet: &mut Worksheet, about: &About) -> Result<(), XlsxError> {
    sheet.set_name("About")?;
    sheet.set_column_width(0, 16)?.set_column_width(1, 48)?;
    let facts = [
        ("Title", about.title.to_owned()),
        ("Scope", about.scope.to_string()),
        ("Business days", about.days_said()),
        ("As of", about.as_of.to_string()),
        ("Times", "UTC".to_owned()),
    ];
    for (row, (name, value)) in (0..).zip(facts) {
        sheet.write_string(row, 0, name)?.write_string(row, 1, value)?;
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &mut Formats,
) -> Result<(), XlsxError> {
    let written = cell.written();
    let format = match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(_) => {
            sheet.write_string(row, column, written)?;
            return Ok(());
        }
        Cell::Day(_) => &formats.day,
        Cell::Time(_) => &formats.time,
        Cell::Count(_) => &formats.count,
        Cell::Quantity(_) => &formats.quantity,
        Cell::Money(amount, currency) => formats.money(*currency, amount.decimals),
    };
    match cell {
        Cell::Day(_) | Cell::Time(_) => match ExcelDateTime::parse_from_str(&written) {
            Ok(at) => sheet.write_datetime_with_format(row, column, &at, format)?,
            // Before the first day that a spreadsheet knows.
            Err(_) => sheet.write_string(row, column, written)?,
        },
        _ => match exact(&written) {
            Some(number) => sheet.write_number_with_format(row, column, number, format)?,
            None => sheet.write_string(row, column, written)?,
        },
    };
    Ok(())
}

/// The number, if a spreadsheet holds it as it is written.
fn exact(written: &str) -> Option<f64> {
    let digits = written.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
    written.parse().ok().filter(|_| digits <= EXACT_DIGITS)
}

/// How wide a cell is, in characters.
fn width(cell: &Cell) -> usize {
    let grouping_and_currency = 8;
    match cell {
        Cell::Empty => 0,
        Cell::Text(text) => text.chars().take(WIDEST).count(),
        Cell::Money(..) => cell.written().len() + grouping_and_currency,
        cell => cell.written().len(),
    }
}

/// How cells look.
struct Formats {
    header: Format,
    /// Above what stands at the end of its column.
    number_header: Format,
    count: Format,
    quantity: Format,
    day: Format,
    time: Format,
    money: HashMap<Currency, Format>,
}

impl Formats {
    fn new() -> Self {
        let of = |pattern: &str| Format::new().set_num_format(pattern);
        Self {
            header: Format::new().set_bold(),
            number_header: Format::new().set_bold().set_align(FormatAlign::Right),
            count: of("#,##0"),
            quantity: of("#,##0.###"),
            day: of("yyyy-mm-dd"),
            time: of("yyyy-mm-dd hh:mm:ss"),
            money: HashMap::new(),
        }
    }

    /// With all decimals of the currency and its code.
    fn money(&mut self, currency: Currency, decimals: u8) -> &Format {
        self.money.entry(currency).or_insert_with(|| {
            let point = if decimals == 0 { "" } else { "." };
            let zeros = "0".repeat(decimals.into());
            Format::new().set_num_format(format!("#,##0{point}{zeros}\\ \"{currency}\""))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_more_digits_than_a_spreadsheet_holds_stay_texts() {
        assert_eq!(exact("504.00"), Some(504.0));
        assert_eq!(exact("-126.50"), Some(-126.5));
        assert_eq!(exact("0.001"), Some(0.001));
        assert_eq!(exact("9999999999999.99"), Some(9_999_999_999_999.99));
        assert_eq!(exact("99999999999999.99"), None);
        assert_eq!(exact("9007199254740993"), None);
    }
}
