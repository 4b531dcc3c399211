//! The days and hours of wider scopes in memory are those of the database, whatever happened.

use app::units::{Currency, Day, UnixMs};
use server::analytics::columns::ColumnStore;
use server::analytics::goods_store::sum_week_hours;
use server::analytics::span::Span;
use server::analytics::store::{list_days, sum_days};
use server::clock::Clock;
use server::db::Urgency;
use server::db::testing::on_both_engines;
use server::organisation::ScopeId;
use server::sales::EntryKind;
use server::summaries::DaySums;
use server::summaries::rebuild::rebuild;
use server::summaries::store::list_days_of_scope;

use crate::live::{every_scope, move_outlet};
use crate::proof::damage;
use crate::support::{Draft, Franchise, TODAY, free_return, line, sale, uuid};

async fn stored(shop: &Franchise, span: Span) -> Vec<(Day, Currency, DaySums)> {
    let mut tx = shop.db.read().await.unwrap();
    let days = list_days_of_scope(&mut tx, span.scope, span.from, span.to).await.unwrap();
    tx.rollback().await.unwrap();
    days
}

/// Columns that followed, columns that read everything and the database say the same of every scope. Returns the network's orders.
async fn agree(shop: &Franchise, columns: &ColumnStore) -> i64 {
    let fresh = ColumnStore::new(shop.db.clone());
    let mut orders = 0;
    for scope in every_scope(shop) {
        let id = shop.directory.current().scope_id(&scope).unwrap();
        let span = Span { scope: id, from: TODAY.plus(-40), to: TODAY.plus(1) };
        let days = list_days(&shop.db, columns, span).await.unwrap();
        assert_eq!(days, stored(shop, span).await, "{scope}");
        assert_eq!(days, list_days(&shop.db, &fresh, span).await.unwrap(), "{scope}");
        let hours = sum_week_hours(&shop.db, columns, span).await.unwrap();
        assert_eq!(hours, sum_week_hours(&shop.db, &fresh, span).await.unwrap(), "{scope}");
        let of_days: i64 = days.iter().map(|(_, _, sums)| sums.orders).sum();
        assert_eq!(hours.iter().map(|hour| hour.orders).sum::<i64>(), of_days, "{scope}");
        let [totals] = sum_days(&shop.db, columns, [span]).await.unwrap();
        assert_eq!(totals.iter().map(|totals| totals.orders).sum::<i64>(), of_days, "{scope}");
        if id == ScopeId::NETWORK {
            orders = of_days;
        }
    }
    orders
}

#[tokio::test]
async fn every_scope_is_as_the_database_has_it_after_any_fact() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let (a, b) = (shop.outlet("a"), shop.outlet("b"));
        let columns = ColumnStore::new(shop.db.clone());
        assert_eq!(agree(&shop, &columns).await, 0);
        shop.recorded(&sale(1, a, &[line("VAN", 1, 500)])).await;
        shop.recorded(&sale(2, b, &[line("VAN", 1, 700)]).with(|sale| sale.hour = 23)).await;
        assert_eq!(agree(&shop, &columns).await, 2);
        shop.recorded(&free_return(3, a, &[line("VAN", 1, 100)])).await;
        agree(&shop, &columns).await;
        move_outlet(&shop, "a", "south", "east").await;
        shop.recorded(&sale(4, a, &[line("VAN", 1, 300)]).with(|sale| sale.day = TODAY.plus(-30))).await;
        assert_eq!(agree(&shop, &columns).await, 3);
        // Both count where they were recorded, before the move.
        shop.cancelled(EntryKind::Sale, uuid(1), "Rung up wrong").await;
        shop.cancelled(EntryKind::Return, uuid(3), "Rung up wrong").await;
        assert_eq!(agree(&shop, &columns).await, 2);
        // The newest day, which is today.
        let damaged = "update scope_days set gross = 400 where day = (select max(day) from scope_days)";
        damage(&shop.db, damaged).await;
        let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
        rebuild(&mut tx, TODAY, TODAY, UnixMs(shop.clock.now_ms())).await.unwrap();
        tx.commit().await.unwrap();
        agree(&shop, &columns).await;
        shop.ingest.stop().await;
    })
    .await;
}
