//! What asks for jobs by the clock.

use std::borrow::Cow;
use std::fmt;

use app::units::UnixMs;
use chrono::DateTime;
use chrono_tz::Tz;
use croner::Cron;

use super::model::JobKind;

/// What people call a schedule; at most one has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScheduleName(Cow<'static, str>);

/// When something is due: a cron expression by the wall clock of a place.
///
/// Where clocks go forward over a fixed time it is due right after the gap; where they go back over one it is due once,
/// the first time. `*` and steps go by the hours there are.
#[derive(Clone, Debug)]
pub struct Timetable {
    cron: Cron,
    text: String,
    time_zone: Tz,
}

/// What happens when a due time has passed while nobody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfire {
    /// One run makes up for all times that were missed.
    RunOnce,
    /// The next time is soon enough.
    Skip,
}

/// A schedule as the program knows it.
#[derive(Clone, Debug)]
pub struct NewSchedule {
    pub name: ScheduleName,
    pub kind: JobKind,
    /// JSON for the kind's handler, the same each time.
    pub payload: String,
    pub timetable: Timetable,
    pub misfire: Misfire,
}

/// A text that is no timetable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedTimetable {
    #[error("{0:?} is no cron expression: {1}")]
    Cron(String, String),
    #[error("{0:?} is no time zone")]
    TimeZone(String),
}

impl ScheduleName {
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A name as it is kept or was typed.
    #[must_use]
    pub fn kept(name: String) -> Self {
        Self(Cow::Owned(name))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ScheduleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Timetable {
    /// `cron`: five fields, `17 3 * * *`, or six with seconds first. `time_zone`: its IANA name.
    ///
    /// Errors: [`MalformedTimetable`].
    pub fn parse(cron: &str, time_zone: &str) -> Result<Self, MalformedTimetable> {
        let time_zone = time_zone.parse().map_err(|_| MalformedTimetable::TimeZone(time_zone.to_owned()))?;
        let text = cron.to_owned();
        let cron = cron.parse().map_err(|error: croner::errors::CronError| {
            MalformedTimetable::Cron(text.clone(), error.to_string())
        })?;
        Ok(Self { cron, text, time_zone })
    }

    /// The first due time after `after`, or `None` if there is none.
    #[must_use]
    pub fn next_after(&self, after: UnixMs) -> Option<UnixMs> {
        let after = DateTime::from_timestamp_millis(after.0)?.with_timezone(&self.time_zone);
        let next = self.cron.find_next_occurrence(&after, false).ok()?;
        Some(UnixMs(next.timestamp_millis()))
    }

    /// The expression as it was written.
    #[must_use]
    pub fn cron(&self) -> &str {
        &self.text
    }

    #[must_use]
    pub fn time_zone(&self) -> Tz {
        self.time_zone
    }
}

impl Misfire {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RunOnce => "run_once",
            Self::Skip => "skip",
        }
    }

    /// The policy of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        [Self::RunOnce, Self::Skip].into_iter().find(|policy| policy.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> UnixMs {
        text.parse().unwrap()
    }

    /// The due times after `from`, as many as asked for.
    fn due(cron: &str, zone: &str, from: &str, count: usize) -> Vec<String> {
        let timetable = Timetable::parse(cron, zone).unwrap();
        let next = |last: &UnixMs| timetable.next_after(*last);
        std::iter::successors(timetable.next_after(at(from)), next)
            .take(count)
            .map(|at| at.to_string())
            .collect()
    }

    #[test]
    fn a_time_that_the_clocks_leave_out_is_due_after_the_gap_and_one_that_they_repeat_once() {
        let berlin = |from| due("30 2 * * *", "Europe/Berlin", from, 3);
        let spring = ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"];
        assert_eq!(berlin("2026-03-28T00:00:00Z"), spring);
        let autumn = ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"];
        assert_eq!(berlin("2026-10-24T00:00:00Z"), autumn);
    }

    #[test]
    fn what_is_due_each_hour_goes_by_the_hours_there_are() {
        let hours = due("0 * * * *", "Europe/Berlin", "2026-10-24T22:00:00Z", 25);
        assert_eq!(hours.last().unwrap(), "2026-10-25T23:00:00Z");
    }

    #[test]
    fn a_year_has_as_many_due_times_as_days() {
        for (year, days) in [(2026, 365), (2028, 366)] {
            let from = format!("{}-12-31T23:00:00Z", year - 1);
            let all = due("30 2 * * *", "Europe/Berlin", &from, days + 1);
            let end = format!("{year}-12-31T23:00:00Z");
            assert!(all[days - 1] < end && all[days] > end, "{year}: {:?}", &all[days - 1..]);
        }
    }

    #[test]
    fn what_never_comes_is_not_waited_for() {
        assert_eq!(due("0 0 30 2 *", "UTC", "2026-01-01T00:00:00Z", 1), Vec::<String>::new());
    }

    #[test]
    fn what_is_no_timetable_is_refused_by_name() {
        let refused = |cron, zone| Timetable::parse(cron, zone).unwrap_err().to_string();
        assert!(refused("61 * * * *", "UTC").contains("61 * * * *"));
        assert!(refused("* * * * *", "Mars/Base").contains("Mars/Base"));
    }
}
