//! Outlets of the network: what the best ten of them cost.

use anyhow::{Result, ensure};
use app::units::Day;
use rusqlite::named_params;
use server::analytics::columns::ColumnStore;
use server::analytics::span::Span;
use server::analytics::store::{RankedOutlet, rank_outlets};
use server::organisation::ScopeId;

use super::course::{Course, Law};
use super::fresh::{CURRENCY, Fresh};
use super::slope::median_us;

const OUTLETS: [usize; 2] = [1_000, 10_000];
/// A month, as the page asks for it.
const SPAN: Span = Span { scope: ScopeId::NETWORK, from: Day(20_748), to: Day(20_777) };
const BEST: usize = 10;
/// Answers of a sample.
const ANSWERS: usize = 25;

const LAW: Law = Law { what: "growth: outlets 1,000 → 10,000, top 10 of 30 days", unit: "µs", bound: 2.0 };

/// The product's ranking of both networks, cache off, once it is known to be right.
pub(super) async fn run(course: &mut Course) -> Result<()> {
    let mut networks = Vec::new();
    for outlets in OUTLETS {
        let fresh = Fresh::open(&course.folder, outlets).await?;
        let (first, last) = (SPAN.from.0, SPAN.to.0);
        fresh.fill(
            include_str!("sql/fill_outlet_days.sqlite.sql"),
            named_params! { "$first": first, "$last": last, "$currency": CURRENCY },
            outlets * usize::try_from(SPAN.days())?,
        )?;
        let columns = ColumnStore::new(fresh.db.clone());
        let (ranked, expected) = (rank_outlets(&columns, SPAN, BEST).await?, best(&fresh)?);
        let found: Vec<_> = ranked.iter().map(plain).collect();
        ensure!(found == expected, "the best of {outlets} outlets are {expected:?} and not {found:?}");
        networks.push((fresh, columns));
    }
    course
        .measure(&LAW, async |_, size| {
            let (_, columns) = &networks[size as usize];
            median_us(ANSWERS, async || {
                let ranked = rank_outlets(columns, SPAN, BEST).await?;
                ensure!(ranked.len() == BEST, "{} outlets were ranked", ranked.len());
                Ok(())
            })
            .await
        })
        .await
}

/// Outlet, orders and gross.
fn plain(ranked: &RankedOutlet) -> (i64, i64, i64) {
    (ranked.outlet.0, ranked.orders, ranked.gross)
}

/// The same by GROUP BY.
fn best(fresh: &Fresh) -> Result<Vec<(i64, i64, i64)>> {
    let connection = fresh.connect()?;
    let mut statement = connection.prepare(include_str!("sql/list_best_outlets.sqlite.sql"))?;
    let parameters =
        named_params! { "$first": SPAN.from.0, "$last": SPAN.to.0, "$most": i64::try_from(BEST)? };
    let rows = statement.query_map(parameters, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
