//! The columns in memory are never older than the database.

use server::analytics::columns::{ColumnStore, CustomerCount, Limits};
use server::analytics::span::Span;
use server::analytics::store::rank_outlets;
use server::analytics::{goods_store, people};
use server::clock::Clock;
use server::db::testing::{on_both_engines, open_again};
use server::db::{StoreError, Urgency};
use server::organisation::ScopeId;
use server::organisation::store::{self, NewOutlet};
use server::sales::EntryKind;
use server::summaries::rebuild::rebuild;
use server::summaries::verify::verify_day;

use crate::answers::Answers;
use crate::live::move_outlet;
use crate::operations::Script;
use crate::proof::damage;
use crate::support::{Draft, Franchise, TODAY, line, sale, uuid};
use app::units::{Day, UnixMs};

const NETWORK_TODAY: Span = Span { scope: ScopeId::NETWORK, from: TODAY, to: TODAY };
const YESTERDAY: Day = Day(TODAY.0 - 1);
const NETWORK_YESTERDAY: Span = Span { scope: ScopeId::NETWORK, from: YESTERDAY, to: YESTERDAY };

/// The shortest readings there are, but for rows, of which there are thousands.
fn short() -> Limits {
    Limits { events: 1, days: 1, rows: 7, ..Limits::default() }
}

async fn rebuilt(shop: &Franchise, from: Day, to: Day) {
    let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
    rebuild(&mut tx, from, to, UnixMs(shop.clock.now_ms())).await.unwrap();
    tx.commit().await.unwrap();
}

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
        rebuilt(&shop, TODAY, TODAY).await;
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

#[tokio::test]
async fn a_healed_day_is_read_alone_and_rows_that_nobody_wrote_go() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let sold = sale(1, shop.outlet("a"), &[line("VAN", 1, 500)]).customer("r-1", "Regular");
        shop.recorded(&sold).await;
        let before = sale(2, shop.outlet("a"), &[line("VAN", 1, 300)]).with(|sale| sale.day = YESTERDAY);
        shop.recorded(&before).await;
        let (b, day) = (shop.outlet("b").0, TODAY.0);
        for sql in [
            format!("update scope_days set gross = 400 where day = {day}"),
            format!(
                "insert into scope_days (scope_id, day, currency, orders, gross, tax, discount, qty, returns, returned, returned_tax,
                    returned_qty, cancelled, cancelled_amount)
                values ({b}, {day}, 'EUR', 1, 900, 0, 0, 0, 0, 0, 0, 0, 0, 0)"
            ),
            format!(
                "insert into customer_days values ({b}, {day}, (select max(id) from customers), 'EUR', 1, 900)"
            ),
            format!("insert into item_days values (1, {day}, (select max(id) from items), 'EUR', 1000, 900)"),
        ] {
            damage(&shop.db, &sql).await;
        }
        let columns = ColumnStore::new(shop.db.clone());
        // Currencies of outlets, customers and items.
        let currencies = async || {
            let customers = people::rank_customers(&shop.db, &columns, NETWORK_TODAY, 10).await.unwrap();
            let items = goods_store::rank_items(&shop.db, &columns, NETWORK_TODAY, 10).await.unwrap();
            (gross(&columns, NETWORK_TODAY).await, customers.len(), items.len())
        };
        assert_eq!(currencies().await, (vec![900, 400], 2, 2));
        // Nobody is told of this, so it is seen where the day is read for another's sake.
        damage(&shop.db, &format!("update scope_days set gross = 1 where day = {}", YESTERDAY.0)).await;
        verify_day(&shop.db, &*shop.clock, TODAY).await.unwrap();
        assert_eq!(currencies().await, (vec![500], 1, 1));
        assert_eq!(gross(&columns, NETWORK_YESTERDAY).await, [300]);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn where_very_much_is_new_everything_is_read_again() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let outlet = shop.outlet("a");
        let before = sale(1, outlet, &[line("VAN", 1, 300)]).with(|sale| sale.day = YESTERDAY);
        shop.recorded(&before).await;
        let limits = Limits { many_events: 10, many_days: 1, ..Limits::default() };
        let columns = ColumnStore::with_limits(shop.db.clone(), limits);
        // Nobody is told of what is written there, so it is seen where everything is read.
        let written = async |gross: i64| {
            let sql = format!("update scope_days set gross = {gross} where day = {}", YESTERDAY.0);
            damage(&shop.db, &sql).await;
        };
        let seen = async || gross(&columns, NETWORK_YESTERDAY).await[0];
        let record = async |numbers: std::ops::Range<u128>| {
            for n in numbers {
                shop.recorded(&sale(n, outlet, &[line("VAN", 1, 100)])).await;
            }
        };
        assert_eq!(seen().await, 300);
        written(301).await;
        record(2..5).await;
        assert_eq!(seen().await, 300, "three events");
        record(5..30).await;
        assert_eq!(seen().await, 301, "25 events");
        assert_eq!(gross(&columns, NETWORK_TODAY).await, [2_800]);
        written(302).await;
        rebuilt(&shop, TODAY, TODAY).await;
        rebuilt(&shop, TODAY, TODAY).await;
        assert_eq!(seen().await, 301, "one day, twice");
        rebuilt(&shop, TODAY, TODAY.plus(1)).await;
        assert_eq!(seen().await, 302, "two days");
        written(303).await;
        rebuilt(&shop, TODAY.plus(-300), TODAY.plus(-100)).await;
        assert_eq!(seen().await, 303, "more days than are noted");
        written(304).await;
        rebuilt(&shop, TODAY, TODAY).await;
        damage(&shop.db, "delete from rewritten_days").await;
        assert_eq!(seen().await, 304, "a day that is noted no longer");
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_summary_that_cannot_be_read_answers_again_when_it_can() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let regular =
            |n, outlet| sale(n, shop.outlet(outlet), &[line("VAN", 1, 500)]).customer("r-1", "Regular");
        shop.recorded(&regular(1, "a")).await;
        let spoil = "update customer_days set orders = orders + 5000000000";
        damage(&shop.db, spoil).await;
        let columns = ColumnStore::new(shop.db.clone());
        let count = async || people::count_customers(&columns, NETWORK_TODAY).await;
        let is_unreadable = |count: Result<CustomerCount, StoreError>| {
            matches!(count, Err(StoreError::Corrupt { table: "customer_days", column: "orders", .. }))
        };
        assert!(is_unreadable(count().await));
        assert_eq!(gross(&columns, NETWORK_TODAY).await, [500], "the others answer");
        // Mended by hand, of which nobody is told, and then something else happens.
        damage(&shop.db, "update customer_days set orders = orders - 5000000000").await;
        shop.recorded(&sale(2, shop.outlet("b"), &[line("VAN", 1, 700)])).await;
        assert_eq!(count().await.unwrap(), CustomerCount { all: 1, new: 1 });
        // Spoiled while it is followed, and healed.
        damage(&shop.db, spoil).await;
        shop.recorded(&regular(3, "a")).await;
        assert!(is_unreadable(count().await));
        shop.recorded(&sale(4, shop.outlet("b"), &[line("VAN", 1, 1)])).await;
        assert!(is_unreadable(count().await), "it was looked at again");
        verify_day(&shop.db, &*shop.clock, TODAY).await.unwrap();
        assert_eq!(count().await.unwrap(), CustomerCount { all: 1, new: 1 });
        assert_eq!(gross(&columns, NETWORK_TODAY).await, [1_000, 701]);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn columns_of_two_processes_agree_in_whatever_stretches_they_read() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let other = open_again(&shop.db).await;
        let (eager, lazy) =
            (ColumnStore::with_limits(other.clone(), short()), ColumnStore::new(shop.db.clone()));
        for (n, group) in (1..).zip(Script::new(&shop, 61).write(360).chunks(12)) {
            shop.submit_all(group.to_vec()).await;
            if n % 4 == 0 {
                for day in [TODAY, YESTERDAY] {
                    let sql = format!("update item_days set qty = qty + 1 where day = {}", day.0);
                    damage(&shop.db, &sql).await;
                    verify_day(&shop.db, &*shop.clock, day).await.unwrap();
                }
            }
            drop(eager.current().await.unwrap());
            if n % 6 == 0 {
                let fresh = ColumnStore::with_limits(shop.db.clone(), short());
                for (from, to) in [(-60, 40), (-3, 0)] {
                    let span = Span { scope: ScopeId::NETWORK, from: TODAY.plus(from), to: TODAY.plus(to) };
                    let answers = Answers::find(&shop, &eager, span).await;
                    assert_eq!(answers, Answers::find(&shop, &lazy, span).await, "group {n}");
                    assert_eq!(answers, Answers::find(&shop, &fresh, span).await, "group {n}");
                }
            }
        }
        drop(eager);
        other.close().await;
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_recorded_while_everything_is_read_is_not_lost() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let commands = Script::new(&shop, 62).write(400);
        let (before, meanwhile) = commands.split_at(200);
        shop.submit_all(before.to_vec()).await;
        let recording = async {
            for group in meanwhile.chunks(4) {
                shop.submit_all(group.to_vec()).await;
            }
        };
        let reading = async {
            let mut stores = Vec::new();
            for _ in 0..3 {
                let columns = ColumnStore::with_limits(shop.db.clone(), short());
                drop(columns.current().await.unwrap());
                stores.push(columns);
            }
            stores
        };
        let ((), stores) = tokio::join!(recording, reading);
        let span = Span { scope: ScopeId::NETWORK, from: TODAY.plus(-60), to: TODAY.plus(40) };
        let fresh = Answers::find(&shop, &ColumnStore::new(shop.db.clone()), span).await;
        for columns in stores {
            assert_eq!(Answers::find(&shop, &columns, span).await, fresh);
        }
        shop.ingest.stop().await;
    })
    .await;
}
