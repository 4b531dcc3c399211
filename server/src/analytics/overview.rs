//! A range in a few figures.

use app::analytics::{Conversion, Overview};

use super::columns::CustomerCount;
use super::span::Span;
use super::store::sum_days;
use crate::db::{StoreError, Tx};
use crate::orders::store::count_quotes;

/// Totals, customers and what became of quotes.
///
/// Reads a row for each day and currency, and for each quote. Errors: [`StoreError`].
pub async fn find(tx: &mut Tx, span: Span, customers: CustomerCount) -> Result<Overview, StoreError> {
    let (quotes, orders) = count_quotes(tx, span.scope, span.from, span.to).await?;
    Ok(Overview {
        totals: sum_days(tx, span).await?,
        customers: customers.all,
        new_customers: customers.new,
        conversion: (quotes > 0).then_some(Conversion { quotes, orders }),
    })
}
