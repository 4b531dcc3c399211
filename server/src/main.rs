//! The program: the built files, and the command line that runs one subcommand.

use std::process::ExitCode;

use rust_embed::RustEmbed;

/// Inside the binary in a release, read from the folder in a debug build.
#[derive(RustEmbed)]
#[cfg_attr(debug_assertions, folder = "../target/site-dev")]
#[cfg_attr(not(debug_assertions), folder = "../target/site")]
#[allow_missing = true]
struct Site;

/// Names the files that are inside, so that cargo compiles this and nothing else anew when the build has made others.
const _: Option<&str> = option_env!("SCOOPJOY_SITE");

fn main() -> ExitCode {
    server::cli::run(Site::get)
}
