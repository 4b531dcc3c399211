//! Appends to the event log, for callers outside the ingest group.

use app::units::UnixMs;

use super::{EventData, EventKind, Origin};
use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::OutletId;

/// An event that has no id yet.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    pub kind: EventKind,
    pub outlet: OutletId,
    pub at: UnixMs,
    pub origin: Origin,
    pub data: EventData,
}

/// Appends one event and returns its id.
///
/// Call it after all other statements of a transaction from [`Db::write`](crate::db::Db::write): on Postgres it holds
/// back every other appender until the transaction ends. Errors: [`StoreError`].
pub async fn append(tx: &mut Tx, event: &NewEvent) -> Result<i64, StoreError> {
    on_engine!(&mut *tx, connection, sql = ("sql/lock_log.sqlite.sql", "sql/lock_log.postgres.sql") =>
        sqlx::query(sql).execute(connection).await.map(|done| done.rows_affected()))?;
    let payload = serde_json::to_string(&event.data).expect("event data has text keys only");
    let id = on_engine!(&mut *tx, connection, sql = ("sql/append_event.sqlite.sql", "sql/append_event.postgres.sql") =>
        sqlx::query_scalar::<_, i64>(sql)
            .bind(event.kind.name())
            .bind(event.outlet.0)
            .bind(event.at.0)
            .bind(event.origin.name())
            .bind(&payload)
            .fetch_one(connection)
            .await)?;
    on_engine!(tx, connection, sql = ("sql/announce.sqlite.sql", "sql/announce.postgres.sql") =>
        sqlx::query(sql).bind(id).execute(connection).await.map(|done| done.rows_affected()))?;
    Ok(id)
}

/// The statements that append, for the ingest group's body on SQLite.
pub(crate) mod sqlite {
    pub(crate) const FIND_LAST_GIVEN_ID: &str = include_str!("sql/find_last_given_id.sqlite.sql");
    pub(crate) const INSERT_EVENTS: &str = include_str!("sql/insert_events.sqlite.sql");
}

/// The statements that append, for the ingest group's body on Postgres.
pub(crate) mod postgres {
    pub(crate) const LOCK_LOG: &str = include_str!("sql/lock_log.postgres.sql");
    pub(crate) const FIND_LOG_END: &str = include_str!("sql/find_log_end.postgres.sql");
    pub(crate) const INSERT_EVENTS: &str = include_str!("sql/insert_events.postgres.sql");
    pub(crate) const ANNOUNCE: &str = include_str!("sql/announce.postgres.sql");
}
