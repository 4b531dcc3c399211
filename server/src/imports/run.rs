//! One import from its first line to its report.

use std::collections::HashSet;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use app::units::{Scope, UnixMs};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::entry::{Admitted, Form};
use super::feed::{self, End, Portion};
use super::gather::Slip;
use super::mapping::Mapping;
use super::names::{self, Names};
use super::outlets::{self, Choice, Outlets, OutletsError};
use super::reader::{FileError, Reader};
use super::rejection::Rejection;
use super::rejects::{Rejects, RejectsError};
use super::report::{Count, Facts, Report};
use crate::clock::Clock;
use crate::db::{Db, StoreError};
use crate::events::Origin;
use crate::organisation::{Directory, DirectoryHandle, Outlet};
use crate::patience::persist;
use crate::sales::ingest::{Ingest, IngestError, Lane};
use crate::sales::record::{self, Grounds};
use crate::sales::{Command, NewEntry, Outcome, Refusal};

/// Portions that may wait for the writer.
const PORTIONS_AHEAD: usize = 2;

/// What an import needs beside the file.
pub struct Import {
    pub db: Db,
    pub directory: DirectoryHandle,
    pub ingest: Ingest,
    pub clock: Arc<dyn Clock>,
    /// Where rejected lines go.
    pub rejects: PathBuf,
    /// Ends the import after what is complete; a database that is locked or away is then not waited for.
    pub stop: CancellationToken,
}

/// What an import came to.
#[derive(Debug)]
pub struct Done {
    pub report: Report,
    pub end: End,
}

/// Why an import ended without a report. What was recorded stays, and another run goes on.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Outlets(#[from] OutletsError),
    #[error(transparent)]
    Ingest(#[from] IngestError),
    #[error("the items cannot be named")]
    Names(#[source] StoreError),
    #[error(transparent)]
    Rejects(#[from] RejectsError),
    #[error("the reading thread failed")]
    Reading,
}

/// A sale on its way to the ledger.
struct Ready {
    slip: Slip,
    facts: Facts,
}

/// The writing half.
struct Run {
    form: Arc<Form>,
    outlets: Outlets,
    directory: DirectoryHandle,
    clock: Arc<dyn Clock>,
    rejects: Rejects,
    /// Rejected sales, of which no later line may make a sale of its own. The ledger remembers all others.
    rejected: HashSet<Uuid>,
    count: Count,
    names: Names,
    stop: CancellationToken,
}

impl Import {
    /// Brings `input` in, which is a CSV as `mapping` describes it.
    ///
    /// Errors: [`ImportError`]; a single bad line is none.
    pub async fn run<R: Read + Send + 'static>(
        self,
        mapping: Mapping,
        input: R,
    ) -> Result<Done, ImportError> {
        let reader = Reader::new(input, &mapping)?;
        let (places, heading) = (reader.places().clone(), reader.heading().clone());
        let rejects = Rejects::new(self.rejects, heading.clone());
        let form = Arc::new(Form { mapping, places, heading });
        let (sender, mut portions) = mpsc::channel(PORTIONS_AHEAD);
        let (of_feed, stop) = (Arc::clone(&form), self.stop.clone());
        let feeding = tokio::task::spawn_blocking(move || feed::feed(reader, &of_feed, &sender, &stop));
        let mut run = Run {
            form,
            outlets: Outlets::new(self.db.clone(), self.directory.clone()),
            directory: self.directory,
            clock: self.clock,
            rejects,
            rejected: HashSet::new(),
            count: Count::default(),
            names: Names::default(),
            stop: self.stop.clone(),
        };
        let mut ready = Vec::new();
        let mut entries = Vec::new();
        // The next portion is prepared while the writer syncs the one before.
        loop {
            let named = run.names.take_found();
            let (outcomes, next) =
                tokio::join!(submit(&self.ingest, &self.stop, entries), run.prepare_next(&mut portions));
            run.settle(ready, outcomes?)?;
            let naming = persist(&self.stop, || names::write(&self.db, &named));
            naming.await.map_err(ImportError::Names)?;
            match next? {
                Some(next) => (ready, entries) = next,
                None => break,
            }
        }
        let end = feeding.await.map_err(|_| ImportError::Reading)?;
        let rejected = run.rejects.count();
        let file = run.rejects.finish()?;
        Ok(Done { report: run.count.report(rejected, file), end })
    }
}

/// Has `entries` recorded.
///
/// An attempt that fails may have recorded a part, which the next one finds there. It counts as recorded all the same:
/// its event came after the last one before this call.
async fn submit(
    ingest: &Ingest,
    stop: &CancellationToken,
    entries: Vec<NewEntry>,
) -> Result<Vec<Outcome>, IngestError> {
    let last_before = *ingest.committed().borrow();
    let commands: Vec<_> = entries.into_iter().map(|entry| Command::Record(Box::new(entry))).collect();
    let mut attempts = 0;
    let outcomes = persist(stop, || {
        attempts += 1;
        ingest.submit(Lane::Batch, commands.clone())
    });
    let outcomes = outcomes.await?.into_iter().map(|outcome| match outcome {
        Outcome::Repeated(receipt) if attempts > 1 && receipt.event > last_before => {
            Outcome::Recorded(receipt)
        }
        outcome => outcome,
    });
    Ok(outcomes.collect())
}

impl Run {
    async fn prepare_next(
        &mut self,
        portions: &mut mpsc::Receiver<Portion>,
    ) -> Result<Option<(Vec<Ready>, Vec<NewEntry>)>, ImportError> {
        let Some(portion) = portions.recv().await else { return Ok(None) };
        self.count.add_rows(portion.rows);
        for (row, reason) in &portion.strays {
            self.rejects.add(row, reason)?;
        }
        let mut ready = Vec::with_capacity(portion.slips.len());
        let mut entries = Vec::with_capacity(portion.slips.len());
        for slip in portion.slips {
            match self.entry(&slip).await? {
                Ok(entry) => {
                    self.names.note(&entry);
                    ready.push(Ready { slip, facts: Facts::of(&entry) });
                    entries.push(entry);
                }
                Err(rejection) => self.reject(&slip, &rejection)?,
            }
        }
        Ok(Some((ready, entries)))
    }

    async fn entry(&mut self, slip: &Slip) -> Result<Result<NewEntry, Rejection>, ImportError> {
        if self.rejected.contains(&slip.id) {
            return Ok(Err(Rejection::whole("lines of the same sale were rejected further up")));
        }
        let form = Arc::clone(&self.form);
        let admitted = form.admitted(slip).and_then(|admitted| Ok((admitted, form.outlet_of(slip)?)));
        let (admitted, name) = match admitted {
            Ok(admitted) => admitted,
            Err(rejection) => return Ok(Err(rejection)),
        };
        let now = UnixMs(self.clock.now_ms());
        let id = match self.outlets.find(name, &form.mapping) {
            Choice::Existing(id) => id,
            Choice::New(code) => {
                let Some(planned) = outlets::planned(name, code, &form.mapping) else {
                    let wish = "add it to [outlets], or let the mapping create outlets";
                    return Ok(Err(Rejection::whole(format!("there is no outlet {name:?}: {wish}"))));
                };
                // Only a sale that is in order makes an outlet: a shifted column would make one of a customer's number.
                let alone = Directory::new(Vec::new(), vec![planned.clone()], None);
                if let Err(rejection) = self.checked(&admitted, &planned, &alone, now) {
                    return Ok(Err(rejection));
                }
                self.outlets.make(&planned, &form.mapping, now, &self.stop).await?
            }
        };
        let directory = self.directory.current();
        let outlet = directory.outlet(id).expect("an outlet that was found is in the directory");
        Ok(self.checked(&admitted, outlet, &directory, now))
    }

    fn checked(
        &self,
        admitted: &Admitted<'_>,
        outlet: &Outlet,
        directory: &Directory,
        now: UnixMs,
    ) -> Result<NewEntry, Rejection> {
        let draft = self.form.draft(admitted, outlet)?;
        let grounds = Grounds {
            directory,
            now,
            max_ahead: record::USUAL_MAX_AHEAD,
            origin: Origin::Import,
            may_create_items: self.form.mapping.create.items,
            reach: &Scope::Network,
        };
        record::check(&draft, &grounds).map_err(|problems| self.form.translated(&problems))
    }

    fn settle(&mut self, ready: Vec<Ready>, outcomes: Vec<Outcome>) -> Result<(), ImportError> {
        for (Ready { slip, facts }, outcome) in ready.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Recorded(_) => self.count.add(facts, true),
                Outcome::Repeated(_) => self.count.add(facts, false),
                Outcome::Refused(refusal) => self.reject(&slip, &told(&refusal))?,
                other => unreachable!("an entry was handed in, but the outcome is {other:?}"),
            }
        }
        Ok(())
    }

    fn reject(&mut self, slip: &Slip, rejection: &Rejection) -> Result<(), ImportError> {
        for (at, row) in slip.rows.iter().enumerate() {
            let reason = rejection.reason_of(at, &slip.rows);
            self.rejects.add(row, &reason)?;
        }
        self.rejected.insert(slip.id);
        Ok(())
    }
}

fn told(refusal: &Refusal) -> Rejection {
    match refusal {
        Refusal::OtherContent => Rejection::whole(
            "this sale is recorded with other content: the file or the mapping has changed since",
        ),
        Refusal::UnknownItem { line, code } => {
            let reason = format!("there is no item {code:?}, and the mapping does not create items");
            Rejection::of_line(*line, reason)
        }
        other => Rejection::whole(other.to_string()),
    }
}
