//! A day of a file, sent again as if it were today.

use std::time::Duration;

use app::units::{Day, UnixMs};
use chrono::{DateTime, TimeDelta, TimeZone};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::client::Client;
use super::tally::{Purpose, Tally};
use super::tills::Tills;
use super::wire::{self, Post};
use crate::entropy::Entropy;
use crate::generate::chance::Chance;
use crate::organisation::{Directory, Outlet, business_day};
use crate::sales::EntryKind;
use crate::sales::draft::EntryDraft;

/// A replay may not begin later than this before the end of an outlet's day.
const LATEST_MS: i64 = 20 * 60 * 1_000;
/// How long answers are waited for once everything was sent.
const GRACE: Duration = Duration::from_secs(120);

/// What is sent when, counted from the first.
#[derive(Debug)]
pub struct Plan {
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    after: Duration,
    purpose: Purpose,
    post: Post,
}

/// Why a day is not replayed.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    #[error("the file holds no sale of {0} at any outlet of this server")]
    NoSales(Day),
    #[error(
        "the business day of {outlet} ends in {minutes} minutes, and the replay needs {needed}: begin it after that"
    )]
    TooLate { outlet: String, minutes: i64, needed: i64 },
}

impl Plan {
    /// Drafts, in the order of time, with new ids, `speed` times as fast as they happened.
    ///
    /// `as_today`: at the same time of day on each outlet's present business day; it must not end within 20 minutes or
    /// before the plan does. Errors: [`PlanError`].
    pub fn new(
        drafts: Vec<EntryDraft>,
        directory: &Directory,
        day: Day,
        speed: u32,
        as_today: bool,
        now: UnixMs,
        entropy: &Entropy,
    ) -> Result<Self, PlanError> {
        let (Some(first), Some(last)) = (drafts.first(), drafts.last()) else {
            return Err(PlanError::NoSales(day));
        };
        let begins = first.at;
        let paced =
            |at: UnixMs| Duration::from_millis(u64::try_from(at.0 - begins.0).unwrap_or(0)) / speed.max(1);
        if as_today {
            check_time_left(&drafts, directory, now, paced(last.at))?;
        }
        let step = |draft: EntryDraft| {
            let outlet = directory.outlet_by_code(&draft.outlet);
            let at = outlet.filter(|_| as_today).map_or(draft.at, |outlet| today_at(draft.at, outlet, now));
            let after = paced(draft.at);
            let draft = EntryDraft { id: entropy.uuid(), at, ..draft };
            let purpose = match draft.kind {
                EntryKind::Sale => Purpose::Sale,
                EntryKind::Return => Purpose::Return,
            };
            Step { after, purpose, post: wire::record(&draft) }
        };
        Ok(Self { steps: drafts.into_iter().map(step).collect() })
    }

    /// How many requests it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Sends everything at its time, until all of it is answered or `stop`.
    pub async fn run(self, client: Client, chance: Chance, stop: &CancellationToken) -> Tally {
        let begin = Instant::now();
        let mut tills = Tills::new(client, chance);
        for step in self.steps {
            loop {
                tokio::select! {
                    biased;
                    () = stop.cancelled() => return tills.finish(Duration::ZERO, stop).await,
                    Some(_) = tills.next() => {}
                    () = tokio::time::sleep_until(begin + step.after), if tills.are_free() => break,
                }
            }
            tills.send(step.purpose, step.post, (), stop);
        }
        tills.finish(GRACE, stop).await
    }
}

fn check_time_left(
    drafts: &[EntryDraft],
    directory: &Directory,
    now: UnixMs,
    length: Duration,
) -> Result<(), PlanError> {
    let needed_ms = LATEST_MS.max(i64::try_from(length.as_millis()).unwrap_or(i64::MAX));
    for outlet in drafts.iter().filter_map(|draft| directory.outlet_by_code(&draft.outlet)) {
        let today = business_day::place(now, outlet).day;
        let left_ms = business_day::day_begins_at(today.plus(1), outlet).0 - now.0;
        if left_ms < needed_ms {
            let (minutes, needed) = (left_ms / 60_000, needed_ms / 60_000 + 1);
            return Err(PlanError::TooLate { outlet: outlet.code.to_string(), minutes, needed });
        }
    }
    Ok(())
}

/// The instant on the outlet's present business day at which its clock shows the same time as at `at`.
///
/// Where today's clock skips that time, the same time after the leap.
fn today_at(at: UnixMs, outlet: &Outlet, now: UnixMs) -> UnixMs {
    let then = business_day::place(at, outlet);
    let days = business_day::place(now, outlet).day.0 - then.day.0;
    let wall_ms = at.0 + i64::from(then.utc_offset_min) * 60_000;
    let wall = DateTime::from_timestamp_millis(wall_ms).unwrap_or_default().naive_utc()
        + TimeDelta::days(i64::from(days));
    let zone = outlet.time_zone;
    let moment = zone.from_local_datetime(&wall).earliest();
    let moment = moment.or_else(|| zone.from_local_datetime(&(wall + TimeDelta::hours(1))).earliest());
    moment.map_or(now, |moment| UnixMs(moment.timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::shop::Shop;
    use crate::generate::testing::outlet;
    use crate::organisation::demo;

    fn ms(text: &str) -> UnixMs {
        UnixMs(DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    fn london() -> Outlet {
        Outlet { time_zone: chrono_tz::Europe::London, ..outlet("london", "GBP") }
    }

    fn plan(times: &[&str], speed: u32, now: &str) -> Result<Plan, PlanError> {
        let shop = Shop::new(london(), &demo::catalogue());
        let mut chance = Chance::of(1, &[]);
        let drafts = times.iter().map(|time| shop.sale(ms(time), &mut chance)).collect();
        let directory = Directory::new(Vec::new(), vec![london()], None);
        let day = "2011-11-14".parse().unwrap();
        Plan::new(drafts, &directory, day, speed, true, ms(now), &Entropy::from_seed(1))
    }

    #[test]
    fn the_time_of_day_stays_whatever_the_season() {
        let same = |at: &str, now: &str| today_at(ms(at), &london(), ms(now)).with_offset(0);
        assert_eq!(same("2011-11-14T08:32:00Z", "2026-07-01T20:00:00Z"), "2026-07-01T07:32:00+00:00");
        assert_eq!(same("2011-11-14T08:32:00Z", "2026-11-20T00:10:00Z"), "2026-11-20T08:32:00+00:00");
        assert_eq!(same("2011-11-14T01:30:00Z", "2026-03-29T12:00:00Z"), "2026-03-29T01:30:00+00:00");
    }

    #[test]
    fn a_plan_keeps_the_pace_and_makes_new_ids() {
        let times = ["2011-11-14T08:00:00Z", "2011-11-14T08:30:00Z", "2011-11-14T09:00:00Z"];
        let plan = plan(&times, 60, "2026-11-20T10:00:00Z").unwrap();
        let after: Vec<u64> = plan.steps.iter().map(|step| step.after.as_secs()).collect();
        assert_eq!(after, [0, 30, 60]);
        let body = String::from_utf8(plan.steps[1].post.body.to_vec()).unwrap();
        assert!(body.contains(r#""sold_at":"2026-11-20T08:30:00Z""#), "{body}");
    }

    #[test]
    fn a_plan_that_would_run_into_the_next_day_is_refused() {
        let times = ["2011-11-14T08:00:00Z", "2011-11-14T18:00:00Z"];
        assert!(plan(&times, 60, "2026-11-20T23:39:00Z").is_ok());
        let late = plan(&times, 60, "2026-11-20T23:41:00Z").expect_err("too late").to_string();
        assert!(late.contains("london ends in 19 minutes"), "{late}");
        let slow = plan(&times, 10, "2026-11-20T23:20:00Z").expect_err("too slow").to_string();
        assert!(slow.contains("needs 61"), "{slow}");
        assert!(matches!(plan(&[], 60, "2026-11-20T10:00:00Z"), Err(PlanError::NoSales(_))));
    }
}
