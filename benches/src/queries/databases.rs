//! Databases of a given size: made once, used again.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use super::duck;

/// The network that sold it all.
const OUTLETS: &str = "1000";
const DAYS: &str = "730";
/// What a sale takes in the database, with its part of the summaries; some 1,100 were measured.
const BYTES_PER_SALE: u64 = 1_200;
/// What it takes in the DuckDB and in the files that this is made of.
const COPIED_BYTES_PER_SALE: u64 = 300;
/// How folders of copies begin.
const COPY: &str = "served-";
/// Left free: others use the disk as well.
const RESERVE_BYTES: u64 = 1 << 30;

/// Folders with databases, one for each number of sales.
pub(crate) struct Databases<'a> {
    pub(crate) scoopjoy: &'a Path,
    pub(crate) folder: &'a Path,
}

impl Databases<'_> {
    /// Errors: when what `sizes` still need, and a copy of the largest beside it, does not fit on the disk.
    pub(crate) fn expect_room(&self, sizes: &[u64]) -> Result<()> {
        std::fs::create_dir_all(self.folder)?;
        let missing = |&sales: &u64| {
            let data = self.data(sales);
            let there = std::fs::metadata(data.join("scoopjoy.db")).map_or(0, |file| file.len());
            let copied = if duck::path_in(&data).exists() { 0 } else { sales * COPIED_BYTES_PER_SALE };
            (sales * BYTES_PER_SALE).saturating_sub(there) + copied
        };
        let largest = sizes.iter().max().copied().unwrap_or_default() * BYTES_PER_SALE;
        let needed = sizes.iter().map(missing).sum::<u64>() + largest + RESERVE_BYTES;
        let disk = rustix::fs::statvfs(self.folder)?;
        let free = disk.f_bavail * disk.f_frsize;
        ensure!(
            free >= needed,
            "{} has {} GB free and the databases need {} GB: name another --folder, or fewer --sales",
            self.folder.display(),
            free / 1_000_000_000,
            needed.div_ceil(1_000_000_000)
        );
        Ok(())
    }

    /// The data folder with so many sales. One that is whole is left as it is; an interrupted one is gone on with.
    pub(crate) fn make(&self, sales: u64) -> Result<PathBuf> {
        let data = self.data(sales);
        generate(self.scoopjoy, &data, sales, OUTLETS, DAYS)?;
        Ok(data)
    }

    /// A copy to write to, which is removed when it is dropped.
    pub(crate) fn copy(&self, data: &Path) -> Result<TempDir> {
        // A run that was killed has left its copy, which is too large to lie around.
        for entry in std::fs::read_dir(self.folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(COPY) {
                std::fs::remove_dir_all(entry.path())?;
            }
        }
        let copy = tempfile::Builder::new().prefix(COPY).tempdir_in(self.folder)?;
        for file in ["scoopjoy.db", "scoopjoy.db-wal"] {
            // Nobody has it open, so there is a log only where the last one who had was killed.
            if data.join(file).exists() {
                std::fs::copy(data.join(file), copy.path().join(file))?;
            }
        }
        Ok(copy)
    }

    fn data(&self, sales: u64) -> PathBuf {
        self.folder.join(sales.to_string())
    }
}

/// Fills the data folder with so many sales of so many outlets and days.
pub(crate) fn generate(scoopjoy: &Path, data: &Path, sales: u64, outlets: &str, days: &str) -> Result<()> {
    let made = Command::new(scoopjoy)
        .arg("generate")
        .arg("--data")
        .arg(data)
        .args(["--sales", &sales.to_string(), "--outlets", outlets, "--days", days])
        .stdout(Stdio::null())
        .status()
        .with_context(|| format!("cannot start {}", scoopjoy.display()))?;
    ensure!(made.success(), "{} sales could not be made in {}", sales, data.display());
    Ok(())
}
