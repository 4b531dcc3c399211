//! The month to date, the trend of thirty days and the month's best outlets of a scope, all ending on its current day.

use std::collections::BTreeMap;

use app::live::Totals;
use app::units::{Currency, Day};

use super::columns::ColumnStore;
use super::span::Span;
use super::store::{RankedOutlet, rank_outlets};
use crate::db::{Db, StoreError, Tx};
use crate::organisation::ScopeId;
use crate::organisation::store::find_current_days;
use crate::summaries::store::list_days_of_scope;
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
/// Reads a row for each currency of at most 61 days. Errors: [`StoreError`]; `Corrupt` for rows that add up to more than any ledger
/// holds.
pub async fn find(db: &Db, columns: &ColumnStore, scope: ScopeId) -> Result<Option<Metrics>, StoreError> {
    let mut tx = db.read().await?;
    let found = find_days(&mut tx, scope).await?;
    tx.rollback().await?;
    let Some((month, trend)) = found else { return Ok(None) };
    let span = Span { scope, from: month.from, to: month.to };
    Ok(Some(Metrics { month, trend, top_outlets: rank_outlets(columns, span, TOP_OUTLETS).await? }))
}

async fn find_days(tx: &mut Tx, scope: ScopeId) -> Result<Option<(Month, Vec<TrendDay>)>, StoreError> {
    let Some((first, last)) = find_current_days(tx, scope).await? else { return Ok(None) };
    let (year, month, _) = last.civil();
    let month_from = Day::from_civil(year, month, 1).unwrap_or(last);
    let trend_from = last.plus(1 - TREND_DAYS);
    let rows = list_days_of_scope(tx, scope, month_from.min(trend_from), last).await?;
    let mut of_month: BTreeMap<Currency, DaySums> = BTreeMap::new();
    let mut of_days: BTreeMap<Day, Vec<Totals>> = BTreeMap::new();
    for (day, currency, sums) in rows {
        if day >= month_from {
            let too_large = |_| StoreError::Corrupt { table: "scope_days", column: "gross", id: scope.0 };
            of_month.entry(currency).or_default().add(&sums).map_err(too_large)?;
        }
        of_days.entry(day).or_default().push(summaries::totals(currency, &sums));
    }
    let trend = (0..TREND_DAYS).map(|at| trend_from.plus(at)).map(|day| TrendDay {
        day,
        is_partial: day >= first,
        totals: of_days.remove(&day).unwrap_or_default(),
    });
    let totals = of_month.iter().map(|(&currency, sums)| summaries::totals(currency, sums)).collect();
    Ok(Some((Month { from: month_from, to: last, totals }, trend.collect())))
}
