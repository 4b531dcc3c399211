//! The build: from the workspace to one binary with every asset inside.
//!
//! `cargo run --release -p xtask -- build` compiles the browser's half, binds and optimises it, bundles styles and
//! charts, names every file after its content, compresses it, and then compiles the server around the result.

mod bindgen;
mod cargo;
mod fingerprint;
mod node;
mod pack;
mod short_names;
mod site;
mod steps;
mod templates;
mod weight;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(about = "Builds ScoopJoy")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the assets, then the server around them.
    Build(steps::Build),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Build(build) => build.run(),
    }
}
