//! Reads the command line and runs one subcommand.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::run()
}
