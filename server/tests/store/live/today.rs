//! Today's part of the ledger is what the boards show: each outlet's own day, wherever it stands.

use app::live::Board;
use app::units::DayRange;
use server::db::testing::on_both_engines;
use server::organisation::ScopeId;
use server::sales::ledger::{self, Question};
use server::sales::{EntryKind, NewEntry};
use server::summaries::store::{sum_scope_days, sum_scope_hour};

use super::{begin, board, every_scope, open_live};
use crate::support::{Draft, Franchise, TODAY, free_return, line, sale, uuid};

/// Counts and money of the whole day. What was taken back to nothing leaves a row of zeros in a summary and none in the ledger.
pub(super) async fn assert_ledger_adds_up_to(shop: &Franchise, scope: ScopeId, board: &Board) {
    let mut tx = shop.db.read().await.unwrap();
    let sums = sum_scope_days(&mut tx, scope, DayRange::Current, None).await.unwrap();
    tx.rollback().await.unwrap();
    let told = sums.iter().map(|sums| [sums.orders, sums.gross, sums.returns, sums.returned, sums.cancelled]);
    let shown = board
        .totals
        .iter()
        .map(|row| [row.orders, row.gross.minor, row.returns, row.returned.minor, row.cancelled]);
    let is_something = |row: &[i64; 5]| *row != [0; 5];
    let told: Vec<_> = told.filter(is_something).collect();
    assert_eq!(told, shown.filter(is_something).collect::<Vec<_>>(), "{}", board.scope);
}

/// Money of every hour.
pub(super) async fn assert_ledger_adds_up_by_the_hour(shop: &Franchise, scope: ScopeId, board: &Board) {
    let mut tx = shop.db.read().await.unwrap();
    for hour in 0..24 {
        let sums = sum_scope_hour(&mut tx, scope, DayRange::Current, hour, None).await.unwrap();
        let told: i64 = sums.iter().map(|sums| sums.gross).sum();
        let cells = board.hours.iter().filter(|cell| cell.hour == hour).flat_map(|cell| &cell.totals);
        assert_eq!(told, cells.map(|total| total.gross.minor).sum::<i64>(), "{} {hour}", board.scope);
    }
    tx.rollback().await.unwrap();
}

#[tokio::test]
async fn outlets_on_different_days_are_listed_each_with_its_own() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let (a, b) = (shop.outlet("a"), shop.outlet("b"));
        let tomorrow = TODAY.plus(1);
        let scoop = |n, outlet, day, minor| -> NewEntry {
            sale(n, outlet, &[line("vanilla", 1, minor)]).with(|sale| sale.day = day)
        };
        begin(&shop, a, TODAY).await;
        begin(&shop, b, TODAY).await;
        shop.recorded(&scoop(1, a, TODAY.plus(-1), 100)).await;
        shop.recorded(&scoop(2, a, TODAY, 200)).await;
        shop.recorded(&scoop(3, b, TODAY, 400)).await;
        begin(&shop, b, tomorrow).await;
        shop.recorded(&scoop(4, b, tomorrow, 800).with(|sale| sale.hour = 3)).await;
        shop.recorded(&scoop(5, b, tomorrow, 1_600)).await;
        shop.recorded(&free_return(6, a, &[line("vanilla", 1, 50)])).await;
        shop.cancelled(EntryKind::Sale, uuid(5), "mistake").await;

        let live = open_live(&shop).await;
        for (scope, listed) in [
            ("network", vec![6, 5, 4, 2]),
            ("region:north", vec![6, 5, 4, 2]),
            ("outlet:b", vec![5, 4]),
            ("outlet:c", vec![]),
        ] {
            let id = shop.directory.current().scope_id(&scope.parse().unwrap()).unwrap();
            assert_eq!(today(&shop, id).await, listed.into_iter().map(uuid).collect::<Vec<_>>(), "{scope}");
        }
        for scope in every_scope(&shop) {
            let id = shop.directory.current().scope_id(&scope).unwrap();
            let board = board(&live, &scope.to_string()).await;
            assert_ledger_adds_up_to(&shop, id, &board).await;
            assert_ledger_adds_up_by_the_hour(&shop, id, &board).await;
        }
        live.stop().await;
        shop.ingest.stop().await;
    })
    .await;
}

/// Ids of the first page of today.
async fn today(shop: &Franchise, scope: ScopeId) -> Vec<uuid::Uuid> {
    let question = Question { days: DayRange::Current, ..Question::newest(scope, 50) };
    let mut tx = shop.db.read().await.unwrap();
    let listing = ledger::list(&mut tx, &question).await.unwrap().unwrap();
    tx.rollback().await.unwrap();
    assert_eq!((listing.newer, listing.older), (None, None));
    listing.entries.into_iter().map(|entry| entry.id).collect()
}
