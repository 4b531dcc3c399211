//! The drivers behind `scripts/bench`: load on a server of this machine, and what the machine itself can do.
//!
//! Every subcommand prints one JSON object, so that the script can put several of one run beside each other.

#![expect(clippy::float_arithmetic, reason = "measurements are ratios; there is no money in here")]

mod bare;
mod campaign;
mod fanout;
mod growth;
mod histogram;
mod hostile;
mod ingest;
mod probe;
mod process;
mod queries;
mod quiet;
mod rig;
mod sale;
mod table;
mod tills;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Drivers for the benchmarks; see docs/benchmarks.md")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// How often this disk can make 4 KiB durable, and whether the machine is quiet.
    Probe(probe::Settings),
    /// Sales over HTTP as fast as the server takes them, or at a fixed rate.
    Ingest(ingest::Settings),
    /// Many live streams at once: latency, CPU and memory per stream.
    Fanout(fanout::Settings),
    /// All of it, each on servers of its own; prints the table of docs/benchmarks.md.
    All(campaign::CampaignSettings),
    /// Figures on top of millions of sales, beside GROUP BY on the rows of the ledger.
    Queries(queries::QueriesSettings),
    /// How costs grow from one size to a larger one, each law as one ratio.
    Growth(growth::GrowthSettings),
    /// The product's server with a writer that keeps no summaries.
    #[command(hide = true)]
    ServeWithoutSummaries(bare::BareSettings),
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let report = match arguments.command {
        Command::ServeWithoutSummaries(settings) => return server_runtime()?.block_on(bare::serve(settings)),
        Command::All(settings) => runtime()?.block_on(campaign::run(settings))?,
        // On the runtime that answers in the product.
        Command::Queries(settings) => server_runtime()?.block_on(queries::run(settings))?,
        Command::Growth(settings) => server_runtime()?.block_on(growth::run(settings))?,
        Command::Probe(settings) => probe::run(&settings)?,
        Command::Ingest(settings) => runtime()?.block_on(ingest::run(settings))?,
        Command::Fanout(settings) => runtime()?.block_on(fanout::run(settings))?,
    };
    print_report(&report);
    Ok(())
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// The runtime that the product's own server has.
fn server_runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

#[expect(clippy::print_stdout, reason = "the report is what this program is for")]
fn print_report(report: &serde_json::Value) {
    println!("{report}");
}
