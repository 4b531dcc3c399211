//! Files as answers.

pub mod list;

use std::convert::Infallible;
use std::time::Duration;

use app::units::UnixMs;
use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures::stream;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::register::register;
use super::{Contents, FileFormat, MOST_ROWS, NewExport, Table};
use crate::app::AppState;
use crate::error::{ApiError, ErrorCode, RETRY_AFTER};
use crate::query::Params;

/// Files that are made at one time: each is whole in memory and keeps a processor busy.
static DESKS: Semaphore = Semaphore::const_new(2);
/// How long a file waits for its turn.
const TURN_TIMEOUT: Duration = Duration::from_secs(5);

/// A turn at making a file, given back when dropped.
pub struct Turn(#[expect(dead_code, reason = "it is held")] SemaphorePermit<'static>);

/// Takes `format`: json, csv or xlsx; `None` for JSON, which is usual.
pub fn take_format(params: &mut Params) -> Option<FileFormat> {
    match params.text("format")?.trim().to_ascii_lowercase().as_str() {
        "json" => None,
        "csv" => Some(FileFormat::Csv),
        "xlsx" => Some(FileFormat::Xlsx),
        other => {
            params.refuse("format", "is unknown", other, "json, csv or xlsx");
            None
        }
    }
}

/// Waits for a turn at making a file, before its rows are read. Errors: 503 where others take too long.
pub async fn turn() -> Result<Turn, ApiError> {
    let busy = || ApiError::unavailable("other files are being made at the moment", RETRY_AFTER);
    let turn = tokio::time::timeout(TURN_TIMEOUT, DESKS.acquire()).await.map_err(|_| busy())?;
    turn.map(Turn).map_err(|_| busy())
}

/// The answer to a HEAD for a file: none is made, and none is written down as if it had gone out. Its name and its length are known only
/// once it is made, so that they are left out.
#[must_use]
pub fn head(format: FileFormat) -> Response {
    // An empty body would tell that the file has no bytes.
    let unknown = Body::from_stream(stream::empty::<Result<Bytes, Infallible>>());
    ([(CONTENT_TYPE, HeaderValue::from_static(format.media_type()))], unknown).into_response()
}

/// 400 for what does not fit into one file.
#[must_use]
pub fn too_many_rows() -> ApiError {
    let message = format!("a file holds at most {MOST_ROWS} rows: narrow scope, from or to");
    ApiError::new(ErrorCode::Malformed, message)
}

/// The table as a file to be kept, which is written down before it goes out. `contents`: `None` for one that has no days, and so
/// no figures.
///
/// Errors: 429, 503 and 507 where it cannot be written down; 500 where it cannot be made, which nothing that was sent can cause.
pub async fn file(
    state: &AppState,
    table: Table,
    contents: Option<Contents>,
    format: FileFormat,
    turn: Turn,
) -> Result<Response, ApiError> {
    let name = format!("{}.{}", table.about.file_stem(), format.name());
    let (title, as_of, rows) = (table.about.title, table.about.as_of, table.rows.len());
    // A large one takes the better part of a second.
    let written = tokio::task::spawn_blocking(move || {
        let written = format.write(&table);
        drop(turn);
        written
    });
    let written = written.await.map_err(|error| ApiError::internal(&error))?;
    let bytes = written.map_err(|error| ApiError::internal(&error))?;
    if let Some(contents) = contents {
        let asked_at = UnixMs(state.clock.now_ms());
        let export = NewExport { contents, title, format, as_of, asked_at, file_name: name.clone(), rows };
        let why = "a file goes out only once that is written down";
        register(&state.db, &export).await.map_err(|error| ApiError::from(error).because(why))?;
    }
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""))
        .expect("titles, scopes and days are ASCII without quotes");
    let kind = HeaderValue::from_static(format.media_type());
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition)], bytes).into_response())
}
