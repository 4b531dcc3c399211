//! How many sales a second the writer makes durable, next to what the disk can do. No HTTP, no JSON from outside.
//!
//! `cargo run --release -p server --example ingest_rate -- [FOLDER] [SECONDS] [CALLERS BATCH]`; FOLDER is on the disk to
//! be measured. Without CALLERS and BATCH it goes through a list of them, with summaries and without.

#![expect(clippy::print_stdout, reason = "the report is what this program is for")]

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use app::units::{Day, Quantity, Scope, UnixMs};
use server::clock::SystemClock;
use server::config::database::DatabaseUrl;
use server::db::{Db, Urgency};
use server::entropy::Entropy;
use server::events::Origin;
use server::organisation::store::{self, NewOutlet};
use server::organisation::{DirectoryHandle, OutletId};
use server::sales::ingest::{Ingest, IngestSettings, Lane};
use server::sales::{Command, EntryKind, NewCustomer, NewEntry, NewLine, NewTender, Outcome};
use tokio::task::JoinSet;

const OUTLETS: u64 = 200;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let base = PathBuf::from(arguments.next().unwrap_or_else(|| ".".to_owned()));
    let seconds = arguments.next().map_or(Ok(5), |text| text.parse()).context("SECONDS is a number")?;
    let time = Duration::from_secs(seconds);
    let wanted = match (arguments.next(), arguments.next()) {
        (Some(callers), Some(batch)) => vec![(callers.parse()?, batch.parse()?)],
        _ => vec![(1, 1), (32, 1), (64, 1), (1, 32), (2, 100), (4, 1_000)],
    };
    for summaries in [true, false] {
        for &(callers, batch) in &wanted {
            let folder = tempfile::tempdir_in(&base)?;
            let syncs = syncs_per_second(folder.path(), Duration::from_secs(1))?;
            let sales = measure(folder.path(), summaries, callers, batch, time).await?;
            println!(
                "summaries {summaries:5}  callers {callers:3} × {batch:4}: {sales:6} sales/s, {syncs:6} syncs/s, {:.2}",
                ratio(sales, syncs)
            );
        }
    }
    Ok(())
}

#[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "a ratio for people to read")]
fn ratio(sales: u64, syncs: u64) -> f64 {
    sales as f64 / syncs as f64
}

/// Overwrites the same 4 KiB and syncs, as a write-ahead log does that has grown to its size.
fn syncs_per_second(folder: &Path, time: Duration) -> anyhow::Result<u64> {
    let file = File::create(folder.join("probe"))?;
    file.write_all_at(&[1; 4_096], 0)?;
    file.sync_all()?;
    let began = Instant::now();
    let mut syncs = 0;
    while began.elapsed() < time {
        file.write_all_at(&[2; 4_096], 0)?;
        file.sync_data()?;
        syncs += 1;
    }
    Ok(syncs * 1_000 / u64::try_from(began.elapsed().as_millis())?)
}

async fn measure(
    folder: &Path,
    summaries: bool,
    callers: u64,
    batch: u64,
    time: Duration,
) -> anyhow::Result<u64> {
    let entropy = Arc::new(Entropy::from_seed(1));
    let db = Db::open(&DatabaseUrl::Sqlite(folder.join("bench.db")), &entropy).await?;
    let outlets = Arc::new(make_outlets(&db).await?);
    let directory = DirectoryHandle::load(&db).await?;
    let settings = IngestSettings { summaries, ..IngestSettings::default() };
    let ingest = Ingest::start(db.clone(), directory, Arc::new(SystemClock), settings).await?;
    let began = Instant::now();
    let mut tills = JoinSet::new();
    for _ in 0..callers {
        let (ingest, entropy, outlets) = (ingest.clone(), Arc::clone(&entropy), Arc::clone(&outlets));
        tills.spawn(async move {
            let lane = if batch == 1 { Lane::Single } else { Lane::Batch };
            let mut sales = 0;
            while began.elapsed() < time {
                let commands =
                    (0..batch).map(|_| Command::Record(Box::new(sale(&entropy, &outlets)))).collect();
                let outcomes = ingest.submit(lane, commands).await?;
                anyhow::ensure!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Recorded(_))));
                sales += batch;
            }
            Ok(sales)
        });
    }
    let mut sales = 0;
    while let Some(till) = tills.join_next().await {
        sales += till??;
    }
    let elapsed = u64::try_from(began.elapsed().as_millis())?;
    ingest.stop().await;
    db.close().await;
    Ok(sales * 1_000 / elapsed)
}

async fn make_outlets(db: &Db) -> anyhow::Result<Vec<OutletId>> {
    let mut tx = db.write(Urgency::Foreground).await?;
    let mut outlets = Vec::new();
    for number in 0..OUTLETS {
        let region: Scope = format!("region:r{}", number % 8).parse()?;
        let franchise: Scope = format!("franchise:f{}", number % 20).parse()?;
        let outlet = NewOutlet {
            code: format!("o{number}").parse()?,
            name: format!("Outlet {number}"),
            region: store::ensure_scope(&mut tx, &region, "Region").await?,
            franchise: store::ensure_scope(&mut tx, &franchise, "Franchise").await?,
            time_zone: chrono_tz::Asia::Kolkata,
            currency: "INR".parse()?,
            country: None,
            cutoff_min: 0,
            opening_hours: None,
            is_open: true,
        };
        outlets.push(store::insert_outlet(&mut tx, &outlet).await?);
    }
    tx.commit().await?;
    Ok(outlets)
}

/// Three lines of sixty items, one tender, every other sale with one of five thousand customers.
fn sale(entropy: &Entropy, outlets: &[OutletId]) -> NewEntry {
    let id = entropy.uuid();
    let bytes = id.as_bytes();
    let customer = u16::from_be_bytes([bytes[0], bytes[1]]);
    let currency = "INR".parse().expect("a currency");
    let line = |byte: u8| NewLine {
        item: format!("ITEM-{}", byte % 60),
        name: Some(format!("Item number {}", byte % 60)),
        category: Some("Tubs".to_owned()),
        qty: Quantity(2_000),
        unit_price_micros: 120_000_000,
        discount_minor: 0,
        tax_minor: 1_200,
        tax_rate: Some("5.00".to_owned()),
        tax_code: None,
        total_minor: 25_200,
    };
    NewEntry {
        kind: EntryKind::Sale,
        id,
        content_hash: format!("{}{}", id.simple(), id.simple()),
        number: format!("MG-{:06}", customer),
        outlet: outlets[usize::from(bytes[2]) % outlets.len()],
        till: Some("T1".to_owned()),
        till_seq: Some(123),
        cashier: Some("C3".to_owned()),
        shift: None,
        at: UnixMs(1_795_172_645_000),
        utc_offset_min: 330,
        day: Day(20_777),
        hour: bytes[3] % 12 + 9,
        currency,
        prices_include_tax: false,
        customer: customer.is_multiple_of(2).then(|| NewCustomer {
            reference: Some(format!("C-{}", customer % 5_000)),
            name: Some(format!("Customer {}", customer % 5_000)),
            phone: None,
            email: None,
            is_company: None,
        }),
        lines: vec![line(bytes[4]), line(bytes[5]), line(bytes[7])],
        discount_minor: 0,
        tax_minor: 3_600,
        rounding_minor: 0,
        total_minor: 75_600,
        tenders: vec![NewTender {
            kind: "cash".to_owned(),
            currency,
            amount_minor: 80_000,
            change_minor: 4_400,
            rate: None,
        }],
        replaces: None,
        sale: None,
        reason: String::new(),
        origin: Origin::Live,
        may_create_items: true,
        reach: Scope::Network,
    }
}
