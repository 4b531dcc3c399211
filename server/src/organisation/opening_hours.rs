//! When an outlet is open: `10:00-22:00` on every day, or each weekday's own, `Mo-Fr 10:00-22:00; Sa,Su 11:00-02:00`.

use std::fmt;
use std::str::FromStr;

const WEEKDAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
/// As people read them.
const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MINUTES_A_DAY: u16 = 24 * 60;

/// The hours of each weekday. One that is not named is a day of rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpeningHours([Option<Span>; 7]);

/// From opening to closing, in minutes after the midnight with which the weekday begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// 0–1439.
    pub opens_min: u16,
    /// Later than `opens_min`, by a day at most: past 1440 where it closes after midnight.
    pub closes_min: u16,
}

/// The text tells no opening hours, or tells those of a weekday twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedHours;

impl OpeningHours {
    /// The hours of a weekday, which is 0 for Monday … 6 for Sunday; `None` where it is closed.
    #[must_use]
    pub fn on(&self, weekday_from_monday: u8) -> Option<Span> {
        self.0.get(usize::from(weekday_from_monday)).copied().flatten()
    }
}

/// For people: `Daily 10:00–22:00`, `Mon–Fri 10:00–22:00, Sat–Sun 11:00–02:00`.
impl fmt::Display for OpeningHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = 0;
        let mut separator = "";
        for alike in self.0.chunk_by(|a, b| a == b) {
            let last = first + alike.len() - 1;
            if let Some(span) = alike[0] {
                match (first, last) {
                    (0, 6) => write!(f, "Daily {span}")?,
                    (_, _) if first == last => write!(f, "{separator}{} {span}", NAMES[first])?,
                    (_, _) => write!(f, "{separator}{}–{} {span}", NAMES[first], NAMES[last])?,
                }
                separator = ", ";
            }
            first = last + 1;
        }
        Ok(())
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = |min: u16| format!("{:02}:{:02}", min / 60, min % 60);
        let closes =
            if self.closes_min == MINUTES_A_DAY { MINUTES_A_DAY } else { self.closes_min % MINUTES_A_DAY };
        write!(f, "{}–{}", clock(self.opens_min), clock(closes))
    }
}

impl FromStr for OpeningHours {
    type Err = MalformedHours;

    fn from_str(text: &str) -> Result<Self, MalformedHours> {
        read(text).ok_or(MalformedHours)
    }
}

fn read(text: &str) -> Option<OpeningHours> {
    let mut hours = [None; 7];
    for part in text.split(';') {
        let part = part.trim();
        let (days, span) = part.rsplit_once(' ').unwrap_or(("Mo-Su", part));
        let span = span_of(span)?;
        for day in weekdays(days)? {
            if hours[day].replace(span).is_some() {
                return None;
            }
        }
    }
    Some(OpeningHours(hours))
}

/// `Mo-Fr`, `Sa,Su` or `Fr-Mo,We`, as places in the week.
fn weekdays(text: &str) -> Option<Vec<usize>> {
    let place = |name: &str| WEEKDAYS.iter().position(|weekday| *weekday == name.trim());
    let mut days = Vec::new();
    for piece in text.split(',') {
        let (first, last) = piece.split_once('-').unwrap_or((piece, piece));
        let (first, last) = (place(first)?, place(last)?);
        days.extend((0..=(last + 7 - first) % 7).map(|later| (first + later) % 7));
    }
    Some(days)
}

/// `10:00-22:00`; what closes no later than it opened closes on the next day. The same time twice could be all day or none.
fn span_of(text: &str) -> Option<Span> {
    let (opens, closes) = text.split_once('-')?;
    let opens_min = minutes_after_midnight(opens)?;
    let closes_min = if closes == "24:00" { MINUTES_A_DAY } else { minutes_after_midnight(closes)? };
    let past_midnight = if closes_min < opens_min { MINUTES_A_DAY } else { 0 };
    (closes_min != opens_min).then_some(Span { opens_min, closes_min: closes_min + past_midnight })
}

/// `04:30` → 270.
pub(super) fn minutes_after_midnight(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |text: &str, below: u16| -> Option<u16> {
        let is_shaped = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|value| is_shaped && *value < below)
    };
    Some(number(hours, 24)? * 60 + number(minutes, 60)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Opening and closing of each weekday, from Monday.
    fn week(text: &str) -> Result<[Option<(u16, u16)>; 7], MalformedHours> {
        let hours: OpeningHours = text.parse()?;
        Ok([0, 1, 2, 3, 4, 5, 6].map(|day| hours.on(day).map(|span| (span.opens_min, span.closes_min))))
    }

    #[test]
    fn hours_hold_for_every_day_or_for_the_days_they_name() {
        let (day, night) = (Some((600, 1_320)), Some((660, 1_560)));
        assert_eq!(week("10:00-22:00"), Ok([day; 7]));
        assert_eq!(week("Mo-Su 10:00-22:00"), Ok([day; 7]));
        let own = week("Mo-Fr 10:00-22:00; Sa,Su 11:00-02:00");
        assert_eq!(own, Ok([day, day, day, day, day, night, night]));
        assert_eq!(week("Sa-Mo,We 10:00-22:00"), Ok([day, None, day, None, None, day, day]));
        assert_eq!(week("00:00-24:00"), Ok([Some((0, 1_440)); 7]));
        assert_eq!(
            week(" Mo , Tu  10:00-22:00 ;We 11:00-02:00"),
            Ok([day, day, night, None, None, None, None])
        );
    }

    #[test]
    fn people_read_them_by_runs_of_days() {
        for (text, read) in [
            ("10:00-22:00", "Daily 10:00–22:00"),
            ("Mo-Fr 10:00-22:00; Sa,Su 11:00-02:00", "Mon–Fri 10:00–22:00, Sat–Sun 11:00–02:00"),
            ("Sa-Mo,We 10:00-24:00", "Mon 10:00–24:00, Wed 10:00–24:00, Sat–Sun 10:00–24:00"),
        ] {
            assert_eq!(text.parse().map(|hours: OpeningHours| hours.to_string()), Ok(read.to_owned()));
        }
    }

    #[test]
    fn what_tells_no_hours_is_refused() {
        for text in [
            "",
            " ",
            "garbage",
            "daily",
            "10-22",
            "10:00",
            "10:00-",
            "-22:00",
            "9:00-17:00",
            "10:00-25:00",
            "24:00-08:00",
            "10:00-10:00",
            "10:00 - 22:00",
            "10:00\u{2013}22:00",
            "10:00-14:00-18:00",
            "10:00-22:00;",
            "; 10:00-22:00",
            "Mo",
            "Mo off",
            "Mo-Fr",
            "Mon 10:00-22:00",
            "mo 10:00-22:00",
            "Mo-Fr-Su 10:00-22:00",
            ", 10:00-22:00",
            "Mo,Mo 10:00-22:00",
            "Mo-Su 10:00-22:00; Su 11:00-20:00",
            "10:00-22:00; Su 11:00-20:00",
        ] {
            assert_eq!(week(text), Err(MalformedHours), "{text:?}");
        }
    }

    #[test]
    fn times_are_hours_and_minutes() {
        assert_eq!(minutes_after_midnight("00:00"), Some(0));
        assert_eq!(minutes_after_midnight("23:59"), Some(1_439));
        for text in ["", "4:00", "24:00", "04:60", "04", "04:00:00", "+4:00", "-1:00", "٠٤:٠٠"] {
            assert_eq!(minutes_after_midnight(text), None, "{text}");
        }
    }
}
