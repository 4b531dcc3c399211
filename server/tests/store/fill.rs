//! The demo's past in the database.

use std::sync::Arc;

use chrono::{TimeZone, Utc};
use server::clock::StillClock;
use server::db::testing::{on_both_engines, open_again, open_sqlite};
use server::db::{Db, Urgency};
use server::generate::fill::{Extent, FillError, Filled, Filling, Sums};
use server::organisation::DirectoryHandle;
use server::sales::ingest::{Ingest, IngestSettings};
use tokio_util::sync::CancellationToken;

use crate::imports::{lock_once, number};
use crate::support::{Franchise, line, rebuilt_sums, sale, sums};

const COUNT_SALES: &str = "select count(*) from sales";
const DEMO: Extent = Extent { days: 2, outlets: None, sales: None, seed: 1 };

/// Fills `db` with two days and today up to half past five in India, unless `stop` says otherwise.
async fn fill(db: &Db, stop: CancellationToken) -> Result<Option<Filled>, FillError> {
    fill_to(db, DEMO, stop).await
}

async fn fill_to(db: &Db, extent: Extent, stop: CancellationToken) -> Result<Option<Filled>, FillError> {
    fill_with(Filling { extent, ..filling(db, stop).await }).await
}

async fn fill_with(filling: Filling) -> Result<Option<Filled>, FillError> {
    let filled = match filling.begin().await {
        Ok(Some(until)) => filling.fill(until).await.map(Some),
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    filling.ingest.stop().await;
    filled
}

async fn filling(db: &Db, stop: CancellationToken) -> Filling {
    let directory = DirectoryHandle::load(db).await.unwrap();
    let clock = Arc::new(StillClock::at(Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()));
    let ingest = Ingest::start(db.clone(), directory.clone(), clock.clone(), IngestSettings::default());
    let ingest = ingest.await.unwrap();
    Filling { db: db.clone(), directory, ingest, clock, extent: DEMO, sums: Sums::Always, stop }
}

#[tokio::test]
async fn an_empty_database_is_filled_once_even_when_the_first_try_was_broken_off() {
    on_both_engines(async |db| {
        let stop = CancellationToken::new();
        stop.cancel();
        assert!(matches!(fill(&db, stop).await, Err(FillError::Stopped)));
        let filled = fill(&db, CancellationToken::new()).await.unwrap().expect("it was not filled before");
        assert!(filled.outlets >= 12 && filled.sales > 2_000 && filled.returns > 0, "{filled:?}");
        assert_eq!(filled.refused, 0);
        let sales = number(&db, COUNT_SALES).await;
        assert_eq!(u64::try_from(sales), Ok(filled.sales));
        let kept = number(&db, "select cast(sum(orders) as bigint) from scope_days where scope_id = 1").await;
        assert_eq!(u64::try_from(kept), Ok(filled.sales - filled.cancellations));
        assert_eq!(number(&db, "select count(*) from sales where origin <> 'generate'").await, 0);
        assert_eq!(number(&db, "select count(*) from items where needs_review").await, 0);
        assert_eq!(fill(&db, CancellationToken::new()).await.unwrap(), None);
        assert_eq!(number(&db, COUNT_SALES).await, sales);
    })
    .await;
}

#[tokio::test]
async fn as_many_sales_and_outlets_as_are_asked_for_are_made() {
    on_both_engines(async |db| {
        let extent = Extent { days: 9, outlets: Some(40), sales: Some(5_000), seed: 3 };
        let filled =
            fill_to(&db, extent, CancellationToken::new()).await.unwrap().expect("it was not filled before");
        assert_eq!((filled.outlets, filled.sales, filled.refused), (40, 5_000, 0));
        assert!(filled.returns > 0 && filled.cancellations > 0, "{filled:?}");
        assert_eq!(number(&db, COUNT_SALES).await, 5_000);
        assert_eq!(number(&db, "select count(distinct outlet_id) from sales").await, 40);
        let days = number(&db, "select count(distinct day) from scope_days where scope_id = 1").await;
        assert!((10..=11).contains(&days), "{days} days");
    })
    .await;
}

#[tokio::test]
async fn sums_at_the_end_are_those_of_the_ledger_even_when_the_first_try_was_broken_off() {
    on_both_engines(async |db| {
        let extent = Extent { days: 3, outlets: Some(20), sales: Some(2_000), seed: 4 };
        let begin = async |stop: CancellationToken| {
            let usual = filling(&db, stop).await;
            // As the command has it: the writer keeps no sums.
            usual.ingest.stop().await;
            let settings = IngestSettings { summaries: false, ..IngestSettings::default() };
            let ingest = Ingest::start(db.clone(), usual.directory.clone(), usual.clock.clone(), settings);
            Filling { extent, sums: Sums::AtTheEnd, ingest: ingest.await.unwrap(), ..usual }
        };
        let stop = CancellationToken::new();
        stop.cancel();
        let broken_off = fill_with(begin(stop).await).await;
        assert!(matches!(broken_off, Err(FillError::Stopped)), "{broken_off:?}");
        let otherwise = fill(&db, CancellationToken::new()).await;
        assert!(matches!(otherwise, Err(FillError::Otherwise)), "{otherwise:?}");
        let filled =
            fill_with(begin(CancellationToken::new()).await).await.unwrap().expect("it had not ended");
        assert_eq!((filled.sales, filled.refused), (2_000, 0));
        let kept = sums(&db).await;
        assert!(kept.len() > 100, "{} rows", kept.len());
        assert_eq!(kept, rebuilt_sums(&db).await);
    })
    .await;
}

#[tokio::test]
async fn an_organisation_that_is_there_keeps_its_outlets() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db.clone()).await;
        let extent = Extent { outlets: Some(40), ..DEMO };
        let filled = fill_to(&db, extent, CancellationToken::new()).await;
        assert!(matches!(filled, Err(FillError::HasOutlets)), "{filled:?}");
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_database_with_sales_is_left_alone() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db.clone()).await;
        shop.recorded(&sale(1, shop.outlet("a"), &[line("van", 2, 500)])).await;
        assert!(matches!(fill(&db, CancellationToken::new()).await, Err(FillError::InUse)));
        assert_eq!(number(&db, COUNT_SALES).await, 1);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_lock_of_another_process_does_not_end_a_filling() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    let filling = filling(&db, CancellationToken::new()).await;
    let (begun, ()) = tokio::join!(filling.begin(), lock_once(&db, async || true));
    let until = begun.unwrap().expect("it was not filled before");
    let has_some_sales = async || number(&db, COUNT_SALES).await > 0;
    let (filled, ()) = tokio::join!(filling.fill(until), lock_once(&db, has_some_sales));
    assert_eq!(u64::try_from(number(&db, COUNT_SALES).await), Ok(filled.unwrap().sales));
    filling.ingest.stop().await;
}

#[tokio::test]
async fn a_filling_that_waits_for_a_lock_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    let stop = CancellationToken::new();
    let filling = filling(&db, stop.clone()).await;
    let held = open_again(&db).await.write(Urgency::Foreground).await.unwrap();
    let stopping = async {
        assert!(db.write(Urgency::Foreground).await.unwrap_err().is_busy());
        stop.cancel();
    };
    let (begun, ()) = tokio::join!(filling.begin(), stopping);
    assert!(matches!(begun, Err(FillError::Store(_) | FillError::Organisation(_))), "{begun:?}");
    held.rollback().await.unwrap();
    filling.ingest.stop().await;
}
