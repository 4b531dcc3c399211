//! A transaction on either engine.

use sqlx::{PgPool, Postgres, SqlSafeStr, Sqlite, Transaction};

use super::{Db, Engine, StoreError, Urgency, WritePermit, on_engine};

/// Begins a transaction that sees one state.
const READ_ONLY: &str = "begin isolation level repeatable read, read only";

/// A transaction. Dropped without [`Tx::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Tx {
    // Dropped before the permit: the next writer must find this transaction ended.
    inner: Inner,
    _permit: Option<WritePermit>,
}

#[derive(Debug)]
enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// Makes everything done in the transaction durable.
    ///
    /// Errors: [`StoreError::Engine`]; then the outcome is unknown if the database was lost, and nothing was done otherwise.
    pub async fn commit(self) -> Result<(), StoreError> {
        let Self { inner, _permit } = self;
        let done = match inner {
            Inner::Sqlite(tx) => tx.commit().await,
            Inner::Postgres(tx) => tx.commit().await,
        };
        Ok(done?)
    }

    /// Undoes everything done in the transaction, or ends a read.
    pub async fn rollback(self) -> Result<(), StoreError> {
        let Self { inner, _permit } = self;
        let done = match inner {
            Inner::Sqlite(tx) => tx.rollback().await,
            Inner::Postgres(tx) => tx.rollback().await,
        };
        Ok(done?)
    }

    /// The native connection, for [`on_engine!`].
    pub fn engine(&mut self) -> Engine<'_> {
        match &mut self.inner {
            Inner::Sqlite(tx) => Engine::Sqlite(tx),
            Inner::Postgres(tx) => Engine::Postgres(tx),
        }
    }

    pub(super) async fn read(db: &Db) -> Result<Self, StoreError> {
        let inner = match db {
            Db::Sqlite(db) => Inner::Sqlite(db.readers.begin().await?),
            Db::Postgres(db) => Inner::Postgres(begin_whole(&db.pool, READ_ONLY).await?),
        };
        let mut tx = Self { inner, _permit: None };
        // Both engines choose the state to show at the first statement, not at `begin`.
        on_engine!(&mut tx, connection =>
            sqlx::query(include_str!("sql/take_snapshot.sql")).execute(connection).await.map(|done| done.rows_affected()))?;
        Ok(tx)
    }

    pub(super) async fn write(db: &Db, urgency: Urgency) -> Result<Self, StoreError> {
        Ok(match db {
            Db::Sqlite(db) => {
                let permit = db.write_lock.acquire(urgency).await;
                let inner = Inner::Sqlite(db.writer.begin_with("begin immediate").await?);
                Self { inner, _permit: Some(permit) }
            }
            Db::Postgres(db) => {
                Self { inner: Inner::Postgres(begin_whole(&db.pool, "begin").await?), _permit: None }
            }
        })
    }
}

/// Begins on a connection of the pool, to the end even where nobody waits for it any more.
///
/// sqlx 0.9.0 forgets a transaction of Postgres whose `begin` was sent and given up: its connection returns to the pool
/// inside it, and whoever writes there next is told that it is read-only.
#[expect(
    clippy::disallowed_methods,
    reason = "the task is waited for, unless whoever waits is dropped, and ends by itself"
)]
async fn begin_whole(
    pool: &PgPool,
    statement: &'static str,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let connection = pool.acquire().await?;
    match tokio::spawn(Transaction::begin(connection, Some(statement.into_sql_str()))).await {
        Ok(begun) => begun,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(sqlx::Error::WorkerCrashed),
        },
    }
}
