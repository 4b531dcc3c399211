//! Waiting for a database that is locked or away, in work that no till waits for.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::db::StoreError;
use crate::sales::ingest::IngestError;

/// How long a failure may last. What gives up then goes on when it is run again.
const LONGEST: Duration = Duration::from_secs(60);
/// Between two attempts, where the failure names no time of its own.
const PAUSE: Duration = Duration::from_secs(1);

/// A failure that may be over by itself.
pub trait Passing {
    /// The time after which another attempt may succeed; `None` where none will.
    fn retry_after(&self) -> Option<Duration>;
}

/// Makes attempts until one succeeds.
///
/// Errors: that of the last attempt, which cannot pass, or came when the failure had lasted a minute or `stop` was told.
pub async fn persist<T, E, F>(stop: &CancellationToken, mut attempt: impl FnMut() -> F) -> Result<T, E>
where
    E: Passing,
    F: Future<Output = Result<T, E>>,
{
    let mut failing_since = None;
    loop {
        let error = match attempt().await {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        let Some(pause) = error.retry_after() else { return Err(error) };
        let since: &mut Instant = failing_since.get_or_insert_with(Instant::now);
        if since.elapsed() + pause > LONGEST {
            return Err(error);
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => return Err(error),
        }
    }
}

impl Passing for StoreError {
    fn retry_after(&self) -> Option<Duration> {
        (self.is_busy() || self.is_lost()).then_some(PAUSE)
    }
}

impl Passing for IngestError {
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Full { retry_after_s } | Self::Busy { retry_after_s } => {
                Some(Duration::from_secs(*retry_after_s).max(PAUSE))
            }
            Self::Lost => Some(PAUSE),
            Self::DiskFull | Self::Stopped => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    const BUSY: IngestError = IngestError::Busy { retry_after_s: 2 };

    /// What comes of attempts that fail with `error` until the `last`-th, and how many there were.
    async fn persisted(
        stop: &CancellationToken,
        error: IngestError,
        last: u32,
    ) -> (Result<(), IngestError>, u32) {
        let attempts = Cell::new(0);
        let attempt = || {
            attempts.set(attempts.get() + 1);
            std::future::ready(if attempts.get() == last { Ok(()) } else { Err(error) })
        };
        (persist(stop, attempt).await, attempts.get())
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_pass_is_tried_again_for_a_minute() {
        let stop = CancellationToken::new();
        assert_eq!(persisted(&stop, BUSY, 30).await, (Ok(()), 30));
        assert_eq!(persisted(&stop, BUSY, 1_000).await, (Err(BUSY), 31));
        assert_eq!(persisted(&stop, IngestError::Lost, 1_000).await, (Err(IngestError::Lost), 61));
    }

    #[tokio::test(start_paused = true)]
    async fn what_cannot_pass_or_is_stopped_is_not_tried_again() {
        let stop = CancellationToken::new();
        assert_eq!(persisted(&stop, IngestError::DiskFull, 2).await, (Err(IngestError::DiskFull), 1));
        stop.cancel();
        assert_eq!(persisted(&stop, BUSY, 2).await, (Err(BUSY), 1));
    }
}
