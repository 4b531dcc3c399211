//! The register of files in the database.

use app::units::{Currency, Day, Scope, UnixMs};
use sqlx::FromRow;

use super::MOST_A_DAY;
use super::model::{Export, ExportId, NewExport};
use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::ScopeId;

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: i64 = 24 * 60;

/// Which files: of `scope` and of outlets that stand in it now, with figures of some business day from `from` to `to`, both inclusive.
#[derive(Clone, Debug)]
pub struct Question {
    pub scope: ScopeId,
    pub from: Day,
    pub to: Day,
    /// The row after which the page begins.
    pub after: Option<ExportId>,
    /// At least one.
    pub limit: usize,
}

/// The columns of [`Export`].
#[derive(FromRow)]
pub(crate) struct ExportColumns {
    id: i64,
    title: String,
    format: String,
    kind: String,
    code: String,
    from_day: i64,
    to_day: i64,
    currency: Option<String>,
    first_as_of: i64,
    last_as_of: i64,
    asked_at: i64,
    last_asked_at: i64,
    times: i64,
    file_name: String,
    row_count: i64,
    address: String,
}

/// Keeps a file, or counts it where its address gave one within the same minute. Errors: [`StoreError`].
pub async fn upsert_export(tx: &mut Tx, export: &NewExport) -> Result<(), StoreError> {
    let contents = &export.contents;
    let number = |day: Day| i64::from(day.0);
    let (other_from, other_to) = contents.others.map(|(from, to)| (number(from), number(to))).unzip();
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/upsert_export.sql"))
            .bind(&contents.address)
            .bind(minute(export.as_of))
            .bind(export.title)
            .bind(export.format.name())
            .bind(contents.scope.0)
            .bind(number(contents.days.0))
            .bind(number(contents.days.1))
            .bind(other_from)
            .bind(other_to)
            .bind(i64::from(contents.weekdays))
            .bind(contents.currency.as_ref().map(Currency::code))
            .bind(export.as_of.0)
            .bind(export.asked_at.0)
            .bind(&export.file_name)
            .bind(i64::try_from(export.rows).unwrap_or(i64::MAX))
            .execute(connection)
            .await
            .map(drop))
}

/// When there is room for a file, if there is none now: [`MOST_A_DAY`] others state a moment of the day before it. One that is counted
/// in a row that is there needs no room. Errors: [`StoreError`].
pub async fn find_full_until(tx: &mut Tx, export: &NewExport) -> Result<Option<UnixMs>, StoreError> {
    let now = minute(export.as_of);
    let found = on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/find_full_until.sql"))
            .bind(&export.contents.address)
            .bind(now)
            .bind(now - DAY_MINUTES)
            .bind(MOST_A_DAY - 1)
            .fetch_optional(connection)
            .await)?;
    Ok(found.map(|minute| UnixMs(minute.saturating_add(DAY_MINUTES).saturating_mul(MINUTE_MS))))
}

/// Newest first. Errors: [`StoreError`].
pub async fn list_exports(tx: &mut Tx, question: &Question) -> Result<Vec<Export>, StoreError> {
    let after = question.after.map_or(i64::MAX, |id| id.0);
    let limit = i64::try_from(question.limit).unwrap_or(i64::MAX);
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, ExportColumns>(include_str!("sql/list_exports.sql"))
            .bind(question.scope.0)
            .bind(i64::from(question.from.0))
            .bind(i64::from(question.to.0))
            .bind(after)
            .bind(limit)
            .fetch_all(connection)
            .await)?;
    rows.into_iter().map(ExportColumns::into_export).collect()
}

/// Deletes at most `limit` rows of files that state a moment before `before`, and tells how many. Errors: [`StoreError`].
pub async fn delete_exports(tx: &mut Tx, before: UnixMs, limit: usize) -> Result<u64, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/delete_exports.sql"))
            .bind(minute(before))
            .bind(limit)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))
}

fn minute(at: UnixMs) -> i64 {
    at.0.div_euclid(MINUTE_MS)
}

impl ExportColumns {
    pub(crate) fn into_export(self) -> Result<Export, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "exports", column, id: self.id };
        let day = |column, day: i64| i32::try_from(day).map(Day).map_err(|_| corrupt(column));
        let scope = match self.kind.as_str() {
            "network" => Ok(Scope::Network),
            kind => format!("{kind}:{}", self.code).parse::<Scope>(),
        };
        let currency = self.currency.as_deref().map(str::parse::<Currency>).transpose();
        Ok(Export {
            id: ExportId(self.id),
            format: self.format.parse().map_err(|()| corrupt("format"))?,
            scope: scope.map_err(|_| corrupt("scope_id"))?,
            days: (day("from_day", self.from_day)?, day("to_day", self.to_day)?),
            currency: currency.map_err(|_| corrupt("currency"))?,
            as_of: UnixMs(self.first_as_of),
            last_as_of: UnixMs(self.last_as_of),
            asked_at: UnixMs(self.asked_at),
            last_asked_at: UnixMs(self.last_asked_at),
            times: self.times,
            rows: self.row_count,
            title: self.title,
            file_name: self.file_name,
            address: self.address,
        })
    }
}
