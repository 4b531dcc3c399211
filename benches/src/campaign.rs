//! Everything `scripts/bench` measures, in one run, and the page it writes.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::{Value, json};
use tokio::task::LocalSet;

use crate::fanout;
use crate::hostile;
use crate::ingest;
use crate::quiet::{Gate, PATIENCE_S};
use crate::rig::{Recipe, Rig};
use crate::table::{Table, median, number, spread};

/// How long a server is driven before anything is measured, in seconds.
const WARM_UP_S: u64 = 3;
/// Even sales a second that streams are watched at.
const RATES: [u32; 2] = [10, 100];
/// From so many on, what they cost at the two rates has a budget.
const MANY_STREAMS: usize = 5_000;

#[derive(Args)]
pub(crate) struct CampaignSettings {
    /// The release binary.
    #[arg(long)]
    scoopjoy: PathBuf,
    /// Where data folders are made: the disk that is measured.
    #[arg(long)]
    folder: PathBuf,
    /// A library that slows syncs down (`benches/slow_sync.c`).
    #[arg(long)]
    slow_sync: PathBuf,
    /// RFC 3339; the instant at which every sale is sold, at most ten minutes from now.
    #[arg(long)]
    sold_at: String,
    /// Pairs of samples for a ratio, and samples of what stands alone.
    #[arg(long, default_value_t = 5)]
    pairs: usize,
    /// Seconds of one sample.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// Numbers of streams.
    #[arg(long, value_delimiter = ',', default_value = "1000,5000")]
    streams: Vec<usize>,
    /// Markdown file to which the rows are added as they come.
    #[arg(long)]
    rows: PathBuf,
}

/// One sample of ingest and the disk around it.
struct Sample {
    report: Value,
    disk_per_s: f64,
    sync_p50_us: f64,
    quiet: bool,
}

/// What watching servers came to, sample by sample.
#[derive(Default)]
struct Seen {
    delivery_us: Vec<f64>,
    from_tick_ms: Vec<f64>,
    memory_kib: Vec<f64>,
}

impl Seen {
    fn take(&mut self, report: &Value) -> Result<()> {
        self.delivery_us.push(number(report, "server_cpu_ns_per_delivery")? / 1e3);
        self.from_tick_ms.push(number(&report["from_tick"], "p99_us")? / 1e3);
        self.memory_kib.push(number(report, "resident_kib_per_stream")?);
        Ok(())
    }
}

/// So many streams at the lower of the two rates.
struct Watched {
    streams: usize,
    seen: Seen,
    quiet: bool,
}

struct Campaign {
    settings: CampaignSettings,
    gate: Gate,
    table: Table,
}

/// Measures, adds its rows to the file it was given, and returns `{"rows"}`, their number.
pub(crate) async fn run(settings: CampaignSettings) -> Result<Value> {
    let mut campaign =
        Campaign { settings, gate: Gate::new(Duration::from_secs(PATIENCE_S)), table: Table::default() };
    LocalSet::new()
        .run_until(async {
            let sales_per_s = campaign.singles().await?;
            campaign.slow_disk(sales_per_s).await?;
            campaign.batches().await?;
            campaign.acknowledgement(sales_per_s / 2).await?;
            campaign.hostile().await?;
            let mut watched = Vec::new();
            for streams in campaign.settings.streams.clone() {
                watched.push(campaign.streams(streams).await?);
            }
            campaign.growth_of_streams(&mut watched);
            anyhow::Ok(())
        })
        .await?;
    campaign.table.append_to(&campaign.settings.rows)?;
    Ok(json!({ "rows": campaign.table.len() }))
}

impl Campaign {
    fn recipe(&self) -> Recipe {
        Recipe {
            scoopjoy: self.settings.scoopjoy.clone(),
            folder: self.settings.folder.clone(),
            outlets: 200,
            keeps_summaries: true,
            slow_sync: None,
        }
    }

    fn load(&self, rig: &Rig) -> ingest::Settings {
        ingest::Settings {
            address: rig.address,
            key: rig.key.clone(),
            outlets: rig.outlets.clone(),
            currency: "INR".to_owned(),
            sold_at: self.settings.sold_at.clone(),
            connections: 32,
            seconds: self.settings.seconds,
            batch: 1,
            rate: None,
        }
    }

    /// One server, one warm-up, one sample; every acknowledged sale is then counted in the ledger.
    async fn sample(&mut self, recipe: &Recipe, shape: impl Fn(&mut ingest::Settings)) -> Result<Sample> {
        let rig = Rig::start(recipe)?;
        let mut load = self.load(&rig);
        shape(&mut load);
        let warm_up = ingest::run(ingest::Settings { seconds: WARM_UP_S, ..load.clone() }).await?;
        let before = self.gate.pass(&self.settings.folder)?;
        let report = ingest::run(load).await?;
        let after = self.gate.pass(&self.settings.folder)?;
        expect_kept(rig, &[&warm_up, &report])?;
        Ok(Sample {
            disk_per_s: f64::midpoint(
                number(&before, "fdatasync_per_s")?,
                number(&after, "fdatasync_per_s")?,
            ),
            sync_p50_us: number(&before["fdatasync"], "p50_us")?,
            quiet: before["quiet"] == true && after["quiet"] == true,
            report,
        })
    }

    /// Single posts with and without summaries in the order A B B A, and against the disk.
    async fn singles(&mut self) -> Result<u32> {
        let (with, without) = (self.recipe(), Recipe { keeps_summaries: false, ..self.recipe() });
        let (mut kept_of_bare, mut of_disk, mut disk, mut rates, mut quiet) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), true);
        for pair in 0..self.settings.pairs {
            let order = if pair % 2 == 0 { [&with, &without] } else { [&without, &with] };
            let mut rate = [0.0; 2];
            for recipe in order {
                let sample = self.sample(recipe, |_| ()).await?;
                rate[usize::from(!recipe.keeps_summaries)] = number(&sample.report, "sales_per_s")?;
                quiet &= sample.quiet;
                if recipe.keeps_summaries {
                    disk.push(sample.disk_per_s);
                    of_disk.push(rate[0] / sample.disk_per_s);
                }
            }
            rates.push(rate[0]);
            kept_of_bare.push(rate[0] / rate[1]);
        }
        let sales_per_s = median(&mut rates);
        self.table.add(
            "fdatasync of 4 KiB on this disk",
            format!("{:.0} a second", median(&mut disk)),
            "",
            quiet,
        );
        self.table.add(
            "durable ingest over HTTP, 32 connections, one sale a request",
            format!("{} sales/s", spread(&mut rates, 0)),
            "",
            quiet,
        );
        self.table.add("the same ÷ with summaries off", spread(&mut kept_of_bare, 2), "≥ 0.6", quiet);
        self.table.add(
            "the same ÷ fdatasync rate of the same minute",
            spread(&mut of_disk, 2),
            "≥ 0.5",
            quiet,
        );
        Ok(sales_per_s as u32)
    }

    /// Every sync takes 5 ms longer: what group commit gains over one sale a sync, and what is left of `sales_per_s` without it.
    async fn slow_disk(&mut self, sales_per_s: u32) -> Result<()> {
        const DELAY_US: u32 = 5_000;
        let recipe = Recipe { slow_sync: Some((self.settings.slow_sync.clone(), DELAY_US)), ..self.recipe() };
        let (mut gains, mut left, mut quiet) = (Vec::new(), Vec::new(), true);
        for _ in 0..self.settings.pairs {
            let sample = self.sample(&recipe, |_| ()).await?;
            let syncs_per_s = 1e6 / (f64::from(DELAY_US) + sample.sync_p50_us);
            let rate = number(&sample.report, "sales_per_s")?;
            gains.push(rate / syncs_per_s);
            left.push(rate / f64::from(sales_per_s));
            quiet &= sample.quiet;
        }
        self.table.add(
            "the same with +5 ms per sync ÷ that disk's sync rate",
            spread(&mut gains, 2),
            "≥ 12",
            quiet,
        );
        let what = "growth: every sync +5 ms, sales/s ÷ those above without it";
        self.table.add(what, spread(&mut left, 2), "≥ 0.1", quiet);
        Ok(())
    }

    /// Batches of 100 on four connections while single posts arrive on schedule.
    async fn batches(&mut self) -> Result<()> {
        let (mut rates, mut delays, mut quiet) = (Vec::new(), Vec::new(), true);
        for _ in 0..self.settings.pairs {
            let rig = Rig::start(&self.recipe())?;
            let batches = ingest::Settings { batch: 100, connections: 4, ..self.load(&rig) };
            let singles = ingest::Settings { rate: Some(50), connections: 8, ..self.load(&rig) };
            let warm_up = ingest::run(ingest::Settings { seconds: WARM_UP_S, ..batches.clone() }).await?;
            let before = self.gate.pass(&self.settings.folder)?;
            let (batches, singles) = tokio::try_join!(ingest::run(batches), ingest::run(singles))?;
            let after = self.gate.pass(&self.settings.folder)?;
            quiet &= before["quiet"] == true && after["quiet"] == true;
            rates.push(number(&batches, "sales_per_s")?);
            delays.push(number(&singles["acknowledgement"], "p99_us")? / 1e3);
            expect_kept(rig, &[&warm_up, &batches, &singles])?;
        }
        let rate = format!("{} sales/s", spread(&mut rates, 0));
        self.table.add("batches of 100, 4 connections", rate, "≥ 15 000", quiet);
        let delay = format!("{} ms", spread(&mut delays, 1));
        self.table.add("single posts meanwhile, p99", delay, "≤ 50 ms", quiet);
        Ok(())
    }

    /// Open loop at half of what the server takes.
    async fn acknowledgement(&mut self, rate: u32) -> Result<()> {
        let recipe = self.recipe();
        let (mut medians, mut of_sync, mut worst, mut quiet) = (Vec::new(), Vec::new(), Vec::new(), true);
        for _ in 0..self.settings.pairs {
            let sample = self.sample(&recipe, |load| load.rate = Some(rate)).await?;
            let latency = &sample.report["acknowledgement"];
            let p50_us = number(latency, "p50_us")?;
            medians.push(p50_us);
            of_sync.push(p50_us / sample.sync_p50_us);
            worst.push(number(latency, "p99_us")? / 1e3);
            quiet &= sample.quiet;
        }
        self.table.add(
            &format!("acknowledgement at {rate} sales/s, p50 ÷ fdatasync p50"),
            format!("{}; {:.0} µs", spread(&mut of_sync, 1), median(&mut medians)),
            "≤ 10",
            quiet,
        );
        self.table.add("the same, p99", format!("{} ms", spread(&mut worst, 1)), "≤ 20 ms", quiet);
        Ok(())
    }

    /// Bodies that are no sales: what the server needs to refuse them.
    async fn hostile(&mut self) -> Result<()> {
        let rig = Rig::start(&self.recipe())?;
        let before = self.gate.pass(&self.settings.folder)?;
        let refused = hostile::run(&rig, Duration::from_secs(self.settings.seconds)).await?;
        let after = self.gate.pass(&self.settings.folder)?;
        let quiet = before["quiet"] == true && after["quiet"] == true;
        self.table.add(
            &format!(
                "hostile bodies on 16 connections, {} refused and {} cut off: peak memory above before",
                refused.answered, refused.cut_off
            ),
            format!("{:.1} MB", refused.peak_growth_kib as f64 * 1024.0 / 1e6),
            "≤ 20 MB",
            quiet,
        );
        let slowest = format!("{} ms", refused.slowest.as_millis());
        self.table.add("the same: the slowest refusal", slowest, "≤ 1,000 ms", quiet);
        Ok(())
    }

    /// Streams of the whole network at 10 and at 100 even sales a second, in the order A B B A.
    ///
    /// Returns what was seen at the lower rate.
    async fn streams(&mut self, streams: usize) -> Result<Watched> {
        let (mut seen, mut ratios, mut quiet) = ([Seen::default(), Seen::default()], Vec::new(), true);
        for pair in 0..self.settings.pairs {
            let order = if pair % 2 == 0 { [0, 1] } else { [1, 0] };
            let mut cpu_us = [0.0; 2];
            for at in order {
                let (report, is_quiet) = self.watch(streams, RATES[at]).await?;
                cpu_us[at] = number(&report, "server_cpu_us")?;
                seen[at].take(&report)?;
                quiet &= is_quiet;
            }
            ratios.push(cpu_us[1] / cpu_us[0]);
        }
        for (rate, seen) in RATES.into_iter().zip(&mut seen) {
            let label = format!("{streams} streams, {rate} sales/s");
            let cpu = format!("{} µs", spread(&mut seen.delivery_us, 1));
            self.table.add(&format!("{label}: CPU per delivery"), cpu, "peers come later", quiet);
            let delay = format!("{} ms", spread(&mut seen.from_tick_ms, 1));
            self.table.add(&format!("{label}: from the tick, p99"), delay, "peers come later", quiet);
        }
        let memory = format!("{} KiB", spread(&mut seen[0].memory_kib, 0));
        self.table.add(
            &format!("{streams} streams: memory per stream"),
            memory,
            "≤ 20 KiB (2 × nchan)",
            quiet,
        );
        let label = format!("{streams} streams: CPU at {} ÷ at {} sales/s", RATES[1], RATES[0]);
        // Recording ninety more sales costs the same however many watch.
        let budget = if streams >= MANY_STREAMS { "≤ 1.3" } else { "" };
        self.table.add(&label, spread(&mut ratios, 2), budget, quiet);
        let [seen, _] = seen;
        Ok(Watched { streams, seen, quiet })
    }

    /// The most streams beside the fewest, by the medians of both: what has to stay the same for each of them.
    fn growth_of_streams(&mut self, watched: &mut [Watched]) {
        let [fewest, .., most] = watched else { return };
        let quiet = fewest.quiet && most.quiet;
        let growth = format!("growth: streams {} → {}", fewest.streams, most.streams);
        let cpu = median(&mut most.seen.delivery_us) / median(&mut fewest.seen.delivery_us);
        let what = format!("{growth}, CPU per delivery at {} sales/s", RATES[0]);
        self.table.add(&what, format!("{cpu:.2}"), "≤ 1.2", quiet);
        let memory = median(&mut most.seen.memory_kib) / median(&mut fewest.seen.memory_kib);
        self.table.add(&format!("{growth}, memory per stream"), format!("{memory:.2}"), "0.9–1.1", quiet);
    }

    /// What one server needs for `streams` viewers at `rate` even sales a second, and whether the machine was quiet.
    async fn watch(&mut self, streams: usize, rate: u32) -> Result<(Value, bool)> {
        let rig = Rig::start(&self.recipe())?;
        let before = self.gate.pass(&self.settings.folder)?;
        let seconds = self.settings.seconds;
        let load = ingest::Settings {
            rate: Some(rate),
            connections: 4,
            seconds: seconds + 8 + u64::try_from(streams / 500)?,
            ..self.load(&rig)
        };
        let watched = fanout::Settings {
            address: rig.address,
            streams,
            seconds,
            scope: "network".to_owned(),
            pid: rig.pid(),
        };
        let sales = tokio::task::spawn_local(ingest::run(load));
        tokio::time::sleep(Duration::from_secs(1)).await;
        let seen = fanout::run(watched).await?;
        sales.abort();
        drop(rig);
        let after = self.gate.pass(&self.settings.folder)?;
        Ok((seen, before["quiet"] == true && after["quiet"] == true))
    }
}

fn count(report: &Value, name: &str) -> Result<u64> {
    report[name].as_u64().with_context(|| format!("the report has no {name}"))
}

/// Stops the server and counts what it kept of what it acknowledged.
fn expect_kept(rig: Rig, reports: &[&Value]) -> Result<()> {
    let mut acknowledged = 0;
    for report in reports {
        acknowledged += count(report, "sales")?;
    }
    let kept = rig.stop_and_count_sales()?;
    ensure!(kept >= acknowledged, "{acknowledged} sales were acknowledged and {kept} are there");
    Ok(())
}
