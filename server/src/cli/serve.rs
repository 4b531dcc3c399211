//! `scoopjoy serve`: answers HTTP until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpSocket;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::{AppState, Settings};
use crate::assets::Assets;
use crate::cli::signals::Signals;
use crate::cli::{Shared, generate};
use crate::clock::SystemClock;
use crate::config::{duration, listen};
use crate::db::StoreError;
use crate::edge::{self, Limits, Listener};
use crate::entropy::Entropy;
use crate::jobs::{Jobs, Registry};
use crate::prune;
use crate::router;
use crate::summaries::prove;

/// How long requests that are being answered, and jobs, may take to end once the server stops.
const GRACE: Duration = Duration::from_secs(4);

/// Serve the pages and the API.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  scoopjoy serve --demo --listen 127.0.0.1:3000")]
pub struct Serve {
    /// Address to listen on. Only loopback addresses are accepted.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000", value_parser = listen::parse)]
    pub listen: SocketAddr,
    /// Fill an empty database with a demo franchise.
    #[arg(long)]
    pub demo: bool,
    /// How far ahead of the server's clock a sale may lie.
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = max_ahead)]
    pub max_ahead: Duration,
}

/// How long all of it may take, the database included.
const LONGEST_DRAIN: Duration = Duration::from_millis(4_800);
/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1_024;

/// Boards look back for moved outlets' facts as far as this and the compared week: `live::placed`.
const LONGEST_AHEAD: Duration = Duration::from_hours(40 * 24);

fn max_ahead(text: &str) -> Result<Duration, String> {
    let ahead = duration::parse(text)?;
    if ahead > LONGEST_AHEAD { Err("expected at most 40d".to_owned()) } else { Ok(ahead) }
}

/// Serves, and drains once a signal comes.
///
/// Errors: when the address cannot be bound, the database not opened, or the listener ends by itself.
pub async fn run(command: Serve, shared: Shared, assets: Assets) -> anyhow::Result<()> {
    // The address is taken first, since that is what most often fails; who connects is let in once somebody can answer.
    let cannot_listen = || format!("cannot listen on {}: choose another with --listen", command.listen);
    let socket = bind(command.listen).with_context(cannot_listen)?;
    edge::open_files::raise_limit();
    let entropy = Arc::new(Entropy::from_machine());
    let db = shared.open_db(&entropy).await?;
    let settings = Settings { max_ahead: command.max_ahead, ..Settings::default() };
    let state = AppState::build(db.clone(), Arc::new(SystemClock), entropy, settings, assets).await?;
    let (days, live, ingest) = (state.days.clone(), state.live.clone(), state.ingest.clone());
    let jobs = start_jobs(&state).await?;
    let (tasks, end_of_demo) = (TaskTracker::new(), CancellationToken::new());
    let (analytics, columns, rush) =
        (state.analytics.clone(), state.analytics.columns().clone(), state.rush.clone());
    let demo = command.demo.then(|| generate::fill_demo(state.clone(), end_of_demo.clone()));
    let socket = socket.listen(BACKLOG).with_context(cannot_listen)?;
    let address = socket.local_addr()?;
    // Until here a signal ends the process as it ends any: nothing was taken yet.
    let mut signals = Signals::listen()?;
    let server = Listener::new(socket, router::build(state), Limits::default());
    let stop = server.stop();
    let mut serving = tasks.spawn(server.serve());
    tracing::info!(listen.address = %address, "listening on http://{address}");
    let demo = demo.map(|demo| tasks.spawn(demo));
    // Whoever asks meanwhile waits for the same answers.
    let readying = tasks.spawn(async move { analytics.keep_ready().await });
    tokio::select! {
        () = signals.next() => tracing::info!("stopping: a second signal ends at once"),
        ended = &mut serving => anyhow::bail!("the listener ended by itself: {ended:?}"),
    }
    let draining = async {
        stop.close();
        end_of_demo.cancel();
        readying.abort();
        let readers = async {
            columns.stop().await;
            rush.stop().await;
        };
        // What a handler that hears nothing has not done is another's once its lease has run out.
        let jobs = async {
            if tokio::time::timeout(GRACE, jobs.stop()).await.is_err() {
                tracing::warn!("a job did not stop in time: it will run again");
            }
        };
        let serving = async {
            days.stop().await;
            live.stop().await;
            if tokio::time::timeout(GRACE, serving).await.is_err() {
                stop.abort();
            }
        };
        tokio::join!(jobs, readers, serving);
        if let Some(Err(error)) = futures::future::OptionFuture::from(demo).await {
            tracing::error!(%error, "filling the database failed");
        }
        ingest.stop().await;
        db.close().await;
    };
    tokio::select! {
        () = draining => Ok(()),
        () = signals.next() => anyhow::bail!("stopped before everything was answered"),
        // A database that hangs holds nothing up: what was acknowledged is in it.
        () = tokio::time::sleep(LONGEST_DRAIN) => anyhow::bail!("not everything ended in time"),
    }
}

/// Every kind of job that a server does is added here.
async fn start_jobs(state: &AppState) -> Result<Jobs, StoreError> {
    let mut registry = Registry::default();
    prune::add_to(&mut registry, state.db.clone(), Arc::clone(&state.clock));
    prove::add_to(&mut registry, state.db.clone(), Arc::clone(&state.clock));
    Jobs::start(state.db.clone(), Arc::clone(&state.clock), Arc::clone(&state.entropy), registry).await
}

fn bind(address: SocketAddr) -> std::io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A restart need not wait until the last connections of its predecessor are forgotten.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}
