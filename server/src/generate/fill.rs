//! Fills an empty database with a franchise and its past.

use std::sync::Arc;
use std::time::Duration;

use app::units::{Scope, UnixMs};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::history::{self, Fact};
use super::shop::Shop;
use super::store::{self, Standing};
use crate::clock::Clock;
use crate::db::{Db, StoreError, Urgency};
use crate::events::Origin;
use crate::organisation::apply::{self, ApplyError};
use crate::organisation::{Directory, DirectoryHandle, business_day, demo};
use crate::patience::{Passing, persist};
use crate::sales::ingest::{Ingest, IngestError, Lane};
use crate::sales::record::{self, Grounds};
use crate::sales::{Command, EntryKind, NewCancellation, Outcome};

/// Facts handed to the writer at once.
const BATCH: usize = 500;

/// What fills a database.
pub struct Filling {
    pub db: Db,
    pub directory: DirectoryHandle,
    pub ingest: Ingest,
    pub clock: Arc<dyn Clock>,
    /// Business days before the current one.
    pub days: u16,
    pub seed: u64,
    /// Ends the filling after what is handed over; the next one goes on. A database that is locked or away is then not
    /// waited for.
    pub stop: CancellationToken,
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
            Self::InUse | Self::Organisation(_) | Self::Wrong(_) | Self::Stopped => None,
        }
    }
}

impl Filling {
    /// Puts the organisation in, which takes a moment, so that a page has something to show.
    ///
    /// `None`: the database was filled before. An organisation that is there without any sale is kept and gets a past.
    /// Errors: [`FillError::InUse`] for a database with sales of its own.
    pub async fn begin(&self) -> Result<Option<UnixMs>, FillError> {
        persist(&self.stop, || self.try_begin()).await
    }

    async fn try_begin(&self) -> Result<Option<UnixMs>, FillError> {
        let mut tx = self.db.read().await?;
        let standing = store::standing(&mut tx).await?;
        tx.rollback().await?;
        let now = UnixMs(self.clock.now_ms());
        match standing {
            Standing::InUse => return Err(FillError::InUse),
            Standing::Done => return Ok(None),
            Standing::Begun { at } => return Ok(Some(at)),
            Standing::Empty => {}
        }
        if self.directory.current().outlets().next().is_none() {
            apply::apply(&self.db, &demo::organisation(), now).await?;
            self.directory.reload(&self.db).await?;
        }
        let mut tx = self.db.write(Urgency::Foreground).await?;
        store::begin(&mut tx, now).await?;
        tx.commit().await?;
        Ok(Some(now))
    }

    /// Records the past up to `until`, day by day, the latest last. What is there already is not recorded again.
    ///
    /// Errors: [`FillError`]; after any of them the next filling goes on.
    pub async fn fill(&self, until: UnixMs) -> Result<Filled, FillError> {
        let directory = self.directory.current();
        let catalogue = demo::catalogue();
        let shops: Vec<Shop> = directory
            .outlets()
            .filter(|outlet| outlet.is_open)
            .map(|outlet| Shop::new(outlet.clone(), &catalogue))
            .collect();
        let mut filled = Filled { outlets: shops.len(), ..Filled::default() };
        for days_ago in (0..=i32::from(self.days)).rev() {
            let mut facts = Vec::new();
            for shop in &shops {
                let today = business_day::place(until, &shop.outlet).day;
                facts.extend(history::facts(shop, today.plus(-days_ago), until, self.seed));
            }
            facts.sort_by_key(|(at, _)| *at);
            self.record(facts, &directory, &mut filled).await?;
        }
        persist(&self.stop, || self.end()).await?;
        Ok(filled)
    }

    async fn end(&self) -> Result<(), StoreError> {
        let mut tx = self.db.write(Urgency::Background).await?;
        store::end(&mut tx).await?;
        tx.commit().await
    }

    async fn record(
        &self,
        facts: Vec<(UnixMs, Fact)>,
        directory: &Directory,
        filled: &mut Filled,
    ) -> Result<(), FillError> {
        let grounds = Grounds {
            directory,
            now: UnixMs(self.clock.now_ms()),
            max_ahead: Duration::ZERO,
            origin: Origin::Generate,
            may_create_items: true,
            reach: &Scope::Network,
        };
        for facts in facts.chunks(BATCH) {
            if self.stop.is_cancelled() {
                return Err(FillError::Stopped);
            }
            let commands =
                facts.iter().map(|(_, fact)| command(fact, &grounds)).collect::<Result<Vec<_>, _>>()?;
            let submitting = persist(&self.stop, || self.ingest.submit(Lane::Batch, commands.clone()));
            let outcomes = submitting.await?;
            for ((_, fact), outcome) in facts.iter().zip(outcomes) {
                filled.count(fact, &outcome);
            }
        }
        Ok(())
    }
}

fn command(fact: &Fact, grounds: &Grounds<'_>) -> Result<Command, FillError> {
    match fact {
        Fact::Cancellation(sale) => Ok(Command::Cancel(NewCancellation {
            kind: EntryKind::Sale,
            id: *sale,
            reason: "Rung up wrong".to_owned(),
            origin: Origin::Generate,
        })),
        Fact::Entry(draft) => match record::check(draft, grounds) {
            Ok(entry) => Ok(Command::Record(Box::new(entry))),
            Err(problems) => {
                let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
                Err(FillError::Wrong(problems.join("; ")))
            }
        },
    }
}

impl Filled {
    fn count(&mut self, fact: &Fact, outcome: &Outcome) {
        *match fact {
            _ if matches!(outcome, Outcome::Refused(_)) => &mut self.refused,
            Fact::Cancellation(_) => &mut self.cancellations,
            Fact::Entry(draft) if draft.kind == EntryKind::Return => &mut self.returns,
            Fact::Entry(_) => &mut self.sales,
        } += 1;
    }
}
