//! The daily summaries as a table.

use app::summaries::DailySummary;
use app::units::{Amount, Code};

use super::daily::{self, Listing, Position, Question};
use crate::db::{Db, StoreError};
use crate::exports::{About, Cell, Column, ColumnKind, MOST_ROWS, Table};
use crate::organisation::DirectoryHandle;

/// Rows that are read in one transaction, which must not last.
const AT_ONCE: usize = 500;

/// What JSON calls these fields, in the same order.
const COLUMNS: [Column; 20] = [
    Column::new("id", ColumnKind::Text),
    Column::new("business_day", ColumnKind::Day),
    Column::new("outlet", ColumnKind::Text),
    Column::new("outlet_name", ColumnKind::Text),
    Column::new("region", ColumnKind::Text),
    Column::new("currency", ColumnKind::Text),
    Column::new("order_count", ColumnKind::Number),
    Column::new("gross_revenue", ColumnKind::Number),
    Column::new("net_revenue", ColumnKind::Number),
    Column::new("total_tax", ColumnKind::Number),
    Column::new("total_discount", ColumnKind::Number),
    Column::new("avg_order_value", ColumnKind::Number),
    Column::new("items_sold", ColumnKind::Number),
    Column::new("unique_customers", ColumnKind::Number),
    Column::new("top_item", ColumnKind::Text),
    Column::new("top_item_qty", ColumnKind::Number),
    Column::new("returns", ColumnKind::Number),
    Column::new("returned", ColumnKind::Number),
    Column::new("last_refreshed", ColumnKind::Time),
    Column::new("verified_at", ColumnKind::Time),
];

/// Every row of the question's days, from its position on; `None` where there are more than a file holds.
///
/// Each 500 rows are read by themselves, so a row may be newer than another. Errors: [`StoreError`].
pub async fn list_all(
    db: &Db,
    directory: &DirectoryHandle,
    question: &Question,
) -> Result<Option<Vec<DailySummary>>, StoreError> {
    let mut question = Question { limit: AT_ONCE, ..question.clone() };
    let mut summaries = Vec::new();
    loop {
        let mut tx = db.read().await?;
        let Listing { rows, next } = daily::list(&mut tx, &question).await?;
        tx.rollback().await?;
        let directory = directory.knowing(rows.iter().map(|row| row.outlet), db).await?;
        summaries.extend(rows.into_iter().filter_map(|row| daily::summary(row, &directory)));
        if summaries.len() > MOST_ROWS {
            return Ok(None);
        }
        let Some(next): Option<Position> = next else { return Ok(Some(summaries)) };
        question.after = Some(next);
    }
}

/// The rows as a table.
#[must_use]
pub fn table(summaries: &[DailySummary], about: About) -> Table {
    Table { about, columns: COLUMNS.to_vec(), rows: summaries.iter().map(cells).collect() }
}

fn cells(summary: &DailySummary) -> Vec<Cell> {
    let totals = &summary.totals;
    let text = |text: &str| Cell::Text(text.to_owned());
    let code = |code: &Code| Cell::Text(code.to_string());
    let money = |amount: Amount| Cell::Money(amount, totals.currency);
    let top = summary.top_item.as_ref();
    vec![
        Cell::Text(summary.id()),
        Cell::Day(summary.day),
        code(&summary.outlet),
        text(&summary.outlet_name),
        code(&summary.region),
        text(totals.currency.code()),
        Cell::Count(totals.orders),
        money(totals.gross),
        money(totals.net),
        money(totals.tax),
        money(totals.discount),
        money(summary.average_order()),
        Cell::Quantity(summary.items_sold()),
        Cell::Count(summary.unique_customers),
        Cell::text(top.map(|item| item.code.as_str())),
        top.map_or(Cell::Empty, |item| Cell::Quantity(item.qty)),
        Cell::Count(totals.returns),
        money(totals.returned),
        Cell::Time(summary.refreshed_at),
        summary.verified_at.map_or(Cell::Empty, Cell::Time),
    ]
}
