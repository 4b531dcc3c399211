//! Proves one day after the other, by the clock: the current ones all the time, the last weeks each day, everything each week.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use app::units::{Day, UnixMs};
use async_trait::async_trait;

use super::check_store::{DayCheck, find_day_bounds, list_day_checks};
use super::verify::{SETTLED_MS, Verified, VerifyError, verify_day};
use crate::clock::Clock;
use crate::db::{Db, StoreError};
use crate::jobs::{Handler, JobKind, Misfire, NewSchedule, Registry, Run, ScheduleName, Timetable};

/// The kind of the job, and the name of its schedule.
pub const PROVE: &str = "summaries.prove";
/// Whatever an outlet's zone and cut-off, its yesterday and its today are among the days of UTC from so many before to so many after.
const CURRENT: (i32, i32) = (-3, 1);
/// Days before today that are looked at each day.
const RECENT_DAYS: i32 = 35;
const DAY_MS: i64 = 86_400_000;
/// No fact is of a later day: `cli::serve` grants 40 days at most.
const LONGEST_AHEAD: i32 = 42;
/// Looked at again a little before the day or the week is over.
const SLACK_MS: i64 = 3_600_000;
/// After a day rests so many times what it took: a tenth of one core at most.
const REST: u32 = 9;
/// Then the next run goes on, the current days first.
const LONGEST_RUN: Duration = Duration::from_secs(540);

/// Compares days with the ledger. Each is written down as it is done, so a run that is cut short loses one at most.
pub struct Prove {
    db: Db,
    clock: Arc<dyn Clock>,
}

/// What a run has come to.
#[derive(Default)]
struct Tally {
    due: usize,
    proved: usize,
    /// Rows.
    compared: i64,
    healed: u32,
    failed: u32,
}

/// Has it done every ten minutes.
pub fn add_to(registry: &mut Registry, db: Db, clock: Arc<dyn Clock>) {
    registry.add(JobKind::new(PROVE), Prove { db, clock });
    registry.add_schedule(NewSchedule {
        name: ScheduleName::new(PROVE),
        kind: JobKind::new(PROVE),
        payload: "{}".to_owned(),
        timetable: Timetable::parse("*/10 * * * *", "UTC").expect("the timetable is well-formed"),
        misfire: Misfire::RunOnce,
    });
}

#[async_trait]
impl Handler for Prove {
    async fn run(&self, run: Run) -> anyhow::Result<String> {
        let began = Instant::now();
        let due = self.due().await?;
        let mut tally = Tally { due: due.len(), ..Tally::default() };
        for day in &due {
            let day_began = Instant::now();
            match verify_day(&self.db, &*self.clock, *day).await {
                Ok(verified) => tally.add(&verified),
                Err(VerifyError::Store(error)) if error.is_lost() || error.is_disk_full() => {
                    return Err(error.into());
                }
                // It is the day's own, as where sales keep it busy or a row of it cannot be read, and no reason to leave the others alone.
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        day = %day,
                        "a day cannot be proved"
                    );
                    tally.failed += 1;
                }
            }
            run.report(tally.to_string());
            if began.elapsed() > LONGEST_RUN {
                break;
            }
            tokio::time::sleep(day_began.elapsed() * REST).await;
        }
        Ok(tally.to_string())
    }
}

impl Tally {
    fn add(&mut self, verified: &Verified) {
        self.proved += 1;
        self.compared += verified.compared;
        self.healed += u32::from(verified.healed.is_some());
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { due, proved, compared, healed, failed } = self;
        write!(f, "{proved} of {due} due days proved, {compared} rows compared, {healed} days healed")?;
        if *failed > 0 {
            write!(f, ", {failed} days cannot be proved: the log says why")?;
        }
        Ok(())
    }
}

impl Prove {
    async fn due(&self) -> Result<Vec<Day>, StoreError> {
        let mut tx = self.db.read().await?;
        let bounds = find_day_bounds(&mut tx).await?;
        let checks = list_day_checks(&mut tx).await?;
        tx.rollback().await?;
        Ok(bounds.map_or_else(Vec::new, |bounds| due(bounds, &checks, UnixMs(self.clock.now_ms()))))
    }
}

/// Days whose proof is too old, the newest first.
fn due((first, last): (Day, Day), checks: &[DayCheck], now: UnixMs) -> Vec<Day> {
    let checks: HashMap<Day, &DayCheck> = checks.iter().map(|check| (check.day, check)).collect();
    let today = Day(i32::try_from(now.0.div_euclid(DAY_MS)).unwrap_or(i32::MAX));
    let is_due = |day: &Day| {
        let Some(check) = checks.get(day) else { return true };
        let age_ms = now.0 - check.verified_at.0;
        let ahead = day.0.saturating_sub(today.0);
        // The rows of a healed day are too new for the proof that came right after.
        let is_fresh = check.healed_at.is_some_and(|at| check.verified_at.0 < at.0 + SETTLED_MS);
        let longest_ms = match ahead {
            ahead if (CURRENT.0..=CURRENT.1).contains(&ahead) => 0,
            ahead if ahead >= -RECENT_DAYS => DAY_MS - SLACK_MS,
            _ => 7 * DAY_MS - SLACK_MS,
        };
        is_fresh || age_ms >= longest_ms
    };
    // A row that says otherwise was written by nobody, and must not make the list endless.
    let (first, last) = (first.0.max(0), last.0.min(today.0.saturating_add(LONGEST_AHEAD)));
    (first..=last).rev().map(Day).filter(is_due).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMs = UnixMs(20_000 * DAY_MS + 5 * 3_600_000);

    fn checked(day: i32, hours_ago: i64) -> DayCheck {
        DayCheck { day: Day(day), verified_at: UnixMs(NOW.0 - hours_ago * 3_600_000), healed_at: None }
    }

    #[test]
    fn current_days_are_always_due_recent_ones_each_day_and_the_rest_each_week() {
        let of = |check: DayCheck| !due((check.day, check.day), &[check], NOW).is_empty();
        assert!(of(checked(20_000, 0)) && of(checked(19_997, 0)) && of(checked(20_001, 0)));
        assert!(!of(checked(19_996, 22)) && of(checked(19_996, 23)));
        assert!(!of(checked(19_965, 22)) && of(checked(19_965, 23)));
        assert!(!of(checked(19_964, 166)) && of(checked(19_964, 167)));
        assert!(!of(checked(20_002, 22)), "a day ahead of every clock");
        let healed = DayCheck { healed_at: Some(checked(0, 1).verified_at), ..checked(19_990, 1) };
        assert!(of(healed), "the rows were written when they were compared");
    }

    #[test]
    fn what_was_never_looked_at_is_due_and_the_newest_comes_first() {
        assert_eq!(due((Day(10), Day(12)), &[checked(11, 1)], NOW), [Day(12), Day(10)]);
    }
}
