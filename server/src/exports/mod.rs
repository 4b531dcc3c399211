//! Tables as files: CSV for programs, XLSX for people with a spreadsheet.
//!
//! A feature says what its rows are ([`Table`]: columns with stable ids, cells with types) and knows nothing of files; the writers know
//! files and no feature. A number is written as what it is, exactly: a newcomer would let money become a float on its way into a
//! spreadsheet, which is right only where all its digits fit.
//!
//! Every file is written down before it goes out ([`register`]), with what its figures are made of ([`Contents`]): once one of them
//! changes, a restatement names the files that hold it as it was.

pub mod csv;
pub mod http;
pub mod list;
pub mod model;
pub mod register;
pub mod store;
pub mod table;
pub mod xlsx;

use std::str::FromStr;

pub use model::{Contents, EVERY_WEEKDAY, Export, ExportId, NewExport};
pub use table::{About, Cell, Column, ColumnKind, Table};

/// Rows of the largest file. Whoever wants more asks for fewer days or a smaller scope, one after the other.
pub const MOST_ROWS: usize = 20_000;
/// Different files that are written down within a day, whoever asks for them. Each is a row for [`KEPT_MS`], and whoever may read may ask.
pub const MOST_A_DAY: i64 = 5_000;
/// How long it is known that a file went out: what changes a day later than this names no file.
pub const KEPT_MS: i64 = 400 * 86_400_000;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    Csv,
    Xlsx,
}

/// Why a table cannot be written: our own mistake, since nothing that was sent can cause it.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("the table cannot be written as CSV")]
    Csv(#[from] ::csv::Error),
    #[error("the table cannot be written as XLSX")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}

impl FileFormat {
    pub const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    /// As it is asked for, and how the file's name ends.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The file's content type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The table as a file of this kind. Errors: [`WriteError`].
    pub fn write(self, table: &Table) -> Result<Vec<u8>, WriteError> {
        match self {
            Self::Csv => Ok(csv::write(table)?),
            Self::Xlsx => Ok(xlsx::write(table)?),
        }
    }
}

impl FromStr for FileFormat {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|format| format.name() == text).ok_or(())
    }
}
