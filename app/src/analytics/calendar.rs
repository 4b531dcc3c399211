//! Months, quarters and years around a day.

use crate::units::Day;

/// The first of the month.
pub fn month_start(day: Day) -> Day {
    let (year, month, _) = day.civil();
    first_of(year, month, day)
}

/// The last of the month.
pub fn month_end(day: Day) -> Day {
    let (year, month, _) = day.civil();
    // The first that the calendar has.
    [31, 30, 29, 28].into_iter().find_map(|last| Day::from_civil(year, month, last)).unwrap_or(day)
}

/// The first day of the quarter, which begins in January, April, July or October.
pub fn quarter_start(day: Day) -> Day {
    let (year, month, _) = day.civil();
    first_of(year, (month - 1) / 3 * 3 + 1, day)
}

/// The last day of the quarter.
pub fn quarter_end(day: Day) -> Day {
    let (year, month, _) = quarter_start(day).civil();
    month_end(first_of(year, month + 2, day))
}

/// The first of January.
pub fn year_start(day: Day) -> Day {
    let (year, ..) = day.civil();
    first_of(year, 1, day)
}

/// The last of December.
pub fn year_end(day: Day) -> Day {
    let (year, ..) = day.civil();
    Day::from_civil(year, 12, 31).unwrap_or(day)
}

/// The same date of the year before; the 28th for a 29th of February.
pub fn year_before(day: Day) -> Day {
    let (year, month, date) = day.civil();
    Day::from_civil(year - 1, month, date).or_else(|| Day::from_civil(year - 1, month, 28)).unwrap_or(day)
}

fn first_of(year: i32, month: u32, within: Day) -> Day {
    Day::from_civil(year, month, 1).unwrap_or(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_quarters_and_years_begin_and_end_where_the_calendar_says() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        for (given, start, end, quarter, year, before) in [
            ("2026-11-29", "2026-11-01", "2026-11-30", "2026-10-01", "2026-01-01", "2025-11-29"),
            ("2026-12-31", "2026-12-01", "2026-12-31", "2026-10-01", "2026-01-01", "2025-12-31"),
            ("2024-02-29", "2024-02-01", "2024-02-29", "2024-01-01", "2024-01-01", "2023-02-28"),
            ("2025-02-28", "2025-02-01", "2025-02-28", "2025-01-01", "2025-01-01", "2024-02-28"),
            ("9999-12-02", "9999-12-01", "9999-12-31", "9999-10-01", "9999-01-01", "9998-12-02"),
            ("9999-12-31", "9999-12-01", "9999-12-31", "9999-10-01", "9999-01-01", "9998-12-31"),
        ] {
            let given = day(given);
            let found =
                [month_start, month_end, quarter_start, year_start, year_before].map(|find| find(given));
            assert_eq!(found, [start, end, quarter, year, before].map(day), "{given}");
        }
    }

    #[test]
    fn quarters_and_years_end_on_their_last_day() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        for (given, quarter, year) in [
            ("2026-11-29", "2026-12-31", "2026-12-31"),
            ("2024-01-01", "2024-03-31", "2024-12-31"),
            ("2024-06-30", "2024-06-30", "2024-12-31"),
            ("2023-07-01", "2023-09-30", "2023-12-31"),
            ("9999-12-31", "9999-12-31", "9999-12-31"),
        ] {
            assert_eq!([quarter_end, year_end].map(|find| find(day(given))), [quarter, year].map(day));
        }
    }
}
