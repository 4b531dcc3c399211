//! What a report is of, and its rows.

use std::cmp::Reverse;

use super::time::{ReportPeriod, TimeBy};
use crate::analytics::measure::Measure;
use crate::live::Totals;
use crate::units::weekday::WEEKDAY_NAMES;
use crate::units::{Currency, Scope};

/// Rows of the longest report.
pub const MOST_ROWS: usize = 10_000;

/// The places that have rows of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceBy {
    /// The scope as a whole.
    Whole,
    /// What was sold in each region at the time.
    Region,
    /// What was sold in each franchise at the time.
    Franchise,
    /// The outlets that stand in the scope now.
    Outlet,
}

/// Some days of the week, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Weekdays(u8);

/// Which sums a report is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Breakdown {
    pub place: PlaceBy,
    pub time: TimeBy,
    /// `None` is all of them, each with rows of its own.
    pub currency: Option<Currency>,
    pub weekdays: Weekdays,
}

/// A report as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub by: Breakdown,
    /// At least one, each once, in the order of the columns.
    pub measures: Vec<Measure>,
    /// A measure, shown or not: rows go by currency, then from the highest on. `None` is by code of the place, time, currency.
    pub sort: Option<Measure>,
}

/// A region, franchise or outlet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportPlace {
    pub scope: Scope,
    pub name: String,
    /// Whether another region, franchise or outlet goes by the same name.
    pub shares_name: bool,
}

/// What happened in one currency at one place and time. There is no row where nothing did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// `None` where rows are not by place.
    pub place: Option<ReportPlace>,
    /// `None` where rows are not by time.
    pub period: Option<ReportPeriod>,
    pub totals: Totals,
}

impl PlaceBy {
    pub const ALL: [Self; 4] = [Self::Whole, Self::Region, Self::Franchise, Self::Outlet];

    /// Whether `scope` has such places.
    pub fn is_within(self, scope: &Scope) -> bool {
        match self {
            Self::Whole => true,
            Self::Region | Self::Franchise => *scope == Scope::Network,
            Self::Outlet => !matches!(scope, Scope::Outlet(_)),
        }
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Whole => "Whole scope",
            Self::Region => "Region",
            Self::Franchise => "Franchise",
            Self::Outlet => "Outlet",
        }
    }
}

impl ReportPlace {
    /// What tells it from all others of its kind: the name, with the code where others share it.
    pub fn label(&self) -> String {
        match self.scope.code() {
            Some(code) if self.shares_name => format!("{} ({code})", self.name),
            _ => self.name.clone(),
        }
    }
}

impl Weekdays {
    pub const ALL: Self = Self(0b111_1111);

    /// Some days, by their numbers from Monday as 0; all where there are none.
    pub fn of(days: impl IntoIterator<Item = u8>) -> Self {
        let bits = days.into_iter().filter(|day| *day < 7).fold(0, |bits, day| bits | (1_u8 << day));
        if bits == 0 { Self::ALL } else { Self(bits) }
    }

    /// A bit for each day, Monday's the lowest.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// As they stand in an address.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        (0..).zip(WEEKDAY_NAMES).filter(move |(day, _)| self.contains(*day)).map(|(_, name)| name)
    }

    /// The number of the day where there is one alone.
    pub fn single(self) -> Option<u8> {
        (0..7_u8).find(|day| self.0 == 1_u8 << *day)
    }

    /// Whether the day of this number is among them.
    pub fn contains(self, day: u8) -> bool {
        day < 7 && (self.0 >> day) & 1 == 1
    }
}

impl Report {
    /// The rows in the order asked, from the order of places, times and currencies.
    pub fn sorted<'r>(&self, rows: &'r [ReportRow]) -> Vec<&'r ReportRow> {
        let mut rows: Vec<&'r ReportRow> = rows.iter().collect();
        if let Some(measure) = self.sort {
            // Amounts of two currencies cannot be compared. Equal ones keep their order.
            rows.sort_by_key(|row| (row.totals.currency, Reverse(measure.size(&row.totals))));
        }
        rows
    }
}

impl Default for Report {
    /// Orders, gross and average order of the scope as a whole.
    fn default() -> Self {
        Self {
            by: Breakdown {
                place: PlaceBy::Whole,
                time: TimeBy::Whole,
                currency: None,
                weekdays: Weekdays::ALL,
            },
            measures: vec![Measure::Orders, Measure::Gross, Measure::AverageOrder],
            sort: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Amount;

    #[test]
    fn one_day_alone_is_told_from_several() {
        for (days, single) in [(&[0][..], Some(0)), (&[6], Some(6)), (&[0, 6], None), (&[], None)] {
            assert_eq!(Weekdays::of(days.iter().copied()).single(), single);
        }
    }

    #[test]
    fn rows_are_sorted_within_their_currency_and_equal_ones_keep_their_order() {
        let row = |currency: &str, name: &str, minor: i64| {
            let currency: Currency = currency.parse().unwrap();
            let scope = format!("outlet:{name}").parse().unwrap();
            ReportRow {
                place: Some(ReportPlace { scope, name: name.to_owned(), shares_name: false }),
                period: None,
                totals: Totals { gross: Amount::new(minor, currency), ..Totals::zero(currency) },
            }
        };
        let rows = [row("JPY", "a", 900), row("INR", "b", 1), row("INR", "c", 2), row("INR", "d", 2)];
        let names = |sort| -> Vec<String> {
            let report = Report { sort, ..Report::default() };
            report.sorted(&rows).iter().map(|row| row.place.as_ref().unwrap().name.clone()).collect()
        };
        assert_eq!(names(Some(Measure::Gross)), ["c", "d", "b", "a"]);
        assert_eq!(names(None), ["a", "b", "c", "d"]);
    }
}
