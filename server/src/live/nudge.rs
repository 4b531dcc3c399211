//! Hears that another process has committed something.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::db::{CommitWatch, Db};

/// Between two attempts to watch a database that cannot be reached. Meanwhile the hub looks for itself.
const RETRY: Duration = Duration::from_secs(1);

/// Notifies whenever something may have been committed, until `stop`.
pub(super) fn start(db: Db, tasks: &TaskTracker, stop: CancellationToken) -> Arc<Notify> {
    let nudged = Arc::new(Notify::new());
    let watching = watch(db, Arc::clone(&nudged));
    tasks.spawn(async move { stop.run_until_cancelled_owned(watching).await });
    nudged
}

async fn watch(db: Db, nudged: Arc<Notify>) {
    let mut watch = loop {
        match CommitWatch::open(&db).await {
            Ok(watch) => break watch,
            Err(error) => {
                tracing::warn!(%error, "commits of other processes cannot be watched yet");
                tokio::time::sleep(RETRY).await;
            }
        }
    };
    loop {
        watch.changed().await;
        nudged.notify_one();
    }
}
