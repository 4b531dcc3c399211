//! The program: the built files, and the command line that runs one subcommand.

use std::process::ExitCode;

use rust_embed::RustEmbed;

/// Inside the binary in a release, read from the folder in a debug build.
#[derive(RustEmbed)]
#[cfg_attr(debug_assertions, folder = "../target/site-dev")]
#[cfg_attr(not(debug_assertions), folder = "../target/site")]
#[allow_missing = true]
struct Site;

fn main() -> ExitCode {
    server::cli::run(Site::get)
}
