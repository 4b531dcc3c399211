//! `scoopjoy rebuild`: computes the summaries of some days from the ledger again.

use anyhow::{Context, anyhow, bail};
use app::units::{Amount, Code, Currency, Day};
use clap::error::ErrorKind;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::cli::Shared;
use crate::cli::output::{print_json, print_line};
use crate::cli::signals::Signals;
use crate::clock::SystemClock;
use crate::db::Db;
use crate::entropy::Entropy;
use crate::organisation::{DirectoryHandle, OutletId, ScopeId};
use crate::summaries::compare::{Comparison, DayDrift};
use crate::summaries::rebuild_days::{Rebuilt, rebuild_days};
use crate::summaries::rebuild_store::Asked;

/// Compute the summaries of some business days from the ledger again.
///
/// Shows what differs before it writes it, a day at a time. It may run beside a server. Ctrl-C leaves whole days, and another run goes
/// on; where nothing differs, nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes:\n  \
        0  every day is what the ledger gives, or with --dry-run was compared with it\n  \
        1  not every day was reached, or one cannot be read: the reason stands on stderr\n  \
        2  the command line is wrong\n\n\
        Example:\n  scoopjoy rebuild --from 2026-11-01 --to 2026-11-30 --dry-run")]
pub struct RebuildCommand {
    /// First business day.
    #[arg(long, value_name = "DAY")]
    from: Day,
    /// Last business day.
    #[arg(long, value_name = "DAY")]
    to: Day,
    /// Only the days on which this outlet has sales or sums. They are rebuilt whole: wider sums hold the outlet's.
    #[arg(long, value_name = "CODE")]
    outlet: Option<Code>,
    /// Show what differs, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print the report as one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    from: String,
    to: String,
    dry_run: bool,
    /// Days that were asked for and have facts or sums between them.
    days: i64,
    days_done: i64,
    days_changed: i64,
    rows_changed: i64,
    changed: Vec<DayChange>,
    /// Days that cannot be compared, and stay as they are.
    failed: Vec<String>,
}

#[derive(Serialize)]
struct DayChange {
    day: String,
    rows: i64,
    /// The chosen outlet's or the network's, where they change.
    totals: Vec<Change>,
}

#[derive(Serialize)]
struct Change {
    currency: String,
    orders: [i64; 2],
    gross: [String; 2],
}

/// Rebuilds, and prints what it found, also where it was ended early.
///
/// Errors: when there is no database or it fails, the outlet is unknown, a day cannot be read, or it was ended before the last day.
pub async fn run(command: RebuildCommand, shared: Shared) -> anyhow::Result<()> {
    if command.from > command.to {
        let told = format!("--from {} is after --to {}\n", command.from, command.to);
        clap::Error::raw(ErrorKind::ValueValidation, told).exit();
    }
    let db = shared.open_existing_db(&Entropy::from_machine()).await?;
    let outlet = find_outlet(&db, command.outlet.as_ref()).await?;
    let mut changed = Vec::new();
    let done = rebuild(&db, &command, outlet, &mut changed).await;
    db.close().await;
    let Rebuilt { progress, is_stopped, failed } = done.context("cannot rebuild")?;
    let (days, days_done) = (progress.days_total, progress.days_done);
    let failed: Vec<String> = failed.iter().map(Day::to_string).collect();
    if command.json {
        print_json(&Report {
            from: command.from.to_string(),
            to: command.to.to_string(),
            dry_run: command.dry_run,
            days,
            days_done,
            days_changed: progress.days_changed,
            rows_changed: progress.rows_changed,
            changed,
            failed: failed.clone(),
        })?;
    } else {
        let (changed, rows) = (progress.days_changed, progress.rows_changed);
        let found = match (changed, command.dry_run) {
            (0, _) => "nothing differs".to_owned(),
            (_, true) => format!("{rows} rows on {changed} days differ"),
            (_, false) => format!("{rows} rows on {changed} days differed and were rebuilt"),
        };
        print_line(&format!("{days_done} of {days} days compared; {found}"))?;
    }
    if is_stopped {
        return Err(anyhow!("stopped after {days_done} of {days} days: run it again to go on"));
    }
    if !failed.is_empty() {
        bail!("cannot be compared with the ledger, as the log says: {}", failed.join(", "));
    }
    Ok(())
}

async fn find_outlet(db: &Db, code: Option<&Code>) -> anyhow::Result<Option<OutletId>> {
    let Some(code) = code else { return Ok(None) };
    let directory = DirectoryHandle::load(db).await?.current();
    let outlet = directory.outlet_by_code(code).with_context(|| format!("there is no outlet {code}"))?;
    Ok(Some(outlet.id))
}

async fn rebuild(
    db: &Db,
    command: &RebuildCommand,
    outlet: Option<OutletId>,
    changed: &mut Vec<DayChange>,
) -> anyhow::Result<Rebuilt> {
    let asked = Asked { from: command.from, to: command.to, outlet, is_dry_run: command.dry_run };
    let scope = outlet.map_or(ScopeId::NETWORK, ScopeId::from);
    let (bar, stop) = (bar(), CancellationToken::new());
    let mut signals = Signals::listen()?;
    let running = rebuild_days(db, &SystemClock, &asked, &stop, |day, found, progress| {
        bar.set_length(progress.days_total.unsigned_abs());
        bar.set_position(progress.days_done.unsigned_abs());
        if found.is_equal() {
            return Ok(());
        }
        let change = change(day, found, scope);
        if !command.json {
            bar.suspend(|| print_line(&told(&change)))?;
        }
        changed.push(change);
        Ok(())
    });
    tokio::pin!(running);
    let done = tokio::select! {
        done = &mut running => done,
        () = signals.next() => {
            stop.cancel();
            tokio::select! {
                done = &mut running => done,
                () = signals.next() => bail!("stopped within a day, which is as it was: run it again to go on"),
            }
        }
    };
    bar.finish_and_clear();
    done
}

fn change(day: Day, found: &Comparison, scope: ScopeId) -> DayChange {
    let totals = found.days.iter().filter(|drift| drift.scope == scope).map(|drift| {
        let DayDrift { currency, kept, ledger, .. } = drift;
        let money = |minor: i64| match currency.parse::<Currency>() {
            Ok(currency) => Amount::new(minor, currency).to_string(),
            Err(_) => minor.to_string(),
        };
        Change {
            currency: currency.clone(),
            orders: [kept.orders, ledger.orders],
            gross: [money(kept.gross), money(ledger.gross)],
        }
    });
    DayChange { day: day.to_string(), rows: found.differing(), totals: totals.collect() }
}

fn told(change: &DayChange) -> String {
    let totals = change.totals.iter().map(|total| {
        let Change { currency, orders: [had, has], gross: [was, is] } = total;
        format!("; {currency}: orders {had} → {has}, gross {was} → {is}")
    });
    format!("{}: {} rows differ{}", change.day, change.rows, totals.collect::<String>())
}

/// A bar over the days; drawn on a terminal only.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} days  {eta} left")
        .expect("the template is well-formed");
    ProgressBar::new(0).with_style(style)
}
