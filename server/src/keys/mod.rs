//! API keys: who may send sales, and what another program may read.
//!
//! A key is a long random secret that is shown once; the database holds only its SHA-256. It is looked up there whenever
//! it is not in the short-lived cache, so a new key works at once and a revoked one stops within five seconds. Nothing but
//! a found key is cached: a cache of refusals would keep a new key out.

pub mod extract;
pub mod model;
pub mod secret;
pub mod store;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::Clock;
use crate::db::{Db, StoreError};

pub use extract::{Reader, Writer};
pub use model::{Key, Rights, covers};
pub use secret::{Secret, SecretHash};

/// How long a key that was found is taken for valid without asking again.
const CACHED_MS: i64 = 4_000;
/// More keys than this are not kept in memory; the rest is looked up each time.
const CACHED_KEYS: usize = 10_000;

/// The keys of the running server. Cheap to clone; clones share the cache.
#[derive(Clone)]
pub struct Keys {
    db: Db,
    clock: Arc<dyn Clock>,
    cache: Arc<Mutex<HashMap<SecretHash, Cached>>>,
}

struct Cached {
    key: Arc<Key>,
    found_at_ms: i64,
}

impl Keys {
    /// Keys looked up in `db`; `clock` decides how long a found one is believed.
    #[must_use]
    pub fn new(db: Db, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock, cache: Arc::default() }
    }

    /// The key with this secret, unless it was never made or is revoked.
    pub async fn find(&self, secret: &Secret) -> Result<Option<Arc<Key>>, StoreError> {
        let hash = secret.hash();
        let now_ms = self.clock.now_ms();
        match self.cached(&hash, now_ms) {
            Some(key) => Ok(Some(key)),
            // Boxed, or every request would carry the room for a look into the database.
            None => Box::pin(self.look_up(hash, now_ms)).await,
        }
    }

    async fn look_up(&self, hash: SecretHash, now_ms: i64) -> Result<Option<Arc<Key>>, StoreError> {
        let mut tx = self.db.read().await?;
        let found = store::find_key(&mut tx, &hash).await?;
        tx.rollback().await?;
        Ok(found.map(|key| self.keep(hash, Arc::new(key), now_ms)))
    }

    fn cached(&self, hash: &SecretHash, now_ms: i64) -> Option<Arc<Key>> {
        self.cache().get(hash).filter(|cached| cached.is_fresh(now_ms)).map(|cached| Arc::clone(&cached.key))
    }

    fn keep(&self, hash: SecretHash, key: Arc<Key>, now_ms: i64) -> Arc<Key> {
        let mut cache = self.cache();
        if cache.len() >= CACHED_KEYS {
            cache.retain(|_, cached| cached.is_fresh(now_ms));
        }
        if cache.len() < CACHED_KEYS {
            cache.insert(hash, Cached { key: Arc::clone(&key), found_at_ms: now_ms });
        }
        key
    }

    fn cache(&self) -> MutexGuard<'_, HashMap<SecretHash, Cached>> {
        // Entries are put in and taken out whole, so a panic elsewhere leaves nothing half-done.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cached {
    /// A clock that was set back makes an entry stale, never eternal.
    fn is_fresh(&self, now_ms: i64) -> bool {
        (0..CACHED_MS).contains(&(now_ms - self.found_at_ms))
    }
}
