//! The event log as a stream: every event once, in order, for as long as the reader may see it.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event as Frame, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::Stream;
use tokio::sync::watch;
use tokio::time::Instant;

use super::view::EventView;
use super::{Log, Reset, read_chunk, visible};
use crate::app::AppState;
use crate::db::StoreError;
use crate::edge::Connection;
use crate::keys::{self, Reader};

/// Events read at once. They wait in memory until the reader takes them, for every reader that is behind.
const CHUNK: usize = 100;
/// How often a quiet stream looks for what other processes wrote.
const POLL: Duration = Duration::from_secs(1);
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long a revoked key may go unnoticed.
const KEY_CHECK: Duration = Duration::from_secs(3);

/// An open stream.
struct Following {
    state: AppState,
    reader: Reader,
    connection: Connection,
    committed: watch::Receiver<i64>,
    log: Log,
    after: i64,
    frames: VecDeque<Frame>,
    key_checked_at: Instant,
    is_over: bool,
}

/// The log as a stream. `position` is `None` where it cannot resume, which begins with a reset.
pub(super) fn open(
    state: AppState,
    reader: Reader,
    connection: Connection,
    log: Log,
    position: Option<i64>,
) -> Response {
    let mut frames = VecDeque::new();
    if position.is_none() {
        frames.extend(reset(&log));
    }
    let following = Following {
        committed: state.ingest.committed(),
        after: position.unwrap_or(log.beginning),
        key_checked_at: Instant::now(),
        is_over: false,
        state,
        reader,
        connection,
        log,
        frames,
    };
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    let mut response = Sse::new(following.into_stream()).keep_alive(keep_alive).into_response();
    response
        .headers_mut()
        .insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

impl Following {
    /// Ends when the log cannot be read, the server stops or the key is revoked: the client comes back and resumes.
    fn into_stream(self) -> impl Stream<Item = Result<Frame, Infallible>> {
        futures::stream::unfold(self, |mut following| async move {
            loop {
                if let Some(frame) = following.frames.pop_front() {
                    return Some((Ok(frame), following));
                }
                if following.is_over {
                    return None;
                }
                if let Err(error) = following.read_on().await {
                    tracing::warn!(error = &error as &dyn std::error::Error, "an event stream ends early");
                    return None;
                }
            }
        })
    }

    /// Reads the next events, or waits for some.
    async fn read_on(&mut self) -> Result<(), StoreError> {
        // Hundreds that read from the beginning wait for each other here, not with everybody else for a connection.
        let state = self.state.clone();
        let turn = state.log_readers.acquire().await;
        // A body whose reader takes nothing is not asked for more, so it is here, before anything is read, that a key is
        // looked at again.
        if !self.key_holds().await? {
            self.is_over = true;
            return Ok(());
        }
        // Whatever is committed from here on wakes us, even if it is read below already.
        self.committed.mark_unchanged();
        let events = read_chunk(&self.state, self.after, CHUNK).await?;
        let Some(last) = events.last().map(|event| event.id) else {
            drop(turn);
            self.is_over = self.wait_or_stop().await;
            return Ok(());
        };
        let views = visible(&self.state, &self.reader, events).await?;
        self.frames.extend(views.iter().filter_map(|view| frame(view, self.log.cursor(view.id))));
        self.after = last;
        Ok(())
    }

    /// Whether the reader may still look, as it was known some seconds ago at most.
    async fn key_holds(&mut self) -> Result<bool, StoreError> {
        let Some(key) = self.reader.key_id() else { return Ok(true) };
        if self.key_checked_at.elapsed() < KEY_CHECK {
            return Ok(true);
        }
        let mut tx = self.state.db.read().await?;
        let valid = keys::store::list_valid_key_ids(&mut tx).await?;
        tx.rollback().await?;
        self.key_checked_at = Instant::now();
        Ok(valid.contains(&key))
    }

    /// Waits for news, and tells whether the server stops instead.
    async fn wait_or_stop(&mut self) -> bool {
        tokio::select! {
            // Neither the end of the writer nor the time limit matters here: the log itself is asked again.
            _ = tokio::time::timeout(POLL, self.committed.changed()) => false,
            () = self.connection.closing() => true,
        }
    }
}

fn frame(view: &EventView, id: String) -> Option<Frame> {
    Frame::default().id(id).event(view.kind).json_data(view).ok()
}

fn reset(log: &Log) -> Option<Frame> {
    let oldest = log.cursor(log.beginning);
    let told = Reset { epoch: log.epoch.clone(), oldest: oldest.clone() };
    Frame::default().id(oldest).event("reset").json_data(told).ok()
}
