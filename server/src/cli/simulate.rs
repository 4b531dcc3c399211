//! `scoopjoy simulate`: sends traffic to a running server as tills would.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use app::units::decimal::parse_scaled;
use app::units::{Day, UnixMs};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::cli::output::{print_json, print_line};
use crate::cli::signals::Signals;
use crate::cli::{Shared, import};
use crate::clock::{Clock, SystemClock};
use crate::config::{duration, environment};
use crate::entropy::Entropy;
use crate::generate::chance::Chance;
use crate::generate::shop::Shop;
use crate::imports::day::{self, DayOfFile};
use crate::organisation::{Directory, Outlet, demo};
use crate::simulate::client::{Client, ClientError};
use crate::simulate::network;
use crate::simulate::replay::Plan;
use crate::simulate::tally::Tally;
use crate::simulate::traffic::Traffic;

/// Names the variable that holds the key, which every user of the machine could read on the command line.
const KEY: &str = "SCOOPJOY_KEY";
/// Between two looks whether the server is there and has outlets.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// How long a server that does not answer is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Send traffic to a running server as tills would.
///
/// Without a file, sales are made up: by each outlet's own clock, with returns, cancellations, late and repeated
/// deliveries, until Ctrl-C or for --duration.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  scoopjoy simulate --key sj_… --rate 2 --duration 10m
  scoopjoy simulate --key sj_… --replay online-retail.csv.gz --mapping mappings/online-retail.toml \\
      --day 2011-11-14 --speed 60 --as-today     (the server needs --max-ahead 24h)")]
pub struct Simulate {
    /// Address of the server.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:3000")]
    url: String,
    /// Secret of an API key with the rights to ingest, to read and to create items [env: SCOOPJOY_KEY].
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Things that happen a second, 0.001 to 1000; as the outlets' hours suggest when not given.
    #[arg(long, value_name = "NUMBER", value_parser = parse_rate, conflicts_with = "replay")]
    rate: Option<u64>,
    /// How long to go on; until Ctrl-C when not given.
    #[arg(long, value_name = "TIME", value_parser = duration::parse)]
    duration: Option<Duration>,
    /// What the sales follow from: the same number makes the same customers do the same.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Send a day of this CSV file instead.
    #[arg(long, value_name = "FILE", requires = "mapping", requires = "day")]
    replay: Option<PathBuf>,
    /// TOML file that says what the columns of the file mean.
    #[arg(long, value_name = "FILE", requires = "replay")]
    mapping: Option<PathBuf>,
    /// Business day of the file to send.
    #[arg(long, value_name = "DATE", requires = "replay")]
    day: Option<Day>,
    /// How many times as fast as it happened.
    #[arg(long, value_name = "FACTOR", default_value_t = 1, requires = "replay", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    speed: u32,
    /// Move the day to today, at the same time of day.
    #[arg(long, requires = "replay")]
    as_today: bool,
    /// Print the report as one JSON object.
    #[arg(long)]
    json: bool,
}

/// Sends until told to stop, and prints what became of it.
///
/// Errors: a wrong address, key or file; an end before the server had outlets to sell at; a replay of which something was refused
/// or not answered.
pub async fn run(command: Simulate, _shared: Shared) -> anyhow::Result<()> {
    let client = Client::new(&command.url, Some(&key(&command)?))?;
    let stop = CancellationToken::new();
    let mut signals = Signals::listen()?;
    let ended = async {
        let time_is_up = async {
            match command.duration {
                Some(duration) => tokio::time::sleep(duration).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = signals.next() => {}
            () = time_is_up => {}
        }
        stop.cancel();
        // A second signal is for whoever cannot wait for the last answers.
        signals.next().await;
    };
    let tally = tokio::select! {
        tally = simulate(&command, client, &stop) => tally?,
        () = ended => bail!("stopped before the last answers"),
    };
    report(&command, &tally)
}

/// The key that is given, wherever. Errors: there is none.
fn key(command: &Simulate) -> anyhow::Result<String> {
    let given = match &command.key {
        Some(key) => Some(key.clone()),
        None => environment::text(KEY, "expected a key, sj_…")?,
    };
    given.with_context(|| {
        format!("a key is needed, by --key or {KEY}: `scoopjoy key add` makes one, with the rights ingest,read,create_items")
    })
}

async fn simulate(command: &Simulate, client: Client, stop: &CancellationToken) -> anyhow::Result<Tally> {
    let clock = Arc::new(SystemClock);
    let entropy = Entropy::from_machine();
    let outlets = tokio::select! {
        outlets = outlets(&client, &command.url) => outlets?,
        () = stop.cancelled() => bail!("stopped before {} had outlets to sell at", command.url),
    };
    let seed = command.seed.unwrap_or_else(|| entropy.uuid().as_u64_pair().0);
    let chance = Chance::of(seed, &["simulate"]);
    if command.replay.is_some() {
        let plan = plan(command, outlets, UnixMs(clock.now_ms()), &entropy).await?;
        tracing::info!(requests = plan.len(), "replaying");
        return Ok(plan.run(client, chance, stop).await);
    }
    let catalogue = demo::catalogue();
    let shops = outlets.into_iter().map(|outlet| Shop::new(outlet, &catalogue)).collect();
    Ok(Traffic::new(shops, clock, chance, command.rate).run(client, stop).await)
}

/// The outlets of the server, once it is there and has some.
async fn outlets(client: &Client, url: &str) -> anyhow::Result<Vec<Outlet>> {
    let mut is_told = false;
    let silent_from = Instant::now();
    loop {
        let reason = match network::list_outlets(client).await {
            Ok(outlets) if !outlets.is_empty() => return Ok(outlets),
            Ok(_) => "it has no open outlet yet".to_owned(),
            Err(error @ ClientError::Unreachable(_)) if silent_from.elapsed() < PATIENCE => error.to_string(),
            Err(error @ ClientError::Unreachable(_)) => {
                return Err(error)
                    .with_context(|| format!("nothing answers at {url}: is `scoopjoy serve` running?"));
            }
            Err(error) => return Err(error).context("the outlets cannot be read"),
        };
        if !is_told {
            tracing::info!(url, reason, "waiting for the server");
            is_told = true;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

async fn plan(
    command: &Simulate,
    outlets: Vec<Outlet>,
    now: UnixMs,
    entropy: &Entropy,
) -> anyhow::Result<Plan> {
    let (Some(replay), Some(mapping), Some(day)) = (&command.replay, &command.mapping, command.day) else {
        bail!("a replay needs --mapping and --day");
    };
    let shown = replay.display();
    let mapping = import::read_mapping(mapping)?;
    let file = File::open(replay).with_context(|| format!("cannot open {shown}"))?;
    let directory = Directory::new(Vec::new(), outlets, None);
    let reading = tokio::task::spawn_blocking(move || {
        day::read(file, mapping, &directory, day, now).map(|of_day| (of_day, directory))
    });
    let (DayOfFile { drafts, rejected }, directory) =
        reading.await?.with_context(|| format!("cannot replay {shown}"))?;
    if rejected > 0 {
        tracing::warn!(rejected, "some sales of that day break the rules and are left out");
    }
    Ok(Plan::new(drafts, &directory, day, command.speed, command.as_today, now, entropy)?)
}

fn report(command: &Simulate, tally: &Tally) -> anyhow::Result<()> {
    if command.json {
        print_json(tally)?;
    } else {
        let Tally { sales, returns, cancellations, repeated, refused, open, retries, .. } = tally;
        print_line(&format!(
            "{sales} sales, {returns} returns, {cancellations} cancellations acknowledged, {repeated} repeated; \
             {refused} refused, {open} not answered, {retries} attempts repeated"
        ))?;
    }
    match &tally.first_refusal {
        Some(refusal) if command.replay.is_some() || tally.sales == 0 => bail!("refused: {refusal}"),
        Some(refusal) => {
            tracing::warn!(refusal, "something was refused");
            Ok(())
        }
        None if command.replay.is_some() && tally.open > 0 => bail!("stopped before everything was answered"),
        None => Ok(()),
    }
}

/// Things a second, as things an hour in thousandths.
fn parse_rate(text: &str) -> Result<u64, String> {
    let thousandths = parse_scaled(text, 3).ok().and_then(|rate| u64::try_from(rate).ok());
    match thousandths {
        Some(rate @ 1..=1_000_000) => Ok(rate * 3_600),
        _ => Err("expected a number from 0.001 to 1000 with at most 3 decimals".to_owned()),
    }
}
