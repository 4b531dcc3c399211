//! The loop of the writer, the same on both engines.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::engine::{Engine, Failure, Written};
use super::group::Circumstances;
use super::queue::{Allowance, Queue, RETRY_AFTER_S, Taken, weight};
use super::{IngestError, IngestSettings};
use crate::clock::Clock;
use crate::db::Urgency;
use crate::organisation::{Directory, DirectoryHandle};
use crate::sales::{Command, Outcome, Refusal};
use app::units::UnixMs;

/// Commands in one transaction. Above it the processor is the limit and not the disk.
const GROUP_COMMANDS: usize = 256;
/// Work in one transaction, without the sync: whoever writes next waits that long.
const GROUP_WORK: Duration = Duration::from_millis(5);

/// Everything the writer works with but the engine.
pub(super) struct Writer {
    pub(super) queue: Arc<Queue>,
    pub(super) committed: watch::Sender<i64>,
    pub(super) directory: DirectoryHandle,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) settings: IngestSettings,
}

impl Drop for Writer {
    /// However the writer ends, nobody waits for it in vain.
    fn drop(&mut self) {
        self.queue.close();
        self.queue.fail(Taken::default(), IngestError::Stopped);
    }
}

impl Writer {
    /// Carries out what queues until the queue is closed and empty.
    pub(super) async fn run(self, engine: &mut impl Engine) {
        let mut pace = Pace::default();
        let mut health = Health::default();
        while let Some(taken) = self.queue.take(pace.allowance()).await {
            let began = Instant::now();
            let written = self.write(engine, &taken.commands, &mut pace).await;
            health.note(written.as_ref().err());
            match written {
                Ok(outcomes) => taken.answer(outcomes),
                Err(error) => self.queue.fail(taken, error),
            }
            if self.settings.urgency == Urgency::Background {
                engine.rest(began.elapsed()).await;
            }
        }
    }

    /// Writes `commands` as one group; where the store refuses something in it, as halves, so that it fails alone.
    async fn write(
        &self,
        engine: &mut impl Engine,
        commands: &[Command],
        pace: &mut Pace,
    ) -> Result<Vec<Outcome>, IngestError> {
        let directory = self.directory.current();
        let mut outcomes = Vec::with_capacity(commands.len());
        let mut parts = vec![commands];
        while let Some(part) = parts.pop() {
            match engine.write(part, self.circumstances(&directory)).await {
                Ok(written) => {
                    pace.learn(part.iter().map(weight).sum(), written.work);
                    outcomes.extend(self.publish(written));
                }
                Err(Failure::Busy) => return Err(IngestError::Busy { retry_after_s: RETRY_AFTER_S }),
                Err(Failure::DiskFull) => return Err(IngestError::DiskFull),
                Err(Failure::Lost) => return Err(IngestError::Lost),
                Err(failure) if part.len() == 1 => outcomes.push(Outcome::Refused(blame(&part[0], failure))),
                Err(_) => {
                    let (first, second) = part.split_at(part.len() / 2);
                    parts.extend([second, first]);
                }
            }
        }
        Ok(outcomes)
    }

    fn publish(&self, written: Written) -> Vec<Outcome> {
        if let Some(last) = written.last_event {
            self.committed.send_replace(last);
        }
        written.outcomes
    }

    fn circumstances<'d>(&self, directory: &'d Directory) -> Circumstances<'d> {
        Circumstances { directory, now: UnixMs(self.clock.now_ms()), summaries: self.settings.summaries }
    }
}

/// The refusal of the one command that makes a group fail.
fn blame(command: &Command, failure: Failure) -> Refusal {
    let Failure::Refused(error) = failure else { return Refusal::OutOfRange };
    let id = match command {
        Command::Record(entry) => Some(entry.id),
        Command::Cancel(cancellation) => Some(cancellation.id),
        Command::StartDay { .. } => None,
    };
    tracing::error!(entry.id = ?id, error = &*error as &dyn std::error::Error, "an entry cannot be stored");
    Refusal::Unstorable
}

/// Whether groups go in at the moment. Logs when that changes, and not each group that fails meanwhile.
#[derive(Debug, Default)]
struct Health {
    is_failing: bool,
}

impl Health {
    fn note(&mut self, failure: Option<&IngestError>) {
        match failure {
            Some(error) if !self.is_failing => tracing::error!(%error, "nothing can be recorded"),
            None if self.is_failing => tracing::info!("facts are recorded again"),
            _ => {}
        }
        self.is_failing = failure.is_some();
    }
}

/// Rows from which on a group says more about what a row costs than about what every group costs.
const TELLING_ROWS: usize = 64;
/// No group is held to fewer rows, or the writer could not learn any more that they have become cheap: a group that ends short of
/// telling ones is followed by an entry that is long enough.
const LEAST_ALLOWANCE: usize = 2 * TELLING_ROWS;

/// How heavy a group may be, learnt from those before it.
#[derive(Debug)]
struct Pace {
    ns_per_row: u128,
}

impl Default for Pace {
    fn default() -> Self {
        // A guess for the first groups, on the slow side.
        Self { ns_per_row: 20_000 }
    }
}

impl Pace {
    fn allowance(&self) -> Allowance {
        let weight = usize::try_from(GROUP_WORK.as_nanos() / self.ns_per_row).unwrap_or(usize::MAX);
        Allowance { commands: GROUP_COMMANDS, weight: weight.max(LEAST_ALLOWANCE) }
    }

    fn learn(&mut self, rows: usize, took: Duration) {
        if rows >= TELLING_ROWS {
            self.ns_per_row = (self.ns_per_row * 7 + took.as_nanos() / rows as u128) / 8;
            self.ns_per_row = self.ns_per_row.max(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_that_was_slow_once_does_not_keep_groups_small() {
        let usual = Pace::default().allowance().weight;
        assert!(usual > LEAST_ALLOWANCE);
        // A group takes whole entries only.
        for entry in 1..=TELLING_ROWS {
            let mut pace = Pace::default();
            pace.learn(TELLING_ROWS, Duration::from_secs(1));
            assert_eq!(pace.allowance().weight, LEAST_ALLOWANCE);
            for _ in 0..100 {
                let rows = pace.allowance().weight / entry * entry;
                pace.learn(rows, Duration::from_micros(15) * u32::try_from(rows).unwrap());
            }
            assert!(pace.allowance().weight > usual, "entries of {entry} rows");
        }
    }

    #[test]
    fn small_groups_teach_nothing() {
        let mut pace = Pace::default();
        let usual = pace.allowance().weight;
        pace.learn(TELLING_ROWS - 1, Duration::from_secs(1));
        assert_eq!(pace.allowance().weight, usual);
    }
}
