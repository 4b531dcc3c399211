//! The one task that owns all boards and feeds all streams.
//!
//! It is told a number by ingest, asks the event log what happened, and sends what changed. It waits for the database and
//! never for a viewer.

use std::sync::Arc;
use std::time::Duration;

use app::live::{Bye, Ping};
use app::units::Scope;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};

use super::drawing::Drawing;
use super::frames::{self, Audience};
use super::pace::Pace;
use super::reader::Reader;
use super::state::State;
use super::viewers::{Caller, Frames, ViewerId, Viewers};
use super::watches::{Published, Watches};
use super::{LiveError, View};
use crate::db::StoreError;
use crate::entropy::Entropy;
use crate::organisation::ScopeId;

const SECOND: Duration = Duration::from_secs(1);
/// Seconds between two pings of one viewer.
const PING_S: u64 = 15;
/// Seconds between two looks at whether the keys of open streams still hold.
const KEYS_S: u64 = 3;
/// Reads within which a board must be ready; each reads hundreds of outlets.
const ATTEMPTS: usize = 100;
/// When viewers may come back after a shutdown: from here on, spread over so much, so that they do not come at once.
const RETRY_MS: u32 = 500;
const RETRY_SPREAD_MS: u32 = 3_500;

/// What the hub may be asked.
pub(super) enum Message {
    Board { scope: Scope, audience: Audience, reply: oneshot::Sender<Result<View, LiveError>> },
    Subscribe { request: Request, reply: oneshot::Sender<Result<Frames, LiveError>> },
    Shutdown,
}

/// A wish for a stream.
pub(super) struct Request {
    /// Each once.
    pub(super) scopes: Vec<Scope>,
    pub(super) caller: Caller,
}

/// Where the hub hears from.
pub(super) struct Ears {
    pub(super) inbox: mpsc::Receiver<Message>,
    /// The last event that ingest has committed.
    pub(super) committed: watch::Receiver<i64>,
    /// Something may have been committed, by whichever process.
    pub(super) nudged: Arc<Notify>,
}

pub(super) struct Hub {
    reader: Arc<Reader>,
    state: State,
    entropy: Arc<Entropy>,
    watches: Watches,
    viewers: Viewers,
    pace: Pace,
    next_second: Instant,
    seconds: u64,
    /// Where the last event that was read is told.
    cursor: watch::Sender<i64>,
}

impl Hub {
    pub(super) fn new(
        reader: Arc<Reader>,
        state: State,
        entropy: Arc<Entropy>,
        cursor: watch::Sender<i64>,
    ) -> Self {
        let now = Instant::now();
        Self {
            reader,
            state,
            entropy,
            watches: Watches::default(),
            viewers: Viewers::default(),
            pace: Pace::new(now),
            next_second: now + SECOND,
            seconds: 0,
            cursor,
        }
    }

    /// Serves until it is told to stop or nobody can ask any more.
    pub(super) async fn run(mut self, mut ears: Ears) {
        let mut ingest_lives = true;
        loop {
            let due = self.pace.due(self.viewers.len()).min(self.next_second);
            tokio::select! {
                message = ears.inbox.recv() => match message {
                    None | Some(Message::Shutdown) => break,
                    Some(message) => self.answer(message, &ears.committed).await,
                },
                changed = ears.committed.changed(), if ingest_lives => {
                    ingest_lives = changed.is_ok();
                    self.pace.hear();
                }
                () = ears.nudged.notified() => self.pace.hear(),
                () = sleep_until(due) => {}
            }
            self.do_what_is_due().await;
        }
        self.dismiss();
    }

    /// Answers from memory while the database is away. Whoever has stopped waiting is not worked for.
    async fn answer(&mut self, message: Message, committed: &watch::Receiver<i64>) {
        match message {
            Message::Board { reply, .. } if reply.is_closed() => {}
            Message::Subscribe { reply, .. } if reply.is_closed() => {}
            Message::Board { scope, audience, reply } => {
                let committed = *committed.borrow();
                let _ = reply.send(self.view(&scope, audience, committed).await);
            }
            Message::Subscribe { request, reply } => {
                let _ = reply.send(self.subscribe(request).await);
            }
            Message::Shutdown => {}
        }
    }

    async fn do_what_is_due(&mut self) {
        if Instant::now() >= self.pace.due(self.viewers.len()) {
            self.pace.begin();
            // What failed is tried again after a pause; boards stay as they were, and `as_of` tells how old they are.
            let _ = self.advance().await;
            self.publish();
            self.pace.end(Instant::now());
        }
        let now = Instant::now();
        if now >= self.next_second {
            self.next_second = now + SECOND;
            self.seconds += 1;
            self.viewers.sweep();
            for viewer in self.viewers.due_at(self.seconds % PING_S) {
                self.ping(viewer);
            }
            self.forget_unwatched(now);
            let checks_keys = self.seconds.is_multiple_of(KEYS_S) && !self.pace.is_failing();
            if checks_keys && self.viewers.has_keys() {
                self.dismiss_strangers().await;
            }
        }
    }

    /// Ends the streams of keys that were revoked, or whose outlet was moved away. While the database does not answer, nobody can
    /// tell.
    async fn dismiss_strangers(&mut self) {
        match self.reader.list_valid_key_ids().await {
            Ok(valid) => {
                self.viewers.retain_rightful(&valid.into_iter().collect(), self.state.directory());
            }
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "keys of open streams cannot be checked"
                );
            }
        }
    }

    /// Reads on in the log. Logs when that begins to fail, and when it works again.
    async fn advance(&mut self) -> Result<(), StoreError> {
        let advanced = self.reader.advance(&mut self.state).await;
        self.cursor.send_replace(self.state.position().cursor);
        match &advanced {
            Err(error) if !self.pace.is_failing() => {
                tracing::error!(error = error as &dyn std::error::Error, "live boards cannot be read")
            }
            Ok(()) if self.pace.is_failing() => tracing::info!("live boards are read again"),
            _ => {}
        }
        match advanced {
            Ok(()) => self.pace.succeed(),
            Err(_) => self.pace.fail(Instant::now()),
        }
        advanced
    }

    /// The same for somebody who waits for it, which is not tried while it cannot help.
    async fn advance_now(&mut self) -> Result<(), LiveError> {
        if !self.pace.may_read(Instant::now()) {
            return Err(LiveError::NoAnswer);
        }
        Ok(self.advance().await?)
    }

    /// Sends the viewers of every scope what changed since they were last sent something.
    fn publish(&mut self) {
        let renewed = self.watches.publish(&mut self.state, &mut self.viewers, Instant::now());
        renewed.into_iter().for_each(|viewer| self.ping(viewer));
    }

    fn ping(&mut self, viewer: ViewerId) {
        let Some(scopes) = self.viewers.scopes_of(viewer) else { return };
        let published = scopes.iter().filter_map(|id| self.watches.published(*id));
        let position = self.state.position();
        let frame = frames::ping(&Ping {
            at: self.reader.now().to_string(),
            epoch: position.epoch.to_string(),
            cursor: position.cursor,
            as_of: position.as_of.to_string(),
            scopes: published.map(|published| published.drawing.position()).collect(),
        });
        self.viewers.send(viewer, |_| frame);
    }

    /// A board that holds everything ingest had committed when it was asked for, if the database answers.
    async fn view(&mut self, scope: &Scope, audience: Audience, committed: i64) -> Result<View, LiveError> {
        let id = self.watch(scope).await?;
        if committed > self.state.position().cursor {
            // Without the database the board is as old as its `as_of`, and says so.
            let _ = self.advance_now().await;
            self.pace.hear();
        }
        let drawing = self.ready(id).await?;
        Ok(View { drawing, position: self.state.position().clone(), audience })
    }

    /// Opens a stream and puts what it begins with into it.
    async fn subscribe(&mut self, request: Request) -> Result<Frames, LiveError> {
        let mut scopes = Vec::with_capacity(request.scopes.len());
        for scope in &request.scopes {
            let id = self.watch(scope).await?;
            let drawing = self.ready(id).await?;
            scopes.push(id);
            self.watches.begin(id, drawing, self.state.position(), Instant::now());
        }
        let scopes: Arc<[ScopeId]> = scopes.into();
        let second = self.seconds % PING_S;
        let (viewer, frames) = self.viewers.add(Arc::clone(&scopes), request.caller, second);
        for id in scopes.iter() {
            if let Some(Published { drawing, position, .. }) = self.watches.join(*id, viewer) {
                self.viewers.send(viewer, |audience| drawing.snapshot(audience, position));
            }
        }
        self.ping(viewer);
        Ok(frames)
    }

    /// The scope's id, from now on kept up to date. A scope that is new is looked for once more.
    async fn watch(&mut self, scope: &Scope) -> Result<ScopeId, LiveError> {
        if self.state.directory().scope_id(scope).is_none() {
            self.advance_now().await?;
        }
        let id = self.state.directory().scope_id(scope);
        let id = id.ok_or_else(|| LiveError::UnknownScope { scope: scope.clone() })?;
        self.state.watch(id, scope);
        self.watches.look(id, Instant::now());
        Ok(id)
    }

    /// The board of a watched scope, read first if it must be.
    async fn ready(&mut self, id: ScopeId) -> Result<Arc<Drawing>, LiveError> {
        for _ in 0..ATTEMPTS {
            if let Some(drawing) = self.state.drawing(id) {
                return Ok(drawing);
            }
            self.advance_now().await?;
        }
        Err(LiveError::NotReady)
    }

    fn forget_unwatched(&mut self, now: Instant) {
        self.watches.sweep(&self.viewers, now);
        self.state.retain(|id| self.watches.contains(id));
    }

    fn dismiss(&mut self) {
        let entropy = &self.entropy;
        self.viewers.dismiss(|| {
            let retry_ms = RETRY_MS + entropy.below(RETRY_SPREAD_MS);
            frames::bye(&Bye { reason: "shutdown".to_owned(), retry_ms })
        });
    }
}
