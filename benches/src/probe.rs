//! What the disk and the machine can do at this moment, so that figures can be given as ratios.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};

use crate::histogram::Samples;

const BLOCK: [u8; 4_096] = [0x5a; 4_096];
/// Blocks of the preallocated file: overwriting it is what a recycled write-ahead log does.
const BLOCKS: u64 = 256;

#[derive(Args)]
pub(crate) struct Settings {
    /// A folder on the disk that the database uses.
    #[arg(long, default_value = ".")]
    pub(crate) folder: PathBuf,
    /// How long to measure.
    #[arg(long, default_value_t = 1)]
    pub(crate) seconds: u64,
}

/// Overwrites 4 KiB and syncs the data, again and again. `quiet` is the gate that every published sample passes.
pub(crate) fn run(settings: &Settings) -> Result<Value> {
    let path = settings.folder.join(format!("sync-probe-{}", std::process::id()));
    let file = OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .open(&path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    let measured = measure(&file, Duration::from_secs(settings.seconds));
    std::fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    let (samples, elapsed) = measured?;
    let count = samples.len();
    let summary = samples.summary();
    let waiting_percent = cpu_waiting_percent();
    let quiet = summary["p50_us"].as_u64().is_some_and(|p50| p50 <= 200) && waiting_percent <= Some(20.0);
    let per_second = u128::try_from(count)? * 1_000_000 / elapsed.as_micros().max(1);
    Ok(
        json!({ "fdatasync_per_s": u64::try_from(per_second)?, "fdatasync": summary, "cpu_waiting_percent": waiting_percent, "quiet": quiet }),
    )
}

fn measure(file: &File, time: Duration) -> Result<(Samples, Duration)> {
    for block in 0..BLOCKS {
        file.write_all_at(&BLOCK, block * 4_096)?;
    }
    file.sync_all()?;
    let mut samples = Samples::default();
    let began = Instant::now();
    for block in (0..BLOCKS).cycle() {
        if began.elapsed() >= time {
            break;
        }
        let before = Instant::now();
        file.write_all_at(&BLOCK, block * 4_096)?;
        file.sync_data()?;
        samples.add(before.elapsed());
    }
    Ok((samples, began.elapsed()))
}

/// Share of the last ten seconds in which some task waited for a processor, where the kernel tells.
fn cpu_waiting_percent() -> Option<f64> {
    let pressure = std::fs::read_to_string("/proc/pressure/cpu").ok()?;
    let some = pressure.lines().find(|line| line.starts_with("some"))?;
    some.split_whitespace().find_map(|field| field.strip_prefix("avg10="))?.parse().ok()
}
