//! A sync fails. Nobody knows then what the disk holds, so the process must end and not acknowledge anything more.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use server::sales::ingest::Durability;

use crate::ledger;
use crate::writer::{FILE, Writer};

/// `EX_IOERR`, by which a supervisor knows.
const EXIT_CODE: i32 = 74;

#[tokio::test]
async fn a_sync_that_fails_ends_the_process_and_loses_nothing_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    // Opening the database takes fewer syncs than the first of these.
    for failing in [60, 90, 200] {
        let data = folder.path().join(failing.to_string());
        std::fs::create_dir(&data).unwrap();
        let library = failing_sync(folder.path(), failing);
        let mut writer = Writer::start(&data, Durability::PowerCut, Some(&library));
        let acknowledged: BTreeSet<String> = writer.acknowledged().collect();
        assert_eq!(writer.exit_code(), Some(EXIT_CODE));
        assert!(!acknowledged.is_empty());
        let sales = ledger::check_file(&data.join(FILE)).await;
        let lost: Vec<_> = acknowledged.iter().filter(|id| !sales.contains_key(*id)).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }
}

/// A library whose `nth` sync, and every later one, fails.
fn failing_sync(folder: &Path, nth: u32) -> PathBuf {
    let library = folder.join(format!("failing_sync_{nth}.so"));
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crash/failing_sync.c");
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", &format!("-DNTH={nth}"), source, "-o"])
        .arg(&library)
        .output()
        .unwrap();
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    library
}
