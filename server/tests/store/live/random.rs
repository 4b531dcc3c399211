//! After any history a board that was kept up event by event equals one that is read afresh, and both equal the summaries.

use std::collections::{BTreeMap, BTreeSet};

use app::live::{Board, Totals};
use app::units::{Currency, Scope};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use server::db::testing::on_both_engines;
use server::live::Live;
use server::sales::Command;

use super::today::assert_ledger_adds_up_to;
use super::{begin, begin_all, board, every_scope, move_outlet, open_live, shown};
use crate::operations::Script;
use crate::support::{Franchise, OUTLETS, TODAY, scope_days};

const OPERATIONS: usize = 900;
const SEED: u64 = 43;

#[tokio::test]
async fn boards_kept_up_equal_boards_read_afresh() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let mut random = StdRng::seed_from_u64(SEED);
        let commands = Script::new(&shop, SEED).write(OPERATIONS);
        let kept = open_live(&shop).await;
        let mut day = TODAY.plus(-2);
        begin_all(&shop, day).await;
        for part in commands.chunks(60) {
            submit_in_groups(&shop, part, &mut random).await;
            for scope in every_scope(&shop) {
                board(&kept, &scope.to_string()).await;
            }
            compare(&shop, &kept).await;
            if random.random_bool(0.4) {
                let (outlet, ..) = OUTLETS[random.random_range(0..OUTLETS.len())];
                let region = ["north", "south"][random.random_range(0..2)];
                let franchise = ["east", "west"][random.random_range(0..2)];
                // The hub hears of it with the facts that follow: ingest tells nothing of what others append.
                move_outlet(&shop, outlet, region, franchise).await;
            }
            // Outlets go into the next day one after the other, now and then with sales between.
            if random.random_bool(0.5) {
                day = day.plus(1);
                let mut outlets: Vec<_> =
                    shop.directory.current().outlets().map(|outlet| outlet.id).collect();
                let first = random.random_range(0..outlets.len());
                outlets.rotate_left(first);
                begin(&shop, outlets[0], day).await;
                compare(&shop, &kept).await;
                for outlet in &outlets[1..] {
                    begin(&shop, *outlet, day).await;
                }
            }
        }
        kept.stop().await;
        shop.ingest.stop().await;
    })
    .await;
}

async fn submit_in_groups(shop: &Franchise, mut commands: &[Command], random: &mut StdRng) {
    while !commands.is_empty() {
        let (group, rest) = commands.split_at(random.random_range(1..=20).min(commands.len()));
        shop.submit_all(group.to_vec()).await;
        commands = rest;
    }
}

async fn compare(shop: &Franchise, kept: &Live) {
    let fresh = open_live(shop).await;
    for scope in every_scope(shop) {
        let name = scope.to_string();
        let (kept, read) = (board(kept, &name).await, board(&fresh, &name).await);
        assert!(kept.revision <= read.revision && read.revision <= read.cursor, "{name}");
        assert_totals_are_the_summaries(shop, &scope, &read).await;
        let id = shop.directory.current().scope_id(&scope).unwrap();
        assert_ledger_adds_up_to(shop, id, &read).await;
        assert_eq!(shown(kept), shown(read), "{name}");
    }
    fresh.stop().await;
}

/// While all outlets stand on one day, the scope's own summaries. Else Σ over its outlets of what their summaries hold of
/// their own current day, which says nothing of regions and franchises: an outlet may have been elsewhere in the morning.
async fn assert_totals_are_the_summaries(shop: &Franchise, scope: &Scope, board: &Board) {
    let directory = shop.directory.current();
    let begun = begun_days(shop).await;
    let days: BTreeSet<i64> = begun.values().copied().collect();
    let summed: BTreeMap<i64, i64> = match (days.len(), scope) {
        (1, _) => BTreeMap::from([(directory.scope_id(scope).unwrap().0, *days.first().unwrap())]),
        (_, Scope::Region(_) | Scope::Franchise(_)) => return,
        _ => directory.outlets_of(scope).iter().map(|outlet| (outlet.id.0, begun[&outlet.id.0])).collect(),
    };
    let mut sums: BTreeMap<Currency, [i64; 11]> = BTreeMap::new();
    for row in scope_days(&shop.db).await {
        if summed.get(&row.scope_id) == Some(&row.day) {
            let sums = sums.entry(row.currency.parse().unwrap()).or_default();
            sums.iter_mut().zip(row.measures()).for_each(|(sum, more)| *sum += more);
        }
    }
    let shown: BTreeMap<Currency, [i64; 11]> =
        board.totals.iter().map(|row| (row.currency, measures(row))).collect();
    assert_eq!(shown, sums, "{scope}");
    for row in &board.totals {
        assert_eq!(row.net.minor, row.gross.minor - row.tax.minor);
        assert_eq!(row.returned_net.minor, row.returned.minor - row.returned_tax.minor);
        let hours =
            board.hours.iter().flat_map(|cell| &cell.totals).filter(|total| total.currency == row.currency);
        let (gross, orders) =
            hours.fold((0, 0), |(gross, orders), total| (gross + total.gross.minor, orders + total.orders));
        assert_eq!((gross, orders), (row.gross.minor, row.orders), "the hours of {scope} are its day");
    }
}

async fn begun_days(shop: &Franchise) -> BTreeMap<i64, i64> {
    let mut tx = shop.db.read().await.unwrap();
    let rows = server::db::on_engine!(&mut tx, connection =>
        sqlx::query_as::<_, (i64, i64)>("select outlet_id, max(day) from day_starts group by outlet_id")
            .fetch_all(connection)
            .await);
    tx.rollback().await.unwrap();
    rows.unwrap().into_iter().collect()
}

pub(super) fn measures(row: &Totals) -> [i64; 11] {
    [
        row.orders,
        row.gross.minor,
        row.tax.minor,
        row.discount.minor,
        row.qty.0,
        row.returns,
        row.returned.minor,
        row.returned_tax.minor,
        row.returned_qty.0,
        row.cancelled,
        row.cancelled_amount.minor,
    ]
}
