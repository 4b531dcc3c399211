//! The power is cut under load. `kill -9` cannot tell whether a commit was synced, since the kernel keeps the pages.

use std::collections::BTreeSet;
use std::path::Path;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use server::config::testing::repetitions;
use server::sales::ingest::Durability;

use crate::image::Disk;
use crate::ledger;
use crate::writer::{self, Writer};

const USUAL_CUTS: usize = 10;

#[tokio::test]
async fn power_cuts_lose_nothing_that_was_acknowledged() {
    for seed in seeds() {
        let Some(lost) = cut(Durability::PowerCut, seed).await else { return };
        assert_eq!(lost, 0, "lost in cut {seed}");
    }
}

/// Without this one, a test that cannot lose anything would pass as well.
#[tokio::test]
async fn without_syncs_at_least_one_power_cut_loses_something() {
    for seed in seeds() {
        match cut(Durability::Kill, seed).await {
            Some(0) => {}
            _ => return,
        }
    }
    panic!("no cut has lost anything: this test is blind");
}

/// Cuts the power of a writer after some acknowledgements. Returns how many of those are lost, None if skipped.
async fn cut(durability: Durability, seed: u64) -> Option<usize> {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::make(folder.path())?;
    let acknowledged = write_until_killed(disk.path(), durability, seed);
    let found = disk.after_power_cut(folder.path());
    let sales = ledger::check_file(&found.path().join(writer::FILE)).await;
    Some(acknowledged.iter().filter(|id| !sales.contains_key(*id)).count())
}

fn seeds() -> std::ops::Range<u64> {
    0..u64::try_from(repetitions("SCOOPJOY_TEST_CUTS", USUAL_CUTS)).unwrap()
}

/// The ids that another process has seen acknowledged before it is killed.
fn write_until_killed(disk: &Path, durability: Durability, seed: u64) -> BTreeSet<String> {
    let mut writer = Writer::start(disk, durability, None);
    let wanted = StdRng::seed_from_u64(seed).random_range(200..1_500);
    let acknowledged: BTreeSet<String> = writer.acknowledged().take(wanted).collect();
    writer.kill();
    assert_eq!(acknowledged.len(), wanted, "the writer ended by itself");
    acknowledged
}
