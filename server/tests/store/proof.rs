//! The summaries are held against the ledger, and healed where they differ.

use std::sync::Arc;

use app::units::{Day, UnixMs};
use server::clock::Clock;
use server::db::testing::{on_both_engines, open_sqlite};
use server::db::{Db, Urgency, on_engine};
use server::entropy::Entropy;
use server::jobs::{Registry, ScheduleName, Worker, steer};
use server::organisation::ScopeId;
use server::prune::{self, KEPT_MS, PRUNE};
use server::summaries::check_store::{self, KeptDrift};
use server::summaries::daily::{self, Question};
use server::summaries::prove;
use server::summaries::rebuild_days::rebuild_days;
use server::summaries::rebuild_store::{Asked, list_rebuilds};
use server::summaries::verify::{SETTLED_MS, VerifyError, look, verify_day};
use sqlx::AssertSqlSafe;
use tokio_util::sync::CancellationToken;

use crate::operations::Script;
use crate::support::{Draft, Franchise, TODAY, line, rebuilt_sums, sale, sums};

pub(crate) async fn damage(db: &Db, sql: &str) {
    let mut tx = db.write(Urgency::Foreground).await.unwrap();
    let changed = on_engine!(&mut tx, connection =>
        sqlx::query(AssertSqlSafe(sql.to_owned())).execute(connection).await.map(|done| done.rows_affected()));
    assert!(changed.unwrap() > 0, "{sql} changes nothing");
    tx.commit().await.unwrap();
}

async fn drifts(db: &Db) -> Vec<KeptDrift> {
    let mut tx = db.read().await.unwrap();
    let drifts = check_store::list_drifts(&mut tx, 100).await.unwrap();
    tx.rollback().await.unwrap();
    drifts
}

/// Rows of the day of the tests that are shown as proved, and all of them.
async fn proved(shop: &Franchise) -> (usize, usize) {
    let question =
        Question { scope: ScopeId::NETWORK, from: Some(TODAY), to: Some(TODAY), after: None, limit: 100 };
    let mut tx = shop.db.read().await.unwrap();
    let rows = daily::list(&mut tx, &question).await.unwrap().rows;
    tx.rollback().await.unwrap();
    (rows.iter().filter(|row| row.verified_at.is_some()).count(), rows.len())
}

async fn bounds(db: &Db) -> (Day, Day) {
    let mut tx = db.read().await.unwrap();
    let bounds = check_store::find_day_bounds(&mut tx).await.unwrap();
    tx.rollback().await.unwrap();
    bounds.unwrap()
}

#[tokio::test]
async fn whatever_was_recorded_every_day_is_found_equal() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        shop.submit_all(Script::new(&shop, 21).write(400)).await;
        let (first, last) = bounds(&shop.db).await;
        let mut compared = 0;
        for day in (first.0..=last.0).map(Day) {
            let found = look(&shop.db, day).await.unwrap();
            assert!(found.is_equal() && found.days.is_empty(), "{day}: {found:?}");
            compared += found.compared;
        }
        assert_eq!(compared, i64::try_from(sums(&shop.db).await.len()).unwrap(), "rows that no day has");
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn rows_that_are_wrong_missing_or_too_many_are_found_told_and_healed() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        for n in 1..=3 {
            shop.recorded(&sale(n, shop.outlet("a"), &[line("VAN", 2, 5_000)])).await;
        }
        let day = TODAY.0;
        let outlet = shop.outlet("a").0;
        for (sql, summary, differing, gross_off) in [
            (
                format!("update scope_days set gross = gross - 70 where scope_id = {outlet}"),
                "scope_days",
                1,
                70,
            ),
            ("update scope_days set orders = orders + 1".to_owned(), "scope_days", 4, 0),
            (format!("delete from scope_days where scope_id = 1 and day = {day}"), "scope_days", 1, 15_000),
            ("delete from scope_hours".to_owned(), "scope_hours", 4, 60_000),
            ("update item_days set amount = 0".to_owned(), "item_days", 2, 30_000),
            (
                format!(
                    "insert into item_days values ({outlet}, {day}, (select max(id) from items), 'EUR', 0, 0)"
                ),
                "item_days",
                1,
                0,
            ),
            (
                format!(
                    "insert into scope_hours (scope_id, day, hour, currency, orders, gross)
                     values (1, {day}, 23, 'INR', 1, 900)"
                ),
                "scope_hours",
                1,
                900,
            ),
        ] {
            let known = drifts(&shop.db).await.len();
            damage(&shop.db, &sql).await;
            let verified = verify_day(&shop.db, &*shop.clock, TODAY).await.unwrap();
            assert_eq!(verified.healed.map(|found| found.differing()), Some(differing), "{sql}");
            let kept = drifts(&shop.db).await;
            assert_eq!(kept.len(), known + 1, "{sql}: {kept:?}");
            let told = (kept[0].summary.as_str(), kept[0].differing, kept[0].gross_off);
            assert_eq!(told, (summary, differing, gross_off), "{sql}");
            assert_eq!((kept[0].day, kept[0].healed_at), (TODAY, Some(UnixMs(shop.clock.now_ms()))));
            assert_eq!(sums(&shop.db).await, rebuilt_sums(&shop.db).await, "{sql}");
            assert_eq!(verify_day(&shop.db, &*shop.clock, TODAY).await.unwrap().healed, None);
        }
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_row_is_proved_until_it_changes_and_while_it_settles() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        shop.recorded(&sale(1, shop.outlet("a"), &[line("VAN", 1, 100)])).await;
        assert_eq!(proved(&shop).await, (0, 1));
        verify_day(&shop.db, &*shop.clock, TODAY).await.unwrap();
        assert_eq!(proved(&shop).await, (0, 1), "a fact of the same moment may not have been committed yet");
        shop.clock.advance_ms(SETTLED_MS);
        verify_day(&shop.db, &*shop.clock, TODAY).await.unwrap();
        assert_eq!(proved(&shop).await, (1, 1));
        shop.clock.advance_ms(1);
        shop.recorded(&sale(2, shop.outlet("b"), &[line("VAN", 1, 100)])).await;
        assert_eq!(proved(&shop).await, (1, 2), "another outlet's row is not proved by this");
        shop.recorded(&sale(3, shop.outlet("a"), &[line("VAN", 1, 100)])).await;
        assert_eq!(proved(&shop).await, (0, 2));
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn the_job_proves_what_is_due_heals_on_the_way_and_comes_back_to_what_it_healed() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        shop.submit_all(Script::new(&shop, 22).write(120)).await;
        let (first, last) = bounds(&shop.db).await;
        damage(
            &shop.db,
            &format!("update scope_days set gross = gross + 1 where scope_id = 1 and day = {}", first.0),
        )
        .await;
        let mut registry = Registry::default();
        prove::add_to(&mut registry, shop.db.clone(), shop.clock.clone());
        let worker =
            Worker::new(shop.db.clone(), shop.clock.clone(), Arc::new(Entropy::from_seed(1)), registry);
        worker.keep_schedules().await.unwrap();
        assert_eq!(worker.run_due().await.unwrap(), 0);
        shop.clock.advance_ms(600_000);
        assert_eq!(worker.run_due().await.unwrap(), 1);
        let checks = async || {
            let mut tx = shop.db.read().await.unwrap();
            let checks = check_store::list_day_checks(&mut tx).await.unwrap();
            tx.rollback().await.unwrap();
            checks
        };
        let all = checks().await;
        assert_eq!(all.len(), usize::try_from(last.0 - first.0 + 1).unwrap());
        let now = UnixMs(shop.clock.now_ms());
        assert!(all.iter().all(|check| check.verified_at == now));
        assert_eq!(all.iter().filter(|check| check.healed_at.is_some()).count(), 1);
        assert_eq!(sums(&shop.db).await, rebuilt_sums(&shop.db).await);
        shop.clock.advance_ms(600_000);
        assert_eq!(worker.run_due().await.unwrap(), 1);
        let healed = checks().await.into_iter().find(|check| check.day == first).unwrap();
        assert_eq!(healed.verified_at, UnixMs(shop.clock.now_ms()), "its rows were too new to be proved");
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_day_that_cannot_be_added_up_does_not_keep_the_others_from_being_proved() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        for (n, back) in [(1, 0), (2, 0), (3, 1)] {
            let entry =
                sale(n, shop.outlet("a"), &[line("VAN", 1, 100)]).with(|sale| sale.day = TODAY.plus(-back));
            shop.recorded(&entry).await;
        }
        damage(&shop.db, &format!("update sales set total = {} where day = {}", i64::MAX, TODAY.0)).await;
        let mut registry = Registry::default();
        prove::add_to(&mut registry, shop.db.clone(), shop.clock.clone());
        let worker =
            Worker::new(shop.db.clone(), shop.clock.clone(), Arc::new(Entropy::from_seed(1)), registry);
        worker.keep_schedules().await.unwrap();
        shop.clock.advance_ms(600_000);
        assert_eq!(worker.run_due().await.unwrap(), 1);
        let mut tx = shop.db.read().await.unwrap();
        let checks = check_store::list_day_checks(&mut tx).await.unwrap();
        let runs = server::jobs::run_store::list_recent_runs(&mut tx, 10).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(checks.iter().map(|check| check.day).collect::<Vec<_>>(), [TODAY.plus(-1)]);
        let said = runs[0].1.summary.clone().unwrap();
        assert!(
            said.contains("1 of 2 due days proved") && said.contains("1 days cannot be proved"),
            "{said}"
        );
        shop.ingest.stop().await;
    })
    .await;
}

/// Postgres takes no text for a number.
#[tokio::test]
async fn a_summary_row_that_cannot_be_read_is_wrong_like_any_other_and_is_put_right() {
    let folder = tempfile::tempdir().unwrap();
    let shop = Franchise::open(open_sqlite(folder.path()).await).await;
    shop.recorded(&sale(1, shop.outlet("a"), &[line("VAN", 2, 5_000)])).await;
    for (sql, summary, currency, differing) in [
        ("update scope_hours set orders = 'many'", "scope_hours", "INR", 4),
        ("update scope_days set orders = 'many' where scope_id = 1", "scope_days", "INR", 1),
        ("update scope_days set refreshed_at = 'then'", "scope_days", "INR", 4),
        ("update item_days set currency = x'ff' where scope_id = 1", "item_days", "", 1),
    ] {
        damage(&shop.db, sql).await;
        let healed = verify_day(&shop.db, &*shop.clock, TODAY).await.unwrap().healed.unwrap();
        let told: Vec<_> = healed
            .drifts
            .iter()
            .map(|drift| (drift.summary.name(), drift.currency.as_str(), drift.differing))
            .collect();
        assert_eq!(told[0], (summary, currency, differing), "{sql}: {told:?}");
        assert_eq!(sums(&shop.db).await, rebuilt_sums(&shop.db).await, "{sql}");
    }
    // A row of no day is nobody's, and hides no day.
    damage(&shop.db, "insert into scope_hours values (1, 'soon', 9, 'INR', 1, 1)").await;
    assert_eq!(bounds(&shop.db).await, (TODAY, TODAY));
    shop.ingest.stop().await;
}

#[tokio::test]
async fn a_fact_that_cannot_be_read_is_told_of_its_day_and_the_other_days_are_proved_and_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    let shop = Franchise::open(open_sqlite(folder.path()).await).await;
    let yesterday = TODAY.plus(-1);
    for (n, day) in [(1, TODAY), (2, yesterday)] {
        let entry = sale(n, shop.outlet("a"), &[line("VAN", 1, 100)]).with(|sale| sale.day = day);
        shop.recorded(&entry).await;
    }
    verify_day(&shop.db, &*shop.clock, TODAY).await.unwrap();
    damage(&shop.db, &format!("update sales set total = 'much' where day = {}", TODAY.0)).await;
    damage(&shop.db, &format!("update scope_hours set gross = 0 where day = {}", yesterday.0)).await;
    for _ in 0..2 {
        let unreadable = verify_day(&shop.db, &*shop.clock, TODAY).await.unwrap_err();
        assert!(matches!(unreadable, VerifyError::Unreadable(TODAY, _)), "{unreadable:?}");
    }
    let told = drifts(&shop.db).await;
    assert_eq!(told.len(), 1, "once, however often it is found: {told:?}");
    assert_eq!((told[0].day, told[0].summary.as_str(), told[0].healed_at), (TODAY, "sales", None));
    let checks = async || {
        let mut tx = shop.db.read().await.unwrap();
        let checks = check_store::list_day_checks(&mut tx).await.unwrap();
        tx.rollback().await.unwrap();
        checks.iter().map(|check| check.day).collect::<Vec<_>>()
    };
    assert!(checks().await.is_empty(), "nothing of the day is told as proved any more");
    let asked = Asked { from: Day(0), to: Day(40_000), outlet: None, is_dry_run: false };
    let stop = CancellationToken::new();
    let done = rebuild_days(&shop.db, &*shop.clock, &asked, &stop, |_, _, _| Ok(())).await.unwrap();
    assert_eq!((done.progress.days_done, done.progress.days_changed, done.failed), (2, 1, vec![TODAY]));
    assert_eq!(checks().await, [yesterday]);
    damage(&shop.db, &format!("update sales set total = 100 where day = {}", TODAY.0)).await;
    assert_eq!(verify_day(&shop.db, &*shop.clock, TODAY).await.unwrap().healed, None);
    assert!(drifts(&shop.db).await.iter().all(|drift| drift.healed_at.is_some()));
    shop.ingest.stop().await;
}

#[tokio::test]
async fn differences_that_were_healed_and_rebuilds_are_forgotten_after_ninety_days() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        shop.recorded(&sale(1, shop.outlet("a"), &[line("VAN", 1, 100)])).await;
        let mut registry = Registry::default();
        prune::add_to(&mut registry, shop.db.clone(), shop.clock.clone());
        let worker =
            Worker::new(shop.db.clone(), shop.clock.clone(), Arc::new(Entropy::from_seed(1)), registry);
        worker.keep_schedules().await.unwrap();
        let kept = async || {
            let mut tx = shop.db.read().await.unwrap();
            let drifts = check_store::list_drifts(&mut tx, 10).await.unwrap().len();
            let rebuilds = list_rebuilds(&mut tx, 10).await.unwrap().len();
            tx.rollback().await.unwrap();
            (drifts, rebuilds)
        };
        let asked = Asked { from: Day(0), to: Day(40_000), outlet: None, is_dry_run: false };
        let stop = CancellationToken::new();
        for pause_ms in [1, KEPT_MS] {
            damage(&shop.db, "update scope_hours set gross = gross + 1").await;
            rebuild_days(&shop.db, &*shop.clock, &asked, &stop, |_, _, _| Ok(())).await.unwrap();
            shop.clock.advance_ms(pause_ms);
        }
        // Nobody could put this one right yet.
        damage(
            &shop.db,
            "insert into drifts (day, at, summary, currency, differing, gross_off) values (20000, 0, 'sales', '', 1, 0)",
        )
        .await;
        assert_eq!(kept().await, (3, 2));
        steer::run_now(&shop.db, ScheduleName::new(PRUNE), UnixMs(shop.clock.now_ms())).await.unwrap();
        assert!(worker.run_due().await.unwrap() > 0);
        assert_eq!(kept().await, (2, 1), "those of the later moment are kept for it still");
        let open = drifts(&shop.db).await.into_iter().filter(|drift| drift.healed_at.is_none()).count();
        assert_eq!(open, 1, "what still differs is told for as long as it does");
        shop.ingest.stop().await;
    })
    .await;
}
