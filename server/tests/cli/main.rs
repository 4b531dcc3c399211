//! The command line, from outside: what it reads and how it ends.

#![expect(clippy::unwrap_used, reason = "what tests share may panic as they may")]

mod environment;
mod import;
mod jobs;
mod locked;
mod program;
mod rebuild;
mod simulate;
mod unusable;
