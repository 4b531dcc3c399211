//! `/api/v1/events`: the event log for other programs, in pages or as a stream.

mod stream;
mod view;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use self::view::{Cursor, EventView};
use super::{EntryFact, Event, store};
use crate::app::AppState;
use crate::db::{StoreError, Tx};
use crate::edge::Connection;
use crate::error::{ApiError, ErrorCode};
use crate::fields::FieldProblem;
use crate::keys::Reader;
use crate::organisation::Directory;
use crate::query::Params;

/// How often one page reads on for a reader who may see only some events; the next page goes on from there.
const READS_PER_PAGE: usize = 20;

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
        let resumed = headers.get("last-event-id").map(|value| value.to_str().unwrap_or_default());
        // A browser repeats what it was last sent, so what stands there is never refused but answered with a reset.
        let position = resumed.map_or_else(|| log.position(asked.as_ref()), |text| log.resumed(text));
        return Ok(stream::open(state, reader, connection, log, position));
    }
    let after = log.position(asked.as_ref()).ok_or_else(|| {
        let problem = "is of another epoch, beyond the end, or older than what is kept";
        let got = asked.as_ref().map(Cursor::to_string).unwrap_or_default();
        let field = FieldProblem::new("after", problem, got, "nothing, to begin again");
        let message = format!("the cursor {problem}: begin again without after");
        ApiError::new(ErrorCode::Gone, message).with_fields(vec![field])
    })?;
    Ok(Json(page(&state, &reader, log, after, limit).await?).into_response())
}

/// The bounds of the log at one moment.
pub(super) struct Log {
    pub(super) epoch: String,
    last: i64,
    /// The id before the oldest event that is kept.
    pub(super) beginning: i64,
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

    pub(super) fn cursor(&self, id: i64) -> String {
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
    for _ in 0..READS_PER_PAGE {
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

pub(super) async fn read_chunk(state: &AppState, after: i64, limit: usize) -> Result<Vec<Event>, StoreError> {
    let mut tx = state.db.read().await?;
    let events = store::list_after(&mut tx, after, limit).await?;
    tx.rollback().await?;
    Ok(events)
}

/// The events that `reader` may see, as it sees them.
pub(super) async fn visible(
    state: &AppState,
    reader: &Reader,
    events: Vec<Event>,
) -> Result<Vec<EventView>, StoreError> {
    let directory: Arc<Directory> =
        state.directory.knowing(events.iter().map(|event| event.outlet), &state.db).await?;
    let shown = events.iter().filter_map(|event| {
        let outlet = directory.outlet(event.outlet)?;
        let membership = event.data.entry().map_or_else(|| outlet.membership(), EntryFact::membership);
        let may_see = reader.may_see_fact(outlet, membership, &directory);
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
