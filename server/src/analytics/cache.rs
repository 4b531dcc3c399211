//! Keeps answers until what they depend on changes.
//!
//! The version of what an answer depends on is part of its key, and is read after the commit that changed it, by whichever process: an
//! old answer is never found again. Answers hold what everybody may see of a scope; whom names are kept from is decided where they are
//! shown. A newcomer would drop entries when a sale comes in, which misses other processes and answers that are just being computed.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use moka::future::Cache;
use moka::notification::RemovalCause;

use super::question::Question;
use super::version::Version;

/// How long an answer is kept at most.
const TIME_TO_LIVE: Duration = Duration::from_secs(300);
/// How many are kept.
const MOST_ENTRIES: u64 = 1_000;

/// Answers to questions, the empty ones included.
#[derive(Debug)]
pub struct AnswerCache {
    held: Cache<(Question, Version), Held>,
    hits: AtomicU64,
    misses: AtomicU64,
    evictions: Arc<AtomicU64>,
}

#[derive(Clone, Debug)]
struct Held {
    answer: Arc<dyn Any + Send + Sync>,
    computed_at: Instant,
}

/// What the cache has done since the server started, and what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheReport {
    /// Answers that were there, or on their way.
    pub hits: u64,
    pub misses: u64,
    /// Entries that had to go for their age or for want of room.
    pub evictions: u64,
    pub size: u64,
    /// Age of the oldest entry.
    pub oldest: Option<Duration>,
}

impl AnswerCache {
    /// An empty cache.
    #[must_use]
    pub fn new() -> Self {
        let evictions = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&evictions);
        let count = move |_, _, cause| {
            if matches!(cause, RemovalCause::Expired | RemovalCause::Size) {
                counted.fetch_add(1, Ordering::Relaxed);
            }
        };
        let held = Cache::builder()
            .max_capacity(MOST_ENTRIES)
            .time_to_live(TIME_TO_LIVE)
            .eviction_listener(count)
            .build();
        Self { held, hits: AtomicU64::new(0), misses: AtomicU64::new(0), evictions }
    }

    /// The answer to `question` at `version`; `compute` makes it where it is not there. Whoever asks meanwhile waits for the same one.
    ///
    /// Errors: what `compute` fails with, which is not kept.
    pub(super) async fn get<T, E, F>(
        &self,
        question: Question,
        version: Version,
        compute: F,
    ) -> Result<Arc<T>, E>
    where
        T: Send + Sync + 'static,
        E: Clone + Send + Sync + 'static,
        F: Future<Output = Result<T, E>>,
    {
        let make = async { compute.await.map(Held::of) };
        let entry = self.held.entry((question, version)).or_try_insert_with(make).await;
        let is_hit = entry.as_ref().is_ok_and(|entry| !entry.is_fresh());
        if is_hit { &self.hits } else { &self.misses }.fetch_add(1, Ordering::Relaxed);
        let held = entry.map_err(|error: Arc<E>| E::clone(&error))?.into_value();
        Ok(held.answer.downcast().expect("a question has answers of one type"))
    }

    /// What it has done and holds.
    pub async fn report(&self) -> CacheReport {
        // What has become too old counts until somebody looks.
        self.held.run_pending_tasks().await;
        CacheReport {
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            evictions: self.evictions.load(Ordering::Relaxed),
            size: self.held.entry_count(),
            oldest: self.held.iter().map(|(_, held)| held.computed_at.elapsed()).max(),
        }
    }
}

impl CacheReport {
    /// Hits by questions, 0–1; `None` before the first question.
    #[must_use]
    #[expect(clippy::cast_precision_loss, clippy::float_arithmetic, reason = "a ratio of counts, no money")]
    pub fn hit_ratio(&self) -> Option<f64> {
        let questions = self.hits + self.misses;
        (questions > 0).then(|| self.hits as f64 / questions as f64)
    }
}

impl Default for AnswerCache {
    fn default() -> Self {
        Self::new()
    }
}

impl Held {
    fn of<T: Send + Sync + 'static>(answer: T) -> Self {
        Self { answer: Arc::new(answer), computed_at: Instant::now() }
    }
}
