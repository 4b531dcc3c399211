//! Begins each outlet's business day when its own clock says so.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use app::units::{Day, UnixMs};
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::organisation::{Directory, DirectoryHandle, Outlet, OutletId, business_day};
use crate::sales::ingest::{Ingest, IngestError, Lane};
use crate::sales::{Command, Outcome};

/// Between two looks at the clock.
const ROUND: Duration = Duration::from_secs(1);
/// Days that are begun at one go: what the queue takes as a whole, with room for others beside it.
const STARTS: usize = 1_000;
/// How far the clock may move against the time that passes before it counts as having been set.
const TOLERANCE: Duration = Duration::from_secs(30);
/// How long a clock that was set must run on before days are begun by it: what has begun cannot be undone.
const PROBATION: Duration = Duration::from_secs(60);

/// Writes `outlet.day_started` through ingest, for every outlet and each of its days.
///
/// Several processes may do so: the ledger keeps the first. Days that passed while no server ran are not begun
/// afterwards. Cheap to clone; when the last one is dropped, it ends.
#[derive(Clone)]
pub struct DayClock {
    rounds: Arc<Rounds>,
    stop: CancellationToken,
    _stops: Arc<DropGuard>,
    tasks: TaskTracker,
}

struct Rounds {
    begun: Mutex<Begun>,
    ingest: Ingest,
    directory: DirectoryHandle,
    clock: Arc<dyn Clock>,
}

/// The last day of each outlet that is known to have begun.
type Begun = HashMap<OutletId, Day>;

impl DayClock {
    /// Begins the days of the present, so far as that is possible, and goes on doing so each second.
    pub async fn start(ingest: Ingest, directory: DirectoryHandle, clock: Arc<dyn Clock>) -> Self {
        let rounds = Arc::new(Rounds { begun: Mutex::default(), ingest, directory, clock });
        rounds.check_and_log().await;
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let (running, stopped) = (Arc::clone(&rounds), stop.clone());
        tasks.spawn(async move { stopped.run_until_cancelled(running.run()).await });
        tasks.close();
        Self { rounds, _stops: Arc::new(stop.clone().drop_guard()), stop, tasks }
    }

    /// Begins what is due now. What cannot be begun is tried again at the next call.
    ///
    /// Errors: [`IngestError`], when the writer does not take it.
    pub async fn check(&self) -> Result<(), IngestError> {
        self.rounds.check().await
    }

    /// Ends the looking at the clock.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

impl Rounds {
    async fn run(&self) {
        let mut trust = Trust::new(self.clock.now_ms(), Instant::now());
        loop {
            tokio::time::sleep(ROUND).await;
            if trust.holds(self.clock.now_ms(), Instant::now()) {
                self.check_and_log().await;
            }
        }
    }

    async fn check_and_log(&self) {
        if let Err(error) = self.check().await {
            tracing::warn!(%error, "business days cannot be begun at the moment");
        }
    }

    async fn check(&self) -> Result<(), IngestError> {
        let now = UnixMs(self.clock.now_ms());
        let due = due(&self.begun(), &self.directory.current(), now);
        for part in due.chunks(STARTS) {
            let commands = part.iter().map(|&(outlet, day)| Command::StartDay { outlet, day }).collect();
            let outcomes = self.ingest.submit(Lane::Batch, commands).await?;
            for (&(outlet, day), outcome) in part.iter().zip(outcomes) {
                match outcome {
                    Outcome::DayStarted { .. } => {
                        self.begun().insert(outlet, day);
                    }
                    other => tracing::error!(outlet.id = outlet.0, ?other, "a business day was not begun"),
                }
            }
        }
        Ok(())
    }

    fn begun(&self) -> MutexGuard<'_, Begun> {
        // Entries are put in whole, so a panic elsewhere leaves nothing half-done.
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the clock can be believed: not for a while after it was set, which may have been a mistake.
struct Trust {
    /// Unix time of the last look, milliseconds.
    wall_ms: i64,
    looked_at: Instant,
    doubted_until: Option<Instant>,
}

impl Trust {
    fn new(wall_ms: i64, now: Instant) -> Self {
        Self { wall_ms, looked_at: now, doubted_until: None }
    }

    fn holds(&mut self, wall_ms: i64, now: Instant) -> bool {
        let passed_ms = i64::try_from(now.duration_since(self.looked_at).as_millis()).unwrap_or(i64::MAX);
        let error_ms = wall_ms.saturating_sub(self.wall_ms).saturating_sub(passed_ms);
        if u128::from(error_ms.unsigned_abs()) > TOLERANCE.as_millis() {
            tracing::warn!(error_ms, "the clock was set; days begin by it in a minute");
            self.doubted_until = Some(now + PROBATION);
        }
        (self.wall_ms, self.looked_at) = (wall_ms, now);
        self.doubted_until.is_none_or(|until| now >= until)
    }
}

/// The outlets whose current day has not begun yet. A clock that was set back begins nothing.
///
/// Closed outlets go along, so that a scope's days do not stand apart for ever and their last takings leave the board.
fn due(begun: &Begun, directory: &Directory, now: UnixMs) -> Vec<(OutletId, Day)> {
    let today = |outlet: &Outlet| business_day::place(now, outlet).day;
    directory
        .outlets()
        .map(|outlet| (outlet.id, today(outlet)))
        .filter(|(outlet, day)| begun.get(outlet).is_none_or(|last| last < day))
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::organisation::ScopeId;

    fn outlet(id: i64, time_zone: Tz, cutoff_min: u16) -> Outlet {
        Outlet {
            id: OutletId(id),
            code: format!("outlet-{id}").parse().unwrap(),
            name: format!("Outlet {id}"),
            region: ScopeId(2),
            franchise: ScopeId(3),
            time_zone,
            currency: "EUR".parse().unwrap(),
            country: None,
            cutoff_min,
            opening_hours: None,
            is_open: id != 12,
        }
    }

    fn at(text: &str) -> UnixMs {
        UnixMs(chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    /// Plays a day clock that looks once a minute, and tells when each outlet's days began.
    fn play(outlets: Vec<Outlet>, from: &str, minutes: i64) -> Vec<(i64, Day, UnixMs)> {
        let directory = Directory::new(Vec::new(), outlets, None);
        let (mut begun, mut seen) = (Begun::new(), Vec::new());
        for minute in 0..minutes {
            let now = UnixMs(at(from).0 + minute * 60_000);
            for (outlet, day) in due(&begun, &directory, now) {
                begun.insert(outlet, day);
                seen.push((outlet.0, day, now));
            }
        }
        seen
    }

    #[test]
    fn each_outlet_begins_its_day_by_its_own_clock() {
        let outlets = vec![
            outlet(10, chrono_tz::Asia::Kolkata, 0),
            outlet(11, chrono_tz::Europe::Berlin, 240),
            outlet(12, chrono_tz::America::New_York, 0),
        ];
        let seen = play(outlets, "2026-11-20T12:00:00Z", 24 * 60);
        let begins = |id| {
            seen.iter()
                .filter(move |(outlet, ..)| *outlet == id)
                .map(|(_, day, at)| (day.to_string(), at.to_string()))
        };
        let day = |day: &str, at: &str| (day.to_owned(), at.to_owned());
        let first = |of: &str| day(of, "2026-11-20T12:00:00Z");
        assert_eq!(
            begins(10).collect::<Vec<_>>(),
            [first("2026-11-20"), day("2026-11-21", "2026-11-20T18:30:00Z")]
        );
        assert_eq!(
            begins(11).collect::<Vec<_>>(),
            [first("2026-11-20"), day("2026-11-21", "2026-11-21T03:00:00Z")]
        );
        assert_eq!(
            begins(12).collect::<Vec<_>>(),
            [first("2026-11-20"), day("2026-11-21", "2026-11-21T05:00:00Z")]
        );
    }

    #[test]
    fn days_of_23_and_25_hours_begin_once_and_on_time() {
        for (from, hours) in [("2026-03-28T23:00:00Z", 23), ("2026-10-24T22:00:00Z", 25)] {
            let seen = play(vec![outlet(10, chrono_tz::Europe::Berlin, 0)], from, 26 * 60);
            let at: Vec<i64> =
                seen.iter().map(|(_, _, at)| (at.0 - super::tests::at(from).0) / 3_600_000).collect();
            assert_eq!(at, [0, hours], "{from}");
        }
    }

    #[test]
    fn a_clock_that_was_set_is_believed_once_it_has_run_on_for_a_while() {
        let start = Instant::now();
        let mut trust = Trust::new(0, start);
        let mut look =
            |wall_s: i64, passed_s: u64| trust.holds(wall_s * 1_000, start + Duration::from_secs(passed_s));
        assert!(look(1, 1) && look(32, 10), "a clock may be put right by some seconds");
        // An hour ahead by mistake, and back again: neither is believed at once.
        assert!(!look(3_632, 11) && !look(33, 12));
        assert!(!look(92, 71) && look(93, 72));
        assert!(!look(1_000_000, 73), "a machine that slept");
    }

    #[test]
    fn a_clock_that_was_set_back_begins_nothing() {
        let directory = Directory::new(Vec::new(), vec![outlet(10, chrono_tz::UTC, 0)], None);
        let begun = Begun::from([(OutletId(10), Day(20_777))]);
        assert!(due(&begun, &directory, at("2026-11-19T12:00:00Z")).is_empty());
        assert_eq!(due(&begun, &directory, at("2026-11-21T00:00:00Z")), [(OutletId(10), Day(20_778))]);
    }
}
