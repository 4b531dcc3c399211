//! Brings the watched boards up to the end of the event log.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use app::units::UnixMs;
use tokio::time::timeout;

use super::feed_store::{FeedRule, FeedRules};
use super::state::State;
use super::store;
use crate::clock::Clock;
use crate::db::{Db, StoreError, Tx, on_engine};
use crate::events;
use crate::keys;
use crate::organisation::{DirectoryHandle, OutletId, version};
use crate::summaries;

/// How long the hub waits for a connection: meanwhile it answers nobody.
const OPENING: Duration = Duration::from_secs(1);
/// How long one reading may take. Much more than it should: a connection that hangs must not hold up the hub for ever.
const READING: Duration = Duration::from_secs(5);
/// Events read at a time.
const PAGE: usize = 500;
/// Outlets read in one transaction, so that it stays short in a network of any size.
const OUTLETS_AT_ONCE: usize = 500;
/// Outlets whose ids lie closer than this are read by one statement, with the ones between them.
const NEIGHBOURS: i64 = 8;

/// Where boards are read from.
pub(super) struct Reader {
    pub(super) db: Db,
    pub(super) directory: DirectoryHandle,
    pub(super) clock: Arc<dyn Clock>,
}

impl Reader {
    /// The present.
    pub(super) fn now(&self) -> UnixMs {
        UnixMs(self.clock.now_ms())
    }

    /// The keys that hold at the moment.
    pub(super) async fn list_valid_key_ids(&self) -> Result<Vec<i64>, StoreError> {
        let listed = async {
            let mut tx = self.db.read().await?;
            let ids = keys::store::list_valid_key_ids(&mut tx).await?;
            tx.rollback().await?;
            Ok(ids)
        };
        within(OPENING, listed).await
    }

    /// Applies every event after the state's cursor and reads what newly watched scopes, newly begun days and summaries that were
    /// computed anew need, all in one snapshot of the database, so that cursor and summaries agree.
    ///
    /// On an error the state stands where it came to; the next call goes on from there.
    pub(super) async fn advance(&self, state: &mut State) -> Result<(), StoreError> {
        within(READING, self.read_on(state)).await
    }

    async fn read_on(&self, state: &mut State) -> Result<(), StoreError> {
        let as_of = self.now();
        let mut tx = within(OPENING, self.db.read()).await?;
        if state.is_empty() {
            skim(&mut tx, state).await?;
        } else {
            apply_events(&mut tx, state).await?;
        }
        state.note_summaries(summaries::version::find_version(&mut tx).await?);
        state.note_organisation(version::find_version(&mut tx).await?);
        if state.directory_is_stale() {
            self.directory.reload(&self.db).await?;
        }
        let directory = self.directory.current();
        if state.directory_is_stale() || !Arc::ptr_eq(&directory, state.directory()) {
            state.set_directory(directory);
        }
        load_outlets(&mut tx, state).await?;
        load_items(&mut tx, state).await?;
        load_feeds(&mut tx, state).await?;
        tx.rollback().await?;
        state.set_as_of(as_of);
        Ok(())
    }
}

/// A database that takes longer is lost, as far as the hub is concerned.
async fn within<T>(
    limit: Duration,
    reading: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let lost = |_| Err(StoreError::Engine(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())));
    timeout(limit, reading).await.unwrap_or_else(lost)
}

async fn apply_events(tx: &mut Tx, state: &mut State) -> Result<(), StoreError> {
    loop {
        let events = events::store::list_after(tx, state.position().cursor, PAGE).await?;
        events.iter().for_each(|event| state.take(event));
        if events.len() < PAGE {
            return Ok(());
        }
    }
}

/// Goes to the end of the log and looks only at whether outlets changed on the way.
async fn skim(tx: &mut Tx, state: &mut State) -> Result<(), StoreError> {
    let cursor = state.position().cursor;
    let (last, changed) = on_engine!(tx, connection =>
        sqlx::query_as::<_, (i64, i64)>(include_str!("sql/skim_events.sql")).bind(cursor).fetch_one(connection).await)?;
    state.skip_to(last, changed > 0);
    Ok(())
}

async fn load_outlets(tx: &mut Tx, state: &mut State) -> Result<(), StoreError> {
    let mut pending = state.pending_outlets();
    pending.truncate(OUTLETS_AT_ONCE);
    for range in ranges(&pending) {
        let mut found = store::load_outlet_days(tx, range).await?;
        for id in pending.iter().filter(|id| (range.0..=range.1).contains(id)) {
            // An outlet that is newer than this transaction is read with the next one.
            if let Some(outlet) = found.remove(id) {
                state.put_outlet(*id, outlet);
            }
        }
    }
    Ok(())
}

/// Few ranges that cover sorted ids.
fn ranges(ids: &[OutletId]) -> Vec<(OutletId, OutletId)> {
    ids.chunk_by(|a, b| b.0 - a.0 <= NEIGHBOURS)
        .filter_map(|chunk| Some((*chunk.first()?, *chunk.last()?)))
        .collect()
}

async fn load_items(tx: &mut Tx, state: &mut State) -> Result<(), StoreError> {
    if let Some((low, high)) = state.wanted_items() {
        state.put_items(store::list_items(tx, low, high).await?);
    }
    Ok(())
}

async fn load_feeds(tx: &mut Tx, state: &mut State) -> Result<(), StoreError> {
    for id in state.stale_feeds() {
        let outlets: HashMap<OutletId, FeedRule> =
            state.days_of(id).map(|(outlet, day)| (outlet, FeedRule::from(day))).collect();
        let rules = FeedRules { scope: id, outlets };
        let rows = rules.load(tx, &state.directory().clone()).await?;
        state.put_feed(id, rows);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_read_together() {
        let ids = [2, 3, 11, 20, 29].map(OutletId);
        let pairs: Vec<(i64, i64)> =
            ranges(&ids).into_iter().map(|(first, last)| (first.0, last.0)).collect();
        assert_eq!(pairs, [(2, 11), (20, 20), (29, 29)]);
        assert!(ranges(&[]).is_empty());
    }
}
