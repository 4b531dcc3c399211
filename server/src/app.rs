//! What handlers share, built in one place.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use tokio::sync::Semaphore;

use crate::analytics::Analytics;
use crate::analytics::http::rush::Rush;
use crate::assets::Assets;
use crate::clock::Clock;
use crate::db::{Db, StoreError};
use crate::entropy::Entropy;
use crate::keys::Keys;
use crate::live::{DayClock, Live};
use crate::organisation::DirectoryHandle;
use crate::sales::ingest::{Ingest, IngestSettings};
use crate::sales::record::USUAL_MAX_AHEAD;

/// Event streams that read the log at one time.
const LOG_READERS: usize = 3;

/// The parts of a running server, under one count: every layer and extractor of every request clones it.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// What [`AppState`] gives out.
pub struct Parts {
    /// Where everything is kept.
    pub db: Db,
    /// Where the present comes from.
    pub clock: Arc<dyn Clock>,
    /// Where randomness comes from.
    pub entropy: Arc<Entropy>,
    /// The organisation in memory.
    pub directory: DirectoryHandle,
    /// The keys of the API.
    pub keys: Keys,
    /// The way into the ledger.
    pub ingest: Ingest,
    /// What begins the outlets' business days.
    pub days: DayClock,
    /// The live boards.
    pub live: Live,
    /// Figures of any range of days.
    pub analytics: Analytics,
    /// Answers about them that many ask for at the same moment.
    pub rush: Rush,
    /// Turns to read the event log for a stream: fewer than there are connections.
    pub log_readers: Semaphore,
    /// How far ahead of the clock a sale may lie.
    pub max_ahead: Duration,
    /// The built files and their addresses.
    pub assets: Assets,
    leptos: LeptosOptions,
}

/// What a server can be told.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How far ahead of the clock a sale may lie.
    pub max_ahead: Duration,
    /// How the writer works.
    pub ingest: IngestSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self { max_ahead: USUAL_MAX_AHEAD, ingest: IngestSettings::default() }
    }
}

impl AppState {
    /// A server on `db` with the given clock, randomness and files; the machine's own in production, a test's in tests.
    ///
    /// Errors: when the organisation cannot be read, or the database not be written.
    pub async fn build(
        db: Db,
        clock: Arc<dyn Clock>,
        entropy: Arc<Entropy>,
        settings: Settings,
        assets: Assets,
    ) -> Result<Self, StoreError> {
        let directory = DirectoryHandle::load(&db).await?;
        let ingest =
            Ingest::start(db.clone(), directory.clone(), Arc::clone(&clock), settings.ingest).await?;
        let days = DayClock::start(ingest.clone(), directory.clone(), Arc::clone(&clock)).await;
        let live = Live::start(
            db.clone(),
            directory.clone(),
            Arc::clone(&clock),
            Arc::clone(&entropy),
            ingest.committed(),
        )
        .await?;
        Ok(Self(Arc::new(Parts {
            directory,
            ingest,
            days,
            live,
            analytics: Analytics::new(db.clone()),
            rush: Rush::new(),
            log_readers: Semaphore::const_new(LOG_READERS),
            max_ahead: settings.max_ahead,
            keys: Keys::new(db.clone(), Arc::clone(&clock)),
            assets,
            leptos: LeptosOptions::builder().output_name("scoopjoy").build(),
            db,
            clock,
            entropy,
        })))
    }
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl FromRef<AppState> for Keys {
    fn from_ref(state: &AppState) -> Self {
        state.keys.clone()
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
