//! A figure that was wrong and was put right is shown without a restart.

use std::time::Duration;

use server::db::testing::on_both_engines;
use server::summaries::verify::verify_day;
use tokio::time::timeout;

use super::{begin_all, board, open_live, open_live_on, shown};
use crate::proof::damage;
use crate::support::{Franchise, TODAY, line, sale};

/// A hang limit, not a measure.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_day_that_was_healed_is_shown_by_boards_that_were_open_meanwhile() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        for (n, day) in [(1, TODAY.plus(-7)), (2, TODAY)] {
            begin_all(&shop, day).await;
            let sold = sale(n, shop.outlet("a"), &[line("vanilla", 2, 1_000)]);
            shop.recorded(&server::sales::NewEntry { day, ..sold }).await;
        }
        for sql in [
            "update scope_days set gross = gross - 300",
            "update scope_hours set gross = gross - 300",
            "update item_days set amount = amount - 300",
        ] {
            damage(&shop.db, sql).await;
        }
        // One hub reads by the connections that heal, the other is another process'.
        let elsewhere = server::db::testing::open_again(&shop.db).await;
        let hubs = [open_live(&shop).await, open_live_on(&shop, &elsewhere).await];
        for live in &hubs {
            for scope in ["network", "outlet:a"] {
                assert_eq!(board(live, scope).await.totals[0].gross.to_string(), "7.00");
            }
        }
        for day in [TODAY, TODAY.plus(-7)] {
            verify_day(&shop.db, &*shop.clock, day).await.unwrap();
        }
        let fresh = open_live(&shop).await;
        for scope in ["network", "outlet:a"] {
            let right = shown(board(&fresh, scope).await);
            assert_eq!(right.totals[0].gross.to_string(), "10.00");
            for live in &hubs {
                let healed = async {
                    while shown(board(live, scope).await) != right {
                        tokio::task::yield_now().await;
                    }
                };
                timeout(PATIENCE, healed).await.expect("the figures that were put right are shown");
            }
        }
        fresh.stop().await;
        for live in hubs {
            live.stop().await;
        }
        elsewhere.close().await;
        shop.ingest.stop().await;
    })
    .await;
}
