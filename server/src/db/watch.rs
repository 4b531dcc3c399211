//! Tells when another process, or this one, may have committed.

use std::time::Duration;

use sqlx::postgres::PgListener;
use sqlx::{ConnectOptions, SqliteConnection};

use super::{Db, StoreError};

/// What every appender to the event log announces its commit on; see `events/sql/announce.postgres.sql`.
const CHANNEL: &str = "scoopjoy_events";
/// SQLite can only be asked. A question reads one shared page, so it may be asked often.
const SQLITE_POLL: Duration = Duration::from_millis(50);
/// Postgres announces commits. Announcements can be lost with their connection, so it is looked after as well.
const POSTGRES_POLL: Duration = Duration::from_secs(1);

/// A watch over the commits of all processes. It wakes too often rather than too seldom: read the log after each.
#[derive(Debug)]
pub struct CommitWatch(Source);

#[derive(Debug)]
enum Source {
    /// The version is counted per connection, so this one is kept.
    Sqlite {
        connection: SqliteConnection,
        version: i64,
    },
    Postgres(Box<PgListener>),
    /// The database was closed here.
    Closed,
}

impl CommitWatch {
    /// Begins to watch. Errors: when the database cannot be reached.
    pub async fn open(db: &Db) -> Result<Self, StoreError> {
        let source = match db {
            Db::Sqlite(db) => {
                let mut connection = db.readers.connect_options().connect().await?;
                let version = data_version(&mut connection).await?;
                Source::Sqlite { connection, version }
            }
            Db::Postgres(db) => {
                let mut listener = PgListener::connect_with(&db.pool).await?;
                listener.listen(CHANNEL).await?;
                Source::Postgres(Box::new(listener))
            }
        };
        Ok(Self(source))
    }

    /// Returns when something may have been committed since the last return, on Postgres at least once a second.
    ///
    /// Once the database is closed it never returns. Run it in a task of its own: a call that is dropped half-way may
    /// miss a commit until the next.
    pub async fn changed(&mut self) {
        let asked = match &mut self.0 {
            Source::Sqlite { connection, version } => next_version(connection, version).await,
            Source::Postgres(listener) => next_announcement(listener).await,
            Source::Closed => std::future::pending().await,
        };
        match asked {
            Ok(()) => {}
            Err(sqlx::Error::PoolClosed) => {
                // Whoever closes the pool waits for this connection.
                self.0 = Source::Closed;
                std::future::pending().await
            }
            Err(error) => {
                tracing::warn!(%error, "commits of other processes cannot be watched at the moment");
                tokio::time::sleep(POSTGRES_POLL).await;
            }
        }
    }
}

async fn next_version(connection: &mut SqliteConnection, version: &mut i64) -> Result<(), sqlx::Error> {
    loop {
        let found = data_version(connection).await?;
        if found != std::mem::replace(version, found) {
            return Ok(());
        }
        tokio::time::sleep(SQLITE_POLL).await;
    }
}

async fn data_version(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(include_str!("sql/find_data_version.sqlite.sql")).fetch_one(connection).await
}

/// A lost connection yields `None` and is replaced at the next call; what it missed is in the log.
async fn next_announcement(listener: &mut PgListener) -> Result<(), sqlx::Error> {
    match tokio::time::timeout(POSTGRES_POLL, listener.try_recv()).await {
        Ok(announced) => announced.map(drop),
        Err(_) => Ok(()),
    }
}
