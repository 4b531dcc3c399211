//! What is kept of a file that was handed out.

use app::units::{Currency, Day, Scope, UnixMs};

use super::FileFormat;
use crate::organisation::ScopeId;

/// A bit for each day of the week, Monday's the lowest: all of them.
pub const EVERY_WEEKDAY: u8 = 0b111_1111;

/// What the figures of a file are made of: by this it is found once one of them has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    pub scope: ScopeId,
    /// Gives the file anew: the scope, the first and the last day, and everything else that was asked for.
    pub address: String,
    /// First and last business day, both inclusive.
    pub days: (Day, Day),
    /// The days that these are compared with, or else add to.
    pub others: Option<(Day, Day)>,
    /// A bit for each day of the week, Monday's the lowest.
    pub weekdays: u8,
    /// `None` for figures of every currency.
    pub currency: Option<Currency>,
}

/// A file that goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewExport {
    pub contents: Contents,
    pub title: &'static str,
    pub format: FileFormat,
    /// Everything committed by then is in it.
    pub as_of: UnixMs,
    pub asked_at: UnixMs,
    pub file_name: String,
    /// Its header aside.
    pub rows: usize,
}

/// The row of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExportId(pub i64);

/// All files that one address gave within one minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    pub id: ExportId,
    pub title: String,
    pub format: FileFormat,
    pub scope: Scope,
    /// First and last business day that their figures are made of, both inclusive, those they add to aside.
    pub days: (Day, Day),
    /// `None` for figures of every currency.
    pub currency: Option<Currency>,
    /// What the first of them states, and the last.
    pub as_of: UnixMs,
    pub last_as_of: UnixMs,
    /// When the first of them went out, and the last.
    pub asked_at: UnixMs,
    pub last_asked_at: UnixMs,
    /// How many they are.
    pub times: i64,
    /// Of the first.
    pub file_name: String,
    pub rows: i64,
    pub address: String,
}
