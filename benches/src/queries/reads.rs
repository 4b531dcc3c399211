//! Reading requests on schedule, whether or not the last one is answered in time.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Result, bail};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::Instant;
use tokio_timerfd::Delay;

use crate::histogram::Samples;
use crate::tills::Till;

const CONNECTIONS: u32 = 8;
/// A server that falls further behind is not waited for.
const LONGEST_DELAY: Duration = Duration::from_secs(5);

/// Asks for one path again and again.
#[derive(Clone)]
pub(crate) struct Reads {
    pub(crate) address: SocketAddr,
    pub(crate) key: String,
    pub(crate) path: &'static str,
    /// Requests a second over all connections.
    pub(crate) rate: u32,
    pub(crate) seconds: u64,
}

/// How long answers took, and what got none.
#[derive(Default)]
pub(crate) struct Answered {
    /// From the intended time of asking.
    pub(crate) samples: Samples,
    /// Refused for overload, or never sent since the server was too far behind.
    pub(crate) missed: usize,
}

/// Errors: when an answer is neither 200 nor a refusal for overload.
pub(crate) async fn run(reads: Reads) -> Result<Answered> {
    let began = Instant::now();
    let mut answered = Answered::default();
    LocalSet::new()
        .run_until(async {
            let mut readers = JoinSet::new();
            for number in 0..CONNECTIONS {
                readers.spawn_local(drive(reads.clone(), number, began));
            }
            while let Some(finished) = readers.join_next().await {
                let Answered { samples, missed } = finished??;
                answered.samples.merge(samples);
                answered.missed += missed;
            }
            anyhow::Ok(())
        })
        .await?;
    Ok(answered)
}

async fn drive(reads: Reads, number: u32, began: Instant) -> Result<Answered> {
    let mut till = Till::connect(reads.address, &reads.key).await?;
    let mut answered = Answered::default();
    let spacing = Duration::from_secs(1) * CONNECTIONS / reads.rate;
    let mut intended = began + spacing * number / CONNECTIONS;
    while intended < began + Duration::from_secs(reads.seconds) {
        if intended.elapsed() > LONGEST_DELAY {
            answered.missed += 1;
        } else {
            Delay::new(intended.into_std())?.await?;
            let (status, answer) = till.get(reads.path).await?;
            match status.as_u16() {
                200 => answered.samples.add(intended.elapsed()),
                503 => answered.missed += 1,
                _ => bail!("{}: {status} {}", reads.path, String::from_utf8_lossy(&answer)),
            }
        }
        intended += spacing;
    }
    Ok(answered)
}
