//! How the engines carry out statements whose cost must not grow with what they are not about.

use server::db::testing::{on_both_engines, open_sqlite};
use server::db::{Db, Urgency, on_engine};
use sqlx::{AssertSqlSafe, Row};

use crate::support::Franchise;

/// As many as make a scan dearer than any index, and far fewer live ones.
const IMPORTED: i64 = 20_000;
const LIVE_EVERY: i64 = 400;

/// A log in which nearly everything came in by an import.
async fn fill_log(shop: &Franchise) {
    let outlet = shop.outlet("a").0;
    let sql = "with recursive n(id) as (select 1 union all select id + 1 from n where id < $1)
        insert into events (id, kind, outlet_id, at, origin, payload)
        select n.id, 'sale.recorded', $2, 0, case when n.id % $3 = 0 then 'live' else 'import' end, '{}' from n";
    let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
    on_engine!(&mut tx, connection =>
        sqlx::query(sql)
            .bind(IMPORTED)
            .bind(outlet)
            .bind(LIVE_EVERY)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))
    .unwrap();
    // Postgres does this by itself before long; SQLite never does.
    if matches!(shop.db, Db::Postgres(_)) {
        on_engine!(&mut tx, connection =>
            sqlx::query("analyze events").execute(connection).await.map(|done| done.rows_affected()))
        .unwrap();
    }
    tx.commit().await.unwrap();
}

/// The plan of a statement, as text. Numbers stand in for its arguments.
async fn plan_of(db: &Db, statement: &str, arguments: &[i64]) -> String {
    let mut sql = statement.to_owned();
    for (at, argument) in arguments.iter().enumerate().rev() {
        sql = sql.replace(&format!("${}", at + 1), &argument.to_string());
    }
    let (explain, column) = match db {
        Db::Sqlite(_) => ("explain query plan ", "detail"),
        Db::Postgres(_) => ("explain ", "QUERY PLAN"),
    };
    let sql = format!("{explain}{sql}");
    let mut tx = db.read().await.unwrap();
    let lines = on_engine!(&mut tx, connection =>
        sqlx::query(AssertSqlSafe(sql.clone()))
            .fetch_all(connection)
            .await
            .map(|rows| rows.iter().map(|row| row.get::<String, _>(column)).collect::<Vec<_>>()))
    .unwrap();
    tx.rollback().await.unwrap();
    lines.join("\n")
}

#[tokio::test]
async fn a_feed_is_read_without_stepping_through_an_import() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        fill_log(&shop).await;
        let outlet = shop.outlet("a").0;
        for (statement, arguments) in [
            (include_str!("../../src/live/sql/list_feed.sql"), vec![0, IMPORTED + 1, 64]),
            (include_str!("../../src/live/sql/list_outlet_feed.sql"), vec![0, IMPORTED + 1, 64, outlet]),
        ] {
            let plan = plan_of(&shop.db, statement, &arguments).await;
            assert!(plan.contains("live_events"), "{statement}\n{plan}");
        }
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn the_current_day_is_found_outlet_by_outlet() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    for (statement, found_by) in [
        (
            include_str!("../../src/live/sql/list_newest_sales.sql"),
            "SEARCH s USING INDEX sales_by_outlet_and_day (outlet_id=? AND day=?)",
        ),
        (
            include_str!("../../src/live/sql/list_item_sums.sql"),
            "SEARCH i USING PRIMARY KEY (scope_id=? AND day=?)",
        ),
        (
            include_str!("../../src/live/sql/list_hour_sums.sql"),
            "SEARCH h USING PRIMARY KEY (scope_id=? AND day=?)",
        ),
        (
            include_str!("../../src/live/sql/list_day_sums.sql"),
            "SEARCH t USING PRIMARY KEY (scope_id=? AND day>? AND day<?)",
        ),
        (
            include_str!("../../src/live/sql/list_early_facts.sql"),
            "SEARCH s USING INDEX sales_by_outlet_and_day (outlet_id=? AND day=?)",
        ),
        (
            include_str!("../../src/summaries/sql/sum_current_days.sql"),
            "SEARCH t USING PRIMARY KEY (scope_id=? AND day=?)",
        ),
        (
            include_str!("../../src/summaries/sql/sum_current_hour.sql"),
            "SEARCH t USING PRIMARY KEY (scope_id=? AND day=? AND hour=?)",
        ),
    ] {
        let plan = plan_of(&db, statement, &[2, 20_777, 20_778, 9, -1]).await;
        assert!(plan.contains(found_by), "{statement}\n{plan}");
        let walks = |step: &str| {
            let is_small =
                [" o", " c", " current", " standing", " p"].iter().any(|table| step.ends_with(table));
            (step.starts_with("SCAN ") && !is_small)
                || (step.contains("_id>?") && !step.starts_with("SEARCH o "))
        };
        let walked: Vec<&str> = plan.lines().filter(|step| walks(step)).collect();
        assert_eq!(walked, [""; 0], "{statement}\n{plan}");
    }
}

/// The parameters of a page of the ledger, which `sql/list_sales_by_day.sql` names; a text is as good as a number for a plan.
const LEDGER: [i64; 16] = [1_000, 0, 20_000, 20_777, 2, 0, 51, -1, 0, 0, 0, 7, -1, 1, 0, 0];

#[tokio::test]
async fn the_entries_of_a_customer_are_found_by_an_index_in_the_order_of_their_events() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    for (statement, found_by) in [
        (
            include_str!("../../src/sales/sql/list_customer_sales.sql"),
            "SEARCH s USING INDEX sales_by_customer (customer_id=? AND event_id>? AND event_id<?)",
        ),
        (
            include_str!("../../src/sales/sql/list_customer_returns.sql"),
            "SEARCH r USING INDEX returns_by_customer (customer_id=? AND event_id>? AND event_id<?)",
        ),
        (
            include_str!("../../src/sales/sql/list_newer_customer_sales.sql"),
            "SEARCH s USING INDEX sales_by_customer (customer_id=? AND event_id>? AND event_id<?)",
        ),
        (
            include_str!("../../src/sales/sql/list_newer_customer_returns.sql"),
            "SEARCH r USING INDEX returns_by_customer (customer_id=? AND event_id>? AND event_id<?)",
        ),
        (
            include_str!("../../src/sales/sql/list_sales_by_event.sql"),
            "SEARCH s USING INDEX sales_by_event (event_id>? AND event_id<?)",
        ),
        (
            include_str!("../../src/sales/sql/list_newer_sales.sql"),
            "SEARCH s USING INDEX sales_by_event (event_id>? AND event_id<?)",
        ),
    ] {
        let plan = plan_of(&db, statement, &LEDGER).await;
        assert!(plan.contains(found_by), "{statement}\n{plan}");
        let dear = |step: &str| step.starts_with("SCAN ") || step.contains("TEMP B-TREE");
        let found: Vec<&str> = plan.lines().filter(|step| dear(step)).collect();
        assert_eq!(found, [""; 0], "{statement}\n{plan}");
    }
    for (statement, found_by) in [
        (
            include_str!("../../src/sales/sql/sum_customer_sales.sql"),
            "SEARCH s USING INDEX sales_by_customer",
        ),
        (
            include_str!("../../src/sales/sql/sum_customer_returns.sql"),
            "SEARCH r USING INDEX returns_by_customer",
        ),
        (
            include_str!("../../src/sales/sql/list_sales_by_day.sql"),
            "SEARCH s USING INDEX sales_by_outlet_and_day",
        ),
    ] {
        let plan = plan_of(&db, statement, &LEDGER).await;
        assert!(plan.contains(found_by), "{statement}\n{plan}");
        assert!(!plan.lines().any(|step| step == "SCAN s" || step == "SCAN r"), "{statement}\n{plan}");
    }
    let statement = include_str!("../../src/sales/sql/count_customer_entries.sql");
    let plan = plan_of(&db, statement, &[7, 20_001]).await;
    for found_by in ["COVERING INDEX sales_by_customer", "COVERING INDEX returns_by_customer"] {
        assert!(plan.contains(found_by), "{plan}");
    }
}

/// As many sales as make a scan dearer than an index, at four outlets on fifty days.
async fn fill_sales(shop: &Franchise) {
    let sql = "with recursive n(id) as (select 1 union all select id + 1 from n where id < $1)
        insert into sales (uid, content_hash, content_version, number, outlet_id, region_id, franchise_id, sold_at, recorded_at, day,
            hour, utc_offset_min, currency, prices_include_tax, customer_is_company, total, tax, discount, rounding, qty, origin,
            event_id)
        select 'u' || n.id || '-' || o.outlet_id, '', 1, 'N', o.outlet_id, o.region_id, o.franchise_id, 0, 0, 20000 + n.id % 50,
            9, 330, 'INR', true, false, 100, 0, 0, 0, 1000, 'import', n.id
        from n cross join outlets o";
    let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
    on_engine!(&mut tx, connection => sqlx::query(sql).bind(IMPORTED / 4).execute(connection).await.map(drop))
        .unwrap();
    if matches!(shop.db, Db::Postgres(_)) {
        on_engine!(&mut tx, connection => sqlx::query("analyze sales").execute(connection).await.map(drop))
            .unwrap();
    }
    tx.commit().await.unwrap();
}

/// Where Postgres knew how many days these are, it would walk the whole ledger for a tenth of it.
#[tokio::test]
async fn many_days_are_listed_without_walking_the_ledger() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        fill_sales(&shop).await;
        let statement = include_str!("../../src/sales/sql/list_sales_day_by_day.sql");
        // Texts.
        let statement =
            ["$15", "$10", "$9", "$6"].iter().fold(statement.to_owned(), |sql, at| sql.replace(at, "''"));
        for scope in [1, shop.outlet("a").0] {
            let arguments = [i64::MAX, 0, 20_000, 20_030, scope, 0, 51, -1, 0, 0, 0, 0, -1, 0, 0, 0, -1];
            let plan = plan_of(&shop.db, &statement, &arguments).await;
            assert!(plan.contains("sales_by_outlet_and_day"), "{plan}");
            assert!(!plan.contains("Seq Scan on sales s"), "{plan}");
        }
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn many_days_are_listed_by_an_index_of_outlets_and_days() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    for (statement, found_by) in [
        (
            include_str!("../../src/sales/sql/list_sales_day_by_day.sql"),
            "SEARCH s USING INDEX sales_by_outlet_and_day (outlet_id=? AND day>? AND day<?)",
        ),
        (
            include_str!("../../src/sales/sql/list_returns_day_by_day.sql"),
            "SEARCH r USING INDEX returns_by_outlet_and_day (outlet_id=? AND day>? AND day<?)",
        ),
    ] {
        for toward in [-1, 1] {
            let plan = plan_of(&db, statement, &[&LEDGER[..], &[toward]].concat()).await;
            assert!(plan.contains(found_by), "{statement}\n{plan}");
            let is_walk = |step: &&str| step.starts_with("SCAN ") && *step != "SCAN CONSTANT ROW";
            let walked: Vec<&str> = plan.lines().filter(is_walk).collect();
            assert_eq!(walked, ["SCAN o"], "{statement}\n{plan}");
        }
    }
    for statement in [
        include_str!("../../src/sales/sql/find_listed_days.sql"),
        include_str!("../../src/sales/sql/find_stretch_end.sql"),
    ] {
        let plan = plan_of(&db, statement, &[2, 20_000, 20_777, 1, 2_000]).await;
        let by_key = "SEARCH t USING PRIMARY KEY (scope_id=? AND day>? AND day<?)";
        assert!(plan.contains(by_key), "{statement}\n{plan}");
        assert!(!plan.lines().any(|step| step.starts_with("SCAN t")), "{statement}\n{plan}");
    }
}

#[tokio::test]
async fn the_lines_of_an_item_are_added_up_within_their_days() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    let statement = include_str!("../../src/summaries/sql/sum_goods.sql");
    let plan = plan_of(&db, statement, &[2, 20_777, 20_778, 7, 0]).await;
    assert!(plan.contains("SEARCH d USING PRIMARY KEY (scope_id=? AND day>? AND day<?)"), "{plan}");
    assert!(!plan.lines().any(|step| step == "SCAN d"), "{plan}");
}

#[tokio::test]
async fn a_past_day_is_found_without_walking_the_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    for (statement, walked) in [
        (include_str!("../../src/live/sql/list_past_outlet_days.sql"), vec!["SCAN o"]),
        (include_str!("../../src/live/sql/list_past_items.sql"), vec!["SCAN o", "SCAN s"]),
        (
            include_str!("../../src/live/sql/list_past_feed.sql"),
            vec![
                "SCAN o",
                "SCAN sold",
                "SCAN o",
                "SCAN returned",
                "SCAN o",
                "SCAN cancelled_sales",
                "SCAN o",
                "SCAN cancelled_returns",
            ],
        ),
    ] {
        let plan = plan_of(&db, statement, &[2, 20_777, 50]).await;
        let found: Vec<&str> = plan.lines().filter(|step| step.starts_with("SCAN ")).collect();
        assert_eq!(found, walked, "outlets and what was gathered from them: {plan}");
    }
}

#[tokio::test]
async fn quotes_are_counted_from_the_index_alone() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    let statement = include_str!("../../src/orders/sql/count_quotes.sql");
    let plan = plan_of(&db, statement, &[2, 20_777, 20_778]).await;
    let index =
        "SEARCH q USING COVERING INDEX sales_orders_by_outlet_and_day (outlet_id=? AND day>? AND day<?)";
    assert_eq!(plan.lines().collect::<Vec<_>>(), ["SCAN o", index]);
}

#[tokio::test]
async fn daily_summaries_are_found_outlet_by_outlet() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    let newest = include_str!("../../src/summaries/sql/find_newest_day.sql");
    let plan = plan_of(&db, newest, &[2, 20_777, 20_778]).await;
    assert!(plan.contains("SEARCH t USING PRIMARY KEY (scope_id=? AND day>? AND day<?)"), "{plan}");
    let standing = include_str!("../../src/summaries/sql/list_standing_days.sql");
    let plan = plan_of(&db, standing, &[2]).await;
    assert!(plan.contains("SEARCH d USING PRIMARY KEY (outlet_id=?)"), "{plan}");
    let rows = include_str!("../../src/summaries/sql/list_daily_summaries.sql");
    let plan = plan_of(&db, rows, &[2, 20_777, 20_778, 20_779, 0, 0, 51]).await;
    for step in [
        "SEARCH t USING PRIMARY KEY (scope_id=? AND day>? AND day<?)",
        "SEARCH c USING PRIMARY KEY (outlet_id=? AND day=?)",
        "SEARCH t USING PRIMARY KEY (scope_id=? AND day=?)",
    ] {
        assert!(plan.contains(step), "{step}\n{plan}");
    }
    let walked: Vec<&str> = plan.lines().filter(|step| step.starts_with("SCAN ")).collect();
    assert_eq!(walked, ["SCAN o", "SCAN d"], "outlets, and the rows of the page: {plan}");
}

#[tokio::test]
async fn the_files_that_hold_a_day_are_found_scope_by_scope() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    let statement = include_str!("../../src/restatements/sql/list_carriers.sqlite.sql");
    let plan = plan_of(&db, statement, &CARRIERS).await;
    for step in [
        "SEARCH r USING INDEX restatements_by_day (day>? AND day<?)",
        "SEARCH x USING INDEX exports_by_scope (scope_id=? AND minute>? AND minute<?)",
        "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH a USING INDEX exports_by_address (address=? AND minute>?)",
    ] {
        assert!(plan.contains(step), "{step}\n{plan}");
    }
    for table in ["r", "x", "e", "a", "exports"] {
        assert!(!plan.lines().any(|step| step == format!("SCAN {table}")), "{plan}");
    }
    let old = include_str!("../../src/exports/sql/delete_exports.sql");
    let plan = plan_of(&db, old, &[29_000_000, 100]).await;
    assert!(plan.contains("USING COVERING INDEX exports_by_minute (minute<?)"), "{plan}");
    let room = include_str!("../../src/exports/sql/find_full_until.sql");
    let plan = plan_of(&db, room, &[0, 29_000_000, 28_998_560, 4_999]).await;
    for step in [
        "SEARCH e USING COVERING INDEX exports_by_minute (minute>?)",
        "SEARCH k USING COVERING INDEX exports_by_minute (minute=? AND address=?)",
    ] {
        assert!(plan.contains(step), "{step}\n{plan}");
    }
    assert!(!plan.contains("FOR ORDER BY"), "{plan}");
}

/// The parameters of `sql/list_carriers.*.sql`: everything of every day, for whoever sees the network.
const CARRIERS: [i64; 13] = [1, 0, 40_000, 40_001, 0, 0, 0, 0, 51, 10, 1, 2_000, 1_000];

/// Files of some weeks, of five scopes.
async fn fill_exports(shop: &Franchise) {
    let sql = "with recursive n(at) as (select 1 union all select at + 1 from n where at < $1)
        insert into exports (address, minute, title, format, scope_id, from_day, to_day, weekdays, first_as_of, last_as_of, asked_at,
            last_asked_at, times, file_name, row_count)
        select 'file ' || n.at, $2 + n.at, 'Report', 'csv', 1 + n.at % 5, 0, 40000, 127, 0, 0, 0, 0, 1, '', 1 from n";
    let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
    on_engine!(&mut tx, connection =>
        sqlx::query(sql).bind(IMPORTED).bind((IMPORTED - 14) * 1_440).execute(connection).await.map(drop))
    .unwrap();
    if matches!(shop.db, Db::Postgres(_)) {
        on_engine!(&mut tx, connection =>
            sqlx::query("analyze exports").execute(connection).await.map(drop))
        .unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn no_page_of_restatements_reads_all_files() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        fill_restatements(&shop).await;
        fill_exports(&shop).await;
        let statement = match shop.db {
            Db::Sqlite(_) => include_str!("../../src/restatements/sql/list_carriers.sqlite.sql"),
            Db::Postgres(_) => include_str!("../../src/restatements/sql/list_carriers.postgres.sql"),
        };
        let statement = ["$5", "$6", "$8"].iter().fold(statement.to_owned(), |sql, at| sql.replace(at, "''"));
        let plan = plan_of(&shop.db, &statement, &CARRIERS).await;
        assert!(plan.contains("exports_by_scope"), "{plan}");
        // Those that are named are few, and found as Postgres likes best.
        assert!(!plan.contains("Seq Scan on exports x"), "{plan}");
        let room = include_str!("../../src/exports/sql/find_full_until.sql").replace("$1", "'file 1'");
        let plan = plan_of(&shop.db, &room, &[0, IMPORTED * 1_440, (IMPORTED - 1) * 1_440, 4_999]).await;
        assert!(plan.contains("exports_by_minute") && !plan.contains("Seq Scan on exports"), "{plan}");
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_report_is_added_up_place_by_place() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    let statement = include_str!("../../src/analytics/sql/sum_report.sql");
    let plan = plan_of(&db, statement, &[2, 20_777, 20_778, 0, 0, 1, 7, 0, 127, 10]).await;
    assert!(plan.contains("SEARCH t USING PRIMARY KEY (scope_id=? AND day>? AND day<?)"), "{plan}");
    assert!(!plan.lines().any(|step| step == "SCAN t"), "{plan}");
}

/// Jobs of which nearly all are done, or wait for another year.
async fn fill_jobs(db: &Db) {
    let sql = "with recursive n(id) as (select 1 union all select id + 1 from n where id < $1)
        insert into jobs (kind, payload, state, run_at, attempts, max_attempts, created_at, finished_at)
        select 'test.work', '{}', case when n.id % 10 = 0 then 'waiting' else 'done' end, n.id * 10, 0, 1, 0,
            case when n.id % 10 = 0 then null else 0 end
        from n";
    let mut tx = db.write(Urgency::Foreground).await.unwrap();
    on_engine!(&mut tx, connection => sqlx::query(sql).bind(IMPORTED).execute(connection).await.map(drop))
        .unwrap();
    if matches!(db, Db::Postgres(_)) {
        on_engine!(&mut tx, connection => sqlx::query("analyze jobs").execute(connection).await.map(drop))
            .unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_is_due_is_claimed_without_stepping_through_what_is_done_or_yet_to_come() {
    on_both_engines(async |db| {
        fill_jobs(&db).await;
        let statement = match db {
            Db::Sqlite(_) => include_str!("../../src/jobs/sql/claim_jobs.sqlite.sql"),
            Db::Postgres(_) => include_str!("../../src/jobs/sql/claim_jobs.postgres.sql"),
        };
        let statement = statement.replace("$1", "'test.work'").replace("$3", "'me'");
        let plan = plan_of(&db, &statement, &[0, 1_000, 0, 1, 2]).await;
        assert!(plan.contains("waiting_jobs"), "{plan}");
        assert!(!plan.contains("SCAN jobs") && !plan.contains("Seq Scan on jobs"), "{plan}");
    })
    .await;
}

#[tokio::test]
async fn jobs_are_counted_without_reading_those_that_are_done() {
    on_both_engines(async |db| {
        fill_jobs(&db).await;
        let plan = plan_of(&db, include_str!("../../src/jobs/sql/count_jobs.sql"), &[]).await;
        for index in ["running_jobs", "dead_jobs"] {
            assert!(plan.contains(index), "{index}\n{plan}");
        }
        assert!(!plan.lines().any(|step| step == "SCAN jobs"), "{plan}");
        assert!(!plan.contains("Seq Scan on jobs"), "{plan}");
    })
    .await;
}

/// As many days as make a sort of all dearer than a walk from the newest on.
async fn fill_restatements(shop: &Franchise) {
    let sql = "with recursive n(id) as (select 1 union all select id + 1 from n where id < $1)
        insert into restatements
        select $2, n.id, 'INR', 'sale', n.id + 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 from n";
    let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
    on_engine!(&mut tx, connection =>
        sqlx::query(sql).bind(IMPORTED).bind(shop.outlet("a").0).execute(connection).await.map(drop))
    .unwrap();
    if matches!(shop.db, Db::Postgres(_)) {
        let sql = "analyze restatements";
        on_engine!(&mut tx, connection => sqlx::query(sql).execute(connection).await.map(drop)).unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn restatements_of_any_days_are_listed_from_the_newest_on() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        fill_restatements(&shop).await;
        let statement = include_str!("../../src/restatements/sql/list_restatements.sql");
        // Texts, and the day on which it came to be known.
        let statement = ["$5", "$6", "$8"].iter().fold(statement.to_owned(), |sql, at| sql.replace(at, "''"));
        let plan = plan_of(&shop.db, &statement, &[1, 0, 40_000, 40_001, 0, 0, 0, 0, 51]).await;
        assert!(plan.contains("restatements_by_day"), "{plan}");
        let sorts_day_by_day = match shop.db {
            Db::Sqlite(_) => !plan.contains("FOR ORDER BY"),
            Db::Postgres(_) => plan.contains("Incremental Sort"),
        };
        assert!(sorts_day_by_day, "{plan}");
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_day_is_rebuilt_without_walking_the_ledger_or_the_summaries() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    let by_day = |table: &str| {
        format!("SEARCH {table} USING INDEX sales_by_outlet_and_day (outlet_id=? AND day>? AND day<?)")
    };
    let by_key = |owner: &str, table: &str| {
        format!("SEARCH {table} USING PRIMARY KEY ({owner}=? AND day>? AND day<?)")
    };
    for (statement, found_by) in [
        (include_str!("../../src/summaries/sql/rebuild_scope_days.sql"), by_day("e")),
        (include_str!("../../src/summaries/sql/rebuild_scope_hours.sql"), by_day("e")),
        (include_str!("../../src/summaries/sql/rebuild_item_days.sql"), by_day("e")),
        (include_str!("../../src/summaries/sql/rebuild_customer_days.sql"), by_day("e")),
        (
            include_str!("../../src/summaries/sql/find_unreadable_fact.sqlite.sql"),
            "SEARCH e USING INDEX sales_by_outlet_and_day (outlet_id=? AND day=?)".to_owned(),
        ),
        (include_str!("../../src/summaries/sql/delete_scope_days.sql"), by_key("scope_id", "scope_days")),
        (include_str!("../../src/summaries/sql/delete_scope_hours.sql"), by_key("scope_id", "scope_hours")),
        (include_str!("../../src/summaries/sql/delete_item_days.sql"), by_key("scope_id", "item_days")),
        (
            include_str!("../../src/summaries/sql/delete_customer_days.sql"),
            by_key("outlet_id", "customer_days"),
        ),
        (include_str!("../../src/summaries/sql/list_kept_scope_days.sql"), by_key("scope_id", "k")),
        (include_str!("../../src/summaries/sql/list_kept_scope_hours.sql"), by_key("scope_id", "k")),
        (include_str!("../../src/summaries/sql/list_kept_item_days.sql"), by_key("scope_id", "k")),
        (include_str!("../../src/summaries/sql/list_kept_customer_days.sql"), by_key("outlet_id", "k")),
    ] {
        let plan = plan_of(&db, statement, &[20_777, 20_777, 0]).await;
        assert!(plan.contains(&found_by), "{statement}\n{plan}");
        for table in ["e", "l", "k", "scope_days", "scope_hours", "item_days", "customer_days"] {
            assert!(!plan.lines().any(|step| step == format!("SCAN {table}")), "{statement}\n{plan}");
        }
    }
}

#[tokio::test]
async fn columns_are_read_and_followed_by_keys() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    for (statement, found_by) in [
        (
            include_str!("../../src/analytics/sql/list_all_outlet_days.sql"),
            "SEARCH scope_days USING PRIMARY KEY ((scope_id,day,currency)>(?,?,?))",
        ),
        (
            include_str!("../../src/analytics/sql/list_all_customer_days.sql"),
            "SEARCH customer_days USING PRIMARY KEY ((outlet_id,day,customer_id,currency)>(?,?,?,?))",
        ),
        (
            include_str!("../../src/analytics/sql/list_all_network_item_days.sql"),
            "SEARCH item_days USING PRIMARY KEY (scope_id=? AND (day,item_id,currency)>(?,?,?))",
        ),
        (
            include_str!("../../src/analytics/sql/list_all_hours_of_scopes.sql"),
            "SEARCH scope_hours USING PRIMARY KEY (scope_id=? AND (day,hour,currency)>(?,?,?))",
        ),
        (
            include_str!("../../src/analytics/sql/list_changed_scope_days.sql"),
            "SEARCH d USING PRIMARY KEY (scope_id=? AND day=?)",
        ),
        // Of its keys SQLite takes the one that begins with the customer.
        (
            include_str!("../../src/analytics/sql/list_changed_customer_days.sql"),
            "SEARCH d USING INDEX customer_days_by_customer (customer_id=? AND day=? AND outlet_id=?)",
        ),
        (
            include_str!("../../src/analytics/sql/list_changed_item_days.sql"),
            "SEARCH d USING PRIMARY KEY (scope_id=? AND day=? AND item_id=?)",
        ),
        (
            include_str!("../../src/analytics/sql/list_changed_days_of_scopes.sql"),
            "SEARCH d USING PRIMARY KEY (scope_id=? AND day=?)",
        ),
        (
            include_str!("../../src/analytics/sql/list_changed_hours_of_scopes.sql"),
            "SEARCH h USING PRIMARY KEY (scope_id=? AND day=?)",
        ),
        (
            include_str!("../../src/analytics/sql/list_rewritten_outlet_days.sql"),
            "SEARCH d USING PRIMARY KEY (scope_id=? AND day=?)",
        ),
        (
            include_str!("../../src/analytics/sql/list_rewritten_customer_days.sql"),
            "SEARCH d USING PRIMARY KEY (outlet_id=? AND day=?)",
        ),
        (
            include_str!("../../src/analytics/sql/list_rewritten_item_days.sql"),
            "SEARCH item_days USING PRIMARY KEY (scope_id=? AND day=?)",
        ),
        (
            include_str!("../../src/analytics/sql/list_rewritten_days_of_scopes.sql"),
            "SEARCH d USING PRIMARY KEY (scope_id=? AND day=?)",
        ),
        (
            include_str!("../../src/analytics/sql/list_rewritten_hours_of_scopes.sql"),
            "SEARCH h USING PRIMARY KEY (scope_id=? AND day=?)",
        ),
    ] {
        let plan = plan_of(&db, statement, &[1, 20_777, 3, 4, 100]).await;
        assert!(plan.contains(found_by), "{statement}\n{plan}");
        assert!(!plan.contains("FOR ORDER BY"), "{statement}\n{plan}");
        let is_small = |step: &str| {
            let small = ["SCAN o", "SCAN t", "SCAN facts"].contains(&step);
            small || step == "SCAN s USING COVERING INDEX sqlite_autoindex_scopes_1"
        };
        let walked: Vec<&str> =
            plan.lines().filter(|step| step.starts_with("SCAN ") && !is_small(step)).collect();
        assert_eq!(walked, [""; 0], "{statement}\n{plan}");
    }
}
