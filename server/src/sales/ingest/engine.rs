//! What the writer needs of an engine.

use std::time::Duration;

use super::group::Circumstances;
use crate::sales::{Command, Outcome};

/// Writes groups. Two implementations: SQLite on a thread of its own, Postgres in bulk.
pub(super) trait Engine {
    /// Carries out `commands` in one transaction. Returns when it is durable.
    async fn write(&mut self, commands: &[Command], at: Circumstances<'_>) -> Result<Written, Failure>;

    /// Waits without keeping anything locked.
    async fn rest(&mut self, time: Duration);
}

/// A group that is durable.
#[derive(Debug)]
pub(super) struct Written {
    /// In the order of the commands.
    pub(super) outcomes: Vec<Outcome>,
    /// Id of the last event; none if nothing was to be written.
    pub(super) last_event: Option<i64>,
    /// Time from the beginning of the transaction up to its commit, which is left to the disk.
    pub(super) work: Duration,
}

/// Why a group was undone.
#[derive(Debug)]
pub(super) enum Failure {
    Busy,
    DiskFull,
    Lost,
    /// A sum would leave the range of a column.
    OutOfRange,
    /// The store refuses something in it for good.
    Refused(Box<dyn std::error::Error + Send + Sync>),
}
