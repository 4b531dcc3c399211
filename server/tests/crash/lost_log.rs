//! The write-ahead log is removed under a running writer. What is written then goes to a file without a name, so the process
//! must fold what it has acknowledged, and end.

use std::collections::BTreeSet;

use server::sales::ingest::Durability;

use crate::ledger;
use crate::writer::{FILE, Writer};

/// `EX_IOERR`, by which a supervisor knows.
const EXIT_CODE: i32 = 74;

#[tokio::test]
async fn a_log_that_is_removed_ends_the_process_and_loses_nothing_acknowledged() {
    for suffix in ["-wal", "-shm"] {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::start(folder.path(), Durability::PowerCut, None);
        let mut telling = writer.acknowledged();
        let mut acknowledged: BTreeSet<String> = telling.by_ref().take(200).collect();
        std::fs::remove_file(folder.path().join(format!("{FILE}{suffix}"))).unwrap();
        acknowledged.extend(telling);
        assert_eq!(writer.exit_code(), Some(EXIT_CODE), "{suffix}");
        let sales = ledger::check_file(&folder.path().join(FILE)).await;
        let lost: Vec<_> = acknowledged.iter().filter(|id| !sales.contains_key(*id)).collect();
        assert!(lost.is_empty(), "{suffix}: {} of {}", lost.len(), acknowledged.len());
    }
}
