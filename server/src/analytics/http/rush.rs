//! Answers that many ask for at the same moment.
//!
//! While sales come in, each of them makes every answer about today old. Whoever asks now and then gets one that has everything that was
//! committed before; but where the same is asked for dozens of times a second, computing it anew for everybody would leave no time for the
//! tills. Then they share one that is at most [`OLDEST`] old, and says of when it is. Why: `docs/decisions/0017-shared-in-a-rush.md`.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use app::analytics::Grain;
use app::units::Currency;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use moka::future::Cache;
use serde::Serialize;
use tokio_util::task::TaskTracker;

use super::query::PartName;
use crate::analytics::span::Span;
use crate::error::ApiError;
use crate::organisation::ScopeId;

/// What is asked for: equal ones have equal answers at the same moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Wanted {
    Metrics(ScopeId),
    Analytics(Span, Grain, Vec<PartName>),
    Dashboard(Span, Currency),
}

/// A second with as many asking the same is a rush, and so is the second after it.
const RUSH: u32 = 20;
const SECOND: Duration = Duration::from_secs(1);
/// How old an answer may be that is shared.
const OLDEST: Duration = Duration::from_secs(1);
/// How old it is when the next one is begun.
const RENEWED_AT: Duration = Duration::from_millis(250);
/// Different things asked for in a second; those beyond are answered anew.
const MOST: u64 = 256;
/// How long an answer that nobody asks for is remembered.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(5);

/// The answers that are being shared. Cheap to clone; clones share them.
#[derive(Clone, Debug)]
pub struct Rush {
    shared: Cache<Wanted, Arc<Shared>>,
    /// Those who renew an answer: they go on when whoever asked has left.
    tasks: TaskTracker,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    /// Held by whoever makes the answer in a rush, so that others wait for it instead of making their own.
    making: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    counted: Counted,
    answer: Option<(Bytes, Instant)>,
}

/// How often the same was asked for, by the second.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    since: Option<Instant>,
    now: u32,
    before: u32,
}

/// What whoever asks is to do.
#[derive(Debug, PartialEq, Eq)]
enum Look {
    /// Nobody else asks.
    Make,
    /// Many ask, and there is nothing that is new enough.
    MakeForAll,
    Share(Bytes),
    /// Share, and see that there is a newer one soon.
    Renew(Bytes),
}

impl Rush {
    /// Nothing is asked for yet.
    #[must_use]
    pub fn new() -> Self {
        let shared = Cache::builder().max_capacity(MOST).time_to_idle(FORGOTTEN_AFTER).build();
        Self { shared, tasks: TaskTracker::new() }
    }

    /// What `make` answers, or in a rush answered within the last second.
    ///
    /// Errors: those of `make`, and of an answer that cannot be written as JSON.
    pub(super) async fn answer<T, F>(
        &self,
        wanted: Wanted,
        make: impl FnOnce() -> F + Send,
    ) -> Result<Response, ApiError>
    where
        T: Serialize,
        F: Future<Output = Result<T, ApiError>> + Send + 'static,
    {
        let shared = self.shared.get_with(wanted, async { Arc::default() }).await;
        let body = match shared.look(Instant::now()) {
            Look::Make => shared.put(Instant::now(), make().await?)?,
            Look::MakeForAll => {
                let _making = shared.making.lock().await;
                match shared.recent(Instant::now()) {
                    Some(body) => body,
                    None => shared.put(Instant::now(), make().await?)?,
                }
            }
            Look::Share(body) => body,
            Look::Renew(body) => {
                self.renew(&shared, make());
                body
            }
        };
        Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
    }

    fn renew<T: Serialize>(
        &self,
        shared: &Arc<Shared>,
        make: impl Future<Output = Result<T, ApiError>> + Send + 'static,
    ) {
        let shared = Arc::clone(shared);
        self.tasks.spawn(async move {
            // One renews; the others find it new.
            let Ok(_making) = shared.making.try_lock() else { return };
            let begun = Instant::now();
            let renewed = make.await.and_then(|answer| shared.put(begun, answer));
            if let Err(error) = renewed {
                // Whoever asks when the last one is too old meets the same error and tells it.
                tracing::debug!(?error, "a shared answer could not be renewed");
            }
        });
    }
}

impl Default for Rush {
    fn default() -> Self {
        Self::new()
    }
}

impl Shared {
    fn look(&self, now: Instant) -> Look {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.counted.is_rush(now) {
            return Look::Make;
        }
        match &state.answer {
            Some((body, at)) if now.duration_since(*at) < RENEWED_AT => Look::Share(body.clone()),
            Some((body, at)) if now.duration_since(*at) < OLDEST => Look::Renew(body.clone()),
            _ => Look::MakeForAll,
        }
    }

    fn recent(&self, now: Instant) -> Option<Bytes> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (body, at) = state.answer.as_ref()?;
        (now.duration_since(*at) < OLDEST).then(|| body.clone())
    }

    /// Keeps an answer that was begun at `begun`, and returns it as JSON.
    fn put(&self, begun: Instant, answer: impl Serialize) -> Result<Bytes, ApiError> {
        let body = serde_json::to_vec(&answer).map_err(|error| ApiError::internal(&error))?;
        let body = Bytes::from(body);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.answer.as_ref().is_none_or(|(_, at)| *at < begun) {
            state.answer = Some((body.clone(), begun));
        }
        Ok(body)
    }
}

impl Counted {
    /// Counts one more, and says whether it is one of many.
    fn is_rush(&mut self, now: Instant) -> bool {
        let since = *self.since.get_or_insert(now);
        let passed = now.duration_since(since);
        if passed >= SECOND {
            let before = if passed < 2 * SECOND { self.now } else { 0 };
            *self = Self { since: Some(now), now: 0, before };
        }
        self.now = self.now.saturating_add(1);
        self.now.max(self.before) >= RUSH
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Bytes {
        Bytes::from(serde_json::to_vec(text).unwrap())
    }

    #[test]
    fn who_asks_now_and_then_gets_an_answer_of_their_own() {
        let (shared, begin) = (Shared::default(), Instant::now());
        for asked in 0..100 {
            let now = begin + asked * Duration::from_millis(60);
            assert_eq!(shared.look(now), Look::Make, "{asked}");
            shared.put(now, "answer").unwrap();
        }
    }

    #[test]
    fn many_share_an_answer_of_the_last_second() {
        let (shared, begin) = (Shared::default(), Instant::now());
        let after = |ms| begin + Duration::from_millis(ms);
        for _ in 1..RUSH {
            assert_eq!(shared.look(begin), Look::Make);
        }
        assert_eq!(shared.look(begin), Look::MakeForAll);
        shared.put(begin, "first").unwrap();
        assert_eq!(shared.look(after(200)), Look::Share(body("first")));
        assert_eq!(shared.look(after(300)), Look::Renew(body("first")));
        shared.put(after(310), "second").unwrap();
        // One that was begun earlier and took longer is not newer.
        shared.put(after(250), "late").unwrap();
        assert_eq!(shared.look(after(400)), Look::Share(body("second")));
        assert_eq!(shared.recent(after(1_309)), Some(body("second")));
        assert_eq!(shared.recent(after(1_310)), None);
        // The second after a rush belongs to it, the one after that does not.
        assert_eq!(shared.look(after(1_400)), Look::MakeForAll);
        assert_eq!(shared.look(after(3_500)), Look::Make);
    }

    #[tokio::test]
    async fn in_a_rush_it_is_made_once() {
        let rush = Rush::new();
        let made = Arc::new(std::sync::atomic::AtomicU32::new(0));
        let ask = || {
            let made = Arc::clone(&made);
            let make = move || async move {
                tokio::task::yield_now().await;
                Ok(made.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
            };
            rush.answer(Wanted::Metrics(ScopeId::NETWORK), make)
        };
        let answers = futures::future::join_all((0..200).map(|_| ask())).await;
        assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|answer| answer.status() == 200)));
        assert_eq!(made.load(std::sync::atomic::Ordering::Relaxed), RUSH);
    }
}
