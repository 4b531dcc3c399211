//! Points in time as Unix milliseconds.

use std::{fmt, str::FromStr};

use super::day::Day;

const MS_PER_DAY: i64 = 86_400_000;

/// Milliseconds since 1970-01-01T00:00:00Z. Printed as RFC 3339 in UTC, with milliseconds only when there are any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct UnixMs(pub i64);

impl UnixMs {
    /// RFC 3339 with the wall-clock time of a place `offset_min` minutes east of UTC: `2026-11-20T18:04:05+05:30`.
    pub fn with_offset(self, offset_min: i32) -> String {
        let (hours, minutes) = (offset_min.abs() / 60, offset_min.abs() % 60);
        let sign = if offset_min < 0 { '-' } else { '+' };
        format!("{}{sign}{hours:02}:{minutes:02}", Wall(self.0 + i64::from(offset_min) * 60_000))
    }
}

/// The text is not an instant as RFC 3339 writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedInstant;

impl FromStr for UnixMs {
    type Err = MalformedInstant;

    /// Takes RFC 3339 by its grammar, in ASCII: `T` and `Z` in either case, decimals of the second as many as there are
    /// (what stands behind the milliseconds is cut off), `Z` or an offset of hours and minutes.
    fn from_str(text: &str) -> Result<Self, MalformedInstant> {
        read(text).ok_or(MalformedInstant)
    }
}

fn read(text: &str) -> Option<UnixMs> {
    let day: Day = text.get(..10)?.parse().ok()?;
    let time = text.as_bytes().get(10..)?;
    let [b'T' | b't', h1, h2, b':', m1, m2, b':', s1, s2, behind @ ..] = time else { return None };
    let second = two_digits(*s1, *s2, 60)?;
    let seconds = two_digits(*h1, *h2, 23)? * 3_600 + two_digits(*m1, *m2, 59)? * 60 + second;
    let (ms, zone) = fraction(behind)?;
    let utc_s = i64::from(day.0) * 86_400 + seconds - offset_min(zone)? * 60;
    // A leap second is the last of a month in UTC, and what follows it has the same number.
    (second < 60 || begins_month(utc_s)).then_some(UnixMs(utc_s * 1_000 + ms))
}

/// Milliseconds, and what stands behind the decimals.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let [b'.', decimals @ ..] = text else { return Some((0, text)) };
    let end = decimals.iter().position(|byte| !byte.is_ascii_digit())?;
    let (digits, behind) = decimals.split_at(end);
    let first_three = digits.iter().chain(b"00").take(3);
    let ms = first_three.fold(0, |ms, digit| ms * 10 + i64::from(digit - b'0'));
    (end > 0).then_some((ms, behind))
}

/// Minutes east of UTC.
fn offset_min(zone: &[u8]) -> Option<i64> {
    match zone {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let minutes = two_digits(*h1, *h2, 23)? * 60 + two_digits(*m1, *m2, 59)?;
            Some(if *sign == b'-' { -minutes } else { minutes })
        }
        _ => None,
    }
}

/// The number of two digits, if it is at most `most`.
fn two_digits(tens: u8, ones: u8, most: i64) -> Option<i64> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    Some(digit(tens)? * 10 + digit(ones)?).filter(|number| *number <= most)
}

fn begins_month(utc_s: i64) -> bool {
    let day = i32::try_from(utc_s.div_euclid(86_400));
    utc_s.rem_euclid(86_400) == 0 && day.is_ok_and(|day| Day(day).civil().2 == 1)
}

impl fmt::Display for MalformedInstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an instant such as 2026-11-20T18:04:05+05:30")
    }
}

impl std::error::Error for MalformedInstant {}

/// Date and time of day, without an offset.
struct Wall(i64);

impl fmt::Display for Wall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = Day(i32::try_from(self.0.div_euclid(MS_PER_DAY)).map_err(|_| fmt::Error)?);
        let ms = self.0.rem_euclid(MS_PER_DAY);
        write!(f, "{day}T{:02}:{:02}:{:02}", ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60)?;
        match ms % 1_000 {
            0 => Ok(()),
            rest => write!(f, ".{rest:03}"),
        }
    }
}

impl fmt::Display for UnixMs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Z", Wall(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_print_as_rfc_3339() {
        assert_eq!(UnixMs(0).to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(UnixMs(1_795_091_645_120).to_string(), "2026-11-19T12:34:05.120Z");
        assert_eq!(UnixMs(-1).to_string(), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn printed_instants_are_read_back() {
        for text in ["2026-11-19T12:34:05.120Z", "1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z"] {
            assert_eq!(text.parse::<UnixMs>().map(|at| at.to_string()), Ok(text.to_owned()));
        }
        assert_eq!("2026-11-19T18:04:05+05:30".parse(), Ok(UnixMs(1_795_091_645_000)));
        assert_eq!("2026-11-19T09:04:05.5-03:30".parse(), Ok(UnixMs(1_795_091_645_500)));
    }

    #[test]
    fn the_grammar_of_rfc_3339_is_taken_whole() {
        for (text, at) in [
            ("2026-11-19t12:34:05z", 1_795_091_645_000),
            ("2026-11-19T12:34:05-00:00", 1_795_091_645_000),
            ("2026-11-20T12:33:05+23:59", 1_795_091_645_000),
            ("2026-11-19T12:34:05.1239999999999999999999Z", 1_795_091_645_123),
            ("1969-12-31T23:59:59.9Z", -100),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000),
            ("2017-01-01T05:29:60.5+05:30", 1_483_228_800_500),
        ] {
            assert_eq!(text.parse(), Ok(UnixMs(at)), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_an_instant_is_refused() {
        for text in [
            "",
            "é",
            "2026-11-19",
            "2026-11-19T18:04:05",
            "2026-11-19T18:04Z",
            "2026-11-19T18:04:05.Z",
            "2026-11-19T18:04:05,5Z",
            "2026-11-19T18:04:05.5",
            "2026-11-19T18:04:05+0530",
            "2026-11-19T18:04:05+05",
            "2026-11-19T18:04:05+24:00",
            "2026-11-19T18:04:05+05:60",
            "2026-11-19T18:04:05Z05:30",
            "2026-11-19T18:04:05 +05:30",
            "2026-11-19T18:04:05Zz",
            // Signs, colons, digits and letters of other alphabets.
            "2026-11-19T18:04:05\u{2212}05:30",
            "2026-11-19T18:04:05\u{ff0b}05:30",
            "2026-11-19T18\u{ff1a}04:05Z",
            "2026-11-19T\u{661}8:04:05Z",
            "2026-11-19\u{422}18:04:05Z",
            "2026\u{2010}11-19T18:04:05Z",
            // Other separators, and fields out of range.
            "2026-11-19 18:04:05Z",
            "2026-11-19_18:04:05Z",
            "2026-11-19T18-04-05Z",
            "2026-11-19T24:00:00Z",
            "2026-11-19T18:60:05Z",
            "2026-11-19T18:04:61Z",
            "2026-02-30T18:04:05Z",
            "12026-11-19T18:04:05Z",
            "+12026-11-19T18:04:05Z",
            // A second 60 where no leap second can be.
            "2026-11-19T18:04:60Z",
            "2026-11-19T23:59:60Z",
            "2016-12-31T23:59:60+05:30",
        ] {
            assert_eq!(text.parse::<UnixMs>(), Err(MalformedInstant), "{text:?}");
        }
    }

    #[test]
    fn an_offset_moves_the_wall_clock_and_not_the_instant() {
        assert_eq!(UnixMs(1_795_091_645_000).with_offset(330), "2026-11-19T18:04:05+05:30");
        assert_eq!(UnixMs(1_795_091_645_000).with_offset(-210), "2026-11-19T09:04:05-03:30");
    }
}
