//! The power is cut under load. `kill -9` cannot tell whether a commit was synced, since the kernel keeps the pages.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use app::units::{Day, Quantity, Scope, UnixMs};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use server::clock::SystemClock;
use server::config::database::DatabaseUrl;
use server::config::testing::is_ci;
use server::db::{Db, Urgency};
use server::entropy::Entropy;
use server::events::Origin;
use server::organisation::store::{self, NewOutlet};
use server::organisation::{DirectoryHandle, OutletId};
use server::sales::ingest::{Durability, Ingest, IngestSettings, Lane};
use server::sales::{EntryKind, NewEntry, NewLine, Outcome};
use uuid::Uuid;

use crate::image::Disk;
use crate::ledger;

const CUTS: u64 = 10;
const FILE: &str = "cut.db";

#[tokio::test]
async fn ten_power_cuts_lose_nothing_that_was_acknowledged() {
    for seed in 0..CUTS {
        let Some(lost) = cut(Durability::PowerCut, seed).await else { return };
        assert_eq!(lost, 0, "lost in cut {seed}");
    }
}

/// Without this one, a test that cannot lose anything would pass as well.
#[tokio::test]
async fn without_syncs_at_least_one_of_ten_power_cuts_loses_something() {
    for seed in 0..CUTS {
        match cut(Durability::Kill, seed).await {
            Some(0) => {}
            _ => return,
        }
    }
    panic!("no cut has lost anything: this test is blind");
}

/// Cuts the power of a writer after some acknowledgements. Returns how many of those are lost, None if skipped.
async fn cut(durability: Durability, seed: u64) -> Option<usize> {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::make(folder.path()) else {
        assert!(!is_ci(), "loop mounts are needed, as root: CI skips nothing");
        say("SKIPPED a power cut: this machine mounts no images");
        return None;
    };
    let acknowledged = write_until_killed(disk.path(), durability, seed);
    let found = disk.after_power_cut(folder.path());
    let sales = ledger::check(&found.path().join(FILE)).await;
    Some(acknowledged.iter().filter(|id| !sales.contains_key(*id)).count())
}

/// The ids that another process has seen acknowledged before it is killed.
fn write_until_killed(disk: &Path, durability: Durability, seed: u64) -> BTreeSet<String> {
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "power_cut::writer", "--ignored", "--nocapture"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(writer.stdin.take().unwrap(), "{} {}", durability == Durability::PowerCut, disk.display())
        .unwrap();
    let wanted = StdRng::seed_from_u64(seed).random_range(200..1_500);
    let told = BufReader::new(writer.stderr.take().unwrap()).lines().map(Result::unwrap);
    let acknowledged: BTreeSet<String> = told.take(wanted).collect();
    writer.kill().unwrap();
    writer.wait().unwrap();
    assert_eq!(acknowledged.len(), wanted, "the writer ended by itself");
    acknowledged
}

/// Not a test: the process that is killed. Writes without end and tells each id once it is acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the tests above as a process of its own"]
async fn writer() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let (is_durable, disk) = line.trim().split_once(' ').unwrap();
    let durability = if is_durable == "true" { Durability::PowerCut } else { Durability::Kill };
    let file = Path::new(disk).join(FILE);
    let db = Db::open(&DatabaseUrl::Sqlite(file), &Entropy::from_machine()).await.unwrap();
    let outlet = make_outlet(&db).await;
    let directory = DirectoryHandle::load(&db).await.unwrap();
    let settings = IngestSettings { durability, ..IngestSettings::default() };
    let ingest = Ingest::start(db, directory, Arc::new(SystemClock), settings).await.unwrap();
    let mut tills = tokio::task::JoinSet::new();
    for till in 0..8 {
        let ingest = ingest.clone();
        tills.spawn(async move {
            for n in 0.. {
                let sale = sale(Uuid::from_u128((till << 64) + n), outlet);
                let id = sale.id.to_string();
                let command = server::sales::Command::Record(Box::new(sale));
                let outcomes = ingest.submit(Lane::Single, vec![command]).await.unwrap();
                assert!(matches!(outcomes[..], [Outcome::Recorded(_)]), "{outcomes:?}");
                say(&id);
            }
        });
    }
    tills.join_next().await.unwrap().unwrap();
}

async fn make_outlet(db: &Db) -> OutletId {
    let mut tx = db.write(Urgency::Foreground).await.unwrap();
    let scope = |text: &str| text.parse::<Scope>().unwrap();
    let outlet = NewOutlet {
        code: "a".parse().unwrap(),
        name: "A".to_owned(),
        region: store::ensure_scope(&mut tx, &scope("region:r"), "R").await.unwrap(),
        franchise: store::ensure_scope(&mut tx, &scope("franchise:f"), "F").await.unwrap(),
        time_zone: chrono_tz::Asia::Kolkata,
        currency: "INR".parse().unwrap(),
        country: None,
        cutoff_min: 0,
        opening_hours: None,
        is_open: true,
    };
    let outlet = store::insert_outlet(&mut tx, &outlet).await.unwrap();
    tx.commit().await.unwrap();
    outlet
}

fn sale(id: Uuid, outlet: OutletId) -> NewEntry {
    let line = NewLine {
        item: "van".to_owned(),
        name: None,
        category: None,
        qty: Quantity(1_000),
        unit_price_micros: 2_500_000,
        discount_minor: 0,
        tax_minor: 0,
        tax_rate: None,
        tax_code: None,
        total_minor: 250,
    };
    NewEntry {
        kind: EntryKind::Sale,
        id,
        content_hash: id.to_string(),
        number: "C-1".to_owned(),
        outlet,
        till: None,
        till_seq: None,
        cashier: None,
        shift: None,
        at: UnixMs(1_795_172_645_000),
        utc_offset_min: 330,
        day: Day(20_777),
        hour: 15,
        currency: "INR".parse().unwrap(),
        prices_include_tax: true,
        customer: None,
        lines: vec![line],
        discount_minor: 0,
        tax_minor: 0,
        rounding_minor: 0,
        total_minor: 250,
        tenders: Vec::new(),
        replaces: None,
        sale: None,
        reason: String::new(),
        origin: Origin::Live,
        may_create_items: true,
    }
}

#[expect(
    clippy::print_stderr,
    reason = "a skipped test must be seen, and the writer's parent reads its ids here"
)]
fn say(text: &str) {
    eprintln!("{text}");
}
