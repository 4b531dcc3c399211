//! Accepts connections, serves them and ends them.
//!
//! It stands in for `axum::serve` because three things must be possible that happen outside of any response: closing the
//! connection of a viewer that has stalled, limits on reading a request's head, and an end to a shutdown.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::{Connection, unread};

/// What hyper may buffer of a connection in each direction, in bytes. Streams are many, so it is small.
const BUFFER: usize = 32 * 1024;
/// The rest after an accept that failed for want of files or memory; trying at once would only burn the processor.
const ACCEPT_REST: Duration = Duration::from_millis(50);

/// How long a listener waits for a client.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For the head of a request from its first byte, and on a kept connection for the next request.
    pub head: Duration,
    /// For sent bytes to be acknowledged, or to be sent where the reader takes none. The kernel counts it.
    pub unread: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { head: Duration::from_secs(30), unread: Duration::from_secs(20) }
    }
}

/// Serves a router until told to stop.
pub struct Listener {
    socket: TcpListener,
    router: Router,
    builder: http1::Builder,
    limits: Limits,
    connections: TaskTracker,
    /// No further requests.
    closing: CancellationToken,
    /// No further bytes.
    aborting: CancellationToken,
}

/// Tells a [`Listener`] to stop.
#[derive(Clone, Debug)]
pub struct Stop {
    closing: CancellationToken,
    aborting: CancellationToken,
}

impl Stop {
    /// Takes no further connections and requests. What is being answered is answered to its end.
    pub fn close(&self) {
        self.closing.cancel();
    }

    /// Ends all connections at once.
    pub fn abort(&self) {
        self.closing.cancel();
        self.aborting.cancel();
    }
}

impl Listener {
    pub fn new(socket: TcpListener, router: Router, limits: Limits) -> Self {
        Self {
            socket,
            router,
            builder: builder(limits),
            limits,
            connections: TaskTracker::new(),
            closing: CancellationToken::new(),
            aborting: CancellationToken::new(),
        }
    }

    /// The way to stop it.
    #[must_use]
    pub fn stop(&self) -> Stop {
        Stop { closing: self.closing.clone(), aborting: self.aborting.clone() }
    }

    /// Accepts until [`Stop::close`], then waits until the last connection has ended.
    pub async fn serve(self) {
        let mut is_failing = false;
        loop {
            let accepted = tokio::select! {
                () = self.closing.cancelled() => break,
                accepted = self.socket.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    is_failing = false;
                    self.take(stream);
                }
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    if !is_failing {
                        tracing::error!(%error, "no connection can be accepted");
                    }
                    is_failing = true;
                    tokio::time::sleep(ACCEPT_REST).await;
                }
            }
        }
        drop(self.socket);
        self.connections.close();
        self.connections.wait().await;
    }

    fn take(&self, stream: TcpStream) {
        if let Err(error) = prepare(&stream, self.limits) {
            // The peer has gone already.
            tracing::debug!(%error, "a connection was lost before it was served");
            return;
        }
        let connection = Connection::of(&self.closing, &self.aborting);
        let serving = serve_connection(stream, self.router.clone(), self.builder.clone(), connection);
        self.connections.spawn(serving);
    }
}

async fn serve_connection(
    stream: TcpStream,
    router: Router,
    builder: http1::Builder,
    connection: Connection,
) {
    let handle = connection.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(handle.clone());
        let router = router.clone();
        async move {
            let (request, unread) = unread::watch(request);
            let response = router.oneshot(request).await.unwrap_or_else(|never| match never {});
            unread.discard().await;
            Ok::<_, Infallible>(response)
        }
    });
    let serving = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(serving);
    let mut is_closing = false;
    loop {
        tokio::select! {
            ended = &mut serving => {
                if let Err(error) = ended {
                    tracing::debug!(error = &error as &dyn std::error::Error, "a connection broke");
                }
                return;
            }
            () = connection.aborted() => return,
            () = connection.closing(), if !is_closing => {
                is_closing = true;
                serving.as_mut().graceful_shutdown();
            }
        }
    }
}

/// HTTP/1.1 alone: browsers speak HTTP/2 only behind TLS, and a connection of either kind has to be guessed from its first
/// bytes, for which there is no time limit.
fn builder(limits: Limits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(BUFFER);
    builder
}

/// Frames go out when they are written, and a peer that takes nothing is given up.
fn prepare(stream: &TcpStream, limits: Limits) -> io::Result<()> {
    stream.set_nodelay(true)?;
    SockRef::from(stream).set_tcp_user_timeout(Some(limits.unread))
}

/// Whether accepting failed because of the peer: then the next attempt meets another.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::Extension;
    use axum::body::{Body, Bytes};
    use axum::routing::{get, post};
    use futures::stream;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::{Notify, mpsc};

    use super::*;
    use crate::error::ApiError;
    use crate::json::JsonText;

    /// Serves `router` on a port of its own, and connects to it.
    async fn connect(router: Router, limits: Limits) -> (Stop, tokio::task::JoinHandle<()>, TcpStream) {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let listener = Listener::new(socket, router, limits);
        let stop = listener.stop();
        let serving = TaskTracker::new().spawn(listener.serve());
        (stop, serving, TcpStream::connect(address).await.unwrap())
    }

    /// Connects, and asks for `/`.
    async fn ask(router: Router) -> (Stop, tokio::task::JoinHandle<()>, TcpStream) {
        let (stop, serving, mut client) = connect(router, Limits::default()).await;
        client.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
        (stop, serving, client)
    }

    #[tokio::test]
    async fn a_stalled_response_ends_when_its_connection_is_aborted() {
        let (sender, mut connections) = mpsc::unbounded_channel();
        let endless = get(async move |Extension(connection): Extension<Connection>| {
            sender.send(connection).unwrap();
            Body::from_stream(stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[0; 65_536]))))
        });
        let (stop, serving, mut client) = ask(Router::new().route("/", endless)).await;
        connections.recv().await.unwrap().into_end().cancel();
        let mut taken = Vec::new();
        // Whatever was under way still arrives; then there is an end, gentle or not, and not of the response.
        let _ = client.read_to_end(&mut taken).await;
        assert!(!taken.ends_with(b"0\r\n\r\n"));
        stop.close();
        serving.await.unwrap();
    }

    #[tokio::test]
    async fn a_request_that_is_being_answered_is_answered_before_the_end() {
        let (asked, answer) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (was_asked, may_answer) = (Arc::clone(&asked), Arc::clone(&answer));
        let slow = get(async move || {
            was_asked.notify_one();
            may_answer.notified().await;
            "done"
        });
        let (stop, serving, mut client) = ask(Router::new().route("/", slow)).await;
        asked.notified().await;
        stop.close();
        answer.notify_one();
        let mut taken = String::new();
        client.read_to_string(&mut taken).await.unwrap();
        assert!(taken.starts_with("HTTP/1.1 200") && taken.ends_with("done"), "{taken}");
        serving.await.unwrap();
    }

    #[tokio::test]
    async fn a_client_that_sends_its_head_byte_by_byte_is_closed_without_an_answer() {
        let (sender, mut asked) = mpsc::unbounded_channel();
        let answer = get(async move || sender.send(()).unwrap());
        let limits = Limits { head: Duration::from_millis(50), ..Limits::default() };
        let (stop, serving, client) = connect(Router::new().route("/", answer), limits).await;
        let (mut answers, mut head) = client.into_split();
        let drip = async {
            head.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nx: ").await?;
            let mut pace = tokio::time::interval(Duration::from_millis(5));
            loop {
                pace.tick().await;
                head.write_all(b"x").await?;
            }
        };
        let mut taken = Vec::new();
        tokio::select! {
            _ = answers.read_to_end(&mut taken) => {}
            ended = drip => { let _: io::Result<()> = ended; }
        }
        stop.close();
        // With the client still there, only a server that has closed the connection comes to an end.
        serving.await.unwrap();
        assert!(taken.is_empty(), "{}", String::from_utf8_lossy(&taken));
        assert!(asked.recv().await.is_none(), "half a head reached the handler");
    }

    /// Refuses what is no JSON, and what is too large of it.
    fn refusing() -> Router {
        let refuse = async || ApiError::unauthorized("no");
        Router::new().route("/", post(async |_: JsonText| "taken")).route("/early", post(refuse))
    }

    const MIB: usize = 1024 * 1024;
    const JSON: &str = "host: localhost\r\ncontent-type: application/json";

    /// Sends a head and then a whole body, and only then reads, as many clients do.
    async fn write_then_read(head: &str, body: &[u8]) -> String {
        let (stop, serving, mut client) = connect(refusing(), Limits::default()).await;
        client.write_all(head.as_bytes()).await.unwrap();
        client.write_all(body).await.unwrap();
        stop.close();
        let mut taken = String::new();
        client.read_to_string(&mut taken).await.unwrap();
        serving.await.unwrap();
        taken
    }

    #[tokio::test]
    async fn whoever_writes_a_whole_body_before_reading_is_told_why_it_was_refused() {
        let announced = format!("content-length: {}", 5 * MIB);
        let body = vec![b' '; 5 * MIB];
        for (path, type_, status) in [("/", JSON, 413), ("/", "host: localhost", 415), ("/early", JSON, 401)]
        {
            let head = format!("POST {path} HTTP/1.1\r\n{type_}\r\n{announced}\r\n\r\n");
            let taken = write_then_read(&head, &body).await;
            assert!(taken.starts_with(&format!("HTTP/1.1 {status} ")), "{taken}");
        }
        let mut pieces = Vec::new();
        for piece in body.chunks(MIB) {
            pieces.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
            pieces.extend_from_slice(piece);
            pieces.extend_from_slice(b"\r\n");
        }
        pieces.extend_from_slice(b"0\r\n\r\n");
        let head = format!("POST / HTTP/1.1\r\n{JSON}\r\ntransfer-encoding: chunked\r\n\r\n");
        let taken = write_then_read(&head, &pieces).await;
        assert!(taken.starts_with("HTTP/1.1 413 "), "{taken}");
    }

    #[tokio::test]
    async fn a_body_that_nobody_will_read_is_not_waited_for() {
        let waits = format!("content-length: {}\r\nexpect: 100-continue", 5 * MIB);
        let is_huge = format!("content-length: {}", 17 * MIB);
        for rest in [waits, is_huge] {
            let (stop, serving, mut client) = connect(refusing(), Limits::default()).await;
            let head = format!("POST / HTTP/1.1\r\n{JSON}\r\n{rest}\r\n\r\n");
            client.write_all(head.as_bytes()).await.unwrap();
            let mut taken = String::new();
            let reading = client.read_to_string(&mut taken);
            tokio::time::timeout(Duration::from_secs(1), reading).await.unwrap().unwrap();
            assert!(taken.starts_with("HTTP/1.1 413 "), "{taken}");
            stop.close();
            serving.await.unwrap();
        }
    }
}
