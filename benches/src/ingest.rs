//! Sales over HTTP: closed loop for throughput, open loop for the latency of an acknowledgement.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::Args;
use serde_json::{Value, json};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::Instant;
use tokio_timerfd::Delay;

use crate::histogram::Samples;
use crate::sale::sale;
use crate::tills::Till;

#[derive(Args, Clone)]
pub(crate) struct Settings {
    #[arg(long, default_value = "127.0.0.1:3000")]
    pub(crate) address: SocketAddr,
    /// An API key of the whole network with the rights ingest and `create_items`.
    #[arg(long)]
    pub(crate) key: String,
    /// Outlet codes, separated by commas; all of one currency.
    #[arg(long, value_delimiter = ',')]
    pub(crate) outlets: Vec<String>,
    #[arg(long, default_value = "INR")]
    pub(crate) currency: String,
    /// RFC 3339; every sale is sold at this instant.
    #[arg(long)]
    pub(crate) sold_at: String,
    #[arg(long, default_value_t = 32)]
    pub(crate) connections: usize,
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
    /// Sales in a request.
    #[arg(long, default_value_t = 1)]
    pub(crate) batch: u64,
    /// Requests per second over all connections, sent on schedule whether or not the last one is answered in time.
    #[arg(long)]
    pub(crate) rate: Option<u32>,
}

/// Runs the load and counts what was acknowledged. Latency is taken from the intended time of sending.
pub(crate) async fn run(settings: Settings) -> Result<Value> {
    ensure!(!settings.outlets.is_empty(), "--outlets names no outlet");
    let settings = Rc::new(settings);
    let counter = Rc::new(Cell::new(0_u64));
    let began = Instant::now();
    let mut samples = Samples::default();
    let mut refused = 0;
    LocalSet::new()
        .run_until(async {
            let mut tills = JoinSet::new();
            for number in 0..settings.connections {
                tills.spawn_local(drive(Rc::clone(&settings), Rc::clone(&counter), number, began));
            }
            while let Some(finished) = tills.join_next().await {
                let (till_samples, till_refused) = finished??;
                samples.merge(till_samples);
                refused += till_refused;
            }
            anyhow::Ok(())
        })
        .await?;
    let elapsed = began.elapsed();
    let sales = u64::try_from(samples.len())? * settings.batch;
    let per_second = u128::from(sales) * 1_000_000 / elapsed.as_micros().max(1);
    Ok(
        json!({ "sales": sales, "sales_per_s": u64::try_from(per_second)?, "refused": refused, "acknowledgement": samples.summary() }),
    )
}

/// One till: sends until the time is over. Returns its latencies and how many requests were refused for overload.
async fn drive(
    settings: Rc<Settings>,
    counter: Rc<Cell<u64>>,
    number: usize,
    began: Instant,
) -> Result<(Samples, u64)> {
    let mut till = Till::connect(settings.address, &settings.key).await?;
    let mut samples = Samples::default();
    let mut refused = 0;
    let end = began + Duration::from_secs(settings.seconds);
    let spacing = settings
        .rate
        .map(|rate| Duration::from_secs(1) * u32::try_from(settings.connections).unwrap_or(u32::MAX) / rate);
    let mut intended =
        began + spacing.unwrap_or_default() * u32::try_from(number)? / u32::try_from(settings.connections)?;
    loop {
        match spacing {
            // Tokio's own timer wakes up to a millisecond late, which would count as the server's.
            Some(_) => Delay::new(intended.into_std())?.await?,
            None => intended = Instant::now(),
        }
        if intended >= end {
            return Ok((samples, refused));
        }
        let (status, answer) = till.post("/api/v1/sales", body(&settings, &counter)?).await?;
        match status.as_u16() {
            200 | 201 => samples.add(intended.elapsed()),
            503 => refused += 1,
            _ => anyhow::bail!("the server answered {status}: {}", String::from_utf8_lossy(&answer)),
        }
        intended += spacing.unwrap_or_default();
    }
}

fn body(settings: &Settings, counter: &Cell<u64>) -> Result<Vec<u8>> {
    let next = || {
        let number = counter.replace(counter.get() + 1);
        let outlet = &settings.outlets[usize::try_from(number).unwrap_or_default() % settings.outlets.len()];
        sale(number, outlet, &settings.currency, &settings.sold_at)
    };
    let body = if settings.batch == 1 {
        next()
    } else {
        json!({ "sales": (0..settings.batch).map(|_| next()).collect::<Vec<_>>() })
    };
    Ok(serde_json::to_vec(&body)?)
}
