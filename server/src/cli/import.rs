//! `scoopjoy import`: brings the sales of a CSV into the ledger.

use std::fs::File;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use app::units::Code;
use indicatif::{ProgressBar, ProgressStyle};
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use crate::cli::Shared;
use crate::cli::output::{print_json, print_line};
use crate::cli::signals::Signals;
use crate::clock::SystemClock;
use crate::db::{Db, Urgency};
use crate::entropy::Entropy;
use crate::imports::feed::End;
use crate::imports::gzip;
use crate::imports::mapping::Mapping;
use crate::imports::report::Report;
use crate::imports::run::{Done, Import};
use crate::organisation::DirectoryHandle;
use crate::sales::ingest::{Ingest, IngestSettings};

/// A mapping is a page of text; bytes.
const LONGEST_MAPPING: u64 = 1_024 * 1_024;
/// Characters of a file's name by which people find its rejected lines.
const LONGEST_STEM: usize = 32;

/// Bring the sales of a CSV file into the ledger.
///
/// Running it twice changes nothing. Ctrl-C loses nothing: the next run goes on. It may run beside a server.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes:\n  \
        0  the whole file was read; lines that were rejected are counted and stand in a file of their own\n  \
        1  nothing or not everything went in: the reason stands on stderr\n  \
        2  the command line is wrong\n\n\
        Example:\n  scoopjoy import --mapping mappings/online-retail.toml online-retail.csv.gz")]
pub struct ImportCommand {
    /// TOML file that says what the columns mean.
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    /// CSV file with a heading, plain or packed with gzip.
    #[arg(value_name = "DATA")]
    file: PathBuf,
    /// Print the report as one JSON object.
    #[arg(long)]
    json: bool,
}

/// Runs the import and prints its report, also of an import that was ended early.
///
/// Errors: when mapping or file cannot be read, when the disk is full, when the database is locked or away for longer
/// than a minute, or when the import was ended early.
pub async fn run(command: ImportCommand, shared: Shared) -> anyhow::Result<()> {
    let mapping = read_mapping(&command.mapping)?;
    let shown = command.file.display();
    let cannot_read = || format!("cannot read {shown}");
    let mut file = File::open(&command.file).with_context(|| format!("cannot open {shown}"))?;
    let length = file.metadata().with_context(cannot_read)?.len();
    let damage = gzip::damage_begins(&mut file).with_context(cannot_read)?;
    let db = shared.open_db(&Entropy::from_machine()).await?;
    let progress = bar(length);
    let rejects = rejects_path(&shared.data, &mapping.name, &command.file);
    let packed = progress.wrap_read(file);
    let input: Box<dyn Read + Send> = match damage {
        None => Box::new(packed),
        Some(sound) => Box::new(gzip::up_to_damage(packed, sound)),
    };
    let done = import(&db, mapping, rejects, input).await;
    progress.finish_and_clear();
    db.close().await;
    let done = done.with_context(|| format!("cannot import {shown}"))?;
    if command.json {
        print_json(&done.report)?
    } else {
        print_line(&told(&done.report))?
    }
    match done.end {
        End::Whole => Ok(()),
        End::Stopped => Err(anyhow!("stopped after {} lines: run it again to go on", done.report.rows)),
        End::Broken(error) => Err(error).with_context(|| format!("{shown} is not in as a whole")),
    }
}

async fn import(
    db: &Db,
    mapping: Mapping,
    rejects: PathBuf,
    input: impl std::io::Read + Send + 'static,
) -> anyhow::Result<Done> {
    let directory = DirectoryHandle::load(db).await?;
    let clock = Arc::new(SystemClock);
    let settings = IngestSettings { urgency: Urgency::Background, ..IngestSettings::default() };
    let ingest = Ingest::start(db.clone(), directory.clone(), clock.clone(), settings).await?;
    let stop = CancellationToken::new();
    let import =
        Import { db: db.clone(), directory, ingest: ingest.clone(), clock, rejects, stop: stop.clone() };
    let mut signals = Signals::listen()?;
    let running = import.run(mapping, input);
    tokio::pin!(running);
    let done = tokio::select! {
        done = &mut running => done,
        () = signals.next() => {
            stop.cancel();
            tokio::select! {
                done = &mut running => done,
                () = signals.next() => bail!("stopped before the last sales were recorded: run it again to go on"),
            }
        }
    };
    ingest.stop().await;
    Ok(done?)
}

/// Reads a mapping file. Errors: what is wrong with it, and with which file.
pub(super) fn read_mapping(path: &Path) -> anyhow::Result<Mapping> {
    let shown = path.display();
    let cannot_read = || format!("cannot read the mapping {shown}");
    let mut text = String::new();
    let file = File::open(path).with_context(cannot_read)?;
    file.take(LONGEST_MAPPING + 1).read_to_string(&mut text).with_context(cannot_read)?;
    if text.len() as u64 > LONGEST_MAPPING {
        bail!("the mapping {shown} is longer than {LONGEST_MAPPING} bytes: is it the file of sales?");
    }
    Mapping::parse(&text).with_context(|| format!("the mapping {shown} cannot be used"))
}

/// Where the lines that are rejected of `file` go: its own place, so that a later run of the same file replaces what an
/// earlier one rejected, and no other does.
///
/// Names are cut, since a folder takes none longer than 255 bytes; the hash of the whole path keeps them apart.
fn rejects_path(data: &Path, mapping: &Code, file: &Path) -> PathBuf {
    let whole =
        file.canonicalize().or_else(|_| std::path::absolute(file)).unwrap_or_else(|_| file.to_owned());
    let hash = hex::encode(&Sha256::digest(whole.as_os_str().as_bytes())[..8]);
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.trim_end_matches(".gz").trim_end_matches(".csv");
    let stem: String =
        stem.chars().take(LONGEST_STEM).map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    data.join("rejected").join(format!("{}-{stem}-{hash}.csv", mapping.as_str()))
}

/// A bar over the bytes of the file; drawn on a terminal only.
fn bar(length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {bytes}/{total_bytes}  {eta} left")
        .expect("the template is well-formed");
    ProgressBar::new(length).with_style(style)
}

fn told(report: &Report) -> String {
    let sums = |sums: &std::collections::BTreeMap<app::units::Currency, String>| {
        let sums: Vec<_> = sums.iter().map(|(currency, amount)| format!("{amount} {currency}")).collect();
        if sums.is_empty() { "nothing".to_owned() } else { sums.join(", ") }
    };
    let mut lines = vec![
        format!("{} lines read", report.rows),
        format!(
            "{} sales recorded with {} lines: {}, {} pieces",
            report.sales,
            report.sale_lines,
            sums(&report.gross),
            report.sold_qty
        ),
        format!(
            "{} returns recorded with {} lines: {}, {} pieces",
            report.returns,
            report.return_lines,
            sums(&report.returned),
            report.returned_qty
        ),
        format!("{} sales and returns were there already", report.repeated),
        format!(
            "{} outlets, {} items, {} customers, {} business days",
            report.outlets, report.items, report.customers, report.business_days
        ),
    ];
    lines.push(match &report.rejected_file {
        Some(file) => format!("{} lines rejected: see {}", report.rejected, file.display()),
        None => "no line rejected".to_owned(),
    });
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_that_is_no_page_of_text_is_refused_without_reading_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("till.toml");
        let refusal = |bytes: Vec<u8>| {
            std::fs::write(&path, bytes).unwrap();
            format!("{:#}", read_mapping(&path).unwrap_err())
        };
        assert!(refusal(vec![b'#'; 1_048_577]).contains("is longer than 1048576 bytes"));
        assert!(refusal(vec![b'#'; 1_048_576]).contains("missing field `name`"));
        assert!(refusal(b"name = \"caf\xe9\"".to_vec()).contains("valid UTF-8"));
    }

    #[test]
    fn every_file_has_its_own_rejected_lines() {
        let folder = tempfile::tempdir().unwrap();
        let long = format!("{}.csv.gz", "ü".repeat(120));
        let mut paths = Vec::new();
        for (mapping, file) in [
            ("a", "jan/sales.csv"),
            ("a", "feb/sales.csv"),
            ("b", "feb/sales.csv"),
            ("a-b", "c.csv"),
            ("a", "b-c.csv"),
            ("a", &long),
            (&"m".repeat(64), &long),
        ] {
            let file = folder.path().join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, "").unwrap();
            let path = rejects_path(folder.path(), &mapping.parse().unwrap(), &file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            File::create_new(&path).unwrap();
            paths.push((mapping.to_owned(), file, path));
        }
        for (mapping, file, path) in paths {
            let roundabout = file.parent().unwrap().join(".").join(file.file_name().unwrap());
            assert_eq!(rejects_path(folder.path(), &mapping.parse().unwrap(), &roundabout), path);
        }
    }

    #[test]
    fn the_name_of_rejected_lines_is_fit_to_print() {
        let path =
            rejects_path(Path::new("data"), &"till".parse().unwrap(), Path::new("\u{1b}[31m a.csv.gz"));
        assert!(path.starts_with("data/rejected"), "{}", path.display());
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with("till---31m-a-") && name.ends_with(".csv"), "{name}");
    }
}
