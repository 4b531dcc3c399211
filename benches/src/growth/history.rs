//! Sales of the same outlets and days: what figures cost beside ten times as many, and what computing all of them anew does.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use app::units::{Currency, Day, UnixMs};
use server::analytics::span::Span;
use server::clock::{Clock as _, SystemClock};
use server::db::{Tx, Urgency};
use server::organisation::ScopeId;
use server::summaries::DaySums;
use server::summaries::rebuild::rebuild;
use server::summaries::store::list_days_of_scope;
use tempfile::TempDir;

use super::course::{Course, Law};
use super::slope::median_us;
use crate::queries::answer::difference;
use crate::queries::databases::generate;
use crate::queries::ours::Ours;
use crate::queries::question::{Cell, Question, Range};
use crate::queries::raw::Raw;

/// So many at so few outlets that both have a row of the network for every opening hour and item: fewer rows would be cheaper.
const SALES: [u64; 2] = [20_000, 200_000];
const OUTLETS: &str = "4";
const DAYS: &str = "31";
/// Dashboards of a sample.
const DASHBOARDS: usize = 15;
const DASHBOARD: [Question; 5] =
    [Question::Totals, Question::Trend, Question::Hours, Question::Outlets, Question::Items];
const SHOWN_DAYS: i32 = 30;

const FIGURES: Law = Law {
    what: "growth: sales in history 20,000 → 200,000, dashboard figures of 30 days",
    unit: "µs",
    bound: 1.2,
};
const REBUILD: Law = Law {
    what: "growth: sales in history 20,000 → 200,000, rebuild of all summaries per sale",
    unit: "µs",
    bound: 1.2,
};

/// A database and what is asked of it.
struct Past {
    ours: Ours,
    cells: [Cell; 5],
    /// All its days.
    span: Span,
    sales: u64,
}

/// Both pasts are generated anew, their figures compared with GROUP BY on the ledger, then taken again and again.
pub(super) async fn run(course: &mut Course, scoopjoy: &Path) -> Result<()> {
    let folder = TempDir::new_in(&course.folder)?;
    let mut pasts = Vec::new();
    for sales in SALES {
        let data = folder.path().join(sales.to_string());
        generate(scoopjoy, &data, sales, OUTLETS, DAYS)?;
        pasts.push(Past::open(&data, sales).await?);
    }
    course.measure(&FIGURES, async |_, size| pasts[size as usize].dashboard_us().await).await?;
    course.measure(&REBUILD, async |_, size| pasts[size as usize].rebuild_us().await).await?;
    for past in pasts {
        past.ours.close().await;
    }
    Ok(())
}

impl Past {
    /// Errors: when a figure is not what the ledger gives.
    async fn open(data: &Path, sales: u64) -> Result<Self> {
        let raw = Raw::open(data)?;
        let (first, last) = raw.bounds()?;
        let range = Range { name: "30 days", from: last.plus(1 - SHOWN_DAYS), to: last };
        let cells = DASHBOARD.map(|question| Cell { question, range });
        let ours = Ours::open(data).await?;
        for cell in cells {
            let (rows, (expected, _)) = (ours.answer(cell).await?.into_rows(), raw.answer(cell)?);
            ensure!(!rows.is_empty(), "{}: there is no answer", cell.question.name());
            if let Some(found) = difference(&rows, &expected) {
                anyhow::bail!("{} of {sales} sales differ from the ledger: {found}", cell.question.name());
            }
        }
        Ok(Self { ours, cells, span: Span { scope: ScopeId::NETWORK, from: first, to: last }, sales })
    }

    /// The median time of all figures, one after the other.
    async fn dashboard_us(&self) -> Result<f64> {
        median_us(DASHBOARDS, async || {
            for cell in self.cells {
                drop(self.ours.answer(cell).await?);
            }
            Ok(())
        })
        .await
    }

    /// What a rebuild of all days takes for each sale, in a transaction that is taken back. Errors: when the totals become others.
    async fn rebuild_us(&self) -> Result<f64> {
        let mut tx = self.ours.db.write(Urgency::Background).await?;
        let kept = self.list_days(&mut tx).await?;
        let begun = Instant::now();
        rebuild(&mut tx, self.span.from, self.span.to, UnixMs(SystemClock.now_ms())).await?;
        let taken = begun.elapsed();
        let rebuilt = self.list_days(&mut tx).await?;
        tx.rollback().await?;
        let facts: i64 = rebuilt.iter().map(|(_, _, sums)| sums.orders + sums.cancelled).sum();
        ensure!(facts == i64::try_from(self.sales)?, "a rebuild of {} sales finds {facts}", self.sales);
        ensure!(rebuilt == kept, "a rebuild gives other sums: {rebuilt:?} and not {kept:?}");
        Ok(taken.as_secs_f64() * 1e6 / self.sales as f64)
    }

    async fn list_days(&self, tx: &mut Tx) -> Result<Vec<(Day, Currency, DaySums)>> {
        let Span { scope, from, to } = self.span;
        Ok(list_days_of_scope(tx, scope, from, to).await?)
    }
}
