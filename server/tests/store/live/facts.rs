//! What each kind of fact does to the board: sales of today, late, early and imported ones, returns and cancellations.

use app::live::{Board, FeedKind, FeedRow};
use app::units::Day;
use server::db::testing::on_both_engines;
use server::events::Origin;
use server::live::Live;
use server::sales::{Command, EntryKind, NewCancellation, NewEntry};

use super::{begin, begin_all, board, board_of, open_live, shown};
use crate::support::{Draft, Franchise, TODAY, free_return, line, sale, uuid};

/// Runs `test` with a franchise on the morning of [`TODAY`] and a hub that watches it.
async fn with_board(test: impl AsyncFn(&Franchise, &Live)) {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        begin_all(&shop, TODAY.plus(-1)).await;
        begin_all(&shop, TODAY).await;
        let live = open_live(&shop).await;
        board(&live, "network").await;
        test(&shop, &live).await;
        let (kept, fresh) = (board(&live, "network").await, open_live(&shop).await);
        assert_eq!(shown(kept), shown(board(&fresh, "network").await), "a fresh hub shows the same");
        fresh.stop().await;
        live.stop().await;
        shop.ingest.stop().await;
    })
    .await;
}

fn scoop(shop: &Franchise, n: u128) -> NewEntry {
    sale(n, shop.outlet("a"), &[line("vanilla", 2, 1_000)]).customer("C-1", "Customer 1")
}

fn on(day: Day, entry: NewEntry) -> NewEntry {
    entry.with(|entry| entry.day = day)
}

/// Orders, gross, returns, returned, cancelled and cancelled amount in rupees.
fn figures(board: &Board) -> Vec<(i64, String, i64, String, i64, String)> {
    let row = |row: &app::live::Totals| {
        let amounts = (row.gross.to_string(), row.returned.to_string(), row.cancelled_amount.to_string());
        (row.orders, amounts.0, row.returns, amounts.1, row.cancelled, amounts.2)
    };
    board.totals.iter().map(row).collect()
}

fn figure(
    orders: i64,
    gross: &str,
    returns: i64,
    returned: &str,
    cancelled: i64,
    amount: &str,
) -> Vec<(i64, String, i64, String, i64, String)> {
    vec![(orders, gross.to_owned(), returns, returned.to_owned(), cancelled, amount.to_owned())]
}

fn feed(board: &Board) -> Vec<(FeedKind, String, bool, bool)> {
    let row = |row: &FeedRow| (row.kind, row.amount.to_string(), row.cancelled, row.late);
    board.feed.iter().map(row).collect()
}

#[tokio::test]
async fn a_sale_of_today_moves_every_part_of_the_board() {
    with_board(async |shop, live| {
        shop.recorded(&scoop(shop, 1)).await;
        let board = board(live, "network").await;
        assert_eq!(figures(&board), figure(1, "10.00", 0, "0.00", 0, "0.00"));
        assert_eq!(board.business_day, Some(TODAY));
        let bar = board.hours.iter().find(|cell| cell.hour == 9).unwrap();
        assert_eq!((bar.totals[0].gross.to_string(), bar.totals[0].orders), ("10.00".to_owned(), 1));
        let (outlet, item) = (&board.top_outlets[0], &board.top_items[0]);
        assert_eq!((outlet.outlet.as_str(), outlet.name.as_str(), outlet.orders), ("a", "Outlet a", 1));
        assert_eq!(
            (item.item.as_str(), item.qty.to_string(), item.amount.to_string()),
            ("vanilla", "2".to_owned(), "10.00".to_owned())
        );
        let row = &board.feed[0];
        assert_eq!((row.kind, row.cancelled, row.late), (FeedKind::Sale, false, false));
        assert_eq!(row.at, "2026-11-20T09:30:00+05:30");
        assert_eq!(
            (row.sale.as_deref(), row.customer.as_deref()),
            (Some(&*uuid(1).to_string()), Some("Customer 1"))
        );
        let freshness = board.freshness.unwrap();
        assert_eq!(freshness.newest_sale_at.as_deref(), Some("2026-11-20T04:00:00Z"));
        assert_eq!(freshness.outlets_expected, 0, "nobody sold in the week before");
    })
    .await;
}

#[tokio::test]
async fn a_late_sale_changes_its_own_day_and_shows_in_todays_feed() {
    with_board(async |shop, live| {
        shop.recorded(&on(TODAY.plus(-1), scoop(shop, 1))).await;
        let today = board(live, "network").await;
        assert!(today.totals.is_empty() && today.top_items.is_empty());
        assert_eq!(feed(&today), [(FeedKind::Sale, "10.00".to_owned(), false, true)]);
        let freshness = today.freshness.unwrap();
        assert_eq!(
            (freshness.outlets_expected, freshness.outlets_heard),
            (1, 1),
            "it sold yesterday and was heard today"
        );
        assert_eq!(freshness.newest_sale_at, None);
        let yesterday = board_of(live, "network", TODAY.plus(-1)).await;
        assert_eq!(figures(&yesterday), figure(1, "10.00", 0, "0.00", 0, "0.00"));
        assert_eq!(feed(&yesterday), [(FeedKind::Sale, "10.00".to_owned(), false, true)]);
        assert_eq!((yesterday.business_day, yesterday.freshness), (Some(TODAY.plus(-1)), None));
    })
    .await;
}

#[tokio::test]
async fn a_past_that_is_brought_in_is_not_heard_today_but_todays_sales_are() {
    with_board(async |shop, live| {
        let brought = |day, n| on(day, scoop(shop, n)).with(|entry| entry.origin = Origin::Generate);
        let heard = async || {
            let freshness = board(live, "network").await.freshness.unwrap();
            // A board that is read anew must say what one that was kept says.
            let fresh = open_live(shop).await;
            assert_eq!(board(&fresh, "network").await.freshness.as_ref(), Some(&freshness));
            fresh.stop().await;
            (freshness.outlets_expected, freshness.outlets_heard)
        };
        shop.recorded(&brought(TODAY.plus(-1), 1)).await;
        assert_eq!(heard().await, (1, 0));
        shop.recorded(&brought(TODAY, 2)).await;
        assert_eq!(heard().await, (1, 1));
    })
    .await;
}

#[tokio::test]
async fn what_was_made_up_before_the_day_began_is_in_no_feed_and_nor_are_its_cancellations() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        begin_all(&shop, TODAY.plus(-1)).await;
        for n in [1, 2] {
            shop.recorded(&on(TODAY, scoop(&shop, n)).with(|entry| entry.origin = Origin::Generate)).await;
        }
        let cancel = |n, origin| {
            Command::Cancel(NewCancellation {
                kind: EntryKind::Sale,
                id: uuid(n),
                reason: "typo".to_owned(),
                origin,
            })
        };
        shop.submit(cancel(1, Origin::Generate)).await;
        shop.submit(cancel(2, Origin::Live)).await;
        begin_all(&shop, TODAY).await;
        let live = open_live(&shop).await;
        let board = board(&live, "network").await;
        assert_eq!(figures(&board), figure(0, "0.00", 0, "0.00", 2, "20.00"));
        let kinds: Vec<FeedKind> = board.feed.iter().map(|row| row.kind).collect();
        assert_eq!(kinds, [FeedKind::Cancellation], "somebody made the second one");
        live.stop().await;
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_sale_of_last_weeks_day_moves_the_comparison() {
    with_board(async |shop, live| {
        shop.recorded(&on(TODAY.plus(-7), scoop(shop, 1))).await;
        let board = board(live, "region:north").await;
        assert_eq!(board.compare.days.max, TODAY.plus(-7));
        let bar = board.compare.hours.iter().find(|cell| cell.hour == 9).unwrap();
        assert_eq!(bar.totals[0].gross.to_string(), "10.00");
        assert!(board.totals.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_early_sale_waits_for_its_day() {
    with_board(async |shop, live| {
        let tomorrow = TODAY.plus(1);
        shop.recorded(&on(tomorrow, scoop(shop, 1))).await;
        shop.recorded(&on(tomorrow, scoop(shop, 2))).await;
        shop.cancelled(EntryKind::Sale, uuid(2), "mistake").await;
        let before = board(live, "network").await;
        assert!(before.totals.is_empty() && before.feed.is_empty(), "{before:?}");
        begin(shop, shop.outlet("a"), tomorrow).await;
        let after = board(live, "network").await;
        assert_eq!(figures(&after), figure(1, "10.00", 0, "0.00", 1, "10.00"));
        assert_eq!((after.business_day, after.days.min, after.days.max), (None, TODAY, tomorrow));
        let rows = [
            (FeedKind::Cancellation, "10.00".to_owned(), false, false),
            (FeedKind::Sale, "10.00".to_owned(), true, false),
            (FeedKind::Sale, "10.00".to_owned(), false, false),
        ];
        assert_eq!(feed(&after), rows);
    })
    .await;
}

#[tokio::test]
async fn a_new_day_begins_empty_and_the_old_one_stays_as_it_was() {
    with_board(async |shop, live| {
        shop.recorded(&scoop(shop, 1)).await;
        let before = board(live, "outlet:a").await;
        begin(shop, shop.outlet("a"), TODAY.plus(1)).await;
        let after = board(live, "outlet:a").await;
        assert!(after.totals.is_empty() && after.top_items.is_empty() && after.feed.is_empty());
        assert!(after.revision > before.revision);
        let freshness = after.freshness.unwrap();
        assert_eq!((freshness.outlets_expected, freshness.outlets_heard), (1, 0));
        assert_eq!(freshness.missing, ["a".parse().unwrap()]);
        let past = board_of(live, "outlet:a", TODAY).await;
        assert_eq!((past.totals, past.hours, past.feed), (before.totals, before.hours, before.feed));
        assert_eq!(past.top_items, before.top_items);
    })
    .await;
}

#[tokio::test]
async fn a_cancellation_takes_the_sale_out_and_shows_both() {
    with_board(async |shop, live| {
        shop.recorded(&scoop(shop, 1)).await;
        board(live, "network").await;
        shop.cancelled(EntryKind::Sale, uuid(1), "mistake").await;
        let board = board(live, "network").await;
        assert_eq!(figures(&board), figure(0, "0.00", 0, "0.00", 1, "10.00"));
        assert!(board.hours.iter().all(|cell| cell.totals.is_empty()));
        assert!(board.top_outlets.is_empty() && board.top_items.is_empty());
        let rows = [
            (FeedKind::Cancellation, "10.00".to_owned(), false, false),
            (FeedKind::Sale, "10.00".to_owned(), true, false),
        ];
        assert_eq!(feed(&board), rows);
        assert_eq!(
            board.feed[0].at, "2026-11-20T17:30:00+05:30",
            "when it was cancelled, by the outlet's clock"
        );
        assert_eq!(board.feed[0].sale, board.feed[1].sale);
    })
    .await;
}

#[tokio::test]
async fn returns_stand_apart_and_leave_with_their_cancellation() {
    with_board(async |shop, live| {
        shop.recorded(&scoop(shop, 1)).await;
        shop.recorded(&free_return(2, shop.outlet("a"), &[line("vanilla", 1, 400)])).await;
        let returned = board(live, "network").await;
        assert_eq!(figures(&returned), figure(1, "10.00", 1, "-4.00", 0, "0.00"));
        assert_eq!(returned.top_items[0].qty.to_string(), "2", "returns leave items alone");
        let row = &returned.feed[0];
        assert_eq!(
            (row.kind, row.amount.to_string(), row.qty.to_string()),
            (FeedKind::Return, "-4.00".to_owned(), "-1".to_owned())
        );
        assert_eq!(row.sale, None);
        shop.cancelled(EntryKind::Return, uuid(2), "kept").await;
        assert_eq!(figures(&board(live, "network").await), figure(1, "10.00", 0, "0.00", 0, "0.00"));
    })
    .await;
}

#[tokio::test]
async fn imported_facts_count_and_stay_out_of_the_feed() {
    with_board(async |shop, live| {
        shop.recorded(&scoop(shop, 1).with(|sale| sale.origin = Origin::Import)).await;
        let board = board(live, "network").await;
        assert_eq!(figures(&board), figure(1, "10.00", 0, "0.00", 0, "0.00"));
        assert!(board.feed.is_empty());
        let past = board_of(live, "franchise:east", TODAY.plus(-1)).await;
        assert!(past.totals.is_empty() && past.feed.is_empty());
    })
    .await;
}

#[tokio::test]
async fn events_nobody_can_see_leave_the_revision() {
    with_board(async |shop, live| {
        shop.recorded(&scoop(shop, 1)).await;
        let before = board(live, "network").await;
        shop.recorded(&on(TODAY.plus(-30), scoop(shop, 2)).with(|sale| sale.origin = Origin::Import)).await;
        let after = board(live, "network").await;
        assert_eq!(after.revision, before.revision);
        assert!(after.cursor > before.cursor);
    })
    .await;
}
