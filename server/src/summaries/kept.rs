//! The rows of the summaries as they are kept, readable or not.

use app::units::Day;
use sqlx::FromRow;

use super::rebuild::Summary;
use crate::db::{StoreError, Tx, on_engine};

/// The rows of one day as they are kept, of every summary.
#[derive(Debug)]
pub struct KeptRows(pub(super) Vec<(Summary, Vec<KeptRow>)>);

/// A row as it is kept. `None` in place of what cannot be read: SQLite keeps any text in a column of numbers. Then the row is wrong,
/// like any other that is not what the ledger gives, and a rebuild puts it right.
pub(super) type KeptRow = Option<(Key, Option<Figures>)>;
/// Scope or outlet; hour, item or customer; currency.
pub(super) type Key = (i64, i64, String);
/// As [`DaySums::columns`]. Summaries of two measures have theirs first; the second is the gross of each.
pub(super) type Figures = [i64; 11];
pub(super) type DayColumns = (i64, i64, String, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);
type DayKey = (i64, i64, String);
pub(super) type PartColumns = (i64, i64, i64, String, i64, i64);
type PartKey = (i64, i64, i64, String);

/// Reads the rows of one business day as they are kept, of every summary, readable or not.
///
/// Errors: [`StoreError::Engine`].
pub async fn list_kept(tx: &mut Tx, day: Day) -> Result<KeptRows, StoreError> {
    let mut rows = Vec::with_capacity(Summary::ALL.len());
    for summary in Summary::ALL {
        rows.push((summary, read_kept(tx, summary, day).await?));
    }
    Ok(KeptRows(rows))
}

/// Row by row, so that one which cannot be read hides no other.
pub(super) async fn read_kept(tx: &mut Tx, summary: Summary, day: Day) -> Result<Vec<KeptRow>, StoreError> {
    let (sql, day) = (select_kept(summary), i64::from(day.0));
    if summary == Summary::ScopeDays {
        return on_engine!(tx, connection =>
        sqlx::query(sql).bind(day).bind(day).fetch_all(connection).await.map(|rows| {
            let whole = rows.iter().map(|row| (DayColumns::from_row(row).ok(), DayKey::from_row(row).ok()));
            whole.map(|(row, key)| kept_row(row.map(day_row), key.map(day_key))).collect::<Vec<_>>()
        }));
    }
    on_engine!(tx, connection =>
    sqlx::query(sql).bind(day).bind(day).fetch_all(connection).await.map(|rows| {
        let whole = rows.iter().map(|row| (PartColumns::from_row(row).ok(), PartKey::from_row(row).ok()));
        whole.map(|(row, key)| kept_row(row.map(part_row), key.map(part_key))).collect::<Vec<_>>()
    }))
}

fn kept_row(row: Option<(Key, Figures)>, key: Option<Key>) -> KeptRow {
    row.map(|(key, figures)| (key, Some(figures))).or_else(|| key.map(|key| (key, None)))
}

fn select_kept(summary: Summary) -> &'static str {
    match summary {
        Summary::CustomerDays => include_str!("sql/list_kept_customer_days.sql"),
        Summary::ItemDays => include_str!("sql/list_kept_item_days.sql"),
        Summary::ScopeHours => include_str!("sql/list_kept_scope_hours.sql"),
        Summary::ScopeDays => include_str!("sql/list_kept_scope_days.sql"),
    }
}

pub(super) fn day_row(row: DayColumns) -> (Key, Figures) {
    let (scope, _, currency, a, b, c, d, e, f, g, h, i, j, k, _) = row;
    ((scope, 0, currency), [a, b, c, d, e, f, g, h, i, j, k])
}

fn day_key((scope, _, currency): DayKey) -> Key {
    (scope, 0, currency)
}

fn part_key((scope, _, part, currency): PartKey) -> Key {
    (scope, part, currency)
}

pub(super) fn part_row((scope, _, part, currency, first, second): PartColumns) -> (Key, Figures) {
    let mut figures = Figures::default();
    figures[..2].copy_from_slice(&[first, second]);
    ((scope, part, currency), figures)
}
