//! Keeps the columns as new as the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Mutex, OwnedRwLockReadGuard, RwLock};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::follow::{self, Limits};
use super::load;
use super::state::{Columns, Mark};
use crate::db::{Db, StoreError};
use crate::summaries::rebuild::Summary;

/// The columns of a running server. Cheap to clone; clones share them.
#[derive(Clone, Debug)]
pub struct ColumnStore(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    db: Db,
    limits: Limits,
    columns: Arc<RwLock<Columns>>,
    /// Held by whoever reads what is new, so that others wait for it instead of reading the same.
    following: Mutex<()>,
    /// How often somebody began to read what is new.
    begun: AtomicU64,
    stop: CancellationToken,
    /// Those who read: they go on when whoever asked has left.
    tasks: TaskTracker,
}

impl ColumnStore {
    /// Of `db`, with nothing read yet.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self::with_limits(db, Limits::default())
    }

    /// The same, which reads as much at once as `limits` say.
    #[must_use]
    pub fn with_limits(db: Db, limits: Limits) -> Self {
        Self(Arc::new(Shared {
            db,
            limits,
            columns: Arc::default(),
            following: Mutex::const_new(()),
            begun: AtomicU64::new(0),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }))
    }

    /// The columns with everything that was committed before the call. Nothing is taken in while the answer is held: let go of it soon.
    ///
    /// Costs one small statement where nothing is new. The first call reads all summaries, some three million rows in some seconds, on a
    /// task of its own: whoever stops waiting does not stop it. Errors: [`StoreError`].
    pub async fn current(&self) -> Result<OwnedRwLockReadGuard<Columns>, StoreError> {
        let mut tx = self.0.db.read().await?;
        let mark = load::find_mark(&mut tx).await?;
        tx.rollback().await?;
        let held = Arc::clone(&self.0.columns).read_owned().await;
        if held.cover(mark) {
            return Ok(held);
        }
        drop(held);
        let shared = Arc::clone(&self.0);
        let following = self.0.tasks.spawn(async move {
            let stopped = shared.stop.clone();
            tokio::select! {
                followed = shared.follow(mark) => followed,
                () = stopped.cancelled() => Err(StoreError::Engine(sqlx::Error::PoolClosed)),
            }
        });
        following.await.map_err(|_| StoreError::Engine(sqlx::Error::WorkerCrashed))??;
        Ok(Arc::clone(&self.0.columns).read_owned().await)
    }

    /// Events up to `newest` that are not in the columns, as they are held: nothing is read for it. `None` while nothing was read.
    pub async fn behind(&self, newest: i64) -> Option<i64> {
        let held = self.0.columns.read().await.mark?;
        Some(newest.saturating_sub(held.event).max(0))
    }

    /// Reads nothing any more; who waits for it is refused. For the end of the process.
    pub async fn stop(&self) {
        self.0.stop.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    /// What `compute` makes of the current columns of `summary`, on a thread where it may take its milliseconds. Errors: [`StoreError`];
    /// `Corrupt` while they cannot be read.
    pub async fn ask<T: Send + 'static>(
        &self,
        summary: Summary,
        compute: impl FnOnce(&Columns) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let columns = self.current().await?;
        columns.check(summary)?;
        let computing = tokio::task::spawn_blocking(move || compute(&columns));
        computing.await.map_err(|_| StoreError::Engine(sqlx::Error::WorkerCrashed))
    }
}

impl Shared {
    /// Takes in what is new, at least up to `wanted`.
    async fn follow(&self, wanted: Mark) -> Result<(), StoreError> {
        let asked = self.begun.load(Ordering::Relaxed);
        let _turn = self.following.lock().await;
        let Some(held) = self.columns.read().await.missing(wanted) else { return Ok(()) };
        if self.begun.fetch_add(1, Ordering::Relaxed) > asked {
            // Somebody began after this was asked for and did not succeed: everybody in the queue would try the same again.
            return Err(StoreError::Engine(sqlx::Error::PoolTimedOut));
        }
        let faulty = self.columns.read().await.faulty_days();
        let news = match held {
            Some(held) => follow::read_news(&self.db, &self.limits, held, &faulty).await?,
            None => None,
        };
        if let Some(news) = news {
            let mut columns = Arc::clone(&self.columns).write_owned().await;
            // Many changes take their milliseconds, on a thread where nobody else waits for them.
            let merging = tokio::task::spawn_blocking(move || {
                news.changes.into_iter().for_each(|change| columns.apply(change));
                columns.arrive(news.arrival);
            });
            merging.await.map_err(|_| StoreError::Engine(sqlx::Error::WorkerCrashed))?;
        } else {
            let fresh = follow::read_all(&self.db, &self.limits).await?;
            *self.columns.write().await = fresh;
        }
        Ok(())
    }
}

impl Columns {
    /// `None` where nothing up to `wanted` is missing, else up to where the columns have come, if anything was ever read.
    fn missing(&self, wanted: Mark) -> Option<Option<Mark>> {
        (!self.cover(wanted)).then_some(self.mark)
    }
}
