//! What is asked, and of which days.

use app::units::Day;

/// A figure of the whole network, in every currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    Totals,
    Trend,
    Hours,
    Outlets,
    Items,
    Customers,
    TopCustomers,
    Segments,
}

/// Business days from the first to the last, both inclusive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    pub(crate) name: &'static str,
    pub(crate) from: Day,
    pub(crate) to: Day,
}

/// One question about one range.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub(crate) question: Question,
    pub(crate) range: Range,
}

/// Outlets, items and customers of each currency.
pub(crate) const BEST: usize = 10;
/// Customers of each segment.
pub(crate) const BEST_OF_SEGMENT: usize = 5;

const TREND_DAYS: i32 = 30;
const YEAR_DAYS: i32 = 365;

impl Question {
    const ALL: [Self; 8] = [
        Self::Totals,
        Self::Trend,
        Self::Hours,
        Self::Outlets,
        Self::Items,
        Self::Customers,
        Self::TopCustomers,
        Self::Segments,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Totals => "totals",
            Self::Trend => "trend by day",
            Self::Hours => "hours × weekdays",
            Self::Outlets => "top 10 outlets",
            Self::Items => "top 10 items",
            Self::Customers => "distinct and new customers",
            Self::TopCustomers => "top 10 customers",
            Self::Segments => "segments",
        }
    }

    /// The answer by GROUP BY on the raw rows from `$first` to `$last`: one text for both engines.
    pub(crate) fn sql(self) -> &'static str {
        match self {
            Self::Totals => include_str!("sql/totals.sql"),
            Self::Trend => include_str!("sql/trend.sql"),
            Self::Hours => include_str!("sql/hours.sql"),
            Self::Outlets => include_str!("sql/outlets.sql"),
            Self::Items => include_str!("sql/items.sql"),
            Self::Customers => include_str!("sql/customers.sql"),
            Self::TopCustomers => include_str!("sql/top_customers.sql"),
            Self::Segments => include_str!("sql/segments.sql"),
        }
    }

    /// What an answer may take at the most.
    pub(crate) fn budget(self) -> &'static str {
        match self {
            Self::Customers | Self::Segments => "p99 ≤ 50 ms",
            _ => "p99 ≤ 1 ms",
        }
    }
}

impl Range {
    pub(crate) fn days(&self) -> i32 {
        self.to.0 - self.from.0 + 1
    }
}

/// Every question about every range of a ledger that reaches from `first` to `last`.
pub(crate) fn cells(first: Day, last: Day) -> Vec<Cell> {
    let (year, month, _) = last.civil();
    let ending = |name, from: Day| Range { name, from: from.max(first), to: last };
    let recent = [
        ending("month to date", Day::from_civil(year, month, 1).unwrap_or(last)),
        ending("30 days", last.plus(1 - TREND_DAYS)),
    ];
    let long = [ending("365 days", last.plus(1 - YEAR_DAYS)), ending("all days", first)];
    let ranges = |question| {
        let shortest = recent[usize::from(question == Question::Trend)];
        [shortest, long[0], long[1]].map(|range| Cell { question, range })
    };
    Question::ALL.into_iter().flat_map(ranges).collect()
}
