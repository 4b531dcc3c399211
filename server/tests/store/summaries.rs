//! The list of the daily summaries and their grid: which days they reach, and that they say where they go on.

use app::summaries::{Grid, GridCell};
use app::units::{Day, LONGEST_RANGE_DAYS};
use server::db::testing::on_both_engines;
use server::db::{Urgency, on_engine};
use server::sales::Command;
use server::summaries::daily::{self, Listing, Question};
use server::summaries::grid;

use crate::support::{Franchise, TODAY};

/// Rows of `outlet` on `count` days, `apart` days apart, the last on `last`.
async fn fill(shop: &Franchise, outlet: &str, last: Day, count: i64, apart: i64) {
    let sql = "with recursive n(at) as (select 0 union all select at + 1 from n where at + 1 < $3)
        insert into scope_days (scope_id, day, currency, orders, gross, tax, discount, qty, returns, returned, returned_tax,
            returned_qty, cancelled, cancelled_amount)
        select $1, $2 - n.at * $4, 'INR', 1, 100, 0, 0, 1000, 0, 0, 0, 0, 0, 0 from n";
    let outlet = shop.outlet(outlet).0;
    let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
    on_engine!(&mut tx, connection =>
        sqlx::query(sql)
            .bind(outlet)
            .bind(i64::from(last.0))
            .bind(count)
            .bind(apart)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))
    .unwrap();
    tx.commit().await.unwrap();
}

/// Outlet and days before today of every row, in pages of `limit`.
async fn listed(
    shop: &Franchise,
    scope: &str,
    (from, to): (Option<Day>, Option<Day>),
    limit: usize,
) -> Vec<(String, i32)> {
    let scope = shop.directory.current().scope_id(&scope.parse().unwrap()).unwrap();
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let mut tx = shop.db.read().await.unwrap();
        let question = Question { scope, from, to, after, limit };
        let Listing { rows: page, next } = daily::list(&mut tx, &question).await.unwrap();
        tx.rollback().await.unwrap();
        assert!(page.len() <= limit);
        assert!(next.is_none() || !page.is_empty(), "a page of nothing that is not the last");
        rows.extend(page.iter().map(|row| (row.outlet_code.to_string(), TODAY.0 - row.day.0)));
        after = next;
        if after.is_none() {
            return rows;
        }
    }
}

#[tokio::test]
async fn every_row_of_a_scope_is_listed_once_whatever_gaps_its_days_have() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        fill(&shop, "a", TODAY, 20, 3).await;
        fill(&shop, "b", TODAY.plus(-2), 5, 1).await;
        fill(&shop, "c", TODAY.plus(-400), 3, 200).await;
        fill(&shop, "d", TODAY.plus(7), 1, 1).await;
        let mut expected: Vec<(String, i32)> = (0..20).map(|at| ("a".to_owned(), at * 3)).collect();
        expected.extend((0..5).map(|at| ("b".to_owned(), 2 + at)));
        expected.extend((0..3).map(|at| ("c".to_owned(), 400 + at * 200)));
        expected.push(("d".to_owned(), -7));
        expected.sort_by_key(|(outlet, before)| (*before, outlet.clone()));
        for limit in [1, 2, 7, 100] {
            assert_eq!(listed(&shop, "network", (None, None), limit).await, expected, "{limit}");
            for scope in ["region:north", "franchise:east", "outlet:c"] {
                let within = |outlet: &str| match scope {
                    "region:north" => ["a", "b"].contains(&outlet),
                    "franchise:east" => ["a", "c"].contains(&outlet),
                    _ => outlet == "c",
                };
                let expected: Vec<_> =
                    expected.iter().filter(|(outlet, _)| within(outlet)).cloned().collect();
                assert_eq!(listed(&shop, scope, (None, None), limit).await, expected, "{scope} {limit}");
            }
        }
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_page_of_a_scope_that_hardly_ever_sold_is_short_and_says_that_more_follow() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        fill(&shop, "a", TODAY, 1_826, 1).await;
        fill(&shop, "b", TODAY, 4, 600).await;
        assert_eq!(listed(&shop, "network", (None, None), 500).await.len(), 1_826 + 4);
        let days: Vec<i32> =
            listed(&shop, "outlet:b", (None, None), 500).await.iter().map(|row| row.1).collect();
        assert_eq!(days, [0, 600, 1_200, 1_800]);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn open_ends_reach_five_years_and_no_further() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let years = i64::from(LONGEST_RANGE_DAYS);
        // The day before the five years, their first, and their last.
        fill(&shop, "a", TODAY, 1, 1).await;
        fill(&shop, "a", TODAY.plus(1 - LONGEST_RANGE_DAYS), 2, 1).await;
        fill(&shop, "b", TODAY.plus(-5), 2, years - 1).await;
        let days = async |scope, range| -> Vec<i32> {
            listed(&shop, scope, range, 10).await.iter().map(|row| row.1).collect()
        };
        let first = TODAY.plus(-LONGEST_RANGE_DAYS);
        assert_eq!(days("outlet:a", (None, None)).await, [0, LONGEST_RANGE_DAYS - 1]);
        assert_eq!(
            days("outlet:a", (None, Some(TODAY.plus(-1)))).await,
            [LONGEST_RANGE_DAYS - 1, LONGEST_RANGE_DAYS]
        );
        assert_eq!(days("outlet:a", (Some(first), None)).await, [LONGEST_RANGE_DAYS - 1, LONGEST_RANGE_DAYS]);
        assert_eq!(
            days("outlet:a", (Some(first), Some(TODAY))).await,
            [LONGEST_RANGE_DAYS - 1, LONGEST_RANGE_DAYS]
        );
        // The newest day is the scope's own and not the network's.
        assert_eq!(days("outlet:b", (None, None)).await, [5, 5 + LONGEST_RANGE_DAYS - 1]);
        assert_eq!(days("outlet:c", (None, None)).await, [0; 0]);
        shop.ingest.stop().await;
    })
    .await;
}

/// The grid of `scope`, as text: a line for each outlet, newest day first.
async fn drawn(shop: &Franchise, scope: &str, (from, to): (Option<Day>, Option<Day>)) -> Vec<String> {
    let directory = shop.directory.current();
    let scope = scope.parse().unwrap();
    let mut tx = shop.db.read().await.unwrap();
    let (id, outlets) = (directory.scope_id(&scope).unwrap(), directory.outlets_of(&scope));
    let Grid { days, rows, next } = grid::read(&mut tx, id, outlets, (from, to), None).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(next, None);
    let cell = |cell: &GridCell| match cell {
        GridCell::NotBegun => "–".to_owned(),
        GridCell::Running(amount) => format!("{amount}…"),
        GridCell::Ended(amount) => amount.to_string(),
    };
    assert!(rows.iter().all(|row| row.cells.len() == days.len()));
    let line = |cells: &[GridCell]| cells.iter().map(cell).collect::<Vec<_>>().join(" ");
    rows.iter().map(|row| format!("{} {}", row.outlet, line(&row.cells))).collect()
}

#[tokio::test]
async fn a_grid_tells_days_without_sales_from_running_ones_and_from_those_to_come() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let three = (Some(TODAY.plus(-2)), Some(TODAY));
        assert_eq!(drawn(&shop, "network", (None, None)).await, [""; 0]);
        fill(&shop, "a", TODAY, 2, 2).await;
        fill(&shop, "c", TODAY.plus(-1), 1, 1).await;
        // Nothing but imports: no day has begun, and the newest row is the end.
        assert_eq!(drawn(&shop, "region:south", (Some(TODAY.plus(-2)), None)).await, ["c 1.00 –", "d – –"]);
        for (outlet, day) in [("a", TODAY), ("b", TODAY), ("c", TODAY.plus(-1))] {
            shop.submit(Command::StartDay { outlet: shop.outlet(outlet), day }).await;
        }
        let expected = ["a 1.00… 0.00 1.00", "b 0.00… 0.00 0.00", "c – 1.00… 0.00", "d – – –"];
        assert_eq!(drawn(&shop, "network", three).await, expected);
        assert_eq!(drawn(&shop, "franchise:east", three).await, [expected[0], expected[2]]);
        assert_eq!(drawn(&shop, "outlet:b", three).await, [expected[1]]);
        let fortnight = drawn(&shop, "outlet:a", (None, None)).await;
        assert_eq!(fortnight[0].split(' ').count(), 1 + 14, "{fortnight:?}");
        shop.ingest.stop().await;
    })
    .await;
}
