//! How a report puts days together.

use crate::analytics::calendar;
use crate::analytics::model::Grain;
use crate::units::Day;
use crate::units::weekday::WEEKDAYS;

/// How days are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeBy {
    /// All of them.
    Whole,
    Day,
    /// Monday to Sunday.
    Week,
    Month,
    /// From January, April, July and October.
    Quarter,
    Year,
    /// All Mondays, all Tuesdays and so on.
    Weekday,
}

/// The days of a row, as far as the range has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportPeriod {
    /// `2026-11-20`; a week by its Monday, even where that lies before the range; `2026-11`; `2026-Q4`; `2026`; `Friday`.
    pub name: String,
    /// Of a day of the week the first in the range.
    pub from: Day,
    /// Of a day of the week the last in the range.
    pub to: Day,
}

impl TimeBy {
    pub const ALL: [Self; 7] =
        [Self::Whole, Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year, Self::Weekday];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Whole => "All days",
            Self::Day => "Day",
            Self::Week => "Week",
            Self::Month => "Month",
            Self::Quarter => "Quarter",
            Self::Year => "Year",
            Self::Weekday => "Day of the week",
        }
    }

    /// The first and the last day of the period that holds `day`; the day alone where days are not put together in a row.
    pub fn around(self, day: Day) -> (Day, Day) {
        match self {
            Self::Whole | Self::Day | Self::Weekday => (day, day),
            Self::Week => Grain::Week.around(day),
            Self::Month => Grain::Month.around(day),
            Self::Quarter => (calendar::quarter_start(day), calendar::quarter_end(day)),
            Self::Year => (calendar::year_start(day), calendar::year_end(day)),
        }
    }

    /// The period of a row of the days `from` to `to`; `None` where rows are not by time.
    ///
    /// `step`: its first day, wherever the range begins, or the day of the week from Monday as 0.
    pub fn period(self, step: i32, from: Day, to: Day) -> Option<ReportPeriod> {
        let first = Day(step);
        let (year, month, _) = first.civil();
        let name = match self {
            Self::Whole => return None,
            Self::Weekday => return Some(weekday(step, from, to)),
            Self::Day | Self::Week => first.to_string(),
            Self::Month => format!("{year:04}-{month:02}"),
            Self::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
            Self::Year => format!("{year:04}"),
        };
        let (_, last) = self.around(first);
        Some(ReportPeriod { name, from: first.max(from), to: last.min(to) })
    }
}

/// The first and the last of a day of the week from `from` to `to`.
fn weekday(step: i32, from: Day, to: Day) -> ReportPeriod {
    let ahead = (step - i32::from(from.weekday_from_monday())).rem_euclid(7);
    let behind = (i32::from(to.weekday_from_monday()) - step).rem_euclid(7);
    let name = usize::try_from(step).ok().and_then(|at| WEEKDAYS.get(at)).copied();
    ReportPeriod { name: name.unwrap_or_default().to_owned(), from: from.plus(ahead), to: to.plus(-behind) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_is_named_as_a_whole_and_cut_off_by_the_range() {
        let (from, to) = (day("2026-08-19"), day("2026-11-20"));
        for (time, first, name, begins, ends) in [
            (TimeBy::Day, "2026-11-20", "2026-11-20", "2026-11-20", "2026-11-20"),
            (TimeBy::Week, "2026-08-17", "2026-08-17", "2026-08-19", "2026-08-23"),
            (TimeBy::Week, "2026-11-16", "2026-11-16", "2026-11-16", "2026-11-20"),
            (TimeBy::Month, "2026-10-01", "2026-10", "2026-10-01", "2026-10-31"),
            (TimeBy::Quarter, "2026-07-01", "2026-Q3", "2026-08-19", "2026-09-30"),
            (TimeBy::Year, "2026-01-01", "2026", "2026-08-19", "2026-11-20"),
        ] {
            let first = day(first);
            assert_eq!(time.around(first).0, first, "{time:?}");
            let period = ReportPeriod { name: name.to_owned(), from: day(begins), to: day(ends) };
            assert_eq!(time.period(first.0, from, to), Some(period), "{time:?}");
        }
        assert_eq!(TimeBy::Whole.period(0, from, to), None);
    }

    #[test]
    fn a_day_of_the_week_lasts_from_its_first_to_its_last_in_the_range() {
        // A Wednesday and a Friday.
        let (from, to) = (day("2026-11-04"), day("2026-11-20"));
        for (step, name, first, last) in [
            (0, "Monday", "2026-11-09", "2026-11-16"),
            (2, "Wednesday", "2026-11-04", "2026-11-18"),
            (4, "Friday", "2026-11-06", "2026-11-20"),
            (6, "Sunday", "2026-11-08", "2026-11-15"),
        ] {
            let period = ReportPeriod { name: name.to_owned(), from: day(first), to: day(last) };
            assert_eq!(TimeBy::Weekday.period(step, from, to), Some(period));
        }
    }
}
