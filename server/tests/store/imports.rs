//! Imports into the ledger.

use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::path::Path;
use std::sync::Arc;

use app::units::{Day, Scope, UnixMs};
use chrono::{TimeZone, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use server::analytics::Analytics;
use server::analytics::span::Span;
use server::clock::StillClock;
use server::config::testing::{is_ci, retail_csv};
use server::db::testing::{on_both_engines, on_postgres, open_again, open_sqlite};
use server::db::{Db, Urgency, on_engine};
use server::entropy::Entropy;
use server::generate::chance::Chance;
use server::imports::day;
use server::imports::feed::End;
use server::imports::mapping::Mapping;
use server::imports::report::Report;
use server::imports::run::{Done, Import};
use server::live::Audience;
use server::organisation::{Directory, DirectoryHandle};
use server::sales::ingest::{Ingest, IngestSettings};
use server::simulate::client::Client;
use server::simulate::network;
use server::simulate::replay::Plan;
use server::simulate::tally::Tally;
use server::summaries::daily::{self, Listing, Question};
use tokio_util::sync::CancellationToken;

use crate::serving::{Serving, insert_any_key};

const RETAIL: &str = include_str!("../../../mappings/online-retail.toml");

/// Imports `input` with a writer of its own and keeps rejected lines in `folder`.
async fn import(db: &Db, folder: &Path, mapping: &str, input: impl Read + Send + 'static) -> Done {
    import_until(db, folder, mapping, input, CancellationToken::new()).await
}

async fn import_until(
    db: &Db,
    folder: &Path,
    mapping: &str,
    input: impl Read + Send + 'static,
    stop: CancellationToken,
) -> Done {
    let directory = DirectoryHandle::load(db).await.unwrap();
    import_knowing(db, directory, folder, mapping, input, stop).await
}

async fn import_knowing(
    db: &Db,
    directory: DirectoryHandle,
    folder: &Path,
    mapping: &str,
    input: impl Read + Send + 'static,
    stop: CancellationToken,
) -> Done {
    let clock = Arc::new(StillClock::at(Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()));
    let settings = IngestSettings::default();
    let ingest = Ingest::start(db.clone(), directory.clone(), clock.clone(), settings).await.unwrap();
    let rejects = folder.join("rejected.csv");
    let import = Import { db: db.clone(), directory, ingest: ingest.clone(), clock, rejects, stop };
    let done = import.run(Mapping::parse(mapping).unwrap(), input).await.unwrap();
    ingest.stop().await;
    done
}

/// Orders, gross in minor units and distinct customers of November 2011. Orders and gross of the daily summaries add up to them.
async fn november(db: &Db, scope: &str) -> (i64, i64, i64) {
    let directory = DirectoryHandle::load(db).await.unwrap().current();
    let scope = directory.scope_id(&scope.parse().unwrap()).unwrap();
    let (from, to) = ("2011-11-01".parse().ok(), "2011-11-30".parse().ok());
    let question = Question { scope, from, to, after: None, limit: 30 * 38 };
    let mut tx = db.read().await.unwrap();
    let Listing { rows, next } = daily::list(&mut tx, &question).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(next, None);
    let summed =
        rows.iter().fold((0, 0), |(orders, gross), row| (orders + row.sums.orders, gross + row.sums.gross));
    let span = Span { scope, from: "2011-11-01".parse().unwrap(), to: "2011-11-30".parse().unwrap() };
    let overview = Analytics::new(db.clone()).overview(span).await.unwrap();
    let [totals] = overview.totals.as_slice() else { panic!("one currency: {overview:?}") };
    assert_eq!((totals.orders, totals.gross.minor), summed);
    (totals.orders, totals.gross.minor, overview.customers)
}

/// Gross in minor units and orders of the whole network, by hour of `day`.
async fn hours(db: &Db, day: &str) -> Vec<(i64, i64, i64)> {
    let day: Day = day.parse().unwrap();
    let mut tx = db.read().await.unwrap();
    let sql = "select hour, gross, orders from scope_hours where scope_id = 1 and day = $1 order by hour";
    let hours = on_engine!(&mut tx, connection =>
        sqlx::query_as::<_, (i64, i64, i64)>(sql).bind(i64::from(day.0)).fetch_all(connection).await);
    hours.unwrap()
}

/// One number that `sql` asks for.
pub(crate) async fn number(db: &Db, sql: &'static str) -> i64 {
    let mut tx = db.read().await.unwrap();
    on_engine!(&mut tx, connection => sqlx::query_scalar::<_, i64>(sql).fetch_one(connection).await).unwrap()
}

#[expect(clippy::print_stderr, reason = "a skipped test must be seen by whoever runs it")]
fn say_skipped() {
    eprintln!(
        "SKIPPED a test of the import: SCOOPJOY_RETAIL_CSV names no file, and there is none beside the clone"
    );
}

/// The retail data; without it the test is skipped with a line on stderr, and fails where `CI=true`.
fn retail() -> Option<impl Fn() -> File> {
    let path = retail_csv();
    assert!(path.is_some() || !is_ci(), "SCOOPJOY_RETAIL_CSV must name the retail data: CI skips nothing");
    if path.is_none() {
        say_skipped();
    }
    path.map(|path| move || File::open(&path).unwrap())
}

fn json(report: &Report) -> String {
    let report = Report { rejected_file: None, ..report.clone() };
    serde_json::to_string_pretty(&report).unwrap()
}

/// Sends 2011-11-14 again as 2026-11-20 and compares the board that it ends on with the day it came from.
async fn replay(db: &Db, file: File) -> Tally {
    let secret = insert_any_key(db).await;
    let noon = Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap();
    let serving = Serving::start(db, Arc::new(StillClock::at(noon)), "127.0.0.1:0".parse().unwrap()).await;
    let client = Client::new(&serving.url(), Some(&secret)).unwrap();
    let directory = Directory::new(Vec::new(), network::list_outlets(&client).await.unwrap(), None);
    let (day, now) = ("2011-11-14".parse().unwrap(), UnixMs(noon.timestamp_millis()));
    let of_day = day::read(file, Mapping::parse(RETAIL).unwrap(), &directory, day, now).unwrap();
    let entropy = Entropy::from_seed(3);
    let plan = Plan::new(of_day.drafts, &directory, day, 100_000, true, now, &entropy).unwrap();
    let tally = plan.run(client, Chance::of(1, &[]), &CancellationToken::new()).await;
    let board = async |day: Option<Day>| {
        serving.state.live.board(&Scope::Network, day, Audience::Full).await.unwrap().board()
    };
    let (today, then) = (board(None).await, board(Some(day)).await);
    assert_eq!((today.hours, today.totals), (then.hours, then.totals));
    assert_eq!(today.feed.len(), 50);
    serving.end().await;
    tally
}

/// One test an engine, since each takes minutes.
#[tokio::test]
async fn the_retail_data_gives_its_known_figures_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    import_the_retail_data(open_sqlite(folder.path()).await).await;
}

#[tokio::test]
async fn the_retail_data_gives_its_known_figures_on_postgres() {
    on_postgres(import_the_retail_data).await;
}

/// Imports all of it, then once more, which changes nothing, and replays a day of it.
async fn import_the_retail_data(db: Db) {
    let Some(open) = retail() else { return };
    let folder = tempfile::tempdir().unwrap();
    let first = import(&db, folder.path(), RETAIL, open()).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(json(&first.report), @r#"
        {
          "rows": 541909,
          "sales": 20725,
          "sale_lines": 531282,
          "gross": {
            "GBP": "10655622.48"
          },
          "sold_qty": "5660978",
          "returns": 3836,
          "return_lines": 9288,
          "returned": {
            "GBP": "-896812.49"
          },
          "returned_qty": "-277574",
          "rejected": 1339,
          "rejected_file": null,
          "outlets": 38,
          "items": 3844,
          "customers": 4372,
          "business_days": 305,
          "repeated": 0
        }
        "#);
    }
    let rejected = std::fs::read_to_string(first.report.rejected_file.unwrap()).unwrap();
    let count = |text: &str| rejected.lines().filter(|line| line.contains(text)).count();
    assert_eq!(count("Quantity is out of bounds: got -") + count("Quantity is out of bounds: got 0"), 1_336);
    assert_eq!(count("an adjustment of bad debt"), 3);
    assert_eq!(number(&db, "select count(*) from sales where total = 0").await, 766);
    assert_eq!(
        number(&db, "select cast(sum(gross) as bigint) from scope_days where scope_id = 1").await,
        1_065_562_248
    );
    let of_day = hours(&db, "2011-11-14").await;
    assert_eq!(of_day.iter().map(|(_, gross, _)| gross).sum::<i64>(), 11_441_989);
    assert!(of_day.contains(&(8, 790_482, 11)) && of_day.contains(&(17, 5_191_126, 4)), "{of_day:?}");
    assert_eq!(november(&db, "network").await, (2_884, 150_949_633, 1_665));
    assert_eq!(november(&db, "outlet:united-kingdom").await, (2_605, 132_534_621, 1_506));
    assert_eq!(november(&db, "outlet:france").await, (64, 3_175_871, 39));
    assert_eq!(november(&db, "outlet:eire").await, (42, 3_073_843, 2));
    // The items that no recorded line ever names keep their codes.
    assert_eq!(number(&db, "select count(*) from items where name = code").await, 14);

    let events = number(&db, "select max(id) from events").await;
    let second = import(&db, folder.path(), RETAIL, open()).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(json(&second.report), @r#"
        {
          "rows": 541909,
          "sales": 0,
          "sale_lines": 0,
          "gross": {
            "GBP": "0.00"
          },
          "sold_qty": "0",
          "returns": 0,
          "return_lines": 0,
          "returned": {
            "GBP": "0.00"
          },
          "returned_qty": "0",
          "rejected": 1339,
          "rejected_file": null,
          "outlets": 38,
          "items": 3844,
          "customers": 4372,
          "business_days": 305,
          "repeated": 24561
        }
        "#);
    }
    assert_eq!(number(&db, "select max(id) from events").await, events);
    assert_eq!(hours(&db, "2011-11-14").await, of_day);
    let replayed = replay(&db, open()).await;
    assert_eq!((replayed.sales, replayed.returns, replayed.refused), (114, 31, 0));
    assert_eq!(hours(&db, "2026-11-20").await, of_day);
}

/// Small sales at one till, `MAPPING` describes them.
fn till_file(sales: u32) -> String {
    let mut text = "Receipt,Shop,Time,Code,Pieces,Price\n".to_owned();
    for sale in 0..sales {
        for line in 0..1 + sale % 3 {
            text += &format!("{sale},mg-road,2026-07-{:02} 10:00,item-{line},2,1.25\n", 1 + sale % 28);
        }
    }
    text
}

const MAPPING: &str = r#"
name = "till"
time_zone = "Asia/Kolkata"
currency = "INR"
date_format = "%Y-%m-%d %H:%M"
look_ahead = 10
[columns]
sale = ["Receipt"]
outlet = "Shop"
at = "Time"
item = "Code"
qty = "Pieces"
unit_price = "Price"
[returns]
negative = true
[create]
outlets = true
items = true
"#;

#[tokio::test]
async fn a_file_that_breaks_off_leaves_no_line_unnamed() {
    on_both_engines(async |db| {
        let folder = tempfile::tempdir().unwrap();
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(till_file(3_000).as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let half = Cursor::new(packed[..packed.len() / 2].to_vec());
        let Done { report: first, end } = import(&db, folder.path(), MAPPING, half).await;
        assert!(matches!(end, End::Broken(_)), "{end:?}");
        assert!(first.sales > 0 && first.rejected > 0, "{}", json(&first));
        assert_eq!(first.rows, first.sale_lines + first.rejected);
        let rejected = std::fs::read_to_string(folder.path().join("rejected.csv")).unwrap();
        assert_eq!(
            rejected.lines().filter(|line| line.contains("where this sale may go on")).count() as u64,
            first.rejected
        );
        for behind in [&[0; 512][..], b"junk"] {
            let padded = Cursor::new([&packed, behind].concat());
            let Done { report, end } = import(&db, folder.path(), MAPPING, padded).await;
            assert!(matches!(end, End::Whole), "{end:?}");
            assert_eq!((report.rows, report.sales + report.repeated, report.rejected), (6_000, 3_000, 0));
        }
        assert_eq!(number(&db, "select count(*) from sale_lines").await, 6_000);
    })
    .await;
}

/// Sales of one line each.
fn short_sales(sales: std::ops::Range<u32>) -> String {
    sales.map(|sale| format!("{sale},mg-road,2026-07-01 10:00,van,1,1.25\n")).collect()
}

#[tokio::test]
async fn a_line_that_is_too_long_is_rejected_with_its_sale_and_the_rest_goes_in() {
    on_both_engines(async |db| {
        let folder = tempfile::tempdir().unwrap();
        let text = "Receipt,Shop,Time,Code,Pieces,Price\n".to_owned()
            + &short_sales(0..10)
            + "77,mg-road,2026-07-01 10:00,van,1,1.25\n"
            + &format!("77,mg-road,2026-07-01 10:00,{},1,1.25\n", "x".repeat(500_000))
            + &",".repeat(1_000_000)
            + "\n"
            + &short_sales(10..20);
        let done = import(&db, folder.path(), MAPPING, Cursor::new(text)).await;
        assert!(matches!(done.end, End::Whole), "{:?}", done.end);
        assert_eq!((done.report.rows, done.report.sales, done.report.rejected), (23, 20, 3));
        let rejected = std::fs::read_to_string(folder.path().join("rejected.csv")).unwrap();
        insta::allow_duplicates! {
            insta::assert_snapshot!(rejected, @r#"
            line,reason,Receipt,Shop,Time,Code,Pieces,Price
            14,is longer than 64 KiB,,,,,,
            12,"line 13, of the same sale, is rejected",77,mg-road,2026-07-01 10:00,van,1,1.25
            13,is longer than 64 KiB,77,mg-road,2026-07-01 10:00
            "#);
        }
    })
    .await;
}

#[tokio::test]
async fn where_a_quote_stays_open_the_complete_sales_before_it_go_in() {
    on_both_engines(async |db| {
        let folder = tempfile::tempdir().unwrap();
        let mapping = MAPPING.replace("look_ahead = 10", "look_ahead = 1");
        let text = "Receipt,Shop,Time,Code,Pieces,Price\n".to_owned()
            + &short_sales(0..13)
            + "77,mg-road,2026-07-01 10:00,\"van,1,1.25\n"
            + &short_sales(13..4_000);
        let done = import(&db, folder.path(), &mapping, Cursor::new(text)).await;
        let End::Broken(error) = done.end else { panic!("{:?}", done.end) };
        assert_eq!(error.to_string(), "the file cannot be read beyond line 15");
        assert_eq!((done.report.rows, done.report.sales, done.report.rejected), (13, 10, 3));
        let rejected = std::fs::read_to_string(folder.path().join("rejected.csv")).unwrap();
        assert_eq!(rejected.lines().filter(|line| line.contains("where this sale may go on")).count(), 3);
    })
    .await;
}

/// Asks to stop when `left` bytes were read.
struct Stopping {
    inner: Cursor<String>,
    left: usize,
    stop: CancellationToken,
}

impl Read for Stopping {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            self.stop.cancel();
        }
        let most = buffer.len().min(1_024);
        let read = self.inner.read(&mut buffer[..most])?;
        self.left = self.left.saturating_sub(read);
        Ok(read)
    }
}

#[tokio::test]
async fn a_stopped_import_goes_on_where_it_stopped() {
    on_both_engines(async |db| {
        let folder = tempfile::tempdir().unwrap();
        let text = till_file(9_000);
        let mut recorded = 0;
        for share in [3, 2] {
            let stop = CancellationToken::new();
            let input =
                Stopping { inner: Cursor::new(text.clone()), left: text.len() / share, stop: stop.clone() };
            let done = import_until(&db, folder.path(), MAPPING, input, stop).await;
            assert!(matches!(done.end, End::Stopped), "{:?}", done.end);
            assert_eq!(done.report.repeated, recorded, "what the earlier runs recorded is there");
            recorded += done.report.sales;
            assert!(done.report.sales > 0 && recorded < 9_000, "{}", json(&done.report));
        }
        let last = import(&db, folder.path(), MAPPING, Cursor::new(text)).await;
        assert!(matches!(last.end, End::Whole));
        assert_eq!((last.report.repeated, last.report.sales), (recorded, 9_000 - recorded));
        assert_eq!(last.report.rejected, 0);
        assert_eq!(number(&db, "select count(*) from sale_lines").await, 18_000);
    })
    .await;
}

#[tokio::test]
async fn bad_lines_are_rejected_with_their_sale_and_good_ones_go_in() {
    on_both_engines(async |db| {
        let folder = tempfile::tempdir().unwrap();
        let mut text = "Receipt,Shop,Time,Code,Pieces,Price\n".to_owned()
            + "1,mg-road,2026-07-01 10:00,van,2,1.25\n"
            + "2,mg-road,2026-07-01 10:00,van,2,1.25\n"
            + "2,mg-road,2026-07-01 10:00,van,-1,1.25\n"
            + "3,mg-road,2026-07-01 10:00,van,-1,1.25\n"
            + ",mg-road,2026-07-01 10:00,van,1,1.25\n"
            + "4,mg-road,2026-07-01 10:00,van,1\n"
            + "5,mg-road,2126-07-01 10:00,van,1,1.25\n"
            + "6,,2026-07-01 10:00,van,1,1.25\n";
        text.extend((100..112).map(|sale| format!("{sale},mg-road,2026-07-02 10:00,van,1,1.00\n")));
        text += "1,mg-road,2026-07-01 10:00,cone,1,0.25\n";
        let done = import(&db, folder.path(), MAPPING, Cursor::new(text)).await;
        assert!(matches!(done.end, End::Whole));
        assert_eq!((done.report.sales, done.report.returns, done.report.rejected), (13, 1, 7));
        let rejected = std::fs::read_to_string(folder.path().join("rejected.csv")).unwrap();
        insta::allow_duplicates! {
            insta::assert_snapshot!(rejected, @r#"
            line,reason,Receipt,Shop,Time,Code,Pieces,Price
            6,"Receipt is empty, so the line belongs to no sale",,mg-road,2026-07-01 10:00,van,1,1.25
            22,"stands too far from the other lines of its sale: raise look_ahead, or sort the file",1,mg-road,2026-07-01 10:00,cone,1,0.25
            3,"line 4, of the same sale, is rejected",2,mg-road,2026-07-01 10:00,van,2,1.25
            4,"Pieces is out of bounds: got -1, expected more than 0 and at most 1000000",2,mg-road,2026-07-01 10:00,van,-1,1.25
            7,has 5 fields where the heading has 6,4,mg-road,2026-07-01 10:00,van,1
            8,"Time lies too far ahead of the server's clock: got 2126-07-01T04:30:00Z, expected from 2000-01-01T00:00:00Z to 2026-11-20T12:10:00Z",5,mg-road,2126-07-01 10:00,van,1,1.25
            9,Shop is empty,6,,2026-07-01 10:00,van,1,1.25
            "#);
        }
        assert_eq!(number(&db, "select cast(sum(gross) as bigint) from scope_days where scope_id = 1").await, 1_450);
    })
    .await;
}

#[tokio::test]
async fn a_sale_that_was_recorded_otherwise_is_a_conflict_and_stays() {
    on_both_engines(async |db| {
        let folder = tempfile::tempdir().unwrap();
        let line = |price: &str| {
            Cursor::new(format!(
                "Receipt,Shop,Time,Code,Pieces,Price\n1,mg-road,2026-07-01 10:00,van,2,{price}\n"
            ))
        };
        assert_eq!(import(&db, folder.path(), MAPPING, line("1.25")).await.report.sales, 1);
        assert_eq!(import(&db, folder.path(), MAPPING, line("1.250")).await.report.repeated, 1);
        let other = import(&db, folder.path(), MAPPING, line("1.30")).await.report;
        assert_eq!((other.sales, other.repeated, other.rejected), (0, 0, 1));
        let rejected = std::fs::read_to_string(folder.path().join("rejected.csv")).unwrap();
        assert!(rejected.contains("recorded with other content"), "{rejected}");
        assert_eq!(number(&db, "select cast(sum(total) as bigint) from sales").await, 250);
    })
    .await;
}

/// Locks the file as another process does, between two writes of this one and once `is_time`, until a write was refused.
pub(crate) async fn lock_once(db: &Db, is_time: impl AsyncFn() -> bool) {
    let Db::Sqlite(sqlite) = db else { unreachable!("opened as SQLite") };
    let other = open_again(db).await;
    loop {
        let turn = sqlite.write_lock().acquire(Urgency::Foreground).await;
        if is_time().await {
            let held = other.write(Urgency::Foreground).await.unwrap();
            drop(turn);
            // Turns are given in the order of the line: by the second refusal, whoever else wants to write had one.
            for _ in 0..2 {
                assert!(db.write(Urgency::Foreground).await.unwrap_err().is_busy());
            }
            return held.rollback().await.unwrap();
        }
        drop(turn);
        tokio::task::yield_now().await;
    }
}

/// One portion of large sales, which the writer takes in several groups.
fn one_portion() -> (u64, String) {
    let sales = 490;
    let mut text = "Receipt,Shop,Time,Code,Pieces,Price\n".to_owned();
    for sale in 0..sales {
        for line in 0..8 {
            text += &format!("{sale},mg-road,2026-07-01 10:00,item-{line},1,1.25\n");
        }
    }
    (sales, text)
}

#[tokio::test]
async fn what_a_portion_recorded_before_it_met_a_lock_counts_as_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    let (sales, text) = one_portion();
    let has_some_sales = async || number(&db, "select count(*) from sales").await > 0;
    let input = Cursor::new(text.clone());
    let (first, ()) =
        tokio::join!(import(&db, folder.path(), MAPPING, input), lock_once(&db, has_some_sales));
    assert_eq!((first.report.sales, first.report.repeated), (sales, 0));
    assert_eq!(first.report.gross[&"INR".parse().unwrap()], "4900.00");
    let input = Cursor::new(text);
    let (second, ()) =
        tokio::join!(import(&db, folder.path(), MAPPING, input), lock_once(&db, async || true));
    assert_eq!(
        (second.report.sales, second.report.repeated),
        (0, sales),
        "a lock makes no repeat a new sale"
    );
}

#[tokio::test]
async fn what_a_portion_recorded_before_the_database_was_lost_counts_as_recorded() {
    on_postgres(async |db| {
        let mut tx = db.write(Urgency::Foreground).await.unwrap();
        for statement in [
            "create sequence groups",
            // A sequence is not rolled back: the second group fails once.
            "create function lose_second() returns trigger language plpgsql as \
             $$ begin if nextval('groups') = 2 then raise exception 'lost' using errcode = '08006'; end if; return null; end $$",
            "create trigger lose_second after insert on sales execute function lose_second()",
        ] {
            on_engine!(&mut tx, connection =>
                sqlx::query(statement).execute(connection).await.map(|done| done.rows_affected()))
            .unwrap();
        }
        tx.commit().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (sales, text) = one_portion();
        let report = import(&db, folder.path(), MAPPING, Cursor::new(text)).await.report;
        assert!(number(&db, "select last_value from groups").await > 2);
        assert_eq!((report.sales, report.repeated), (sales, 0));
    })
    .await;
}

#[tokio::test]
async fn an_import_waits_for_a_lock_before_it_makes_an_outlet_and_before_it_names_items() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    let mapping = MAPPING.replace("[returns]", "name = \"Name\"\n[returns]");
    let file = Cursor::new(
        "Receipt,Shop,Time,Code,Pieces,Price,Name\n\
         1,mg-road,2026-07-01 10:00,van,1,1.25,\n\
         2,mg-road,2026-07-01 10:00,van,1,1.25,Vanilla\n",
    );
    let has_all_sales = async || number(&db, "select count(*) from sales").await == 2;
    let locks = async {
        lock_once(&db, async || true).await;
        lock_once(&db, has_all_sales).await;
    };
    let (done, ()) = tokio::join!(import(&db, folder.path(), &mapping, file), locks);
    assert_eq!((done.report.sales, done.report.rejected), (2, 0));
    assert_eq!(number(&db, "select count(*) from items where name = 'Vanilla'").await, 1);
}

#[tokio::test]
async fn a_sale_that_is_rejected_makes_no_outlet() {
    on_both_engines(async |db| {
        let folder = tempfile::tempdir().unwrap();
        let mapping = format!("{MAPPING}[[refuse]]\nprefix = \"A\"\nreason = \"an adjustment is no sale\"\n");
        let text = "Receipt,Shop,Time,Code,Pieces,Price\n\
             1,17850,mg-road,2026-07-01 10:00,van,1\n\
             2,17851,mg-road,2026-07-01 10:00,van\n\
             3,17852,2026-07-01 10:00,van,0,1.25\n\
             4,17853,2126-07-01 10:00,van,1,1.25\n\
             A5,17854,2026-07-01 10:00,van,1,1.25\n\
             6,mg-road,2026-07-01 10:00,van,1,1.25\n\
             7,mg-road,2026-07-01 10:00,van,1,1.25\n\
             7,17855,2026-07-01 10:00,van,1\n";
        let done = import(&db, folder.path(), &mapping, Cursor::new(text)).await;
        assert_eq!((done.report.sales, done.report.rejected, done.report.outlets), (1, 7, 1));
        assert_eq!(number(&db, "select count(*) from outlets").await, 1);
        let rejected = std::fs::read_to_string(folder.path().join("rejected.csv")).unwrap();
        let reasons: Vec<&str> = rejected.lines().filter(|line| line.contains("1785")).collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(reasons.join("\n"), @r#"
            2,"Time is ""mg-road"": expected a time as %Y-%m-%d %H:%M",1,17850,mg-road,2026-07-01 10:00,van,1
            3,has 5 fields where the heading has 6,2,17851,mg-road,2026-07-01 10:00,van
            4,"Pieces is out of bounds: got 0, expected more than 0 and at most 1000000",3,17852,2026-07-01 10:00,van,0,1.25
            5,"Time lies too far ahead of the server's clock: got 2126-07-01T04:30:00Z, expected from 2000-01-01T00:00:00Z to 2026-11-20T12:10:00Z",4,17853,2126-07-01 10:00,van,1,1.25
            6,an adjustment is no sale,A5,17854,2026-07-01 10:00,van,1,1.25
            9,has 5 fields where the heading has 6,7,17855,2026-07-01 10:00,van,1
            "#);
        }
    })
    .await;
}

#[tokio::test]
async fn imports_that_meet_the_same_new_outlet_share_it() {
    on_both_engines(async |db| {
        let folder = tempfile::tempdir().unwrap();
        let other = open_again(&db).await;
        let early = DirectoryHandle::load(&other).await.unwrap();
        let file = |sale: u32, shop: &str| {
            Cursor::new(format!(
                "Receipt,Shop,Time,Code,Pieces,Price\n{sale},{shop},2026-07-01 10:00,van,1,1.25\n"
            ))
        };
        import(&db, folder.path(), MAPPING, file(1, "St. John's")).await;
        // What follows still knows nothing of that outlet.
        for (sale, shop) in [(2, "St. John's"), (3, "St John s")] {
            let stop = CancellationToken::new();
            let done =
                import_knowing(&other, early.clone(), folder.path(), MAPPING, file(sale, shop), stop).await;
            assert_eq!(done.report.sales, 1);
        }
        assert_eq!(number(&db, "select count(*) from outlets").await, 2);
        let sql =
            "select count(*) from sales s join scopes o on o.id = s.outlet_id where o.code = 'st-john-s'";
        assert_eq!(number(&db, sql).await, 2);
        other.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_a_name_makes_no_outlet() {
    on_both_engines(async |db| {
        let folder = tempfile::tempdir().unwrap();
        let shops = ["mg\0road", "\u{1b}[31mred", &"x".repeat(201), "mg-road"];
        let mut text = "Receipt,Shop,Time,Code,Pieces,Price\n".to_owned();
        for (sale, shop) in shops.iter().enumerate() {
            text += &format!("{sale},{shop},2026-07-01 10:00,van,1,1.25\n");
        }
        let report = import(&db, folder.path(), MAPPING, Cursor::new(text)).await.report;
        assert_eq!((report.sales, report.rejected, report.outlets), (1, 3, 1));
        let rejected = std::fs::read_to_string(folder.path().join("rejected.csv")).unwrap();
        let reasons: Vec<&str> = rejected.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(reasons.join("\n"), @"
            Shop holds a control character
            Shop holds a control character
            Shop has more than 200 characters
            ");
        }
    })
    .await;
}
