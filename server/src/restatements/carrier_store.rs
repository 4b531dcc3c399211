//! The files that hold a day as it was told, in the database.

use std::collections::HashMap;

use app::summaries::MOST_COUNTED_FILES;
use sqlx::FromRow;

use super::model::RestatementKey;
use super::store::{KeyColumns, Question};
use crate::db::{StoreError, Tx, on_engine};
use crate::exports::Export;
use crate::exports::store::ExportColumns;
use crate::organisation::ScopeId;

/// Files that a restatement names.
const MOST_NAMED: i64 = 10;
/// A change is stamped before its commit, by the milliseconds that its group takes, and by more where the disk is slow. A file whose
/// as-of falls between the two lacks the change, so one that states a moment within this after the stamp is taken for one that does.
pub const IN_SIGHT_MS: i64 = 2_000;

/// The files that were made before a restatement came to be known, and hold the day that it changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carriers {
    /// How many there are, as far as they are counted: [`MOST_COUNTED_FILES`] stand for that many or more.
    pub count: i64,
    /// At most ten of them, newest first.
    pub newest: Vec<Carrier>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    pub export: Export,
    /// Whether its address has been asked again since the change was in sight, and so given the day as it is now.
    pub is_asked_again: bool,
}

#[derive(FromRow)]
struct Columns {
    #[sqlx(flatten)]
    key: KeyColumns,
    files: i64,
    is_asked_again: bool,
    #[sqlx(flatten)]
    export: ExportColumns,
}

/// The files of each restatement of a page that has any, in one statement. `reach`: whose files may be told.
///
/// They are of the outlet, of the region and the franchise that it stands in now, and of those that it stood in before: what is cancelled
/// or healed moves the figures of the scopes that the sale was recorded in. So a file of a former region may be named that holds nothing
/// of the outlet, and none that does is left out. Which of two came first is told by as-of and stamp, within [`IN_SIGHT_MS`].
///
/// Costs one walk for each row and scope through the files made since its day began, which ends after [`MOST_COUNTED_FILES`] that hold it.
/// Errors: [`StoreError`].
pub async fn list_carriers(
    tx: &mut Tx,
    question: &Question,
    reach: ScopeId,
) -> Result<HashMap<RestatementKey, Carriers>, StoreError> {
    let bounds = question.bounds();
    let rows = on_engine!(tx, connection, sql = ("sql/list_carriers.sqlite.sql", "sql/list_carriers.postgres.sql") =>
        sqlx::query_as::<_, Columns>(sql)
            .bind(question.scope.0)
            .bind(i64::from(question.from.0))
            .bind(bounds.to)
            .bind(bounds.day)
            .bind(&bounds.code)
            .bind(&bounds.currency)
            .bind(bounds.told_on)
            .bind(bounds.reason)
            .bind(bounds.limit)
            .bind(MOST_NAMED)
            .bind(reach.0)
            .bind(IN_SIGHT_MS)
            .bind(MOST_COUNTED_FILES)
            .fetch_all(connection)
            .await)?;
    let mut found: HashMap<RestatementKey, Carriers> = HashMap::new();
    for row in rows {
        let carriers = found.entry(row.key.key()?).or_default();
        carriers.count = row.files.min(MOST_COUNTED_FILES);
        carriers
            .newest
            .push(Carrier { is_asked_again: row.is_asked_again, export: row.export.into_export()? });
    }
    Ok(found)
}
