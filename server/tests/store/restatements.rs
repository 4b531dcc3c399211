//! The figure of a day as it was told, and its restatements, are the figure now.

use std::collections::BTreeMap;

use app::units::{Day, UnixMs};
use server::clock::Clock;
use server::db::testing::{on_both_engines, on_postgres};
use server::db::{Db, Urgency, on_engine};
use server::events::{EventData, EventKind, NewEvent, Origin, append};
use server::organisation::ScopeId;
use server::restatements::Reason;
use server::restatements::list::{Listing, list};
use server::restatements::store::{Question, RestatementRow};
use server::sales::{Command, EntryKind, NewEntry};
use server::summaries::DaySums;
use server::summaries::verify::verify_day;

use crate::operations::{Script, carry_out, outlet_days};
use crate::plain::Measures;
use crate::support::{Draft, Franchise, OUTLETS, TODAY, free_return, line, sale, somebody_waits, uuid};

const YESTERDAY: Day = Day(TODAY.0 - 1);

/// All of them, read in pages of `limit`.
async fn restatements(db: &Db, limit: usize) -> Vec<RestatementRow> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let (from, to) = (TODAY.plus(-40), TODAY.plus(40));
        let question = Question { scope: ScopeId::NETWORK, from, to, after, limit };
        let mut tx = db.read().await.unwrap();
        let Listing { rows: page, next } = list(&mut tx, &question).await.unwrap();
        tx.rollback().await.unwrap();
        rows.extend(page);
        after = next;
        if after.is_none() {
            return rows;
        }
    }
}

fn starts(shop: &Franchise, outlets: &[&str], day: Day) -> Vec<Command> {
    outlets.iter().map(|code| Command::StartDay { outlet: shop.outlet(code), day }).collect()
}

fn on(day: Day, entry: NewEntry) -> NewEntry {
    entry.with(|entry| entry.day = day)
}

type Days = BTreeMap<(i64, i64, String), Measures>;

fn add(days: &mut Days, key: (i64, i64, String), sums: Measures) {
    let kept = days.entry(key).or_default();
    kept.iter_mut().zip(sums).for_each(|(kept, more)| *kept += more);
}

#[tokio::test]
async fn the_figure_that_was_told_and_its_restatements_are_the_figure_now() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let commands = Script::new(&shop, 41).write(3_000);
        // The last outlet never begins a day, and so tells nothing.
        let beginning = ["a", "b", "c"];
        let outlets: Vec<i64> = beginning.iter().map(|code| shop.outlet(code).0).collect();
        let was_told =
            |(outlet, day, _): &(i64, i64, String)| outlets.contains(outlet) && *day < i64::from(TODAY.0);
        let mut told: Days = Days::new();
        let mut rest = &commands[..];
        for (day, count) in [(YESTERDAY, 900), (TODAY, 2_100)] {
            let (now, later) = rest.split_at(count);
            rest = later;
            let first = day == YESTERDAY;
            shop.submit_all(starts(&shop, &beginning, day)).await;
            if !first {
                let of_day = outlet_days(&shop).await.into_iter();
                told.extend(of_day.filter(|(key, _)| was_told(key) && key.1 == i64::from(YESTERDAY.0)));
            }
            carry_out(&shop, now, 41, 1..=60).await;
        }
        let rows = restatements(&shop.db, 7).await;
        let mut sorted = rows.clone();
        sorted.sort_by_key(|row| {
            let key = &row.key;
            (
                std::cmp::Reverse(key.day),
                row.outlet_code.clone(),
                key.currency.to_string(),
                key.told_on,
                key.reason.as_str(),
            )
        });
        assert_eq!(rows, sorted);
        let reasons: std::collections::BTreeSet<_> = rows.iter().map(|row| row.key.reason).collect();
        assert_eq!(Vec::from_iter(reasons), [Reason::Sale, Reason::Return, Reason::Cancellation]);
        let mut both = told;
        for row in &rows {
            assert!(row.key.day < row.key.told_on && row.restated.facts > 0, "{row:?}");
            let key = (row.key.outlet.0, i64::from(row.key.day.0), row.key.currency.to_string());
            add(&mut both, key, row.restated.sums.columns());
        }
        let now: Days = outlet_days(&shop).await.into_iter().filter(|(key, _)| was_told(key)).collect();
        assert_eq!(both, now);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn within_a_group_only_what_follows_the_start_of_a_later_day_is_a_restatement() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let lines = [line("VAN", 1, 1_000)];
        let record = |n, day| Command::Record(Box::new(on(day, sale(n, shop.outlet("a"), &lines))));
        let mut group = starts(&shop, &["a"], YESTERDAY);
        group.push(record(1, YESTERDAY));
        group.extend(starts(&shop, &["a"], TODAY));
        group.extend([record(2, YESTERDAY), record(3, TODAY), record(2, YESTERDAY)]);
        shop.submit_all(group).await;
        let rows = restatements(&shop.db, 100).await;
        assert_eq!(rows.len(), 1, "{rows:?}");
        let (key, restated) = (rows[0].key, rows[0].restated);
        assert_eq!((key.day, key.told_on, key.reason, restated.facts), (YESTERDAY, TODAY, Reason::Sale, 1));
        assert_eq!((restated.sums.orders, restated.sums.gross), (1, 1_000), "a repeat adds nothing");
        shop.cancelled(EntryKind::Sale, uuid(1), "mistake").await;
        let cancelled = restatements(&shop.db, 100).await[0].restated;
        assert_eq!((cancelled.sums.orders, cancelled.sums.gross, cancelled.sums.cancelled), (-1, -1_000, 1));
        shop.recorded(&on(YESTERDAY, free_return(4, shop.outlet("a"), &lines))).await;
        shop.recorded(&on(YESTERDAY, sale(5, shop.outlet("b"), &lines))).await;
        let reasons: Vec<_> =
            restatements(&shop.db, 1).await.iter().map(|row| row.key.reason.as_str()).collect();
        assert_eq!(reasons, ["cancellation", "return", "sale"], "an outlet without days has told nothing");
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_filled_in_before_the_first_day_of_an_outlet_restates_nothing() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let all: Vec<&str> = OUTLETS.iter().map(|(code, ..)| *code).collect();
        for day in [TODAY.plus(-2), YESTERDAY, TODAY] {
            shop.submit_all(starts(&shop, &all, day)).await;
        }
        let lines = [line("VAN", 1, 1_000)];
        let mut n = 0;
        for (origin, back, expected) in [
            (Origin::Import, 3, 0),
            (Origin::Generate, 30, 0),
            (Origin::Import, 0, 0),
            (Origin::Import, 1, 1),
            (Origin::Generate, 2, 2),
            (Origin::Live, 3, 3),
        ] {
            n += 1;
            let entry = sale(n, shop.outlet("a"), &lines).with(|entry| {
                entry.origin = origin;
                entry.day = TODAY.plus(-back);
            });
            shop.recorded(&entry).await;
            assert_eq!(restatements(&shop.db, 100).await.len(), expected, "{origin:?} {back}");
        }
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_wrong_summary_of_a_told_day_is_restated_when_it_is_healed() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        for day in [YESTERDAY, TODAY] {
            shop.recorded(&on(
                day,
                sale(u128::from(day.0.unsigned_abs()), shop.outlet("a"), &[line("VAN", 1, 1_000)]),
            ))
            .await;
            shop.submit_all(starts(&shop, &["a"], day)).await;
        }
        let before = restatements(&shop.db, 100).await;
        let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
        let sql = "update scope_days set gross = gross - 300";
        on_engine!(&mut tx, connection => sqlx::query(sql).execute(connection).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
        for day in [YESTERDAY, TODAY] {
            verify_day(&shop.db, &*shop.clock, day).await.unwrap();
        }
        let mut rows = restatements(&shop.db, 100).await;
        rows.retain(|row| !before.contains(row));
        assert_eq!(rows.len(), 1, "today has not been told: {rows:?}");
        assert_eq!((rows[0].key.day, rows[0].key.reason), (YESTERDAY, Reason::Drift));
        assert_eq!(rows[0].restated.sums, DaySums { gross: 300, ..DaySums::default() });
        assert_eq!(rows[0].restated.facts, 0);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_fact_that_is_overtaken_by_the_start_of_a_later_day_is_a_restatement() {
    on_postgres(async |db| {
        let shop = Franchise::open(db).await;
        shop.submit_all(starts(&shop, &["a"], YESTERDAY)).await;
        let outlet = shop.outlet("a");
        // Another process has begun today and is about to commit; the sale was decided before, and comes after.
        let mut other = shop.db.write(Urgency::Foreground).await.unwrap();
        let start = NewEvent {
            kind: EventKind::DayStarted,
            outlet,
            at: UnixMs(shop.clock.now_ms()),
            origin: Origin::Live,
            data: EventData::DayStarted { day: TODAY },
        };
        let event = append(&mut other, &start).await.unwrap();
        let sql = "insert into day_starts (outlet_id, day, event_id) values ($1, $2, $3)";
        on_engine!(&mut other, connection =>
            sqlx::query(sql)
                .bind(outlet.0)
                .bind(i64::from(TODAY.0))
                .bind(event)
                .execute(connection)
                .await
                .map(drop))
        .unwrap();
        let sold = on(YESTERDAY, sale(1, outlet, &[line("VAN", 1, 1_000)]));
        let commit = async {
            somebody_waits(&shop.db).await;
            other.commit().await.unwrap();
        };
        let (receipt, ()) = tokio::join!(shop.recorded(&sold), commit);
        assert!(receipt.event > event);
        let rows = restatements(&shop.db, 100).await;
        assert_eq!(rows.len(), 1, "{rows:?}");
        let key = rows[0].key;
        assert_eq!((key.day, key.told_on, key.reason), (YESTERDAY, TODAY, Reason::Sale));
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_day_is_told_by_whichever_clock_a_later_one_was_begun() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let tomorrow = TODAY.plus(1);
        shop.submit_all(starts(&shop, &["a"], TODAY)).await;
        shop.recorded(&sale(1, shop.outlet("a"), &[line("VAN", 1, 1_000)])).await;
        assert!(restatements(&shop.db, 100).await.is_empty());
        shop.submit_all(starts(&shop, &["a"], tomorrow)).await;
        shop.recorded(&sale(2, shop.outlet("a"), &[line("VAN", 1, 1_000)])).await;
        let rows = restatements(&shop.db, 100).await;
        assert_eq!(rows.iter().map(|row| row.key.told_on).collect::<Vec<_>>(), [tomorrow]);
        shop.ingest.stop().await;
    })
    .await;
}
