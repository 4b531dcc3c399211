//! `/api/v1/events`: the event log for other programs, in pages or as a stream.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use app::units::Scope;
use axum::Json;
use axum::extract::State;
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event as Frame, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::Stream;
use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;

use super::view::{Cursor, EventView};
use super::{Event, store};
use crate::app::AppState;
use crate::db::{StoreError, Tx};
use crate::edge::Connection;
use crate::error::{ApiError, ErrorCode};
use crate::keys::Reader;
use crate::organisation::Directory;
use crate::query::Params;

/// Events read at once for a stream, and for a page whose reader may see only some of them.
const CHUNK: usize = 500;
/// Chunks one page goes through at most; the next page goes on from there.
const CHUNKS_PER_PAGE: usize = 20;
/// How often a quiet stream looks for what other processes wrote.
const POLL: Duration = Duration::from_secs(1);
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// A page of the event log, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventPage {
    /// Identity of the log: ids of two epochs cannot be compared.
    pub epoch: String,
    pub events: Vec<EventView>,
    /// To be sent as `after`; given at the end as well.
    pub next: String,
    /// As `after`, it leads to the oldest event that is kept.
    pub oldest: String,
}

/// What a stream sends instead of events that it cannot deliver.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reset {
    pub epoch: String,
    /// From where the stream goes on.
    pub oldest: String,
}

/// `GET /api/v1/events?after=<epoch>-<id>&limit=`, or the same as a stream with `Accept: text/event-stream`.
#[utoipa::path(
    get,
    path = "/api/v1/events",
    operation_id = "list_events",
    tag = "events",
    params(
        ("after" = Option<String>, Query, description = "The next of an earlier answer; from the oldest kept when absent"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 500, description = "100 when absent"),
        ("last-event-id" = Option<String>, Header, description = "Of a stream: the id of the last frame"),
    ),
    responses((status = 200, description = "Oldest first; as a stream with one frame an event, and `reset` where it cannot resume",
        content((EventPage = "application/json"), (String = "text/event-stream")))),
    security((), ("key" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    reader: Reader,
    connection: Connection,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let limit = params.limit();
    let asked = params.take::<Cursor>("after", "the next of an earlier answer, <epoch>-<id>");
    params.finish()?;
    let mut tx = state.db.read().await?;
    let log = Log::read(&mut tx).await?;
    tx.rollback().await?;
    if accepts_stream(&headers) {
        let resumed = headers.get("last-event-id").and_then(|value| value.to_str().ok());
        // A browser repeats what it was last sent, so what stands there is never refused but answered with a reset.
        let position = resumed.map_or_else(|| log.position(asked.as_ref()), |text| log.resumed(text));
        return Ok(stream(state, reader, connection, log, position));
    }
    let after = log.position(asked.as_ref()).ok_or_else(|| {
        let message = "the cursor is of another epoch, beyond the end, or older than what is kept";
        ApiError::new(ErrorCode::Gone, format!("{message}: begin again without after"))
    })?;
    Ok(Json(page(&state, &reader, log, after, limit).await?).into_response())
}

/// The bounds of the log at one moment.
struct Log {
    epoch: String,
    last: i64,
    /// The id before the oldest event that is kept.
    beginning: i64,
}

impl Log {
    async fn read(tx: &mut Tx) -> Result<Self, StoreError> {
        let last = store::last_id(tx).await?;
        let oldest = store::oldest_id(tx).await?;
        let epoch = store::epoch(tx).await?;
        Ok(Self { epoch, last, beginning: oldest.map_or(last, |oldest| oldest - 1) })
    }

    /// Where reading begins; `None` for a cursor behind which something would be missing.
    fn position(&self, asked: Option<&Cursor>) -> Option<i64> {
        match asked {
            None => Some(self.beginning),
            Some(Cursor { epoch, id }) => {
                (*epoch == self.epoch && (self.beginning..=self.last).contains(id)).then_some(*id)
            }
        }
    }

    fn resumed(&self, text: &str) -> Option<i64> {
        self.position(Some(&text.parse().ok()?))
    }

    fn cursor(&self, id: i64) -> String {
        Cursor { epoch: self.epoch.clone(), id }.to_string()
    }
}

async fn page(
    state: &AppState,
    reader: &Reader,
    log: Log,
    after: i64,
    limit: usize,
) -> Result<EventPage, ApiError> {
    let (mut events, mut next) = (Vec::new(), after);
    for _ in 0..CHUNKS_PER_PAGE {
        let wanted = limit - events.len();
        let chunk = read_chunk(state, next, wanted).await?;
        next = chunk.last().map_or(next, |event| event.id);
        let is_end = chunk.len() < wanted;
        events.extend(visible(state, reader, chunk).await?);
        if is_end || events.len() == limit {
            break;
        }
    }
    Ok(EventPage { events, next: log.cursor(next), oldest: log.cursor(log.beginning), epoch: log.epoch })
}

async fn read_chunk(state: &AppState, after: i64, limit: usize) -> Result<Vec<Event>, StoreError> {
    let mut tx = state.db.read().await?;
    let events = store::list_after(&mut tx, after, limit).await?;
    tx.rollback().await?;
    Ok(events)
}

/// The events that `reader` may see, as it sees them.
async fn visible(
    state: &AppState,
    reader: &Reader,
    events: Vec<Event>,
) -> Result<Vec<EventView>, StoreError> {
    let directory: Arc<Directory> =
        state.directory.knowing(events.iter().map(|event| event.outlet), &state.db).await?;
    let shown = events.iter().filter_map(|event| {
        let outlet = directory.outlet(event.outlet)?;
        let may_see = reader.may_see(&Scope::Outlet(outlet.code.clone()), &directory);
        may_see.then(|| EventView::of(event, &outlet.code))?
    });
    Ok(shown.collect())
}

fn accepts_stream(headers: &HeaderMap) -> bool {
    let kinds = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kinds.split(',').any(|kind| {
        let essence = kind.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case("text/event-stream")
    })
}

/// An open stream. `position` is `None` where it cannot resume, which begins with a reset.
struct Following {
    state: AppState,
    reader: Reader,
    connection: Connection,
    committed: watch::Receiver<i64>,
    log: Log,
    after: i64,
    frames: VecDeque<Frame>,
    is_over: bool,
}

fn stream(
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
    let committed = state.ingest.committed();
    let after = position.unwrap_or(log.beginning);
    let is_over = false;
    let following = Following { state, reader, connection, committed, log, after, frames, is_over };
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    let mut response = Sse::new(following.into_stream()).keep_alive(keep_alive).into_response();
    response
        .headers_mut()
        .insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

impl Following {
    /// Ends when the log cannot be read or the server stops: the client comes back and resumes.
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
        // Whatever is committed from here on wakes us, even if it is read below already.
        self.committed.mark_unchanged();
        let events = read_chunk(&self.state, self.after, CHUNK).await?;
        let Some(last) = events.last().map(|event| event.id) else {
            self.is_over = self.wait_or_stop().await;
            return Ok(());
        };
        let views = visible(&self.state, &self.reader, events).await?;
        self.frames.extend(views.iter().filter_map(|view| frame(view, self.log.cursor(view.id))));
        self.after = last;
        Ok(())
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
