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

    /// Takes what this module prints: seconds, at most three decimals, `Z` or an offset of hours and minutes.
    fn from_str(text: &str) -> Result<Self, MalformedInstant> {
        let field = |range: std::ops::Range<usize>| -> Result<i64, MalformedInstant> {
            let digits = text.get(range).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
            digits.and_then(|digits| digits.parse().ok()).ok_or(MalformedInstant)
        };
        let day: Day = text.get(..10).ok_or(MalformedInstant)?.parse().map_err(|_| MalformedInstant)?;
        let seconds = field(11..13)? * 3_600 + field(14..16)? * 60 + field(17..19)?;
        let rest = text.get(19..).ok_or(MalformedInstant)?;
        let zone_at = rest.find(['Z', 'z', '+', '-']).ok_or(MalformedInstant)?;
        let (fraction, zone) = rest.split_at(zone_at);
        let ms = match fraction.strip_prefix('.') {
            None if fraction.is_empty() => 0,
            Some(digits)
                if (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                format!("{digits:0<3}").parse().map_err(|_| MalformedInstant)?
            }
            _ => return Err(MalformedInstant),
        };
        let offset_min = match zone.as_bytes() {
            [b'Z' | b'z'] => 0,
            [sign, _, _, b':', _, _] => {
                let start = 19 + zone_at;
                let minutes = field(start + 1..start + 3)? * 60 + field(start + 4..start + 6)?;
                if *sign == b'-' { -minutes } else { minutes }
            }
            _ => return Err(MalformedInstant),
        };
        Ok(Self(i64::from(day.0) * MS_PER_DAY + (seconds - offset_min * 60) * 1_000 + ms))
    }
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
        for text in [
            "",
            "2026-11-19",
            "2026-11-19T18:04:05",
            "2026-11-19T18:04:05.Z",
            "2026-11-19T18:04:05+0530",
            "é",
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
