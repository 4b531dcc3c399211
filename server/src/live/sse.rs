//! A subscriber's frames as the body of a response.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::Stream;
use http_body::Frame;

use super::viewers::Frames;

/// Frames as they are: nothing is formatted or copied for one viewer alone.
#[derive(Debug)]
pub(super) struct EventStream(pub(super) Frames);

impl http_body::Body for EventStream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Pin::new(&mut self.0).poll_next(context).map(|frame| frame.map(|bytes| Ok(Frame::data(bytes))))
    }
}

impl IntoResponse for EventStream {
    fn into_response(self) -> Response {
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
            // Proxies of the nginx family would hold frames back until a buffer is full.
            (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
        ];
        (headers, Body::new(self)).into_response()
    }
}
