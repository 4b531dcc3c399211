//! Times, days and ages in words. The language is English; the figures are the outlet's own wall clock.

use crate::units::Day;
use crate::units::weekday::WEEKDAYS;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `18:04` of an RFC 3339 text, in the offset it carries; the text itself if it is none.
pub fn clock(instant: &str) -> &str {
    instant.get(11..16).unwrap_or(instant)
}

/// `18:04:05, UTC+05:30` of an RFC 3339 text; the text itself if it is none.
pub fn with_zone(instant: &str) -> String {
    match (instant.get(11..19), instant.get(instant.len().saturating_sub(6)..)) {
        (Some(time), Some(zone)) if zone.starts_with(['+', '-']) => format!("{time}, UTC{zone}"),
        (Some(time), _) if instant.ends_with('Z') => format!("{time}, UTC"),
        _ => instant.to_owned(),
    }
}

/// The calendar day of an RFC 3339 text, in the offset it carries.
pub fn day_of(instant: &str) -> Option<Day> {
    instant.get(..10)?.parse().ok()
}

/// `18:00`, where an hour of the day begins.
pub fn hour_label(hour: u8) -> String {
    format!("{hour:02}:00")
}

/// `18:00–19:00`, from an hour to its end.
pub fn hour_span(hour: u8) -> String {
    format!("{}–{}", hour_label(hour), hour_label((hour + 1) % 24))
}

/// `18:04` of an hour and a minute.
pub fn hour_and_minute(hour: u32, minute: u32) -> String {
    format!("{hour:02}:{minute:02}")
}

/// `Friday 20 November`.
pub fn day_long(day: Day) -> String {
    let (_, month, date) = day.civil();
    format!("{} {date} {}", weekday(day), month_name(month))
}

/// `Fri 20 Nov`.
pub fn day_short(day: Day) -> String {
    let (_, month, date) = day.civil();
    format!("{} {date} {}", &weekday(day)[..3], &month_name(month)[..3])
}

/// `Friday 20 November 2026`.
pub fn date_long(day: Day) -> String {
    format!("{} {}", day_long(day), day.civil().0)
}

/// `20 Nov`.
pub fn day_of_month(day: Day) -> String {
    let (_, month, date) = day.civil();
    format!("{date} {}", &month_name(month)[..3])
}

/// `20 Nov 2026`.
pub fn date(day: Day) -> String {
    let (year, month, date) = day.civil();
    format!("{date} {} {year}", &month_name(month)[..3])
}

/// `14 to 20 November`, `28 November to 2 December`, with the years where they differ.
pub fn month_span(from: Day, to: Day) -> String {
    let ((from_year, from_month, from_date), (to_year, to_month, to_date)) = (from.civil(), to.civil());
    let to_text = format!("{to_date} {}", month_name(to_month));
    match () {
        () if from == to => to_text,
        () if from_year != to_year => {
            format!("{from_date} {} {from_year} to {to_text} {to_year}", month_name(from_month))
        }
        () if from_month != to_month => format!("{from_date} {} to {to_text}", month_name(from_month)),
        () => format!("{from_date} to {to_text}"),
    }
}

/// The weekday's English name.
pub fn weekday(day: Day) -> &'static str {
    WEEKDAYS[usize::from(day.weekday_from_monday())]
}

fn month_name(month: u32) -> &'static str {
    MONTHS[usize::try_from(month.saturating_sub(1)).unwrap_or(0) % 12]
}

/// `now`, `12 s`, `4 min`, `3 h`, `2 days`: whole units, rounded down.
pub fn age(seconds: u64) -> String {
    match seconds {
        0 => "now".to_owned(),
        1..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a date")
    }

    #[test]
    fn times_and_days_read_as_people_say_them() {
        assert_eq!(clock("2026-11-20T18:04:05+05:30"), "18:04");
        assert_eq!(clock("soon"), "soon");
        assert_eq!(with_zone("2026-11-20T18:04:05.120+05:30"), "18:04:05, UTC+05:30");
        assert_eq!(with_zone("2026-11-20T18:04:05Z"), "18:04:05, UTC");
        assert_eq!(with_zone("é"), "é");
        assert_eq!(day_long(day("2026-11-20")), "Friday 20 November");
        assert_eq!(day_short(day("2024-02-29")), "Thu 29 Feb");
        assert_eq!(date_long(day("2011-11-14")), "Monday 14 November 2011");
        assert_eq!(date(day("2011-11-04")), "4 Nov 2011");
        assert_eq!(month_span(day("2026-11-14"), day("2026-11-20")), "14 to 20 November");
        assert_eq!(month_span(day("2026-11-28"), day("2026-12-02")), "28 November to 2 December");
        assert_eq!(month_span(day("2025-12-30"), day("2026-01-02")), "30 December 2025 to 2 January 2026");
    }

    #[test]
    fn ages_use_the_largest_unit_that_fits() {
        for (seconds, text) in [
            (0, "now"),
            (1, "1 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_599, "59 min"),
            (3_600, "1 h"),
            (172_800, "2 days"),
        ] {
            assert_eq!(age(seconds), text);
        }
    }
}
