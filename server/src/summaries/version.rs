//! Tells which days were computed anew, so that whoever holds summaries in memory reads those again: no event tells of it, since no fact
//! has changed.

use std::collections::BTreeSet;

use app::units::Day;

use crate::db::{StoreError, Tx, on_engine, settings};

/// The setting that counts the computations.
const SUMMARIES_VERSION: &str = "summaries_version";
/// Of a computation of more days none is noted: everything is to be read again.
const MOST_DAYS: i64 = 100;
/// Computations whose days stay noted. A server is never that many behind; one that was away begins with nothing in memory.
const MOST_VERSIONS: i64 = 1_000;

/// The number of times so far. Errors: [`StoreError`].
pub async fn find_version(tx: &mut Tx) -> Result<i64, StoreError> {
    let corrupt = |_| StoreError::Corrupt { table: "settings", column: "value", id: 0 };
    settings::find(tx, SUMMARIES_VERSION).await?.map_or(Ok(0), |text| text.parse().map_err(corrupt))
}

/// Counts a computation of the days from `from` to `to`, in its own transaction, and notes them.
///
/// The summaries are locked: numbers grow in the order of commits. Errors: [`StoreError`].
pub(super) async fn note_rewritten(tx: &mut Tx, from: Day, to: Day) -> Result<(), StoreError> {
    settings::increment(tx, SUMMARIES_VERSION).await?;
    let (from, to) = (i64::from(from.0), i64::from(to.0));
    if to - from < MOST_DAYS {
        insert_rewritten_days(tx, from, to).await?;
    }
    delete_rewritten_days(tx, MOST_VERSIONS).await
}

/// The days of the computations after the one numbered `since` up to `to`, each once; `None` where those of one of them are not known.
///
/// Errors: [`StoreError`].
pub async fn list_rewritten_days(
    tx: &mut Tx,
    since: i64,
    to: i64,
) -> Result<Option<BTreeSet<i64>>, StoreError> {
    if since >= to {
        return Ok(Some(BTreeSet::new()));
    }
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, (i64, i64)>(include_str!("sql/list_rewritten_days.sql"))
            .bind(since)
            .bind(to)
            .fetch_all(connection)
            .await)?;
    let (versions, days): (BTreeSet<i64>, BTreeSet<i64>) = rows.into_iter().unzip();
    let are_known = i64::try_from(versions.len()).is_ok_and(|known| known == to - since);
    Ok(are_known.then_some(days))
}

async fn insert_rewritten_days(tx: &mut Tx, from: i64, to: i64) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/insert_rewritten_days.sql"))
            .bind(from)
            .bind(to)
            .execute(connection)
            .await
            .map(drop))
}

/// Forgets the days of all computations but the last `most`.
async fn delete_rewritten_days(tx: &mut Tx, most: i64) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/delete_rewritten_days.sql")).bind(most).execute(connection).await.map(drop))
}
