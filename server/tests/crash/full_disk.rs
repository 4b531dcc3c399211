//! The disk is full, and then no longer.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use server::config::database::DatabaseUrl;
use server::db::Db;
use server::entropy::Entropy;
use server::sales::ingest::{Durability, IngestError, Lane};
use server::sales::{Command, Outcome};
use uuid::Uuid;

use crate::image::Disk;
use crate::{ledger, writer};

#[tokio::test]
async fn a_full_disk_is_told_loses_nothing_and_recovers_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::make(folder.path()) else { return };
    let file = disk.path().join(writer::FILE);
    let db = Db::open(&DatabaseUrl::Sqlite(file.clone()), &Entropy::from_machine()).await.unwrap();
    let (ingest, outlet) = writer::open(db.clone(), Durability::PowerCut).await;
    let ballast = disk.path().join("ballast");
    fill(&ballast);

    let sell = async |n: u128| {
        let sale = writer::sale(Uuid::from_u128(n), outlet);
        ingest.submit(Lane::Single, vec![Command::Record(Box::new(sale))]).await
    };
    let mut acknowledged = 0;
    let refused = loop {
        match sell(acknowledged + 1).await {
            Ok(outcomes) => assert!(matches!(outcomes[..], [Outcome::Recorded(_)]), "{outcomes:?}"),
            Err(error) => break error,
        }
        acknowledged += 1;
    };
    assert_eq!(refused, IngestError::DiskFull);
    assert_eq!(sell(acknowledged + 1).await, Err(IngestError::DiskFull), "still full");
    db.read().await.unwrap().rollback().await.unwrap();

    std::fs::remove_file(ballast).unwrap();
    for _ in 0..3 {
        acknowledged += 1;
        sell(acknowledged).await.unwrap();
    }
    ingest.stop().await;
    db.close().await;
    assert_eq!(ledger::check_file(&file).await.len() as u128, acknowledged);
}

/// Takes all space but a little.
fn fill(ballast: &Path) {
    let mut file = File::create(ballast).unwrap();
    while file.write_all(&[0; 1 << 16]).is_ok() {}
    let size = file.metadata().unwrap().len();
    file.set_len(size - (1 << 18)).unwrap();
    file.sync_all().unwrap();
}
