//! The product's server with a writer that keeps no summaries: what keeping them costs is the difference.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use clap::Args;
use server::app::{AppState, Settings};
use server::assets::Assets;
use server::clock::SystemClock;
use server::config::database::DatabaseUrl;
use server::db::Db;
use server::edge::{Limits, Listener};
use server::entropy::Entropy;
use server::sales::ingest::IngestSettings;
use tokio::net::TcpListener;

#[derive(Args)]
pub(crate) struct BareSettings {
    #[arg(long)]
    listen: SocketAddr,
    #[arg(long)]
    data: PathBuf,
}

/// Serves until it is killed.
pub(crate) async fn serve(settings: BareSettings) -> Result<()> {
    server::telemetry::start(server::config::log::filter()?);
    let entropy = Arc::new(Entropy::from_machine());
    let db = Db::open(&DatabaseUrl::choose(None, &settings.data)?, &entropy).await?;
    let ingest = IngestSettings { summaries: false, ..IngestSettings::default() };
    let how = Settings { ingest, ..Settings::default() };
    let state = AppState::build(db, Arc::new(SystemClock), entropy, how, Assets::none()).await?;
    let listener = TcpListener::bind(settings.listen).await?;
    say_address(listener.local_addr()?);
    // The product's own way to serve, so that nothing but the summaries differs.
    Listener::new(listener, server::router::build(state), Limits::default()).serve().await;
    Ok(())
}

#[expect(clippy::print_stderr, reason = "as the product's own server says it, whatever its log filter")]
fn say_address(address: SocketAddr) {
    eprintln!("listening on http://{address}");
}
