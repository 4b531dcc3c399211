//! `scoopjoy generate`: fills an empty database with the demo franchise and its past.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::app::AppState;
use crate::cli::Shared;
use crate::cli::output::{print_json, print_line};
use crate::cli::signals::Signals;
use crate::clock::SystemClock;
use crate::db::{Db, Urgency};
use crate::entropy::Entropy;
use crate::generate::fill::{Extent, FillError, Filled, Filling, Sums};
use crate::generate::network::MOST_OUTLETS;
use crate::organisation::DirectoryHandle;
use crate::sales::ingest::{Durability, Ingest, IngestSettings};

/// Business days of history that the demo has.
const DEMO_DAYS: u16 = 35;
/// The seed of the demo.
const DEMO_SEED: u64 = 1;
/// The demo itself.
const DEMO: Extent = Extent { days: DEMO_DAYS, outlets: None, sales: None, seed: DEMO_SEED };
/// More sales than this are nobody's to fill a database with.
const MOST_SALES: u64 = 100_000_000;

/// Fill an empty database with a demo franchise and its past.
///
/// A database that has sales is left alone. An organisation without sales is kept and gets a past. Ctrl-C loses
/// nothing: the next run goes on.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  scoopjoy generate --days 90
  scoopjoy generate --data bench --sales 10000000 --outlets 1000 --days 730")]
pub struct Generate {
    /// Business days before today.
    #[arg(long, value_name = "DAYS", default_value_t = DEMO_DAYS, value_parser = clap::value_parser!(u16).range(0..=1_830))]
    days: u16,
    /// Outlets of the network that an empty database gets [default: the demo's].
    #[arg(long, value_name = "OUTLETS", value_parser = clap::value_parser!(u16).range(1..=i64::from(MOST_OUTLETS)))]
    outlets: Option<u16>,
    /// Sales altogether, returned and cancelled ones among them [default: what such outlets sell]. Every figure is summed up at the
    /// end, which is much faster: let no server run on the database meanwhile.
    #[arg(long, value_name = "SALES", value_parser = clap::value_parser!(u64).range(..=MOST_SALES))]
    sales: Option<u64>,
    /// What the sales follow from: the same number gives the same sales.
    #[arg(long, value_name = "NUMBER", default_value_t = DEMO_SEED)]
    seed: u64,
    /// Print the report as one JSON object.
    #[arg(long)]
    json: bool,
}

/// Fills the database and prints what is in it.
///
/// Errors: when it has sales of its own, when it cannot be written, or when the command was stopped.
pub async fn run(command: Generate, shared: Shared) -> anyhow::Result<()> {
    let db = shared.open_db(&Entropy::from_machine()).await?;
    let filled = fill(&db, &command).await;
    db.close().await;
    match filled? {
        Some(filled) if command.json => print_json(&filled),
        Some(Filled { outlets, sales, returns, cancellations, refused }) => print_line(&format!(
            "{sales} sales, {returns} returns and {cancellations} cancellations at {outlets} outlets; {refused} refused"
        )),
        None if command.json => print_json(&Filled::default()),
        None => print_line("the database was filled before"),
    }
}

async fn fill(db: &Db, command: &Generate) -> anyhow::Result<Option<Filled>> {
    let directory = DirectoryHandle::load(db).await?;
    let clock = Arc::new(SystemClock);
    let sums = if command.sales.is_some() { Sums::AtTheEnd } else { Sums::Always };
    let settings = match sums {
        // A server may run beside it.
        Sums::Always => IngestSettings { urgency: Urgency::Background, ..IngestSettings::default() },
        Sums::AtTheEnd => {
            IngestSettings { summaries: false, durability: Durability::Kill, ..IngestSettings::default() }
        }
    };
    let ingest = Ingest::start(db.clone(), directory.clone(), clock.clone(), settings).await?;
    let stop = CancellationToken::new();
    let filling = Filling {
        db: db.clone(),
        directory,
        ingest: ingest.clone(),
        clock,
        extent: Extent {
            days: command.days,
            outlets: command.outlets.map(usize::from),
            sales: command.sales,
            seed: command.seed,
        },
        sums,
        stop: stop.clone(),
    };
    let mut signals = Signals::listen()?;
    let running = async {
        match filling.begin().await? {
            Some(until) => filling.fill(until).await.map(Some),
            None => Ok(None),
        }
    };
    tokio::pin!(running);
    let filled = tokio::select! {
        filled = &mut running => filled,
        () = signals.next() => {
            stop.cancel();
            tokio::select! {
                filled = &mut running => filled,
                () = signals.next() => Err(FillError::Stopped),
            }
        }
    };
    ingest.stop().await;
    Ok(filled?)
}

/// Fills the database of a running server with the demo, in the background; one that has sales is left alone.
pub(super) async fn fill_demo(state: AppState, stop: CancellationToken) {
    let filling = Filling {
        db: state.db.clone(),
        directory: state.directory.clone(),
        ingest: state.ingest.clone(),
        clock: Arc::clone(&state.clock),
        extent: DEMO,
        sums: Sums::Always,
        stop,
    };
    let filled = match filling.begin().await {
        Ok(Some(until)) => filling.fill(until).await,
        Ok(None) => return,
        Err(error) => Err(error),
    };
    match filled {
        Ok(Filled { outlets, sales, refused, .. }) => {
            tracing::info!(outlets, sales, refused, "the demo is in")
        }
        Err(error @ (FillError::InUse | FillError::Otherwise | FillError::Stopped)) => {
            tracing::info!("no demo: {error}")
        }
        Err(error) => tracing::error!(error = &error as &dyn std::error::Error, "the demo could not be made"),
    }
}
