//! Calendar days without a clock or a time zone.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A calendar date as the number of days since 1970-01-01.
///
/// Which instants belong to it is for the outlet's time zone and cut-off to say (`organisation::business_day`).
/// The browser knows no calendar library, so the two conversions stand here: the civil-from-days arithmetic on eras
/// of 400 years with March as the first month, which needs no table of month lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub i32);

/// The business days that something is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DayRange {
    /// Both inclusive; `None` leaves the end open.
    Between { from: Option<Day>, to: Option<Day> },
    /// At each outlet its current one: across time zones they are not all the same.
    Current,
}

impl DayRange {
    /// Every day there was.
    pub const ALL: Self = Self::Between { from: None, to: None };
}

/// The longest range of days that is answered: five years, one of them leap.
pub const LONGEST_RANGE_DAYS: i32 = 5 * 365 + 2;

/// The text is not a date `YYYY-MM-DD` of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedDay;

const DAYS_PER_ERA: i32 = 146_097;
/// From 0000-03-01, where the eras begin, to 1970-01-01.
const DAYS_TO_EPOCH: i32 = 719_468;

impl Day {
    /// The day of a year, month (1–12) and day of month, if the calendar has it; years 1–9999.
    pub fn from_civil(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let (month, day) = (i32::try_from(month).ok()?, i32::try_from(day).ok()?);
        let shifted_year = if month <= 2 { year - 1 } else { year };
        let era = shifted_year.div_euclid(400);
        let year_of_era = shifted_year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let found = Self(era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH);
        // A 31st of a short month lands in the next one; only a date that converts back exists.
        (found.civil() == (year, month.unsigned_abs(), day.unsigned_abs())).then_some(found)
    }

    /// Year, month (1–12) and day of month (1–31).
    pub fn civil(self) -> (i32, u32, u32) {
        let shifted = self.0 + DAYS_TO_EPOCH;
        let era = shifted.div_euclid(DAYS_PER_ERA);
        let day_of_era = shifted.rem_euclid(DAYS_PER_ERA);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month.unsigned_abs(), day.unsigned_abs())
    }

    /// Days since the Monday before or on it: 0 for Monday … 6 for Sunday.
    pub fn weekday_from_monday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        u8::try_from((self.0 + 3).rem_euclid(7)).expect("a remainder of seven fits a byte")
    }

    /// `days` later, or earlier when negative.
    pub fn plus(self, days: i32) -> Self {
        Self(self.0 + days)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = MalformedDay;

    fn from_str(text: &str) -> Result<Self, MalformedDay> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes
                .iter()
                .enumerate()
                .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() });
        if !shaped {
            return Err(MalformedDay);
        }
        let number = |range: std::ops::Range<usize>| text[range].parse::<u32>().map_err(|_| MalformedDay);
        let year = i32::try_from(number(0..4)?).map_err(|_| MalformedDay)?;
        Self::from_civil(year, number(5..7)?, number(8..10)?).ok_or(MalformedDay)
    }
}

impl fmt::Display for MalformedDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a calendar date YYYY-MM-DD")
    }
}

impl std::error::Error for MalformedDay {}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days_stand_where_they_belong() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2011-11-14", 15_292),
            ("2026-11-20", 20_777),
        ] {
            assert_eq!(text.parse(), Ok(Day(number)));
            assert_eq!(Day(number).to_string(), text);
        }
    }

    #[test]
    fn every_day_of_four_centuries_converts_back() {
        let first = Day::from_civil(1_700, 1, 1).expect("the calendar has it");
        for number in first.0..first.0 + DAYS_PER_ERA {
            let (year, month, day) = Day(number).civil();
            assert_eq!(Day::from_civil(year, month, day), Some(Day(number)));
        }
    }

    #[test]
    fn dates_the_calendar_lacks_are_refused() {
        for text in [
            "2011-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "26-04-01",
            "2026-4-1",
            "2026-04-01T",
            "٢٠٢٦-04-01",
            "0000-01-01",
            "",
        ] {
            assert_eq!(text.parse::<Day>(), Err(MalformedDay), "{text:?}");
        }
    }

    #[test]
    fn weeks_begin_on_monday() {
        let monday: Day = "2011-11-14".parse().expect("a date");
        assert_eq!(
            (0..8).map(|offset| monday.plus(offset).weekday_from_monday()).collect::<Vec<_>>(),
            [0, 1, 2, 3, 4, 5, 6, 0]
        );
    }
}
