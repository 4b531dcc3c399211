//! Hears that another process has committed events, where the engine can tell.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::db::Db;

/// The channel on which every Postgres appender announces its last event.
const CHANNEL: &str = "scoopjoy_events";
/// Between two attempts to listen. Meanwhile the hub polls, as it always does on SQLite.
const RETRY: Duration = Duration::from_secs(2);

/// Notifies at each announcement. On SQLite it never does.
pub(super) fn start(db: &Db, tasks: &TaskTracker, stop: &CancellationToken) -> Arc<Notify> {
    let nudged = Arc::new(Notify::new());
    if let Db::Postgres(db) = db {
        let listening = listen(db.pool().clone(), Arc::clone(&nudged));
        let stopped = stop.clone().cancelled_owned();
        tasks.spawn(async move {
            tokio::select! {
                () = listening => {}
                () = stopped => {}
            }
        });
    }
    nudged
}

/// Listens, and begins anew whenever the connection is lost.
async fn listen(pool: PgPool, nudged: Arc<Notify>) {
    loop {
        if let Err(error) = listen_once(&pool, &nudged).await {
            tracing::warn!(%error, "events of other processes are not announced; polling for them");
        }
        tokio::time::sleep(RETRY).await;
    }
}

async fn listen_once(pool: &PgPool, nudged: &Notify) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // `None` is a connection that was lost and is back: something may have been missed.
        listener.try_recv().await?;
        nudged.notify_one();
    }
}
