//! Points in time as Unix milliseconds.

use std::fmt;

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
    fn an_offset_moves_the_wall_clock_and_not_the_instant() {
        assert_eq!(UnixMs(1_795_091_645_000).with_offset(330), "2026-11-19T18:04:05+05:30");
        assert_eq!(UnixMs(1_795_091_645_000).with_offset(-210), "2026-11-19T09:04:05-03:30");
    }
}
