//! Logs: one line per event on stderr.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts logging what `filter` lets through. A second call in the same process changes nothing.
pub fn start(filter: EnvFilter) {
    // A test may have installed its own subscriber; that one stays.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .try_init();
}
