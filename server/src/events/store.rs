//! Reads the event log.

use app::units::UnixMs;

use super::{Event, EventKind, Origin};
use crate::db::{StoreError, Tx, on_engine, settings};
use crate::organisation::OutletId;

/// A row of `events`.
#[derive(sqlx::FromRow)]
pub(crate) struct EventRow {
    pub(crate) id: i64,
    kind: String,
    outlet_id: i64,
    at: i64,
    origin: String,
    payload: String,
}

/// Events with an id above `after`, ascending, at most `limit`.
///
/// Errors: [`StoreError`]; `Corrupt` where a row holds a kind, an origin or a payload that this program does not know.
pub async fn list_after(tx: &mut Tx, after: i64, limit: usize) -> Result<Vec<Event>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, EventRow>(include_str!("sql/list_events_after.sql"))
            .bind(after)
            .bind(limit)
            .fetch_all(connection)
            .await)?;
    rows.into_iter().map(Event::try_from).collect()
}

/// The id of the newest event; 0 for an empty log.
pub async fn last_id(tx: &mut Tx) -> Result<i64, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/find_last_id.sql")).fetch_one(connection).await)
}

/// The id of the oldest event that is kept.
pub async fn oldest_id(tx: &mut Tx) -> Result<Option<i64>, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_scalar::<_, Option<i64>>(include_str!("sql/find_oldest_id.sql")).fetch_one(connection).await)
}

/// The identity of this log, a UUID: ids of two epochs cannot be compared.
pub async fn epoch(tx: &mut Tx) -> Result<String, StoreError> {
    settings::find(tx, "epoch").await?.ok_or(StoreError::Corrupt {
        table: "settings",
        column: "epoch",
        id: 0,
    })
}

impl TryFrom<EventRow> for Event {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "events", column, id: row.id };
        Ok(Self {
            id: row.id,
            kind: EventKind::from_name(&row.kind).ok_or(corrupt("kind"))?,
            outlet: OutletId(row.outlet_id),
            at: UnixMs(row.at),
            origin: Origin::from_name(&row.origin).ok_or(corrupt("origin"))?,
            data: serde_json::from_str(&row.payload).map_err(|_| corrupt("payload"))?,
        })
    }
}
