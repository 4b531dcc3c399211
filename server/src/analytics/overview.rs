//! A range in a few figures.

use app::analytics::Overview;

use super::people_store::count_customers;
use super::span::Span;
use super::store::sum_days;
use crate::db::{StoreError, Tx};

/// Totals, customers and what became of quotes.
///
/// Reads a row for each day and currency, and for each outlet, day and customer. Errors: [`StoreError`].
pub async fn find(tx: &mut Tx, span: Span) -> Result<Overview, StoreError> {
    let (customers, new_customers) = count_customers(tx, span).await?;
    Ok(Overview { totals: sum_days(tx, span).await?, customers, new_customers, conversion: None })
}
