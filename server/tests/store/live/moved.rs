//! What was recorded in a region stays there when its outlet moves: live, in the summaries and on the day's past board.

use std::collections::BTreeMap;

use app::live::Board;
use app::units::Scope;
use server::db::testing::on_both_engines;
use server::live::Live;
use server::organisation::OutletId;
use server::sales::{EntryKind, NewEntry};

use super::random::measures;
use super::today::{assert_ledger_adds_up_by_the_hour, assert_ledger_adds_up_to};
use super::{begin_all, board, board_of, every_scope, move_outlet, open_live, shown};
use crate::support::{Draft, Franchise, TODAY, free_return, line, sale, scope_days, uuid};

fn scoop(n: u128, outlet: OutletId, item: &str, minor: i64) -> NewEntry {
    sale(n, outlet, &[line(item, 2, minor)]).customer("C-1", "Customer 1")
}

/// A morning in the north, the move of `a` to the south, and an afternoon there.
async fn play(shop: &Franchise, live: &Live) {
    let (a, b, c) = (shop.outlet("a"), shop.outlet("b"), shop.outlet("c"));
    begin_all(shop, TODAY.plus(-1)).await;
    shop.recorded(&scoop(1, a, "vanilla", 700).with(|sale| sale.day = TODAY.plus(-7))).await;
    begin_all(shop, TODAY).await;
    for scope in every_scope(shop) {
        board(live, &scope.to_string()).await;
    }
    shop.recorded(&scoop(2, a, "vanilla", 1_000)).await;
    shop.recorded(&scoop(3, a, "mango", 2_000)).await;
    shop.recorded(&scoop(4, b, "mango", 500)).await;
    shop.recorded(&free_return(5, a, &[line("vanilla", 1, 400)])).await;
    move_outlet(shop, "a", "south", "east").await;
    shop.recorded(&scoop(6, a, "vanilla", 3_000).with(|sale| sale.hour = 15)).await;
    shop.recorded(&scoop(7, c, "mango", 100)).await;
    shop.cancelled(EntryKind::Sale, uuid(3), "mistake").await;
    shop.recorded(&free_return(8, a, &[line("vanilla", 1, 50)])).await;
}

async fn boards(shop: &Franchise, live: &Live) -> BTreeMap<Scope, Board> {
    let mut boards = BTreeMap::new();
    for scope in every_scope(shop) {
        boards.insert(scope.clone(), board(live, &scope.to_string()).await);
    }
    boards
}

#[tokio::test]
async fn figures_stay_where_they_were_recorded() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let live = open_live(&shop).await;
        play(&shop, &live).await;
        let kept = boards(&shop, &live).await;
        let north = &kept[&"region:north".parse().unwrap()];
        let (row, ranks) = (&north.totals[0], &north.top_outlets);
        assert_eq!((row.orders, row.gross.to_string(), row.cancelled), (2, "15.00".to_owned(), 1));
        assert_eq!((ranks[0].outlet.as_str(), ranks[0].gross.to_string()), ("a", "10.00".to_owned()));
        assert_eq!(north.feed.len(), 5, "the sales and the return of the morning, and a cancellation");
        let compared = north.compare.hours.iter().flat_map(|cell| &cell.totals);
        assert_eq!(compared.map(|total| total.gross.minor).sum::<i64>(), 700);

        assert_live_is_the_summaries(&shop, &kept).await;
        let fresh = open_live(&shop).await;
        for (scope, read) in boards(&shop, &fresh).await {
            assert_eq!(shown(kept[&scope].clone()), shown(read), "{scope}");
        }
        begin_all(&shop, TODAY.plus(1)).await;
        for (scope, live_board) in kept {
            let past = board_of(&live, &scope.to_string(), TODAY).await;
            assert_past_is_what_was_live(live_board, past);
        }
        fresh.stop().await;
        live.stop().await;
        shop.ingest.stop().await;
    })
    .await;
}

async fn assert_live_is_the_summaries(shop: &Franchise, boards: &BTreeMap<Scope, Board>) {
    let directory = shop.directory.current();
    let days = scope_days(&shop.db).await;
    for (scope, board) in boards {
        let id = directory.scope_id(scope).unwrap();
        let row = days.iter().find(|row| row.scope_id == id.0 && row.day == i64::from(TODAY.0));
        let of_summaries = row.map(|row| row.measures());
        let shown = board.totals.first().map(measures);
        assert_eq!(shown, of_summaries, "{scope}");
        assert_ledger_adds_up_to(shop, id, board).await;
        assert_ledger_adds_up_by_the_hour(shop, id, board).await;
    }
}

fn assert_past_is_what_was_live(live: Board, past: Board) {
    let scope = live.scope.clone();
    assert_eq!(live.totals, past.totals, "{scope}");
    assert_eq!(live.hours, past.hours, "{scope}");
    assert_eq!(live.compare, past.compare, "{scope}");
    assert_eq!(live.top_outlets, past.top_outlets, "{scope}");
    assert_eq!(live.top_items, past.top_items, "{scope}");
    assert_eq!(live.feed, past.feed, "{scope}");
}

#[tokio::test]
async fn a_region_that_everybody_left_today_still_shows_its_morning() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        begin_all(&shop, TODAY).await;
        shop.recorded(&scoop(1, shop.outlet("a"), "vanilla", 1_000)).await;
        move_outlet(&shop, "a", "south", "east").await;
        move_outlet(&shop, "b", "south", "west").await;
        let live = open_live(&shop).await;
        let north = board(&live, "region:north").await;
        assert_eq!((north.business_day, north.totals[0].orders, north.feed.len()), (Some(TODAY), 1, 1));
        assert_eq!(north.freshness.map(|freshness| freshness.outlets_expected), Some(0));
        live.stop().await;
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn an_outlet_that_moved_long_ago_is_read_from_its_summaries_again() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        begin_all(&shop, TODAY).await;
        shop.recorded(&scoop(1, shop.outlet("a"), "vanilla", 1_000)).await;
        move_outlet(&shop, "a", "south", "east").await;
        let later = TODAY.plus(60);
        begin_all(&shop, later).await;
        shop.recorded(&scoop(2, shop.outlet("a"), "vanilla", 500).with(|sale| sale.day = later)).await;
        let live = open_live(&shop).await;
        let (north, south) = (board(&live, "region:north").await, board(&live, "region:south").await);
        assert!(north.totals.is_empty() && north.feed.is_empty());
        assert_eq!((south.totals[0].orders, south.top_outlets[0].outlet.as_str()), (1, "a"));
        let past = board_of(&live, "region:north", TODAY).await;
        assert_eq!((past.totals[0].orders, past.top_outlets[0].outlet.as_str()), (1, "a"));
        live.stop().await;
        shop.ingest.stop().await;
    })
    .await;
}
