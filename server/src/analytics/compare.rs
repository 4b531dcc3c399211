//! A range beside earlier ones.

use app::analytics::{Comparison, RangeTotals, calendar};

use super::columns::ColumnStore;
use super::span::Span;
use super::store::sum_days;
use crate::db::{Db, StoreError};

/// The range, the one as long that ends on the day before it, and the same dates of the year before.
///
/// Errors: [`StoreError`].
pub async fn find(db: &Db, columns: &ColumnStore, span: Span) -> Result<Comparison, StoreError> {
    let [before, year_before] = earlier(span);
    let [range, of_before, of_year_before] = sum_days(db, columns, [span, before, year_before]).await?;
    let totals = |span: Span, totals| RangeTotals { from: span.from, to: span.to, totals };
    Ok(Comparison {
        range: totals(span, range),
        before: totals(before, of_before),
        year_before: totals(year_before, of_year_before),
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
