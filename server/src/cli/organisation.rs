//! `scoopjoy organisation`: tells the database what the franchise network looks like.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use app::units::UnixMs;

use crate::cli::Shared;
use crate::cli::output::{print_json, print_line};
use crate::clock::{Clock, SystemClock};
use crate::entropy::Entropy;
use crate::organisation::apply::{self, Counts};
use crate::organisation::file::parse_toml;

/// A thousand outlets and their items fit a hundredth of this; anything larger is some other file.
const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Set up regions, franchises, outlets and items.
#[derive(Debug, clap::Args)]
pub struct Organisation {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    Apply(Apply),
}

/// Add what the file has and the database lacks, and change what differs. Nothing is removed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  scoopjoy organisation apply demo/organisation.toml")]
struct Apply {
    /// The organisation file, in TOML.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand.
///
/// Errors: when the file cannot be read or has something wrong in it, or the database cannot be written. Then nothing is
/// changed.
pub async fn run(command: Organisation, shared: Shared) -> anyhow::Result<()> {
    let Action::Apply(command) = command.action;
    let wrong = || format!("{} is not applied", command.file.display());
    let file = parse_toml(&read(&command.file)?).with_context(wrong)?;
    let db = shared.open_db(&Entropy::from_machine()).await?;
    let applied = apply::apply(&db, &file, UnixMs(SystemClock.now_ms())).await.with_context(wrong);
    db.close().await;
    let applied = applied?;
    if command.json {
        return print_json(&applied);
    }
    print_line(&summary("regions", applied.regions))?;
    print_line(&summary("franchises", applied.franchises))?;
    print_line(&summary("outlets", applied.outlets))?;
    print_line(&summary("items", applied.items))
}

/// Reads no more than it takes: what a path leads to need not have an end.
fn read(path: &Path) -> anyhow::Result<String> {
    let unreadable = || format!("cannot read {}: expected a TOML file in UTF-8", path.display());
    let mut text = String::new();
    let file = File::open(path).with_context(unreadable)?;
    file.take(MAX_FILE_BYTES + 1).read_to_string(&mut text).with_context(unreadable)?;
    let is_bounded = text.len() as u64 <= MAX_FILE_BYTES;
    ensure!(
        is_bounded,
        "{} has more than {MAX_FILE_BYTES} bytes: is it an organisation file?",
        path.display()
    );
    Ok(text)
}

fn summary(what: &str, counts: Counts) -> String {
    let Counts { added, changed, unchanged } = counts;
    format!("{what}: {added} added, {changed} changed, {unchanged} as they were")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_an_end_is_refused_without_reading_on() {
        let refusal = format!("{:#}", read(Path::new("/dev/zero")).unwrap_err());
        assert_eq!(refusal, "/dev/zero has more than 16777216 bytes: is it an organisation file?");
    }
}
