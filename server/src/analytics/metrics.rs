//! The month to date, the trend of thirty days and the month's best outlets of a scope, all ending on its current day.

use std::collections::BTreeMap;

use app::live::Totals;
use app::units::{Currency, Day};

use super::columns::{ColumnStore, Columns};
use super::span::Span;
use super::store::{RankedOutlet, list_days};
use crate::db::{Db, StoreError};
use crate::organisation::ScopeId;
use crate::organisation::store::find_current_days;
use crate::summaries::rebuild::Summary;
use crate::summaries::{self, DaySums};

/// Days of the trend, the current one included.
pub const TREND_DAYS: i32 = 30;
/// Outlets of each currency.
const TOP_OUTLETS: usize = 10;

/// The figures of one scope.
#[derive(Debug, PartialEq, Eq)]
pub struct Metrics {
    pub month: Month,
    /// Exactly [`TREND_DAYS`], oldest first; a day on which nothing happened has no totals.
    pub trend: Vec<TrendDay>,
    /// Of the month, by currency, gross descending, code.
    pub top_outlets: Vec<RankedOutlet>,
}

/// From the first of the month to the scope's current day.
#[derive(Debug, PartialEq, Eq)]
pub struct Month {
    pub from: Day,
    pub to: Day,
    /// By currency.
    pub totals: Vec<Totals>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct TrendDay {
    pub day: Day,
    /// Whether some outlet of the scope has not ended the day.
    pub is_partial: bool,
    pub totals: Vec<Totals>,
}

/// The metrics of `scope`; `None` while none of its outlets has begun a day.
///
/// All are of one moment, but for an outlet, of which a row is read for each currency of at most 61 days. Errors: [`StoreError`];
/// `Corrupt` for rows that add up to more than any ledger holds.
pub async fn find(db: &Db, columns: &ColumnStore, scope: ScopeId) -> Result<Option<Metrics>, StoreError> {
    let mut tx = db.read().await?;
    let current = find_current_days(&mut tx, scope).await?;
    tx.rollback().await?;
    let Some((first, last)) = current else { return Ok(None) };
    let (year, month, _) = last.civil();
    let month = Span { scope, from: Day::from_civil(year, month, 1).unwrap_or(last), to: last };
    let trend = Span { scope, from: last.plus(1 - TREND_DAYS), to: last };
    let both = Span { scope, from: month.from.min(trend.from), to: last };
    let read = move |columns: &Columns| -> Result<_, StoreError> {
        Ok((columns.list_days(both)?, columns.rank_outlets(month, TOP_OUTLETS)))
    };
    let (held, top_outlets) = columns.ask(Summary::ScopeDays, read).await??;
    let top_outlets = top_outlets.map_err(|_| too_much(scope))?;
    let days = match held {
        Some(days) => days,
        None => list_days(db, columns, both).await?,
    };
    let mut of_month: BTreeMap<Currency, DaySums> = BTreeMap::new();
    let mut of_days: BTreeMap<Day, Vec<Totals>> = BTreeMap::new();
    for (day, currency, sums) in days {
        if day >= month.from {
            of_month.entry(currency).or_default().add(&sums).map_err(|_| too_much(scope))?;
        }
        of_days.entry(day).or_default().push(summaries::totals(currency, &sums));
    }
    let trend = (0..TREND_DAYS).map(|at| trend.from.plus(at)).map(|day| TrendDay {
        day,
        is_partial: day >= first,
        totals: of_days.remove(&day).unwrap_or_default(),
    });
    let totals = of_month.iter().map(|(&currency, sums)| summaries::totals(currency, sums)).collect();
    Ok(Some(Metrics {
        month: Month { from: month.from, to: last, totals },
        trend: trend.collect(),
        top_outlets,
    }))
}

fn too_much(scope: ScopeId) -> StoreError {
    StoreError::Corrupt { table: "scope_days", column: "gross", id: scope.0 }
}
