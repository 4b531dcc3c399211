//! What a refused request goes on sending.
//!
//! Many clients write their whole body before they read anything. A connection that is closed under them is reset, and
//! the reset destroys the answer that said why: so the rest of a body is read and thrown away before the answer goes out.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::Request;
use axum::http::header::EXPECT;
use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::sync::oneshot;

/// The most that is thrown away of one body, in bytes. Of one that announces more, nothing is.
const MOST: u64 = 16 * 1024 * 1024;
/// How long that may take.
const LONGEST: Duration = Duration::from_secs(2);

/// The body of a request. Whoever drops it before its end leaves the rest to its [`Unread`].
#[derive(Debug)]
pub(super) struct Watched {
    body: Option<Incoming>,
    /// Whether the client sends on without being asked to.
    is_sent: bool,
    rest: Option<oneshot::Sender<Incoming>>,
}

/// Gets what the handler of a request leaves of its body.
pub(super) struct Unread(oneshot::Receiver<Incoming>);

/// Puts the body of a request under watch.
pub(super) fn watch(request: Request<Incoming>) -> (Request<Watched>, Unread) {
    let (rest, unread) = oneshot::channel();
    // A client that waits to be asked for its body must not be asked for what nobody wants.
    let is_sent = !request.headers().contains_key(EXPECT);
    let request = request.map(|body| Watched { body: Some(body), is_sent, rest: Some(rest) });
    (request, Unread(unread))
}

impl Body for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        self.is_sent = true;
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(body).poll_frame(context));
        if !matches!(frame, Some(Ok(_))) {
            self.body = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or(SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if let (Some(body), Some(rest)) = (self.body.take(), self.rest.take())
            && self.is_sent
            && !body.is_end_stream()
        {
            // Nobody waits for it any more where the connection has ended.
            let _ = rest.send(body);
        }
    }
}

impl Unread {
    /// Reads what was left of the body and throws it away, within bounds. To be called once the handler is done.
    pub(super) async fn discard(mut self) {
        if let Ok(rest) = self.0.try_recv()
            && rest.size_hint().lower() <= MOST
        {
            // What still comes after that time meets a closed connection.
            let _ = tokio::time::timeout(LONGEST, read_to_end(rest)).await;
        }
    }
}

async fn read_to_end(mut body: Incoming) {
    let mut size = 0;
    while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        size += frame.data_ref().map_or(0, |piece| piece.len() as u64);
        if size > MOST {
            return;
        }
    }
}
