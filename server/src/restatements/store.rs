//! Restatements in the database.

use app::units::{Code, Currency, Day, UnixMs};
use sqlx::FromRow;

use super::model::{Reason, Restated, RestatementKey, StartedDays};
use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::{OutletId, ScopeId};
use crate::summaries::DaySums;

/// The statements of the ingest group.
pub(crate) const ADD: &str = include_str!("sql/add_to_restatements.sql");
pub(crate) const FIND_STARTED_DAYS: &str = include_str!("sql/find_started_days.sql");
pub(crate) const LIST_STARTED_DAYS: &str = include_str!("sql/list_started_days.postgres.sql");
pub(crate) const ADD_ALL: &str = include_str!("sql/add_all_to_restatements.postgres.sql");

/// A restatement as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestatementRow {
    pub key: RestatementKey,
    pub outlet_code: Code,
    pub first_at: UnixMs,
    pub last_at: UnixMs,
    pub restated: Restated,
}

/// Which rows: of outlets that stand in `scope` now, for business days from `from` to `to`, both inclusive.
#[derive(Clone, Debug)]
pub struct Question {
    pub scope: ScopeId,
    pub from: Day,
    pub to: Day,
    pub after: Option<Position>,
    /// At least one.
    pub limit: usize,
}

/// The row after which a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub day: Day,
    pub outlet: Code,
    pub currency: Currency,
    pub told_on: Day,
    pub reason: Reason,
}

/// After which row a page begins and how many it has, as statements take it.
pub(super) struct Bounds {
    /// The last day that is asked for.
    pub(super) to: i64,
    pub(super) day: i64,
    pub(super) code: String,
    pub(super) currency: String,
    pub(super) told_on: i64,
    pub(super) reason: &'static str,
    pub(super) limit: i64,
}

/// The columns of [`RestatementKey`]: its currency is told apart from that of a file.
#[derive(FromRow)]
pub(super) struct KeyColumns {
    outlet_id: i64,
    day: i64,
    moved_currency: String,
    reason: String,
    told_on: i64,
}

#[derive(FromRow)]
struct Columns {
    #[sqlx(flatten)]
    key: KeyColumns,
    code: String,
    first_at: i64,
    last_at: i64,
    facts: i64,
    orders: i64,
    gross: i64,
    tax: i64,
    discount: i64,
    qty: i64,
    returns: i64,
    returned: i64,
    returned_tax: i64,
    returned_qty: i64,
    cancelled: i64,
    cancelled_amount: i64,
}

/// The days that an outlet has begun; `None` before its first.
pub async fn find_started_days(tx: &mut Tx, outlet: OutletId) -> Result<Option<StartedDays>, StoreError> {
    let (first, last): (Option<i64>, Option<i64>) = on_engine!(tx, connection =>
        sqlx::query_as(FIND_STARTED_DAYS).bind(outlet.0).fetch_one(connection).await)?;
    let day = |day: i64| {
        let corrupt = |_| StoreError::Corrupt { table: "day_starts", column: "day", id: outlet.0 };
        i32::try_from(day).map(Day).map_err(corrupt)
    };
    first.zip(last).map(|(first, last)| Ok(StartedDays { first: day(first)?, last: day(last)? })).transpose()
}

/// Adds to what a day changed by.
pub async fn add_to_restatements(
    tx: &mut Tx,
    key: &RestatementKey,
    restated: &Restated,
    at: UnixMs,
) -> Result<(), StoreError> {
    let currency = key.currency.to_string();
    on_engine!(tx, connection => {
        let mut query = sqlx::query(ADD)
            .bind(key.outlet.0)
            .bind(i64::from(key.day.0))
            .bind(&currency)
            .bind(key.reason.as_str())
            .bind(i64::from(key.told_on.0))
            .bind(at.0)
            .bind(restated.facts);
        for measure in restated.sums.columns() {
            query = query.bind(measure);
        }
        query.execute(connection).await.map(drop)
    })
}

/// Rows in order of their position: the newest day first, then by outlet, currency, and the day on which it came to be known.
///
/// Walks the days from the newest on, and sorts what is of one day: a page costs the rows of its days, however many were asked for.
pub async fn list_restatements(tx: &mut Tx, question: &Question) -> Result<Vec<RestatementRow>, StoreError> {
    let bounds = question.bounds();
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, Columns>(include_str!("sql/list_restatements.sql"))
            .bind(question.scope.0)
            .bind(i64::from(question.from.0))
            .bind(bounds.to)
            .bind(bounds.day)
            .bind(&bounds.code)
            .bind(&bounds.currency)
            .bind(bounds.told_on)
            .bind(bounds.reason)
            .bind(bounds.limit)
            .fetch_all(connection)
            .await)?;
    rows.into_iter().map(Columns::into_row).collect()
}

impl Question {
    pub(super) fn bounds(&self) -> Bounds {
        let after = self.after.as_ref();
        let text = |read: fn(&Position) -> String| after.map(read).unwrap_or_default();
        // Nothing of a later day is after the position, so that the walk begins there.
        let to = after.map_or(self.to, |position| self.to.min(position.day));
        Bounds {
            to: to.0.into(),
            // Every row is after this one.
            day: after.map_or(i64::MAX, |position| i64::from(position.day.0)),
            code: text(|p| p.outlet.to_string()),
            currency: text(|p| p.currency.to_string()),
            told_on: after.map_or(i64::MIN, |position| i64::from(position.told_on.0)),
            reason: after.map_or("", |position| position.reason.as_str()),
            limit: i64::try_from(self.limit).unwrap_or(i64::MAX),
        }
    }
}

impl KeyColumns {
    /// Errors: `Corrupt`.
    pub(super) fn key(&self) -> Result<RestatementKey, StoreError> {
        let day = |column, day: i64| i32::try_from(day).map(Day).map_err(|_| self.corrupt(column));
        Ok(RestatementKey {
            outlet: OutletId(self.outlet_id),
            day: day("day", self.day)?,
            currency: self.moved_currency.parse().map_err(|_| self.corrupt("currency"))?,
            reason: self.reason.parse().map_err(|()| self.corrupt("reason"))?,
            told_on: day("told_on", self.told_on)?,
        })
    }

    fn corrupt(&self, column: &'static str) -> StoreError {
        StoreError::Corrupt { table: "restatements", column, id: self.outlet_id }
    }
}

impl Columns {
    fn into_row(self) -> Result<RestatementRow, StoreError> {
        Ok(RestatementRow {
            key: self.key.key()?,
            outlet_code: self.code.parse().map_err(|_| self.key.corrupt("code"))?,
            first_at: UnixMs(self.first_at),
            last_at: UnixMs(self.last_at),
            restated: Restated {
                facts: self.facts,
                sums: DaySums {
                    orders: self.orders,
                    gross: self.gross,
                    tax: self.tax,
                    discount: self.discount,
                    qty: self.qty,
                    returns: self.returns,
                    returned: self.returned,
                    returned_tax: self.returned_tax,
                    returned_qty: self.returned_qty,
                    cancelled: self.cancelled,
                    cancelled_amount: self.cancelled_amount,
                },
            },
        })
    }
}
