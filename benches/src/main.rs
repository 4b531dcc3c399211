//! The drivers behind `scripts/bench`: load on a server of this machine, and what the machine itself can do.
//!
//! Every subcommand prints one JSON object, so that the script can put several of one run beside each other.

mod fanout;
mod histogram;
mod ingest;
mod probe;
mod process;
mod sale;
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
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let report = match arguments.command {
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

#[expect(clippy::print_stdout, reason = "the report is what this program is for")]
fn print_report(report: &serde_json::Value) {
    println!("{report}");
}
