//! The simulator against a server with an address.

use std::sync::Arc;

use app::units::UnixMs;
use chrono::{TimeZone, Utc};
use server::clock::StillClock;
use server::db::Db;
use server::db::testing::on_both_engines;
use server::generate::chance::Chance;
use server::generate::shop::Shop;
use server::organisation::{apply, demo};
use server::simulate::client::Client;
use server::simulate::network;
use server::simulate::tally::Tally;
use server::simulate::traffic::Traffic;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::imports::number;
use crate::serving::{Serving, insert_any_key, insert_key_with};

/// Half past five in the afternoon in India.
fn clock() -> Arc<StillClock> {
    Arc::new(StillClock::at(Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()))
}

/// Has the tills of the server ring up about two hundred things a second until `stop`.
async fn ring_up(client: Client, stop: CancellationToken) -> Tally {
    let outlets = network::list_outlets(&client).await.unwrap();
    assert!(outlets.len() >= 12, "{outlets:?}");
    let catalogue = demo::catalogue();
    let shops = outlets.into_iter().map(|outlet| Shop::new(outlet, &catalogue)).collect();
    Traffic::new(shops, clock(), Chance::of(1, &[]), Some(200 * 3_600_000)).run(client, &stop).await
}

/// Everything the tally says was acknowledged is in the ledger, once.
async fn assert_all_there(db: &Db, tally: &Tally) {
    assert_eq!((tally.refused, tally.open), (0, 0), "{tally:?}");
    let count = async |sql: &'static str| u64::try_from(number(db, sql).await).unwrap();
    assert_eq!(count("select count(*) from sales").await, tally.sales);
    assert_eq!(count("select count(*) from returns").await, tally.returns);
    assert_eq!(count("select count(*) from cancellations").await, tally.cancellations);
    let kept = count("select cast(sum(orders) as bigint) from scope_days where scope_id = 1").await;
    assert_eq!(kept, tally.sales - tally.cancellations);
}

/// Waits until the ledger has `sales` sales, and something was brought back or cancelled as well.
async fn until_rung_up(serving: &Serving, db: &Db, sales: i64) {
    let mut committed = serving.state.ingest.committed();
    loop {
        committed.mark_unchanged();
        let others =
            number(db, "select (select count(*) from returns) + (select count(*) from cancellations)");
        if number(db, "select count(*) from sales").await >= sales && others.await > 0 {
            return;
        }
        committed.changed().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_of_the_server_loses_and_doubles_nothing() {
    on_both_engines(async |db| {
        apply::apply(&db, &demo::organisation(), UnixMs(0)).await.unwrap();
        let secret = insert_any_key(&db).await;
        let serving = Serving::start(&db, clock(), "127.0.0.1:0".parse().unwrap()).await;
        let address = serving.address;
        let client = Client::new(&serving.url(), Some(&secret)).unwrap();
        let stop = CancellationToken::new();
        let restart = async {
            until_rung_up(&serving, &db, 50).await;
            serving.end().await;
            // A till that knocks meanwhile has felt that nobody is there.
            let closed = TcpListener::bind(address).await.unwrap();
            drop((closed.accept().await.unwrap(), closed));
            let again = Serving::start(&db, clock(), address).await;
            until_rung_up(&again, &db, 100).await;
            stop.cancel();
            again
        };
        let (tally, again) = tokio::join!(ring_up(client, stop.clone()), restart);
        assert!(tally.retries > 0, "the restart must have been felt: {tally:?}");
        assert_all_there(&db, &tally).await;
        again.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_may_not_record_is_no_reason_to_go_on_for_ever() {
    on_both_engines(async |db| {
        apply::apply(&db, &demo::organisation(), UnixMs(0)).await.unwrap();
        let secret = insert_key_with(&db, "read").await;
        let serving = Serving::start(&db, clock(), "127.0.0.1:0".parse().unwrap()).await;
        let client = Client::new(&serving.url(), Some(&secret)).unwrap();
        let tally = ring_up(client, CancellationToken::new()).await;
        assert_eq!((tally.sales, tally.open), (0, 0), "{tally:?}");
        let refusal = tally.first_refusal.unwrap_or_default();
        assert!(refusal.starts_with("403: ") && refusal.contains("`ingest`"), "{refusal}");
        serving.end().await;
    })
    .await;
}
