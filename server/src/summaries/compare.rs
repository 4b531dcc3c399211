//! Holds the summaries of a day against the ledger, row by row.

use std::collections::{BTreeMap, HashMap};

use app::units::Day;

use super::measures::DaySums;
use super::rebuild::Summary;
use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::ScopeId;

/// What a comparison of one day found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Rows of the ledger's and of the kept ones, each key once.
    pub compared: i64,
    /// What differs, by summary and currency.
    pub drifts: Vec<Drift>,
    /// Rows of `scope_days` that differ, by scope and currency.
    pub days: Vec<DayDrift>,
}

/// Rows of one summary in one currency that are not what the ledger gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    pub summary: Summary,
    /// As it is kept: a row that nobody wrote may say anything.
    pub currency: String,
    /// Rows that are wrong, missing or too many.
    pub differing: i64,
    /// How far their gross is off, in minor units, whichever way.
    pub gross_off: i64,
}

/// A row of `scope_days` as it is kept and as the ledger gives it; zero where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayDrift {
    pub scope: ScopeId,
    pub currency: String,
    pub kept: DaySums,
    pub ledger: DaySums,
}

/// Scope or outlet; hour, item or customer; currency.
type Key = (i64, i64, String);
/// As [`DaySums::columns`]. Summaries of two measures have theirs first; the second is the gross of each.
type Figures = [i64; 11];
type Rows = HashMap<Key, Figures>;
type DayColumns = (i64, i64, String, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);
type PartColumns = (i64, i64, i64, String, i64, i64);

impl Comparison {
    /// Whether every row is what the ledger gives.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.drifts.is_empty()
    }

    /// Rows that differ.
    #[must_use]
    pub fn differing(&self) -> i64 {
        self.drifts.iter().map(|drift| drift.differing).sum()
    }
}

/// Compares all rows of one business day, of every scope.
///
/// `tx` must see one state: a reading transaction, or a writing one that has locked the summaries. Reads every fact of the day, and
/// holds the rows of one summary in memory twice.
/// Errors: [`StoreError`].
pub async fn compare(tx: &mut Tx, day: Day) -> Result<Comparison, StoreError> {
    let mut found = Comparison::default();
    for summary in Summary::ALL {
        let mut ledger = read(tx, summary, Source::Ledger, day).await?;
        let kept = read(tx, summary, Source::Kept, day).await?;
        found.compared += count(ledger.len());
        let mut pairs = Vec::new();
        for (key, kept) in kept {
            let given = ledger.remove(&key);
            found.compared += i64::from(given.is_none());
            pairs.push((key, kept, given.unwrap_or_default(), given.is_some()));
        }
        let missing = ledger.into_iter().map(|(key, given)| (key, Figures::default(), given, false));
        found.add(summary, pairs.into_iter().chain(missing));
    }
    Ok(found)
}

impl Comparison {
    /// Rows as kept, as given, and whether they are there on both sides: a row of zeros is not the same as none.
    fn add(&mut self, summary: Summary, rows: impl Iterator<Item = (Key, Figures, Figures, bool)>) {
        let mut by_currency: BTreeMap<String, (i64, i128)> = BTreeMap::new();
        for ((scope, _, currency), kept, given, is_both) in rows {
            if is_both && kept == given {
                continue;
            }
            let (differing, off) = by_currency.entry(currency.clone()).or_default();
            *differing += 1;
            *off += (i128::from(kept[1]) - i128::from(given[1])).abs();
            if summary == Summary::ScopeDays {
                let (kept, ledger) = (DaySums::from_columns(kept), DaySums::from_columns(given));
                self.days.push(DayDrift { scope: ScopeId(scope), currency, kept, ledger });
            }
        }
        self.drifts.extend(by_currency.into_iter().map(|(currency, (differing, off))| Drift {
            summary,
            currency,
            differing,
            gross_off: i64::try_from(off).unwrap_or(i64::MAX),
        }));
        self.days.sort_unstable_by(|a, b| (a.scope.0, &a.currency).cmp(&(b.scope.0, &b.currency)));
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Ledger,
    Kept,
}

async fn read(tx: &mut Tx, summary: Summary, source: Source, day: Day) -> Result<Rows, StoreError> {
    let sql = match source {
        Source::Ledger => summary.select_from_ledger(),
        Source::Kept => kept(summary),
    };
    let day = i64::from(day.0);
    if summary == Summary::ScopeDays {
        let stamp = (source == Source::Ledger).then_some(0_i64);
        let rows = on_engine!(tx, connection => {
            let query = sqlx::query_as::<_, DayColumns>(sql).bind(day).bind(day);
            let query = if let Some(stamp) = stamp { query.bind(stamp) } else { query };
            query.fetch_all(connection).await
        })?;
        return Ok(rows.into_iter().map(day_row).collect());
    }
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, PartColumns>(sql).bind(day).bind(day).fetch_all(connection).await)?;
    Ok(rows.into_iter().map(part_row).collect())
}

fn kept(summary: Summary) -> &'static str {
    match summary {
        Summary::CustomerDays => include_str!("sql/list_kept_customer_days.sql"),
        Summary::ItemDays => include_str!("sql/list_kept_item_days.sql"),
        Summary::ScopeHours => include_str!("sql/list_kept_scope_hours.sql"),
        Summary::ScopeDays => include_str!("sql/list_kept_scope_days.sql"),
    }
}

fn day_row(row: DayColumns) -> (Key, Figures) {
    let (scope, _, currency, a, b, c, d, e, f, g, h, i, j, k, _) = row;
    ((scope, 0, currency), [a, b, c, d, e, f, g, h, i, j, k])
}

fn part_row((scope, _, part, currency, first, second): PartColumns) -> (Key, Figures) {
    let mut figures = Figures::default();
    figures[..2].copy_from_slice(&[first, second]);
    ((scope, part, currency), figures)
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}
