//! How a file writes numbers and times.

use std::borrow::Cow;
use std::fmt::Write;

use chrono::format::{Fixed, Item, StrftimeItems};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};

use crate::fields::FieldProblem;

/// The marks within a file's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    pub decimal: u8,
    /// Between groups of digits, if any.
    pub thousands: Option<u8>,
}

/// The one format of a file's times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dates {
    format: String,
    has_offset: bool,
}

/// A time as a file tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// With its offset from UTC.
    Exact(DateTime<FixedOffset>),
    /// What the clock on the wall showed.
    Wall(NaiveDateTime),
}

impl Numbers {
    /// The number in the grammar of the API; whatever is no number stays as it is and is refused there.
    ///
    /// Groups are taken only where they are groups (`1,234,567`, `12,34,567`), because `1,5` in a file of the other
    /// notation would silently become fifteen.
    pub fn normalise(self, text: &str) -> Cow<'_, str> {
        let (whole, fraction) = match text.split_once(char::from(self.decimal)) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text, None),
        };
        // A point that is not this file's decimal separator must not become one.
        let has_foreign_point = self.decimal != b'.' && self.thousands != Some(b'.') && text.contains('.');
        let Some(whole) = self.without_groups(whole).filter(|_| !has_foreign_point) else {
            return Cow::Owned(format!("not in this file's notation: {text}"));
        };
        match fraction {
            None => whole,
            Some(_) if self.decimal == b'.' && matches!(whole, Cow::Borrowed(_)) => Cow::Borrowed(text),
            Some(fraction) => Cow::Owned(format!("{whole}.{fraction}")),
        }
    }

    fn without_groups(self, whole: &str) -> Option<Cow<'_, str>> {
        let Some(mark) = self.thousands.map(char::from).filter(|&mark| whole.contains(mark)) else {
            return Some(Cow::Borrowed(whole));
        };
        let mut groups = whole.split(mark).rev();
        let last_is_full = groups.next().is_some_and(|last| last.len() == 3);
        let first_is_fit = whole.split(mark).next().is_some_and(|first| {
            let digits = first.strip_prefix('-').unwrap_or(first);
            (1..=3).contains(&digits.len())
        });
        let middle = whole.split(mark).count().saturating_sub(2);
        let middle_is_fit = groups.take(middle).all(|group| matches!(group.len(), 2 | 3));
        (last_is_full && first_is_fit && middle_is_fit).then(|| Cow::Owned(whole.replace(mark, "")))
    }
}

impl Dates {
    /// Takes a strftime format, such as `%Y-%m-%d %H:%M:%S`.
    ///
    /// Errors: when a time written in it cannot be read back to the minute.
    pub fn parse(format: &str) -> Result<Self, FieldProblem> {
        let wrong = |problem: &str| {
            let want = "a strftime format with date and time of day, such as %d/%m/%Y %H:%M";
            FieldProblem::new("date_format", problem, format, want)
        };
        if StrftimeItems::new(format).any(|item| item == Item::Error) {
            return Err(wrong("holds a code that does not exist"));
        }
        // A name such as EST is skipped when it is read, so the time would be taken for another zone's.
        if StrftimeItems::new(format).any(|item| item == Item::Fixed(Fixed::TimezoneName)) {
            let want = "%z for an offset such as +05:30, or no zone here and the key time_zone";
            return Err(FieldProblem::new("date_format", "holds %Z, which tells no offset", format, want));
        }
        let probe = NaiveDate::from_ymd_opt(2011, 11, 14)
            .and_then(|day| day.and_hms_opt(17, 5, 0))
            .expect("the calendar has this moment")
            .and_utc()
            .fixed_offset();
        let mut written = String::new();
        write!(written, "{}", probe.format(format)).map_err(|_| wrong("cannot be written"))?;
        let exact = DateTime::parse_from_str(&written, format);
        let has_offset = exact == Ok(probe);
        if has_offset || NaiveDateTime::parse_from_str(&written, format) == Ok(probe.naive_utc()) {
            return Ok(Self { format: format.to_owned(), has_offset });
        }
        Err(wrong("does not tell a moment to the minute"))
    }

    /// The moment that `text` tells; `None` when it is not of this format.
    pub fn read(&self, text: &str) -> Option<Moment> {
        match self.has_offset {
            true => DateTime::parse_from_str(text, &self.format).map(Moment::Exact).ok(),
            false => NaiveDateTime::parse_from_str(text, &self.format).map(Moment::Wall).ok(),
        }
    }

    /// The format, for telling what was expected.
    pub fn format(&self) -> &str {
        &self.format
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_out_in_the_grammar_of_the_api() {
        let english = Numbers { decimal: b'.', thousands: Some(b',') };
        let german = Numbers { decimal: b',', thousands: Some(b'.') };
        let plain = Numbers { decimal: b'.', thousands: None };
        for (numbers, text, expected) in [
            (plain, "2.55", "2.55"),
            (plain, "-6", "-6"),
            (english, "1,234.50", "1234.50"),
            (english, "12,34,567.00", "1234567.00"),
            (english, "-1,000", "-1000"),
            (german, "1.234,50", "1234.50"),
            (german, "0,5", "0.5"),
        ] {
            assert_eq!(numbers.normalise(text), expected, "{text}");
        }
    }

    #[test]
    fn the_other_notation_is_never_misread() {
        let english = Numbers { decimal: b'.', thousands: Some(b',') };
        let comma = Numbers { decimal: b',', thousands: None };
        for (numbers, text) in [(english, "1,5"), (english, "1,,000"), (english, ",500"), (comma, "1.500")] {
            let normalised = numbers.normalise(text);
            assert!(normalised.parse::<app::units::Quantity>().is_err(), "{text} became {normalised}");
        }
    }

    #[test]
    fn formats_read_back_what_they_write() {
        let wall = |text: &str, format: &str| Dates::parse(format).ok().and_then(|dates| dates.read(text));
        let morning = NaiveDate::from_ymd_opt(2010, 12, 1).and_then(|day| day.and_hms_opt(8, 26, 0)).unwrap();
        for (text, format) in [
            ("2010-12-01 08:26:00", "%Y-%m-%d %H:%M:%S"),
            ("12/1/10 8:26", "%m/%d/%y %H:%M"),
            ("1/12/2010 8:26", "%d/%m/%Y %H:%M"),
        ] {
            assert_eq!(wall(text, format), Some(Moment::Wall(morning)), "{format}");
        }
        let exact = wall("2010-12-01T08:26:00+05:30", "%Y-%m-%dT%H:%M:%S%:z");
        assert!(
            matches!(exact, Some(Moment::Exact(moment)) if moment.to_rfc3339() == "2010-12-01T08:26:00+05:30")
        );
        assert_eq!(wall("13/13/2010 8:26", "%d/%m/%Y %H:%M"), None);
    }

    #[test]
    fn a_zones_name_is_refused_because_it_would_be_ignored() {
        for format in ["%Y-%m-%d %H:%M %Z", "%Y-%m-%d %H:%M %z %Z"] {
            let refusal = Dates::parse(format).unwrap_err().to_string();
            assert!(refusal.contains("holds %Z") && refusal.contains("the key time_zone"), "{refusal}");
        }
        assert!(Dates::parse("%Y-%m-%d %H:%M %%Z").is_ok(), "a percent sign and a letter are no zone");
    }

    #[test]
    fn formats_that_lose_the_time_are_refused() {
        for format in ["", "%Y-%m-%d", "%H:%M", "%Y-%m-%d %I:%M", "%Q", "%d/%m %H:%M"] {
            assert!(Dates::parse(format).is_err(), "{format}");
        }
    }
}
