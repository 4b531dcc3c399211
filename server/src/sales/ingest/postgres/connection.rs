//! The connection that the writer keeps, so that its statements stay prepared.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres};

use crate::db::PostgresDb;

pub(super) struct Line {
    db: PostgresDb,
    connection: Option<PoolConnection<Postgres>>,
}

impl Line {
    pub(super) fn new(db: PostgresDb) -> Self {
        Self { db, connection: None }
    }

    /// The connection at hand, or a new one.
    pub(super) async fn connect(&mut self) -> sqlx::Result<&mut PgConnection> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.db.pool().acquire().await?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Gives up a connection whose server may never answer. Back in the pool it would be waited for again.
    pub(super) fn hang_up(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop(connection.detach());
        }
    }
}
