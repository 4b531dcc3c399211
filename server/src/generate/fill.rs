//! Fills an empty database with a franchise and its past.

use std::sync::Arc;
use std::time::Duration;

use app::units::{Day, UnixMs};
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::network;
use super::past::Past;
use super::store::{self, Standing};
use crate::clock::Clock;
use crate::db::{Db, StoreError, Urgency};
use crate::organisation::apply::{self, ApplyError};
use crate::organisation::{DirectoryHandle, demo};
use crate::patience::{Passing, persist};
use crate::sales::ingest::{Ingest, IngestError, Lane};
use crate::sales::{Command, EntryKind, Outcome};
use crate::summaries::check_store::find_day_bounds;
use crate::summaries::rebuild::rebuild;

/// Batches made ahead of the writer.
const BATCHES_AHEAD: usize = 8;

/// What fills a database.
pub struct Filling {
    pub db: Db,
    pub directory: DirectoryHandle,
    pub ingest: Ingest,
    pub clock: Arc<dyn Clock>,
    pub extent: Extent,
    pub sums: Sums,
    /// Ends the filling after what is handed over; the next one goes on. A database that is locked or away is then not
    /// waited for.
    pub stop: CancellationToken,
}

/// How much is to be in the database. The same extent gives the same facts, as long as it ends at the same moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Business days before the current one.
    pub days: u16,
    /// `None`: those of the demo. Only for a database without an organisation.
    pub outlets: Option<usize>,
    /// `None`: as many as such outlets sell.
    pub sales: Option<u64>,
    pub seed: u64,
}

/// When the summaries follow the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sums {
    /// With each fact, as the writer of `ingest` keeps them: others may look on.
    Always,
    /// Once the ledger is whole, which takes a quarter of the time: the writer keeps none, and until the end no figure is right.
    AtTheEnd,
}

/// What is in the database after a filling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Filled {
    pub outlets: usize,
    pub sales: u64,
    pub returns: u64,
    pub cancellations: u64,
    /// What the ledger would not take, because somebody did otherwise since an earlier filling was broken off.
    pub refused: u64,
}

/// Why a database was not filled, or not to the end.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    #[error("the database holds sales already, and only an empty one is filled")]
    InUse,
    #[error("the database has an organisation already, so a number of outlets cannot be asked for")]
    HasOutlets,
    #[error(
        "another filling of other days, outlets, sales or seed was broken off: run that one again to go on"
    )]
    Otherwise,
    #[error("no outlet is open on any of these days, so nothing can be sold")]
    Closed,
    #[error(transparent)]
    Organisation(#[from] ApplyError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Ingest(#[from] IngestError),
    #[error("a generated sale breaks the rules: {0}")]
    Wrong(String),
    #[error("stopped before everything was in: run it again to go on")]
    Stopped,
}

impl Passing for FillError {
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Organisation(ApplyError::Store(error)) | Self::Store(error) => error.retry_after(),
            Self::Ingest(error) => error.retry_after(),
            Self::InUse
            | Self::HasOutlets
            | Self::Otherwise
            | Self::Closed
            | Self::Organisation(_)
            | Self::Wrong(_)
            | Self::Stopped => None,
        }
    }
}

impl Filling {
    /// Puts the organisation in, which takes a moment, so that a page has something to show.
    ///
    /// `None`: the database was filled before. An organisation that is there without any sale is kept and gets a past.
    /// Errors: [`FillError::InUse`] for a database with sales of its own, [`FillError::HasOutlets`] for one with outlets when their
    /// number is asked for.
    pub async fn begin(&self) -> Result<Option<UnixMs>, FillError> {
        persist(&self.stop, || self.try_begin()).await
    }

    async fn try_begin(&self) -> Result<Option<UnixMs>, FillError> {
        let mut tx = self.db.read().await?;
        let standing = store::standing(&mut tx).await?;
        tx.rollback().await?;
        let plan = self.plan();
        let at = match standing {
            Standing::InUse => return Err(FillError::InUse),
            Standing::Done => return Ok(None),
            // Facts of another plan would stand among those of this one, and sums that were to come at the end would not.
            Standing::Begun { plan: begun, .. } if begun != plan => return Err(FillError::Otherwise),
            Standing::Begun { at, .. } => at,
            Standing::Empty if self.extent.outlets.is_some() && self.has_outlets() => {
                return Err(FillError::HasOutlets);
            }
            Standing::Empty => {
                let now = UnixMs(self.clock.now_ms());
                let mut tx = self.db.write(Urgency::Foreground).await?;
                store::begin(&mut tx, now, &plan).await?;
                tx.commit().await?;
                now
            }
        };
        if !self.has_outlets() {
            let organisation = self.extent.outlets.map_or_else(demo::organisation, network::organisation);
            apply::apply(&self.db, &organisation, at).await?;
            self.directory.reload(&self.db).await?;
        }
        Ok(Some(at))
    }

    fn has_outlets(&self) -> bool {
        self.directory.current().outlets().next().is_some()
    }

    /// What a filling that goes on must have in common with the one that began.
    fn plan(&self) -> String {
        let Extent { days, outlets, sales, seed } = self.extent;
        let number = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        let outlets = number(outlets.and_then(|outlets| u64::try_from(outlets).ok()));
        let sums = if self.sums == Sums::AtTheEnd { "end" } else { "always" };
        format!("{days} {outlets} {} {seed} {sums}", number(sales))
    }

    /// Records the past up to `until`, day by day, the latest last. What is there already is not recorded again.
    ///
    /// Errors: [`FillError`]; after any of them the next filling goes on.
    pub async fn fill(&self, until: UnixMs) -> Result<Filled, FillError> {
        let directory = self.directory.current();
        let past = Past::new(&directory, self.extent, until);
        let mut filled = Filled { outlets: past.outlets(), ..Filled::default() };
        let now = UnixMs(self.clock.now_ms());
        let (made, mut ready) = mpsc::channel(BATCHES_AHEAD);
        let making = tokio::task::spawn_blocking(move || past.make(&directory, now, &made));
        while let Some(batch) = ready.recv().await {
            self.record(&batch, &mut filled).await?;
        }
        making.await.map_err(|error| FillError::Wrong(error.to_string()))??;
        if self.sums == Sums::AtTheEnd {
            self.sum_up().await?;
        }
        persist(&self.stop, || self.end()).await?;
        Ok(filled)
    }

    async fn sum_up(&self) -> Result<(), FillError> {
        let mut tx = self.db.read().await?;
        let bounds = find_day_bounds(&mut tx).await?;
        tx.rollback().await?;
        let Some((first, last)) = bounds else { return Ok(()) };
        // Day by day, so that nobody waits for long and the log of the database stays short.
        for day in (first.0..=last.0).map(Day) {
            if self.stop.is_cancelled() {
                return Err(FillError::Stopped);
            }
            persist(&self.stop, || self.sum_up_day(day)).await?;
        }
        Ok(())
    }

    async fn sum_up_day(&self, day: Day) -> Result<(), StoreError> {
        let mut tx = self.db.write(Urgency::Foreground).await?;
        rebuild(&mut tx, day, day, UnixMs(self.clock.now_ms())).await?;
        tx.commit().await?;
        self.db.fold_log().await
    }

    async fn end(&self) -> Result<(), StoreError> {
        let mut tx = self.db.write(Urgency::Background).await?;
        store::end(&mut tx).await?;
        tx.commit().await
    }

    async fn record(&self, batch: &[Command], filled: &mut Filled) -> Result<(), FillError> {
        if self.stop.is_cancelled() {
            return Err(FillError::Stopped);
        }
        let outcomes = persist(&self.stop, || self.ingest.submit(Lane::Batch, batch.to_vec())).await?;
        for (command, outcome) in batch.iter().zip(outcomes) {
            filled.count(command, &outcome);
        }
        Ok(())
    }
}

impl Filled {
    fn count(&mut self, command: &Command, outcome: &Outcome) {
        *match command {
            _ if matches!(outcome, Outcome::Refused(_)) => &mut self.refused,
            Command::Cancel(_) => &mut self.cancellations,
            Command::Record(entry) if entry.kind == EntryKind::Return => &mut self.returns,
            Command::Record(_) => &mut self.sales,
            Command::StartDay { .. } => return,
        } += 1;
    }
}
