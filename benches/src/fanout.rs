//! Many streams of one server: how long a change takes to each of them, and what a stream costs.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use clap::Args;
use memchr::memmem;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::{JoinSet, LocalSet};
use tokio::time::sleep;

use crate::histogram::Samples;
use crate::process::{Usage, usage};
use crate::tills::connect_from;

#[derive(Args, Clone)]
pub(crate) struct Settings {
    #[arg(long, default_value = "127.0.0.1:3000")]
    pub(crate) address: SocketAddr,
    #[arg(long, default_value_t = 1_000)]
    pub(crate) streams: usize,
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
    #[arg(long, default_value = "network")]
    pub(crate) scope: String,
    /// Process id of the server, for its CPU time and memory.
    #[arg(long)]
    pub(crate) pid: u32,
}

#[derive(Default)]
struct Seen {
    latencies: Samples,
    patches: u64,
    bytes: u64,
    closed: u64,
}

/// One stream of this many has its frames' age taken; the others only count, so that the generator does not become the
/// thing that is measured.
const SAMPLED_EVERY: usize = 20;

/// How long the streams are read without being counted once the last of them is open.
const SETTLING: Duration = Duration::from_secs(2);

/// Opens the streams, reads all of them until they have settled, then counts for the given time.
///
/// Somebody else sends the sales meanwhile. Latency runs from the patch's `as_of` (the tick) to its arrival, on one clock.
pub(crate) async fn run(settings: Settings) -> Result<Value> {
    let before = usage(settings.pid)?;
    let seen = Rc::new(RefCell::new(Seen::default()));
    LocalSet::new()
        .run_until(async {
            let mut readers = JoinSet::new();
            for number in 0..settings.streams {
                let stream = open(&settings, number).await?;
                let is_sampled = number.is_multiple_of(SAMPLED_EVERY);
                readers.spawn_local(read(stream, Rc::clone(&seen), is_sampled));
            }
            sleep(SETTLING).await;
            let connected = usage(settings.pid)?;
            seen.take();
            sleep(Duration::from_secs(settings.seconds)).await;
            let after = usage(settings.pid)?;
            let counted = seen.take();
            ensure!(counted.closed == 0, "{} streams were closed", counted.closed);
            while let Some(finished) = readers.try_join_next() {
                finished??;
            }
            report(&settings, counted, before.resident_kib, connected, after)
        })
        .await
}

fn report(settings: &Settings, seen: Seen, base_kib: u64, connected: Usage, after: Usage) -> Result<Value> {
    ensure!(seen.patches > 0, "no patch arrived: is anybody selling?");
    let cpu_us = after.cpu_us - connected.cpu_us;
    let streams = u64::try_from(settings.streams)?;
    Ok(json!({
        "streams": streams, "patches": seen.patches, "bytes": seen.bytes,
        "resident_kib_per_stream": connected.resident_kib.saturating_sub(base_kib) / streams,
        "resident_kib": after.resident_kib, "server_cpu_us": cpu_us, "server_cpu_ns_per_delivery": cpu_us * 1_000 / seen.patches,
        "from_tick": seen.latencies.summary(),
    }))
}

async fn open(settings: &Settings, number: usize) -> Result<TcpStream> {
    let mut stream = connect_from(settings.address, number).await?;
    let request = format!(
        "GET /api/v1/live?scope={} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n\r\n",
        settings.scope, settings.address
    );
    stream.write_all(request.as_bytes()).await?;
    Ok(stream)
}

/// Counts the patches of one stream until it ends and, when `is_sampled`, how old each was on arrival.
async fn read(mut stream: TcpStream, seen: Rc<RefCell<Seen>>, is_sampled: bool) -> Result<()> {
    let mut pending: Vec<u8> = Vec::new();
    let mut chunk = vec![0; 16 * 1_024];
    loop {
        let read = stream.read(&mut chunk).await.context("the stream broke")?;
        let mut seen = seen.borrow_mut();
        if read == 0 {
            seen.closed += 1;
            return Ok(());
        }
        let arrived = is_sampled.then(wall_clock);
        pending.extend_from_slice(&chunk[..read]);
        seen.bytes += u64::try_from(read)?;
        while let Some(frame_end) = memmem::find(&pending, b"\n\n") {
            count(&pending[..frame_end], arrived, &mut seen);
            pending.drain(..frame_end + 2);
        }
    }
}

fn count(frame: &[u8], arrived: Option<SystemTime>, seen: &mut Seen) {
    if memmem::find(frame, b"event: patch").is_none() {
        return;
    }
    seen.patches += 1;
    if let Some(age) = arrived.and_then(|arrived| age(frame, arrived)) {
        seen.latencies.add(age);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the server's stamps are compared with the clock they came from"
)]
fn wall_clock() -> SystemTime {
    SystemTime::now()
}

/// Time since the tick that made the patch.
fn age(frame: &[u8], arrived: SystemTime) -> Option<Duration> {
    const FIELD: &[u8] = br#""as_of":""#;
    let from = memmem::find(frame, FIELD)? + FIELD.len();
    let length = memchr::memchr(b'"', &frame[from..])?;
    let made = DateTime::parse_from_rfc3339(std::str::from_utf8(&frame[from..from + length]).ok()?).ok()?;
    (DateTime::<Utc>::from(arrived) - made.to_utc()).to_std().ok()
}
