//! The columns in memory are never older than the database.

use server::analytics::columns::{ColumnStore, CustomerCount};
use server::analytics::people;
use server::analytics::span::Span;
use server::analytics::store::rank_outlets;
use server::clock::Clock;
use server::db::Urgency;
use server::db::testing::on_both_engines;
use server::organisation::ScopeId;
use server::organisation::store::{self, NewOutlet};
use server::sales::EntryKind;
use server::summaries::rebuild::rebuild;

use crate::live::move_outlet;
use crate::proof::damage;
use crate::support::{Draft, Franchise, TODAY, line, sale, uuid};
use app::units::UnixMs;

const NETWORK_TODAY: Span = Span { scope: ScopeId::NETWORK, from: TODAY, to: TODAY };

async fn gross(columns: &ColumnStore, span: Span) -> Vec<i64> {
    rank_outlets(columns, span, 10).await.unwrap().iter().map(|ranked| ranked.gross).collect()
}

#[tokio::test]
async fn what_anybody_recorded_is_in_the_next_answer() {
    on_both_engines(async |db| {
        // The two know nothing of each other, as two processes on one database.
        let shop = Franchise::open(db).await;
        let columns = ColumnStore::new(shop.db.clone());
        assert!(gross(&columns, NETWORK_TODAY).await.is_empty());
        shop.recorded(&sale(1, shop.outlet("a"), &[line("VAN", 1, 500)])).await;
        assert_eq!(gross(&columns, NETWORK_TODAY).await, [500]);
        let regular = sale(2, shop.outlet("b"), &[line("VAN", 1, 700)]).customer("r-1", "Regular").hashed();
        shop.recorded(&regular).await;
        assert_eq!(gross(&columns, NETWORK_TODAY).await, [700, 500]);
        let counted = people::count_customers(&columns, NETWORK_TODAY).await.unwrap();
        assert_eq!(counted, CustomerCount { all: 1, new: 1 });
        shop.cancelled(EntryKind::Sale, uuid(2), "Rung up wrong").await;
        assert_eq!(gross(&columns, NETWORK_TODAY).await, [500]);
        let counted = people::count_customers(&columns, NETWORK_TODAY).await.unwrap();
        assert_eq!(counted, CustomerCount { all: 0, new: 0 });
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn summaries_that_were_computed_anew_are_read_anew() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        shop.recorded(&sale(1, shop.outlet("a"), &[line("VAN", 1, 500)])).await;
        damage(&shop.db, "update scope_days set gross = 400").await;
        let columns = ColumnStore::new(shop.db.clone());
        assert_eq!(gross(&columns, NETWORK_TODAY).await, [400]);
        let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
        rebuild(&mut tx, TODAY, TODAY, UnixMs(shop.clock.now_ms())).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(gross(&columns, NETWORK_TODAY).await, [500]);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn an_outlet_that_moves_is_ranked_where_it_stands() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        shop.recorded(&sale(1, shop.outlet("a"), &[line("VAN", 1, 500)])).await;
        let columns = ColumnStore::new(shop.db.clone());
        let south = shop.directory.current().scope_id(&"region:south".parse().unwrap()).unwrap();
        let span = Span { scope: south, ..NETWORK_TODAY };
        assert!(gross(&columns, span).await.is_empty());
        move_outlet(&shop, "a", "south", "east").await;
        assert_eq!(gross(&columns, span).await, [500]);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn an_outlet_that_an_import_makes_is_ranked_with_the_others() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let columns = ColumnStore::new(shop.db.clone());
        assert!(gross(&columns, NETWORK_TODAY).await.is_empty());
        let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
        let (region, franchise) = store::unassigned(&mut tx).await.unwrap();
        let known = shop.directory.current().outlet(shop.outlet("a")).unwrap().clone();
        let new = NewOutlet { code: "new".parse().unwrap(), region, franchise, ..NewOutlet::from(&known) };
        let outlet = store::insert_outlet(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        shop.directory.reload(&shop.db).await.unwrap();
        shop.recorded(&sale(1, outlet, &[line("VAN", 1, 500)])).await;
        assert_eq!(gross(&columns, NETWORK_TODAY).await, [500]);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn many_who_ask_at_once_get_the_same() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        shop.recorded(&sale(1, shop.outlet("a"), &[line("VAN", 1, 500)])).await;
        let columns = ColumnStore::new(shop.db.clone());
        // More than there are connections: nobody holds one while waiting for another.
        let asked = futures::future::join_all((0..64).map(|_| gross(&columns, NETWORK_TODAY))).await;
        assert!(asked.iter().all(|gross| *gross == [500]), "{asked:?}");
        shop.ingest.stop().await;
    })
    .await;
}
