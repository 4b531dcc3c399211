//! What the server does by itself, at one moment.

use crate::units::{Day, UnixMs};

/// Everything that the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operations {
    pub now: UnixMs,
    pub schedules: Vec<Schedule>,
    pub queues: Vec<Queue>,
    /// Newest first.
    pub runs: Vec<JobRun>,
    pub proof: Proof,
    /// Newest first.
    pub drifts: Vec<DriftRow>,
    /// Of all drifts, those not put right yet.
    pub open_drifts: i64,
    /// Newest first.
    pub rebuilds: Vec<RebuildRow>,
    pub database_bytes: i64,
    pub lag: Lag,
    pub cache: Cache,
}

/// How far this server is behind what it was sent, and behind what is recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lag {
    /// Facts that were taken in and are not being written yet.
    pub waiting: i64,
    /// Events that the live boards do not hold yet.
    pub boards: i64,
    /// Events that the sums in memory do not hold yet; `None` while these were never read.
    pub columns: Option<i64>,
}

/// The answers that are kept, and what became of questions since the server started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cache {
    pub hits: i64,
    pub misses: i64,
    /// Answers that had to go for their age or for want of room.
    pub evictions: i64,
    pub size: i64,
    /// Age of the oldest answer in seconds; `None` for an empty cache.
    pub oldest_s: Option<i64>,
}

/// What asks for work by the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    pub name: String,
    pub cron: String,
    pub time_zone: String,
    /// `None`: never again.
    pub next_at: Option<UnixMs>,
}

/// Jobs of one kind that are not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    pub kind: String,
    pub waiting: i64,
    pub running: i64,
    /// Given up, for a person to look at.
    pub dead: i64,
}

/// One attempt at a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRun {
    pub job: i64,
    pub kind: String,
    pub attempt: i64,
    pub state: String,
    pub started_at: UnixMs,
    pub finished_at: Option<UnixMs>,
    /// What went wrong, or what was done so far.
    pub told: Option<String>,
}

/// How much of the summaries has been found equal to the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// Days from the first to the last of which there is anything.
    pub days: i64,
    /// Of them found equal at some time.
    pub verified: i64,
    /// Rows that were compared then.
    pub rows: i64,
    /// When the day that waits longest was compared, and the last one.
    pub oldest_at: Option<UnixMs>,
    pub newest_at: Option<UnixMs>,
}

/// Rows that differed from the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriftRow {
    pub day: Day,
    pub at: UnixMs,
    pub summary: String,
    pub currency: String,
    pub differing: i64,
    /// Minor units.
    pub gross_off: i64,
    pub healed_at: Option<UnixMs>,
}

/// A rebuild that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RebuildRow {
    pub from: Day,
    pub to: Day,
    pub is_dry_run: bool,
    pub started_at: UnixMs,
    /// Its last sign of life.
    pub told_at: UnixMs,
    pub finished_at: Option<UnixMs>,
    pub days_total: i64,
    pub days_done: i64,
    pub rows_changed: i64,
}

/// How a rebuild stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RebuildState {
    Running,
    Finished,
    /// Stopped, or its process has gone.
    Ended,
}

/// Without a sign of life for so long, a rebuild has ended. It gives one each second, and may wait a minute for the database.
const SILENCE_MS: i64 = 120_000;

impl RebuildRow {
    /// `now`: the moment of the page.
    #[must_use]
    pub fn state(&self, now: UnixMs) -> RebuildState {
        if self.finished_at.is_some() {
            RebuildState::Finished
        } else if now.0 - self.told_at.0 < SILENCE_MS {
            RebuildState::Running
        } else {
            RebuildState::Ended
        }
    }
}

/// Bytes as people say them: `12.3 MB`, in thousands.
#[must_use]
pub fn size(bytes: i64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    let mut tenths = bytes.max(0) / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1_000;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_in_the_largest_unit_that_keeps_a_digit() {
        for (bytes, said) in [
            (0, "0.0 kB"),
            (999_999, "999.9 kB"),
            (1_000_000, "1.0 MB"),
            (12_345_678, "12.3 MB"),
            (11_000_000_000, "11.0 GB"),
            (i64::MAX, "9223372.0 TB"),
        ] {
            assert_eq!(size(bytes), said);
        }
    }

    #[test]
    fn a_rebuild_that_says_nothing_any_more_has_ended() {
        let day = Day(0);
        let mut row = RebuildRow {
            from: day,
            to: day,
            is_dry_run: false,
            started_at: UnixMs(0),
            told_at: UnixMs(1_000),
            finished_at: None,
            days_total: 2,
            days_done: 1,
            rows_changed: 0,
        };
        assert_eq!(row.state(UnixMs(2_000)), RebuildState::Running);
        assert_eq!(row.state(UnixMs(1_000 + SILENCE_MS)), RebuildState::Ended);
        row.finished_at = Some(UnixMs(2_000));
        assert_eq!(row.state(UnixMs(i64::MAX)), RebuildState::Finished);
    }
}
