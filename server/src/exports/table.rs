//! What a file holds: typed cells below columns with stable ids, and what it is about.

use app::units::{Amount, Currency, Day, Quantity, Scope, UnixMs};

/// Rows of cells, and what they are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub about: About,
    pub columns: Vec<Column>,
    /// As many cells each as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// What a table is about. Its file is named after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// For people: `Daily summaries`.
    pub title: &'static str,
    pub scope: Scope,
    /// First and last business day, both inclusive; `None` where nothing has happened on any.
    pub days: Option<(Day, Day)>,
    /// Everything committed by then is in it.
    pub as_of: UnixMs,
}

/// A column. Programs go by `id`, which never changes and is what JSON calls the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub id: &'static str,
    pub kind: ColumnKind,
}

/// What the cells of a column are, if they are not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    Text,
    Number,
    Day,
    Time,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Count(i64),
    Quantity(Quantity),
    /// With its currency, which a file of several of them must not lose.
    Money(Amount, Currency),
    Day(Day),
    Time(UnixMs),
}

impl Column {
    #[must_use]
    pub const fn new(id: &'static str, kind: ColumnKind) -> Self {
        Self { id, kind }
    }
}

impl Cell {
    /// A text; empty where there is none.
    #[must_use]
    pub fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.to_owned()))
    }

    /// The value in full, as JSON answers it.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Quantity(quantity) => quantity.to_string(),
            Self::Money(amount, _) => amount.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Time(at) => at.to_string(),
        }
    }
}

impl About {
    /// `daily-summaries_region-south_2026-11-01_2026-11-20_as-of-20261120T120000Z`: safe on every file system.
    #[must_use]
    pub fn file_stem(&self) -> String {
        let title = self.title.to_lowercase().replace(' ', "-");
        let scope = self.scope.to_string().replace(':', "-");
        let days = self.days.map_or_else(|| "no-days".to_owned(), |(from, to)| format!("{from}_{to}"));
        let as_of = UnixMs(self.as_of.0 - self.as_of.0.rem_euclid(1_000)).to_string().replace(['-', ':'], "");
        format!("{title}_{scope}_{days}_as-of-{as_of}")
    }

    /// The days in words.
    #[must_use]
    pub fn days_said(&self) -> String {
        self.days.map_or_else(|| "no days".to_owned(), |(from, to)| format!("{from} to {to}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_what_it_is_about() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let about = About {
            title: "Daily summaries",
            scope: "region:south".parse().unwrap(),
            days: Some((day("2026-11-01"), day("2026-11-20"))),
            as_of: UnixMs(1_795_176_000_123),
        };
        let expected = "daily-summaries_region-south_2026-11-01_2026-11-20_as-of-20261120T120000Z";
        assert_eq!(about.file_stem(), expected);
        let nothing = About { scope: Scope::Network, days: None, ..about };
        assert_eq!(nothing.file_stem(), "daily-summaries_network_no-days_as-of-20261120T120000Z");
    }
}
