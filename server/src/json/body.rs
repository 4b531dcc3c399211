//! The body of a request as text: how large it may be, how long it may take, and how many may come in at one time.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use futures::StreamExt;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::malformed;
use crate::error::{ApiError, ErrorCode};

/// 4 MiB.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// A sale with hundreds of lines; whatever is larger counts as large.
const SMALL_BODY: usize = 64 * 1024;
/// Bytes of large bodies that may be held at one time, so that memory is bounded whoever sends them. Tills are never held
/// up by it.
static LARGE_BODIES: Semaphore = Semaphore::const_new(2 * LARGEST_BODY);
/// How long a large body waits for its turn.
const TURN_TIMEOUT: Duration = Duration::from_secs(1);

/// The body of a request that says it is JSON: UTF-8 without a byte order mark, of a bounded size.
///
/// A large one keeps its share of the room for large bodies until it is dropped.
#[derive(Debug)]
pub struct JsonText {
    pub text: String,
    _room: Option<Room>,
}

impl<S: Send + Sync> FromRequest<S> for JsonText {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::new(
                ErrorCode::UnsupportedMediaType,
                "the body must be JSON, announced by Content-Type: application/json",
            ));
        }
        let length = announced_length(request.headers());
        if length.is_some_and(|length| length > LARGEST_BODY) {
            return Err(too_large());
        }
        let reading = read_whole(request.into_body(), length.unwrap_or_default());
        let (bytes, room) = tokio::time::timeout(BODY_TIMEOUT, reading)
            .await
            .map_err(|_| malformed("the body did not arrive within 30 seconds"))??;
        let text = String::from_utf8(bytes)
            .map_err(|error| malformed(format!("{}; JSON is UTF-8", error.utf8_error())))?;
        check_form(&text)?;
        Ok(Self { text, _room: room })
    }
}

/// Room for a large body, given back when dropped.
type Room = SemaphorePermit<'static>;

/// Reads a body into one piece of memory, sized by what was announced: joining its pieces would hold it twice. One that
/// did not announce its size counts as the largest once it turns out not to be small.
async fn read_whole(body: Body, announced: usize) -> Result<(Vec<u8>, Option<Room>), ApiError> {
    let mut room = if announced > SMALL_BODY { Some(room_for(announced).await?) } else { None };
    let mut bytes = Vec::with_capacity(announced);
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| malformed("the body broke off"))?;
        let length = bytes.len() + piece.len();
        if length > LARGEST_BODY {
            return Err(too_large());
        }
        if length > SMALL_BODY && room.is_none() {
            room = Some(room_for(LARGEST_BODY).await?);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok((bytes, room))
}

/// Waits for the turn of a large body of `size` bytes.
async fn room_for(size: usize) -> Result<Room, ApiError> {
    let permits = u32::try_from(size).unwrap_or(u32::MAX);
    match tokio::time::timeout(TURN_TIMEOUT, LARGE_BODIES.acquire_many(permits)).await {
        Ok(Ok(room)) => Ok(room),
        Ok(Err(_)) | Err(_) => Err(too_many_large()),
    }
}

/// What parsing would not say well, or would say late.
fn check_form(text: &str) -> Result<(), ApiError> {
    if text.trim_ascii().is_empty() {
        return Err(malformed("the body is empty; a JSON object is expected"));
    }
    if text.starts_with('\u{feff}') {
        return Err(malformed("the body begins with a byte order mark; JSON has none"));
    }
    Ok(())
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

fn announced_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_many_large() -> ApiError {
    let message = "other large bodies are being read; send this one again, or in smaller parts";
    ApiError::unavailable(message, Duration::from_secs(1))
}

fn too_large() -> ApiError {
    ApiError::new(ErrorCode::TooLarge, "the body is larger than 4 MiB; send it in parts")
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_body_that_comes_byte_by_byte_is_given_up() {
        let drip = futures::stream::unfold((), async |()| {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Some((Ok::<_, std::convert::Infallible>(" "), ()))
        });
        let request = Request::post("/").header(CONTENT_TYPE, "application/json");
        let request = request.body(axum::body::Body::from_stream(drip)).unwrap();
        let refused = JsonText::from_request(request, &()).await.unwrap_err();
        assert_eq!(refused.message(), "the body did not arrive within 30 seconds");
    }

    fn post(pieces: Vec<&'static [u8]>) -> Request<Body> {
        let pieces = pieces.into_iter().map(Ok::<_, std::convert::Infallible>);
        let request = Request::post("/").header(CONTENT_TYPE, "application/json");
        request.body(Body::from_stream(futures::stream::iter(pieces))).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_small_body_passes_while_large_ones_wait_for_room() {
        static BLANKS: [u8; SMALL_BODY] = [b' '; SMALL_BODY];
        let taken = LARGE_BODIES.acquire_many(u32::try_from(2 * LARGEST_BODY).unwrap()).await.unwrap();
        let small = JsonText::from_request(post(vec![b"{", b"}"]), &()).await.unwrap();
        assert_eq!(small.text, "{}");
        let refused = JsonText::from_request(post(vec![&BLANKS, b"{}"]), &()).await.unwrap_err();
        assert_eq!(refused.into_parts().0, ErrorCode::Unavailable);
        drop(taken);
        let large = JsonText::from_request(post(vec![&BLANKS, b"{}"]), &()).await.unwrap();
        assert_eq!(large.text.len(), SMALL_BODY + 2);
        let others = || LARGE_BODIES.try_acquire_many(u32::try_from(LARGEST_BODY + 1).unwrap());
        assert!(others().is_err(), "it keeps its room until it is dropped");
        drop(large);
        assert!(others().is_ok());
    }
}
