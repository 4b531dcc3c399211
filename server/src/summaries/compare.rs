//! Holds the summaries of a day against the ledger, row by row.

use std::collections::{BTreeMap, HashMap};

use app::units::Day;

use super::kept::{DayColumns, Figures, KeptRow, KeptRows, Key, PartColumns, day_row, part_row, read_kept};
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

type Rows = HashMap<Key, Figures>;

/// A key on which both sides are held against each other.
struct Pair {
    key: Key,
    kept: Kept,
    given: Option<Figures>,
}

enum Kept {
    Absent,
    Unreadable,
    Row(Figures),
}

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
/// Errors: [`StoreError`], and `Corrupt` where a fact cannot be read: then nobody knows what the ledger gives.
pub async fn compare(tx: &mut Tx, day: Day) -> Result<Comparison, StoreError> {
    check_facts(tx, day).await?;
    let mut found = Comparison::default();
    for summary in Summary::ALL {
        let ledger = read_ledger(tx, summary, day).await?;
        found.add(summary, read_kept(tx, summary, day).await?, ledger);
    }
    found.sort();
    Ok(found)
}

impl KeptRows {
    /// What became of these rows, where `rebuilt` are those that the ledger gave in their place.
    #[must_use]
    pub fn compare(self, rebuilt: Self) -> Comparison {
        let mut found = Comparison::default();
        for ((summary, kept), (_, given)) in self.0.into_iter().zip(rebuilt.0) {
            // What was computed just now can be read.
            let given = given.into_iter().flatten().filter_map(|(key, figures)| Some((key, figures?)));
            found.add(summary, kept, given.collect());
        }
        found.sort();
        found
    }
}

impl Comparison {
    /// Adds what differs between the rows of one summary as they are kept and as the ledger gives them.
    fn add(&mut self, summary: Summary, kept: Vec<KeptRow>, mut given: Rows) {
        let rows = kept.len();
        let mut pairs = Vec::with_capacity(rows);
        for (key, figures) in kept.into_iter().flatten() {
            let given = given.remove(&key);
            pairs.push(Pair { key, kept: figures.map_or(Kept::Unreadable, Kept::Row), given });
        }
        let nameless = rows - pairs.len();
        let missing = given.into_iter().map(|(key, row)| Pair { key, kept: Kept::Absent, given: Some(row) });
        pairs.extend(missing);
        self.compared += count(pairs.len() + nameless);
        let mut by_currency: BTreeMap<String, (i64, i128)> = BTreeMap::new();
        if nameless > 0 {
            by_currency.insert(String::new(), (count(nameless), 0));
        }
        for pair in pairs.into_iter().filter(|pair| !pair.is_equal()) {
            let ((scope, _, currency), is_known) = (pair.key, !matches!(pair.kept, Kept::Unreadable));
            let (kept, given) = (pair.kept.figures(), pair.given.unwrap_or_default());
            let (differing, off) = by_currency.entry(currency.clone()).or_default();
            *differing += 1;
            *off += (i128::from(kept[1]) - i128::from(given[1])).abs();
            // Of a row that could not be read nobody was told anything that could be restated.
            if summary == Summary::ScopeDays && is_known {
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
    }

    fn sort(&mut self) {
        self.days.sort_unstable_by(|a, b| (a.scope.0, &a.currency).cmp(&(b.scope.0, &b.currency)));
    }
}

impl Pair {
    /// A row of zeros is not the same as none.
    fn is_equal(&self) -> bool {
        matches!((&self.kept, &self.given), (Kept::Row(kept), Some(given)) if kept == given)
    }
}

impl Kept {
    fn figures(self) -> Figures {
        match self {
            Self::Row(figures) => figures,
            Self::Absent | Self::Unreadable => Figures::default(),
        }
    }
}

/// Whether all facts of the day can be read. Errors: [`StoreError::Corrupt`] for one that cannot.
async fn check_facts(tx: &mut Tx, day: Day) -> Result<(), StoreError> {
    let day = i64::from(day.0);
    let found = on_engine!(tx, connection,
        sql = ("sql/find_unreadable_fact.sqlite.sql", "sql/find_unreadable_fact.postgres.sql") =>
        sqlx::query_as::<_, (String, i64)>(sql).bind(day).fetch_optional(connection).await)?;
    let Some((found, id)) = found else { return Ok(()) };
    let table = ["returns", "sale_lines"].into_iter().find(|table| *table == found).unwrap_or("sales");
    Err(StoreError::Corrupt { table, column: "figures", id })
}

async fn read_ledger(tx: &mut Tx, summary: Summary, day: Day) -> Result<Rows, StoreError> {
    let (sql, day) = (summary.select_from_ledger(), i64::from(day.0));
    if summary == Summary::ScopeDays {
        // Nobody reads when a row changed.
        let rows = on_engine!(tx, connection =>
            sqlx::query_as::<_, DayColumns>(sql).bind(day).bind(day).bind(0_i64).fetch_all(connection).await)?;
        return Ok(rows.into_iter().map(day_row).collect());
    }
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, PartColumns>(sql).bind(day).bind(day).fetch_all(connection).await)?;
    Ok(rows.into_iter().map(part_row).collect())
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}
