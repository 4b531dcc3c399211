//! Live boards: what each scope shows on its current business day, and the stream that keeps every copy up to date.
//!
//! A board is a function of the event log up to its cursor: the hub reads the summaries once, at one event, and from then
//! on applies every event after it. It learns from ingest that something was committed and nothing else; what it shows
//! it reads from the log, so a sale of another process, an import or a restored backup is no special case. A newcomer
//! would be tempted to hand the sale itself from ingest to the hub, which is quicker and shows sales that a crash undoes.
//!
//! Where to start reading: [`hub`] owns everything, [`state`] is the pure fold, [`reader`] brings it up to date.

mod change;
mod day_clock;
mod draw;
mod drawing;
mod feed;
mod feed_store;
mod figures;
mod frames;
mod freshness;
pub mod http;
mod hub;
mod items;
mod nudge;
mod outlet_day;
mod pace;
mod past;
mod placed;
mod port;
mod reader;
pub mod schema;
mod scope_board;
mod sse;
mod state;
mod store;
mod viewers;
mod watches;

use std::sync::Arc;
use std::time::Duration;

use app::live::Board;
use app::units::{Day, Scope, UnixMs};
use bytes::Bytes;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::drawing::Drawing;
use self::hub::{Ears, Hub, Message, Request};
use self::past::PastDay;
use self::reader::Reader;
use self::scope_board::LogPosition;
use self::state::State;
use crate::clock::Clock;
use crate::db::{Db, StoreError};
use crate::entropy::Entropy;
use crate::events;
use crate::organisation::DirectoryHandle;

pub use self::day_clock::DayClock;
pub use self::frames::Audience;
pub use self::viewers::{Caller, Frames};

/// Questions that may wait for the hub.
const INBOX: usize = 1_024;
/// How long a question waits for its answer. The hub waits less for the database, but a connection that hangs without an
/// end holds it up.
const PATIENCE: Duration = Duration::from_millis(1_800);

/// Why a board cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    #[error("there is no {scope}")]
    UnknownScope { scope: Scope },
    #[error("the day {day} has not begun: the last one is {last}")]
    DayAhead { day: Day, last: Day },
    #[error("the board is still being read")]
    NotReady,
    #[error("the board cannot be read at the moment")]
    NoAnswer,
    #[error("the server is stopping")]
    Stopped,
    #[error("the board cannot be read")]
    Store(#[from] StoreError),
}

/// The live boards of this process. Cheap to clone; when the last one is dropped, the hub ends.
#[derive(Clone)]
pub struct Live {
    reader: Arc<Reader>,
    inbox: mpsc::Sender<Message>,
    cursor: watch::Receiver<i64>,
    tasks: TaskTracker,
}

/// A board at one position of the event log, as one audience may see it.
#[derive(Clone, Debug)]
pub struct View {
    drawing: Arc<Drawing>,
    position: LogPosition,
    audience: Audience,
}

impl View {
    /// The board itself, for pages.
    #[must_use]
    pub fn board(&self) -> Board {
        let LogPosition { cursor, as_of, .. } = &self.position;
        let board = Board { cursor: *cursor, as_of: as_of.to_string(), ..self.drawing.board.clone() };
        self.audience.see(board)
    }

    /// The board as JSON, made once for everybody.
    #[must_use]
    pub fn json(&self) -> Bytes {
        self.drawing.json(self.audience, &self.position)
    }
}

impl Live {
    /// Starts the hub at the end of the event log.
    ///
    /// `committed`: the last event that ingest of this process has committed. Errors: [`StoreError`].
    pub async fn start(
        db: Db,
        directory: DirectoryHandle,
        clock: Arc<dyn Clock>,
        entropy: Arc<Entropy>,
        committed: watch::Receiver<i64>,
    ) -> Result<Self, StoreError> {
        let mut tx = db.read().await?;
        let position = LogPosition {
            cursor: events::store::last_id(&mut tx).await?,
            epoch: events::store::epoch(&mut tx).await?.into(),
            as_of: UnixMs(clock.now_ms()),
        };
        tx.rollback().await?;
        let (told, cursor) = watch::channel(position.cursor);
        let state = State::new(directory.current(), position);
        let (sender, inbox) = mpsc::channel(INBOX);
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let nudged = nudge::start(db.clone(), &tasks, stop.clone());
        let reader = Arc::new(Reader { db, directory, clock });
        let hub = Hub::new(Arc::clone(&reader), state, entropy, told);
        // Without a hub there is nobody to nudge, however the hub came to end.
        let ends = stop.drop_guard();
        tasks.spawn(async move {
            let _ends = ends;
            hub.run(Ears { inbox, committed, nudged }).await;
        });
        tasks.close();
        Ok(Self { reader, inbox: sender, cursor, tasks })
    }

    /// The last event that the boards of this process have taken in. The hub is not asked, which may be waiting for the database.
    #[must_use]
    pub fn cursor(&self) -> i64 {
        *self.cursor.borrow()
    }

    /// The board of a scope on a business day, by default the current one.
    ///
    /// It holds every event that this process had committed before the call, unless the database does not answer: then
    /// the current board is as old as its `as_of` says. Errors: [`LiveError`].
    pub async fn board(
        &self,
        scope: &Scope,
        day: Option<Day>,
        audience: Audience,
    ) -> Result<View, LiveError> {
        let deadline = Instant::now() + PATIENCE;
        let current =
            self.ask(deadline, |reply| Message::Board { scope: scope.clone(), audience, reply }).await?;
        let (today, days) = (current.drawing.board.business_day, current.drawing.board.days);
        match day {
            Some(day) if day > days.max => Err(LiveError::DayAhead { day, last: days.max }),
            Some(day) if today != Some(day) => self.past(scope, day, &current, deadline).await,
            _ => Ok(current),
        }
    }

    async fn past(
        &self,
        scope: &Scope,
        day: Day,
        current: &View,
        deadline: Instant,
    ) -> Result<View, LiveError> {
        let directory = self.reader.directory.current();
        let id = directory.scope_id(scope).ok_or_else(|| LiveError::UnknownScope { scope: scope.clone() })?;
        let mut position = LogPosition { as_of: self.reader.now(), ..current.position.clone() };
        let past = PastDay {
            directory: &directory,
            scope,
            id,
            day,
            current: current.drawing.board.days,
            position: &position,
        };
        let read = async {
            let mut tx = self.reader.db.read().await?;
            let board = past.read(&mut tx).await?;
            tx.rollback().await?;
            Ok::<_, LiveError>(board)
        };
        let board = timeout_at(deadline, read).await.map_err(|_| LiveError::NoAnswer)??;
        position.cursor = board.cursor;
        Ok(View { drawing: Arc::new(Drawing::new(board)), position, audience: current.audience })
    }

    /// Opens a stream of frames that begins with a snapshot of each of `scopes`, which are given once each.
    ///
    /// It ends when the server stops, the caller falls behind or its key is revoked; in the last two cases its connection
    /// is closed, since a body whose socket is full is not asked for more. Errors: [`LiveError`].
    pub async fn subscribe(&self, scopes: Vec<Scope>, caller: Caller) -> Result<Frames, LiveError> {
        let request = Request { scopes, caller };
        self.ask(Instant::now() + PATIENCE, |reply| Message::Subscribe { request, reply }).await
    }

    /// Says goodbye to all viewers and ends the hub.
    pub async fn stop(self) {
        // A hub that has ended already needs no telling.
        let _ = self.inbox.send(Message::Shutdown).await;
        self.tasks.wait().await;
    }

    async fn ask<Answer>(
        &self,
        deadline: Instant,
        message: impl FnOnce(oneshot::Sender<Result<Answer, LiveError>>) -> Message,
    ) -> Result<Answer, LiveError> {
        let (reply, answer) = oneshot::channel();
        let asked = async {
            self.inbox.send(message(reply)).await.map_err(|_| LiveError::Stopped)?;
            answer.await.map_err(|_| LiveError::Stopped)?
        };
        timeout_at(deadline, asked).await.unwrap_or(Err(LiveError::NoAnswer))
    }
}
