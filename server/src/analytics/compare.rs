//! A range beside earlier ones.

use app::analytics::{Comparison, RangeTotals, calendar};

use super::span::Span;
use super::store::sum_days;
use crate::db::{StoreError, Tx};

/// The range, the one as long that ends on the day before it, and the same dates of the year before.
///
/// Reads a row for each day and currency of the three. Errors: [`StoreError`].
pub async fn find(tx: &mut Tx, span: Span) -> Result<Comparison, StoreError> {
    let [before, year_before] = earlier(span);
    Ok(Comparison {
        range: sum(tx, span).await?,
        before: sum(tx, before).await?,
        year_before: sum(tx, year_before).await?,
    })
}

/// As many days up to the one before the range, and the same dates of the year before.
#[must_use]
pub fn earlier(span: Span) -> [Span; 2] {
    [
        Span { from: span.from.plus(-span.days()), to: span.from.plus(-1), ..span },
        Span { from: calendar::year_before(span.from), to: calendar::year_before(span.to), ..span },
    ]
}

async fn sum(tx: &mut Tx, span: Span) -> Result<RangeTotals, StoreError> {
    Ok(RangeTotals { from: span.from, to: span.to, totals: sum_days(tx, span).await? })
}
