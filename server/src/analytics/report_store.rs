//! Adds up the daily sums for a report.

use app::analytics::report::{Breakdown, TimeBy};
use app::asked::Named;
use app::units::Currency;
use sqlx::FromRow;

use super::span::Span;
use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::ScopeId;
use crate::summaries::DaySums;

/// What some days of a place add up to in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepSums {
    pub place: ScopeId,
    /// Day numbers: a day itself, or the Monday of its week. Of a day of the week from Thursday as 0, since day 0 was one. Else 0.
    pub step: i64,
    pub currency: Currency,
    pub sums: DaySums,
}

#[derive(FromRow)]
struct StepColumns {
    scope_id: i64,
    step: i64,
    currency: String,
    #[sqlx(flatten)]
    sums: DaySums,
}

/// How days are numbered on their way through the statement: they go up in steps of `width`, of which one lies `before` day 0, and
/// again every `count`.
struct Steps {
    before: i64,
    width: i64,
    count: i64,
}

impl Steps {
    /// Months, quarters and years are no steps of one width: whoever wants them asks for one after the other.
    fn of(time: TimeBy) -> Self {
        let (before, width, count) = match time {
            TimeBy::Day => (0, 1, i64::MAX),
            TimeBy::Week => (3, 7, i64::MAX),
            TimeBy::Weekday => (0, 1, 7),
            TimeBy::Whole | TimeBy::Month | TimeBy::Quarter | TimeBy::Year => (0, i64::MAX, i64::MAX),
        };
        Self { before, width, count }
    }
}

/// The sums of a report's days in no order, at most `limit`.
///
/// Reads a row for each place, day and currency, and keeps one for each sum. Errors: [`StoreError`].
pub async fn sum_report(
    tx: &mut Tx,
    span: Span,
    by: Breakdown,
    limit: usize,
) -> Result<Vec<StepSums>, StoreError> {
    let (from, to) = span.bounds();
    let Steps { before, width, count } = Steps::of(by.time);
    let currency = by.currency.map(|currency| currency.to_string()).unwrap_or_default();
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, StepColumns>(include_str!("sql/sum_report.sql"))
            .bind(span.scope.0)
            .bind(from)
            .bind(to)
            .bind(by.place.name())
            .bind(before)
            .bind(width)
            .bind(count)
            .bind(&currency)
            .bind(i64::from(by.weekdays.bits()))
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(connection)
            .await)?;
    let sums = |row: StepColumns| {
        let corrupt = |_| StoreError::Corrupt { table: "scope_days", column: "currency", id: row.scope_id };
        Ok(StepSums {
            place: ScopeId(row.scope_id),
            step: row.step,
            currency: row.currency.parse().map_err(corrupt)?,
            sums: row.sums,
        })
    };
    rows.into_iter().map(sums).collect()
}
