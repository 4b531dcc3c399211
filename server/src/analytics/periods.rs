//! Days put together to weeks and months.

use std::collections::BTreeMap;

use app::analytics::{Grain, Period};
use app::units::{Currency, Day};

use super::columns::ColumnStore;
use super::span::Span;
use super::store::list_days;
use crate::db::{Db, StoreError};
use crate::organisation::store::find_current_days;
use crate::summaries::{self, DaySums};

/// The periods of a range, oldest first and without gaps.
///
/// Errors: [`StoreError`]; `Corrupt` for rows that add up to more than any ledger holds.
pub async fn list(
    db: &Db,
    columns: &ColumnStore,
    span: Span,
    grain: Grain,
) -> Result<Vec<Period>, StoreError> {
    let mut tx = db.read().await?;
    let current = find_current_days(&mut tx, span.scope).await?;
    tx.rollback().await?;
    // Nothing of the day on which the first outlet stands is complete, nor of any later one.
    let unfinished = current.map_or(span.from, |(first, _)| first);
    let mut sums: BTreeMap<Day, BTreeMap<Currency, DaySums>> = BTreeMap::new();
    for (day, currency, more) in list_days(db, columns, span).await? {
        let too_large = |_| StoreError::Corrupt { table: "scope_days", column: "gross", id: span.scope.0 };
        let sum = sums.entry(grain.around(day).0).or_default().entry(currency).or_default();
        sum.add(&more).map_err(too_large)?;
    }
    let mut periods = Vec::new();
    let mut day = span.from;
    while day <= span.to {
        let (first, last) = grain.around(day);
        periods.push(Period {
            name: grain.period_name(first),
            from: day,
            to: last.min(span.to),
            is_partial: first < span.from || last > span.to || last >= unfinished,
            totals: sums
                .remove(&first)
                .unwrap_or_default()
                .iter()
                .map(|(&currency, sums)| summaries::totals(currency, sums))
                .collect(),
        });
        day = last.plus(1);
    }
    Ok(periods)
}
