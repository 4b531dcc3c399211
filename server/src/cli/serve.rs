//! `scoopjoy serve`: answers HTTP until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;

use crate::app::{AppState, Settings};
use crate::cli::Shared;
use crate::clock::SystemClock;
use crate::config::{duration, listen};
use crate::entropy::Entropy;
use crate::router;

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
    let listener = TcpListener::bind(command.listen)
        .await
        .with_context(|| format!("cannot listen on {}: choose another with --listen", command.listen))?;
    let address = listener.local_addr()?;
    let entropy = Arc::new(Entropy::from_machine());
    let db = shared.open_db(&entropy).await?;
    let settings = Settings { max_ahead: command.max_ahead, ..Settings::default() };
    let state = AppState::build(db.clone(), Arc::new(SystemClock), entropy, settings).await?;
    let ingest = state.ingest.clone();
    tracing::info!(listen.address = %address, "listening on http://{address}");
    axum::serve(listener, router::build(state)).with_graceful_shutdown(stopped()).await?;
    ingest.stop().await;
    db.close().await;
    Ok(())
}

/// Resolves at the first SIGINT or SIGTERM.
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::warn!(%error, "SIGTERM cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
