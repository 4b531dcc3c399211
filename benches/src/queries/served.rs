//! A server on a database with all those sales: its memory, and its answers while more arrive.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use server::clock::{Clock as _, SystemClock};
use tempfile::TempDir;
use tokio::task::LocalSet;

use super::reads::{self, Answered, Reads};
use crate::ingest;
use crate::process::usage;
use crate::quiet::Gate;
use crate::rig::{Recipe, Rig};
use crate::table::{Table, median, spread};
use crate::tills::Till;

const SALES_PER_S: u32 = 300;
const READS_PER_S: u32 = 200;
const PATHS: [&str; 2] = ["/api/v1/metrics", "/api/v1/analytics"];
const PAGES: [&str; 2] = ["/live", "/analytics/overview"];
const SAMPLES: usize = 3;
const WARM_UP_S: u64 = 3;
/// What a fresh server prepares in the background is done after it.
const SETTLE: Duration = Duration::from_secs(5);

/// What is served, and for how long it is asked.
pub(crate) struct Serving {
    pub(crate) scoopjoy: PathBuf,
    /// Where the disk is probed.
    pub(crate) folder: PathBuf,
    /// A database that nobody else needs: sales are added to it.
    pub(crate) data: TempDir,
    pub(crate) currency: String,
    /// All of that currency.
    pub(crate) outlets: Vec<String>,
    pub(crate) seconds: u64,
}

/// Serves, measures both and stops.
pub(crate) async fn run(serving: Serving, gate: &mut Gate, table: &mut Table) -> Result<Value> {
    let Serving { scoopjoy, folder, data, currency, outlets, seconds } = serving;
    let recipe =
        Recipe { scoopjoy, folder: folder.clone(), outlets: 0, keeps_summaries: true, slow_sync: None };
    let rig = Rig::start_on(&recipe, data, outlets)?;
    let resident_mib = LocalSet::new().run_until(resident_mib(&rig)).await?;
    table.add(
        "memory of a fresh server at the most sales, both pages seen",
        format!("{resident_mib:.0} MiB"),
        "≤ 200 MiB",
        true,
    );
    let sales = ingest::Settings {
        address: rig.address,
        key: rig.key.clone(),
        outlets: rig.outlets.clone(),
        currency,
        sold_at: SystemClock.now().to_rfc3339(),
        connections: 8,
        seconds,
        batch: 1,
        rate: Some(SALES_PER_S),
    };
    let mut report = json!({ "resident_mib": resident_mib });
    for path in PATHS {
        let asked = Reads { address: rig.address, key: rig.key.clone(), path, rate: READS_PER_S, seconds };
        let (mut medians, mut worst, mut missed, mut quiet) = (Vec::new(), Vec::new(), 0, true);
        for _ in 0..SAMPLES {
            beside_sales(&asked, &sales, WARM_UP_S).await?;
            let before = gate.pass(&folder)?;
            let mut answered = beside_sales(&asked, &sales, seconds).await?;
            let after = gate.pass(&folder)?;
            quiet &= before["quiet"] == true && after["quiet"] == true;
            missed += answered.missed;
            medians.push(answered.samples.at_ms(500));
            worst.push(answered.samples.at_ms(990));
        }
        report[path] = json!({ "p50_ms": medians, "p99_ms": worst, "missed": missed, "quiet": quiet });
        let missed = if missed > 0 { format!("; {missed} without an answer") } else { String::new() };
        table.add(
            &format!("GET {path} at {READS_PER_S}/s beside {SALES_PER_S} sales/s, p99"),
            format!("{} ms (p50 {:.1} ms{missed})", spread(&mut worst, 1), median(&mut medians)),
            "≤ 10 ms",
            quiet,
        );
    }
    Ok(report)
}

/// Resident memory once the server has settled and each of the pages was seen.
async fn resident_mib(rig: &Rig) -> Result<f64> {
    let mut till = Till::connect(rig.address, &rig.key).await?;
    while till.get("/readyz").await?.0 != 200 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for page in PAGES {
        let (status, _) = till.get(page).await?;
        ensure!(status == 200, "{page} was answered with {status}");
    }
    tokio::time::sleep(SETTLE).await;
    Ok(usage(rig.pid())?.resident_kib as f64 / 1_024.0)
}

async fn beside_sales(asked: &Reads, sales: &ingest::Settings, seconds: u64) -> Result<Answered> {
    let (answered, sold) = tokio::try_join!(
        reads::run(Reads { seconds, ..asked.clone() }),
        ingest::run(ingest::Settings { seconds, ..sales.clone() })
    )?;
    ensure!(sold["sales"].as_u64() > Some(0), "no sale was taken");
    Ok(answered)
}
