//! Reads the summaries of a range of days.

use app::analytics::OutletSales;
use app::live::Totals;
use app::units::{Amount, Currency};
use sqlx::FromRow;

use super::columns::{ColumnStore, CurrencySums, DatedSums};
use super::span::Span;
use crate::db::{Db, StoreError, Tx, on_engine};
use crate::organisation::{Directory, OutletId};
use crate::summaries::rebuild::Summary;
use crate::summaries::store::list_days_of_scope;
use crate::summaries::{self, DaySums};

/// What an outlet sold in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankedOutlet {
    pub outlet: OutletId,
    pub currency: Currency,
    pub orders: i64,
    /// Minor units.
    pub gross: i64,
}

impl RankedOutlet {
    /// The outlet by its names; `None` for one that `directory` does not know.
    #[must_use]
    pub fn named(&self, directory: &Directory) -> Option<OutletSales> {
        let outlet = directory.outlet(self.outlet)?;
        let region = directory.scope(outlet.region)?;
        Some(OutletSales {
            outlet: outlet.code.clone(),
            name: outlet.name.clone(),
            region: region.code()?.clone(),
            region_name: directory.scope_name(region)?.to_owned(),
            currency: self.currency,
            orders: self.orders,
            gross: Amount::new(self.gross, self.currency),
        })
    }
}

#[derive(FromRow)]
struct SumsRow {
    currency: String,
    #[sqlx(flatten)]
    sums: DaySums,
}

/// All that happened in each of the spans, which are of one scope, by currency.
///
/// Of an outlet a row is read for each day and currency; those of other scopes are in the columns. All are of one moment. Errors:
/// [`StoreError`]; `Corrupt` for rows that add up to more than any ledger holds.
pub async fn sum_days<const N: usize>(
    db: &Db,
    columns: &ColumnStore,
    spans: [Span; N],
) -> Result<[Vec<Totals>; N], StoreError> {
    let mut found = [const { Vec::new() }; N];
    if let Some(sums) = columns.ask(Summary::ScopeDays, move |columns| columns.sum_spans(&spans)).await?? {
        for (found, sums) in found.iter_mut().zip(&sums) {
            *found = totals(sums);
        }
        return Ok(found);
    }
    let mut tx = db.read().await?;
    for (found, span) in found.iter_mut().zip(spans) {
        *found = totals(&sum_outlet_days(&mut tx, span).await?);
    }
    tx.rollback().await?;
    Ok(found)
}

/// The sums of each day that has any, by day and currency.
///
/// Reads as [`sum_days`] does. Errors: [`StoreError`].
pub async fn list_days(db: &Db, columns: &ColumnStore, span: Span) -> Result<Vec<DatedSums>, StoreError> {
    match columns.ask(Summary::ScopeDays, move |columns| columns.list_days(span)).await?? {
        Some(days) => Ok(days),
        None => {
            let mut tx = db.read().await?;
            let days = list_days_of_scope(&mut tx, span.scope, span.from, span.to).await?;
            tx.rollback().await?;
            Ok(days)
        }
    }
}

/// Sums by currency as they are told.
pub(super) fn totals(sums: &[(Currency, DaySums)]) -> Vec<Totals> {
    sums.iter().map(|(currency, sums)| summaries::totals(*currency, sums)).collect()
}

async fn sum_outlet_days(tx: &mut Tx, span: Span) -> Result<CurrencySums, StoreError> {
    let (from, to) = span.bounds();
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, SumsRow>(include_str!("sql/sum_days.sql"))
            .bind(span.scope.0)
            .bind(from)
            .bind(to)
            .fetch_all(connection)
            .await)?;
    rows.into_iter().map(|row| Ok((read_currency("scope_days", &row.currency)?, row.sums))).collect()
}

/// The outlets of the scope with the highest gross, `most` of each currency, by currency, then gross, then code.
///
/// Errors: [`StoreError`]; `Corrupt` for rows that add up to more than any ledger holds.
pub async fn rank_outlets(
    columns: &ColumnStore,
    span: Span,
    most: usize,
) -> Result<Vec<RankedOutlet>, StoreError> {
    let ranked = columns.ask(Summary::ScopeDays, move |columns| columns.rank_outlets(span, most)).await?;
    ranked.map_err(|_| corrupt("gross", span.scope.0))
}

/// Numbers of rows as one parameter of a statement.
pub(super) fn json_of_rows(rows: impl Iterator<Item = u32>) -> String {
    let rows: Vec<String> = rows.map(|row| row.to_string()).collect();
    format!("[{}]", rows.join(","))
}

/// A currency as `table` has it. Errors: [`StoreError::Corrupt`].
pub(super) fn read_currency(table: &'static str, text: &str) -> Result<Currency, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt { table, column: "currency", id: 0 })
}

fn corrupt(column: &'static str, id: i64) -> StoreError {
    StoreError::Corrupt { table: "scope_days", column, id }
}
