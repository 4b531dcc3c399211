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
use moka::policy::EvictionPolicy;

use super::question::Question;
use super::version::Version;
use super::weight::Weigh;

/// How long an answer is kept at most.
const TIME_TO_LIVE: Duration = Duration::from_secs(300);
/// How many are kept: each takes a place.
const PLACES: u32 = 1_000;
/// What goes into a place. A larger answer takes several, so all of them together have at most 32 MiB.
const PLACE_BYTES: usize = 32 * 1_024;
/// Of an answer that takes more, nothing is kept: it would drive out a tenth of the others.
const MOST_PLACES: u32 = 100;

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
    places: u32,
    computed_at: Instant,
}

/// What the cache has done since the server started, and what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheReport {
    /// Answers that were there, or on their way.
    pub hits: u64,
    pub misses: u64,
    /// Entries that had to go for their age or for want of room, and answers that were too large.
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
            .max_capacity(u64::from(PLACES))
            .weigher(|_, held: &Held| held.places)
            // What was asked often is as old as the rest once its version has passed.
            .eviction_policy(EvictionPolicy::lru())
            .time_to_live(TIME_TO_LIVE)
            .eviction_listener(count)
            .build();
        Self { held, hits: AtomicU64::new(0), misses: AtomicU64::new(0), evictions }
    }

    /// The answer to `question` at `version`; `compute` makes it where it is not there. Whoever asks meanwhile waits for the same one,
    /// even one that is too large to be kept.
    ///
    /// Errors: what `compute` fails with, which is not kept.
    pub(super) async fn get<T, E, F>(
        &self,
        question: Question,
        version: Version,
        compute: F,
    ) -> Result<Arc<T>, E>
    where
        T: Weigh + Send + Sync + 'static,
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
    fn of<T: Weigh + Send + Sync + 'static>(answer: T) -> Self {
        Self { places: places(answer.bytes()), answer: Arc::new(answer), computed_at: Instant::now() }
    }
}

/// The places that an answer takes, more than there are where it is not to be kept.
fn places(bytes: usize) -> u32 {
    let places = u32::try_from(bytes.div_ceil(PLACE_BYTES)).unwrap_or(u32::MAX);
    if places > MOST_PLACES { u32::MAX } else { places.max(1) }
}

#[cfg(test)]
mod tests {
    use app::units::Day;

    use super::*;
    use crate::analytics::span::Span;
    use crate::organisation::ScopeId;

    const MIB: usize = 1_024 * 1_024;

    /// Asks the `n`-th question, whose answer has so many bytes. Whether it had to be computed.
    async fn ask(cache: &AnswerCache, n: i32, bytes: usize) -> bool {
        let question = Question::Items(Span { scope: ScopeId::NETWORK, from: Day(n), to: Day(n) });
        let mut is_computed = false;
        let compute = async {
            is_computed = true;
            tokio::task::yield_now().await;
            Ok::<String, ()>("x".repeat(bytes))
        };
        let answer = cache.get(question, Version::default(), compute).await;
        assert_eq!(answer.unwrap().len(), bytes);
        is_computed
    }

    #[tokio::test]
    async fn of_small_answers_the_last_thousand_are_kept() {
        let cache = AnswerCache::new();
        for n in 0..1_100 {
            assert!(ask(&cache, n, 100).await);
            // Popular once, and of no use since.
            if n < 100 {
                assert!(!ask(&cache, n, 100).await);
            }
        }
        assert_eq!(cache.report().await.size, 1_000);
        assert!(!ask(&cache, 1_099, 100).await && !ask(&cache, 100, 100).await);
        assert!(ask(&cache, 0, 100).await);
    }

    #[tokio::test]
    async fn large_answers_take_the_room_of_many() {
        let cache = AnswerCache::new();
        for n in 0..40 {
            assert!(ask(&cache, n, MIB).await);
            // What has to go goes when somebody looks.
            cache.report().await;
        }
        // Each has a few bytes more than 32 places.
        assert_eq!(cache.report().await.size, 1_000 / 33);
        assert!(!ask(&cache, 39, MIB).await && ask(&cache, 0, MIB).await);
        assert_eq!((places(0), places(PLACE_BYTES), places(PLACE_BYTES + 1)), (1, 1, 2));
        assert_eq!((places(100 * PLACE_BYTES), places(100 * PLACE_BYTES + 1)), (100, u32::MAX));
    }

    #[tokio::test]
    async fn an_answer_that_is_too_large_is_shared_and_not_kept() {
        let cache = AnswerCache::new();
        let (first, second) = tokio::join!(ask(&cache, 1, 4 * MIB), ask(&cache, 1, 4 * MIB));
        assert_ne!(first, second, "one waits for the other");
        assert_eq!(cache.report().await.size, 0);
        assert!(ask(&cache, 1, 4 * MIB).await);
        assert_eq!((cache.report().await.hits, cache.report().await.misses), (1, 2));
    }
}
