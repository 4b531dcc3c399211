//! `scoopjoy serve`: answers HTTP until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::{AppState, Settings};
use crate::cli::signals::Signals;
use crate::cli::{Shared, generate};
use crate::clock::SystemClock;
use crate::config::{duration, listen};
use crate::edge::Listener;
use crate::entropy::Entropy;
use crate::router;

/// How long requests that are being answered may take to end once the server stops.
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
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = duration::parse)]
    pub max_ahead: Duration,
}

/// Listens, serves and drains.
///
/// Errors: when the address cannot be bound, or the listener fails.
pub async fn run(command: Serve, shared: Shared) -> anyhow::Result<()> {
    let socket = TcpListener::bind(command.listen)
        .await
        .with_context(|| format!("cannot listen on {}: choose another with --listen", command.listen))?;
    let address = socket.local_addr()?;
    let entropy = Arc::new(Entropy::from_machine());
    let db = shared.open_db(&entropy).await?;
    let settings = Settings { max_ahead: command.max_ahead, ..Settings::default() };
    let state = AppState::build(db.clone(), Arc::new(SystemClock), entropy, settings).await?;
    let (days, live, ingest) = (state.days.clone(), state.live.clone(), state.ingest.clone());
    let (tasks, end_of_demo) = (TaskTracker::new(), CancellationToken::new());
    let demo = command.demo.then(|| generate::fill_demo(state.clone(), end_of_demo.clone()));
    let server = Listener::new(socket, router::build(state));
    let stop = server.stop();
    let serving = tasks.spawn(server.serve());
    tracing::info!(listen.address = %address, "listening on http://{address}");
    let demo = demo.map(|demo| tasks.spawn(demo));
    let mut signals = Signals::listen()?;
    signals.next().await;
    tracing::info!("stopping: a second signal ends at once");
    let draining = async {
        stop.close();
        end_of_demo.cancel();
        days.stop().await;
        live.stop().await;
        if tokio::time::timeout(GRACE, serving).await.is_err() {
            stop.abort();
        }
        if let Some(Err(error)) = futures::future::OptionFuture::from(demo).await {
            tracing::error!(%error, "filling the database failed");
        }
        ingest.stop().await;
        db.close().await;
    };
    tokio::select! {
        () = draining => Ok(()),
        () = signals.next() => anyhow::bail!("stopped before everything was answered"),
    }
}
