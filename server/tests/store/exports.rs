//! Who was told the old figure of a day in a file.

use std::sync::Arc;

use app::summaries::MOST_COUNTED_FILES;
use app::units::{Day, UnixMs};
use server::db::testing::on_both_engines;
use server::db::{Urgency, on_engine};
use server::entropy::Entropy;
use server::exports::register::{RegisterError, register};
use server::exports::store::{Question as Asked, list_exports};
use server::exports::{self, Contents, EVERY_WEEKDAY, Export, FileFormat, MOST_A_DAY, NewExport};
use server::jobs::{JobKind, NewJob, Registry, Worker, enqueue};
use server::organisation::ScopeId;
use server::prune;
use server::restatements::carrier_store::{IN_SIGHT_MS, list_carriers};
use server::restatements::store::{Question, add_to_restatements};
use server::restatements::{Carriers, Reason, Restated, RestatementKey};
use server::summaries::DaySums;

use crate::live::move_outlet;
use crate::support::{Franchise, TODAY};

/// A Thursday.
const YESTERDAY: Day = Day(TODAY.0 - 1);
const DAY_MS: i64 = 86_400_000;
/// At which the clock stands, on a whole minute.
const NOON: i64 = TODAY.0 as i64 * DAY_MS + 12 * 3_600_000;

fn id_of(shop: &Franchise, scope: &str) -> ScopeId {
    shop.directory.current().scope_id(&scope.parse().unwrap()).unwrap()
}

/// A file of yesterday and today in the network, made and handed out ten minutes ago. Its address is its name.
fn file(name: &str) -> NewExport {
    let made_at = UnixMs(NOON - 600_000);
    NewExport {
        contents: Contents {
            scope: ScopeId::NETWORK,
            address: name.to_owned(),
            days: (YESTERDAY, TODAY),
            others: None,
            weekdays: EVERY_WEEKDAY,
            currency: None,
        },
        title: "Daily summaries",
        format: FileFormat::Csv,
        as_of: made_at,
        asked_at: made_at,
        file_name: name.to_owned(),
        rows: 2,
    }
}

fn made_at(name: &str, at: i64) -> NewExport {
    NewExport { as_of: UnixMs(at), asked_at: UnixMs(at), ..file(name) }
}

fn holding(name: &str, change: impl FnOnce(&mut Contents)) -> NewExport {
    let mut export = file(name);
    change(&mut export.contents);
    export
}

async fn hand_out(shop: &Franchise, files: impl IntoIterator<Item = NewExport>) {
    for export in files {
        register(&shop.db, &export).await.unwrap();
    }
}

/// Files of the network, one for each of the last `count` minutes before noon.
async fn fill_register(shop: &Franchise, count: i64) {
    let sql = "with recursive n(at) as (select 1 union all select at + 1 from n where at < $1)
        insert into exports (address, minute, title, format, scope_id, from_day, to_day, weekdays, first_as_of, last_as_of, asked_at,
            last_asked_at, times, file_name, row_count)
        select 'filled', $2 - n.at, 'Report', 'csv', 1, $3, $3, 127, ($2 - n.at) * 60000, ($2 - n.at) * 60000, ($2 - n.at) * 60000,
            ($2 - n.at) * 60000, 1, 'filled', 1
        from n";
    let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
    on_engine!(&mut tx, connection =>
        sqlx::query(sql)
            .bind(count)
            .bind(NOON / 60_000)
            .bind(i64::from(YESTERDAY.0))
            .execute(connection)
            .await
            .map(drop))
    .unwrap();
    tx.commit().await.unwrap();
}

fn key(shop: &Franchise, outlet: &str) -> RestatementKey {
    RestatementKey {
        outlet: shop.outlet(outlet),
        day: YESTERDAY,
        currency: "INR".parse().unwrap(),
        reason: Reason::Sale,
        told_on: TODAY,
    }
}

/// A late sale changes yesterday at an outlet.
async fn restate(shop: &Franchise, outlet: &str, at: i64) {
    let sums = DaySums { orders: 1, gross: 1_000, ..DaySums::default() };
    let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
    let restated = Restated { facts: 1, sums };
    add_to_restatements(&mut tx, &key(shop, outlet), &restated, UnixMs(at)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn carriers(shop: &Franchise, outlet: &str, reach: ScopeId) -> Carriers {
    let question =
        Question { scope: ScopeId::NETWORK, from: YESTERDAY, to: YESTERDAY, after: None, limit: 10 };
    let mut tx = shop.db.read().await.unwrap();
    let mut found = list_carriers(&mut tx, &question, reach).await.unwrap();
    tx.rollback().await.unwrap();
    found.remove(&key(shop, outlet)).unwrap_or_default()
}

/// The names of the files, after checking that they are all there are.
async fn names(shop: &Franchise, outlet: &str, reach: ScopeId) -> Vec<String> {
    let Carriers { count, newest } = carriers(shop, outlet, reach).await;
    assert_eq!(i64::try_from(newest.len()), Ok(count));
    newest.into_iter().map(|carrier| carrier.export.file_name).collect()
}

async fn all_exports(shop: &Franchise) -> Vec<Export> {
    let asked =
        Asked { scope: ScopeId::NETWORK, from: Day(0), to: TODAY.plus(40), after: None, limit: 1_000 };
    let mut tx = shop.db.read().await.unwrap();
    let found = list_exports(&mut tx, &asked).await.unwrap();
    tx.rollback().await.unwrap();
    found
}

#[tokio::test]
async fn files_are_found_by_the_outlet_and_by_all_it_ever_stood_in() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let scopes = [
            "network",
            "region:north",
            "region:south",
            "franchise:east",
            "franchise:west",
            "outlet:a",
            "outlet:b",
        ];
        let of_scope = |scope: &str| holding(scope, |contents| contents.scope = id_of(&shop, scope));
        hand_out(&shop, scopes.map(of_scope)).await;
        for outlet in ["a", "d"] {
            restate(&shop, outlet, NOON).await;
        }
        let network = ScopeId::NETWORK;
        assert_eq!(
            names(&shop, "a", network).await,
            ["outlet:a", "franchise:east", "region:north", "network"],
            "newest first"
        );
        assert_eq!(names(&shop, "d", network).await, ["franchise:west", "region:south", "network"]);
        assert_eq!(
            names(&shop, "a", id_of(&shop, "region:north")).await,
            ["outlet:a", "region:north"],
            "a key sees what lies within its reach"
        );
        assert_eq!(names(&shop, "a", id_of(&shop, "outlet:a")).await, ["outlet:a"]);
        // What was sold in the north is cancelled there, and its files hold it as it was; one too many is named rather than one too few.
        let both = ["outlet:a", "franchise:east", "region:south", "region:north", "network"];
        move_outlet(&shop, "a", "south", "east").await;
        assert_eq!(names(&shop, "a", network).await, both);
        assert_eq!(names(&shop, "a", id_of(&shop, "region:south")).await, ["outlet:a", "region:south"]);
        move_outlet(&shop, "a", "north", "east").await;
        assert_eq!(names(&shop, "a", network).await, both, "each once, also where it came back");
        assert_eq!(names(&shop, "d", network).await, ["franchise:west", "region:south", "network"]);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn only_what_was_made_since_the_day_began_and_before_it_changed_holds_it_as_it_was() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        // Where it begins first.
        let began = i64::from(YESTERDAY.0) * DAY_MS - 14 * 3_600_000;
        let slow = NewExport { asked_at: UnixMs(NOON + 500), ..made_at("made before, out after", NOON - 2) };
        let files = [
            made_at("too early", began - 1),
            made_at("first", began),
            made_at("just before", NOON - 1),
            made_at("at once", NOON),
            made_at("before its commit", NOON + IN_SIGHT_MS - 1),
            made_at("after", NOON + IN_SIGHT_MS),
            made_at("next minute", NOON + 60_000),
            slow,
        ];
        hand_out(&shop, files).await;
        restate(&shop, "a", NOON).await;
        assert_eq!(
            names(&shop, "a", ScopeId::NETWORK).await,
            ["before its commit", "made before, out after", "at once", "just before", "first"]
        );
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_file_holds_its_own_days_weekdays_and_currency_alone() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let day_before = YESTERDAY.plus(-1);
        let files = [
            holding("other days", |held| held.days = (TODAY, TODAY)),
            holding("compared with it", |held| {
                held.days = (TODAY, TODAY);
                held.others = Some((day_before, YESTERDAY));
            }),
            holding("compared with others", |held| {
                held.days = (TODAY, TODAY);
                held.others = Some((day_before, day_before));
            }),
            holding("thursdays", |held| held.weekdays = 0b000_1000),
            holding("no thursdays", |held| held.weekdays = 0b111_0111),
            holding("rupees", |held| held.currency = "INR".parse().ok()),
            holding("dollars", |held| held.currency = "USD".parse().ok()),
        ];
        hand_out(&shop, files).await;
        restate(&shop, "a", NOON).await;
        assert_eq!(names(&shop, "a", ScopeId::NETWORK).await, ["rupees", "thursdays", "compared with it"]);
        let rupees = all_exports(&shop).await.into_iter().find(|export| export.file_name == "rupees");
        assert_eq!(rupees.unwrap().currency, "INR".parse().ok());
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn the_same_within_a_minute_is_one_row_that_is_counted() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let (early, late) = (NOON - 90_000, NOON - 20_000);
        // The second of the first minute was made before, and registered after.
        hand_out(&shop, [early, early - 1_000, late].map(|at| made_at("same", at))).await;
        let moved_at = NOON - 10_000;
        restate(&shop, "a", moved_at).await;
        let seen = async || -> Vec<(i64, i64, i64, bool)> {
            let carriers = carriers(&shop, "a", ScopeId::NETWORK).await;
            let row = |export: &Export, again| (export.as_of.0, export.last_as_of.0, export.times, again);
            carriers.newest.iter().map(|carrier| row(&carrier.export, carrier.is_asked_again)).collect()
        };
        assert_eq!(seen().await, [(late, late, 1, false), (early - 1_000, early, 2, false)]);
        hand_out(&shop, [made_at("another", NOON)]).await;
        assert!(!seen().await[0].3, "another file is not the same");
        hand_out(&shop, [made_at("same", moved_at + IN_SIGHT_MS - 1)]).await;
        assert!(!seen().await[0].3, "what may lack the change gives nobody the new figure");
        hand_out(&shop, [made_at("same", NOON - 5_000)]).await;
        assert_eq!(seen().await, [(late, NOON - 5_000, 3, true), (early - 1_000, early, 2, true)]);
        assert_eq!(all_exports(&shop).await.len(), 3);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn the_ten_newest_are_named_and_all_are_counted() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let files = (0..13).map(|n| made_at(&format!("file {n}"), NOON - 3_600_000 + n * 60_000));
        hand_out(&shop, files).await;
        restate(&shop, "a", NOON).await;
        let Carriers { count, newest } = carriers(&shop, "a", ScopeId::NETWORK).await;
        let names: Vec<String> = newest.into_iter().map(|carrier| carrier.export.file_name).collect();
        let expected: Vec<String> = (3..13).rev().map(|n| format!("file {n}")).collect();
        assert_eq!((count, names), (13, expected));
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn files_are_counted_as_far_as_anybody_reads_the_number() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        fill_register(&shop, MOST_COUNTED_FILES - 1).await;
        restate(&shop, "a", NOON).await;
        assert_eq!(carriers(&shop, "a", ScopeId::NETWORK).await.count, MOST_COUNTED_FILES - 1);
        hand_out(&shop, [made_at("last but one", NOON - 2_000), made_at("last", NOON - 1_000)]).await;
        let Carriers { count, newest } = carriers(&shop, "a", ScopeId::NETWORK).await;
        assert_eq!((count, newest.len()), (MOST_COUNTED_FILES, 10), "for that many or more");
        let names: Vec<&str> = newest.iter().map(|carrier| carrier.export.file_name.as_str()).collect();
        assert_eq!(names[..3], ["last", "last but one", "filled"], "the newest are among those counted");
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn within_a_day_only_so_many_different_files_go_out() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let minute = NOON / 60_000;
        let sql = "with recursive n(at) as (select 1 union all select at + 1 from n where at < $1)
            insert into exports (address, minute, title, format, scope_id, from_day, to_day, weekdays, first_as_of, last_as_of, asked_at,
                last_asked_at, times, file_name, row_count)
            select 'hostile ' || n.at, $2 - n.at % 60, 'Report', 'csv', 1, 0, 0, 127, 0, 0, 0, 0, 1, 'filled', 1 from n";
        let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
        on_engine!(&mut tx, connection =>
            sqlx::query(sql).bind(MOST_A_DAY - 1).bind(minute).execute(connection).await.map(drop))
        .unwrap();
        tx.commit().await.unwrap();
        hand_out(&shop, [made_at("last", NOON)]).await;
        let asked_at = UnixMs(NOON + 500);
        let refused = register(&shop.db, &NewExport { asked_at, ..made_at("one more", NOON) }).await;
        let Err(RegisterError::Full { until, retry_after_s }) = refused else { panic!("{refused:?}") };
        // The oldest are an hour old, less a minute.
        let expected = (minute - 59 + 24 * 60) * 60_000;
        assert_eq!(until, UnixMs(expected));
        // The half second counts as a whole one.
        assert_eq!(i64::try_from(retry_after_s), Ok((expected - NOON) / 1_000));
        hand_out(&shop, [made_at("last", NOON + 1_000)]).await;
        assert!(register(&shop.db, &made_at("one more", expected - 60_000)).await.is_err());
        hand_out(&shop, [made_at("one more", expected)]).await;
        let known = all_exports(&shop).await.into_iter().filter(|export| export.file_name != "filled");
        let times: Vec<(String, i64)> = known.map(|export| (export.file_name, export.times)).collect();
        assert_eq!(times, [("one more".to_owned(), 1), ("last".to_owned(), 2)]);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn files_are_forgotten_after_four_hundred_days_and_not_before() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let old = (0..103).map(|n| made_at(&format!("old {n}"), NOON));
        hand_out(&shop, old).await;
        hand_out(&shop, [made_at("young", NOON + 60_000)]).await;
        let mut registry = Registry::default();
        prune::add_to(&mut registry, shop.db.clone(), shop.clock.clone());
        let entropy = Arc::new(Entropy::from_seed(1));
        let worker = Worker::new(shop.db.clone(), shop.clock.clone(), entropy, registry);
        worker.keep_schedules().await.unwrap();
        shop.clock.advance_ms(exports::KEPT_MS);
        assert_eq!(worker.run_due().await.unwrap(), 1);
        assert_eq!(all_exports(&shop).await.len(), 104);
        shop.clock.advance_ms(60_000);
        let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
        let now = UnixMs(NOON + exports::KEPT_MS + 60_000);
        let job = NewJob::new(JobKind::new(prune::PRUNE), "{}".to_owned(), now);
        enqueue(&mut tx, &job, now).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(worker.run_due().await.unwrap(), 1);
        let left: Vec<String> = all_exports(&shop).await.into_iter().map(|export| export.file_name).collect();
        assert_eq!(left, ["young"]);
        shop.ingest.stop().await;
    })
    .await;
}
