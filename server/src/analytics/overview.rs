//! A range in a few figures.

use app::analytics::{Conversion, Overview};

use super::columns::{ColumnStore, Columns, CurrencySums, CustomerCount};
use super::span::Span;
use super::store::{sum_days, totals};
use crate::db::{Db, StoreError};
use crate::orders::store::count_quotes;
use crate::summaries::rebuild::Summary;

/// Totals, customers and what became of quotes.
///
/// Totals and customers are of one moment, but for an outlet, of which a row is read for each day and currency. Reads a row for each
/// quote. Errors: [`StoreError`].
pub async fn find(db: &Db, columns: &ColumnStore, span: Span) -> Result<Overview, StoreError> {
    let (customers, sums) = columns.ask(Summary::CustomerDays, move |columns| count(columns, span)).await??;
    let totals = match sums {
        Some(sums) => totals(&sums),
        None => {
            let [totals] = sum_days(db, columns, [span]).await?;
            totals
        }
    };
    let mut tx = db.read().await?;
    let (quotes, orders) = count_quotes(&mut tx, span.scope, span.from, span.to).await?;
    tx.rollback().await?;
    Ok(Overview {
        totals,
        customers: customers.all,
        new_customers: customers.new,
        conversion: (quotes > 0).then_some(Conversion { quotes, orders }),
    })
}

type Counted = (CustomerCount, Option<CurrencySums>);

fn count(columns: &Columns, span: Span) -> Result<Counted, StoreError> {
    Ok((columns.count_customers(span), columns.sum_days(span)?))
}
