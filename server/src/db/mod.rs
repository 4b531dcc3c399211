//! The one place that knows which engine stores the data.
//!
//! Everything else asks [`Db`] for a [`Tx`] and runs its statements with [`on_engine!`]. There is no way to run a
//! statement outside a transaction, on purpose: a read that takes two statements must see one state.
//! On SQLite every write of this process goes through one fair [`WriteLock`], so nothing meets a locked database.

mod engine;
mod error;
pub mod migrate;
mod open;
pub mod settings;
pub mod testing;
mod tx;
mod watch;
mod write_lock;

use std::path::Path;
use std::sync::Arc;

use sqlx::{PgPool, SqlitePool};

use crate::config::database::DatabaseUrl;

pub use engine::{Engine, on_engine};
pub use error::StoreError;
pub(crate) use open::JOURNAL_SIZE_LIMIT;
pub use open::OpenError;
pub use tx::Tx;
pub use watch::CommitWatch;
pub use write_lock::{Urgency, WriteLock, WritePermit};

/// An open database. Cheap to clone; clones share its connections.
#[derive(Clone, Debug)]
pub enum Db {
    Sqlite(SqliteDb),
    Postgres(PostgresDb),
}

/// The embedded database: one connection that writes, several that read.
#[derive(Clone, Debug)]
pub struct SqliteDb {
    path: Arc<Path>,
    writer: SqlitePool,
    readers: SqlitePool,
    write_lock: WriteLock,
}

/// A database server that other processes may use as well.
#[derive(Clone, Debug)]
pub struct PostgresDb {
    pool: PgPool,
}

impl SqliteDb {
    /// The file, for connections of another driver.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The lock that every writer of this process takes, whatever driver it writes with.
    #[must_use]
    pub fn write_lock(&self) -> &WriteLock {
        &self.write_lock
    }

    /// Read-only connections, for what needs no transaction.
    #[must_use]
    pub fn readers(&self) -> &SqlitePool {
        &self.readers
    }
}

impl PostgresDb {
    /// The pool, for what a [`Tx`] cannot do: listening, and the bulk statements of the ingest group.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }
}

impl Db {
    /// A transaction that sees one state of the database and changes nothing. Keep it within a second.
    ///
    /// Errors: [`StoreError::Engine`] when no connection comes free in time or the database is lost.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Tx::read(self).await
    }

    /// A transaction that may write. On SQLite it begins when this process' other writers have let it.
    ///
    /// Errors: as [`Db::read`]; busy when another process keeps the embedded database locked.
    pub async fn write(&self, urgency: Urgency) -> Result<Tx, StoreError> {
        Tx::write(self, urgency).await
    }

    /// Folds the log of an embedded database into its file, as far as nobody reads there. For whoever writes much beside `ingest`, which
    /// folds its own: a log of gigabytes takes longer to recover than anybody waits who opens the database next.
    ///
    /// Errors: as [`Db::read`].
    pub async fn fold_log(&self) -> Result<(), StoreError> {
        if let Self::Sqlite(db) = self {
            let permit = db.write_lock.acquire(Urgency::Background).await;
            sqlx::query(include_str!("sql/fold_log.sqlite.sql")).execute(&db.writer).await?;
            drop(permit);
        }
        Ok(())
    }

    /// Whether a write may succeed: a Postgres can be a standby, or made read-only by whoever guards its disk, and the
    /// disk of a file can become read-only.
    ///
    /// Errors: as [`Db::read`].
    pub async fn takes_writes(&self) -> Result<bool, StoreError> {
        if let Self::Sqlite(db) = self
            && open::is_on_read_only_disk(&db.path)
        {
            return Ok(false);
        }
        let mut tx = self.read().await?;
        let takes = match tx.engine() {
            Engine::Sqlite(_) => true,
            Engine::Postgres(connection) => {
                let takes = sqlx::query_scalar(include_str!("sql/takes_writes.postgres.sql"));
                takes.fetch_one(connection).await?
            }
        };
        tx.rollback().await?;
        Ok(takes)
    }

    /// What opens the same database again, from this process or another.
    #[must_use]
    pub fn url(&self) -> DatabaseUrl {
        match self {
            Self::Sqlite(db) => DatabaseUrl::Sqlite(db.path.to_path_buf()),
            Self::Postgres(db) => DatabaseUrl::Postgres(Box::new(db.pool.connect_options().as_ref().clone())),
        }
    }

    /// Closes all connections; the last one folds SQLite's log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(db) => {
                db.readers.close().await;
                db.writer.close().await;
            }
            Self::Postgres(db) => db.pool.close().await,
        }
    }
}
