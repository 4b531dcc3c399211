//! The files that hold a day as it was told, in the database.

use std::collections::HashMap;

use sqlx::FromRow;

use super::model::RestatementKey;
use super::store::{KeyColumns, Question};
use crate::db::{StoreError, Tx, on_engine};
use crate::exports::Export;
use crate::exports::store::ExportColumns;
use crate::organisation::ScopeId;

/// Files that a restatement names.
const MOST_NAMED: i64 = 10;

/// The files that were made before a restatement came to be known, and hold the day that it changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carriers {
    /// How many there are.
    pub count: i64,
    /// At most ten of them, newest first.
    pub newest: Vec<Carrier>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    pub export: Export,
    /// Whether its address has been asked again since, and so given the day as it is now.
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
/// An outlet belongs to the region and the franchise that it stands in now. Of what changed within the minute of a file its as-of
/// decides; a fact is stamped some milliseconds before its commit, and a file made in between is taken for one that has it.
/// Errors: [`StoreError`].
pub async fn list_carriers(
    tx: &mut Tx,
    question: &Question,
    reach: ScopeId,
) -> Result<HashMap<RestatementKey, Carriers>, StoreError> {
    let bounds = question.bounds();
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, Columns>(include_str!("sql/list_carriers.sql"))
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
            .fetch_all(connection)
            .await)?;
    let mut found: HashMap<RestatementKey, Carriers> = HashMap::new();
    for row in rows {
        let carriers = found.entry(row.key.key()?).or_default();
        carriers.count = row.files;
        carriers
            .newest
            .push(Carrier { is_asked_again: row.is_asked_again, export: row.export.into_export()? });
    }
    Ok(found)
}
