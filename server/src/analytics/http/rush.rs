//! Answers that many ask for at the same moment.
//!
//! While sales come in, each of them makes every answer about today old. Whoever asks now and then gets one that has everything that was
//! committed before; but where the same is asked for dozens of times a second, computing it anew for everybody would leave no time for the
//! tills. Then they share one that is at most [`OLDEST`] old, and says of when it is. Why: `docs/decisions/0017-shared-in-a-rush.md`.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::analytics::Grain;
use app::units::Currency;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use moka::future::Cache;
use serde::Serialize;
use tokio::time::{Instant, timeout};
use tokio_util::task::TaskTracker;

use super::query::PartName;
use crate::analytics::service::{AnalyticsError, PATIENCE};
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
/// Different things that may be in a rush; those beyond are answered anew.
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
    /// Errors: those of `make`; [`AnalyticsError::TooSlow`] for who waits for somebody else's too long.
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
            // Nothing is kept of what nobody else asks for.
            Look::Make => json(&make().await?)?,
            Look::MakeForAll => {
                let arrived = Instant::now();
                let waiting = timeout(PATIENCE, shared.making.lock());
                let _making = waiting.await.map_err(|_| AnalyticsError::TooSlow)?;
                match shared.made_since(arrived) {
                    Some(body) => body,
                    None => shared.put(Instant::now(), &make().await?)?,
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

    /// Waits until nobody renews an answer any more. For the end of the process.
    pub async fn stop(&self) {
        self.tasks.close();
        self.tasks.wait().await;
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
            let renewed = make.await.and_then(|answer| shared.put(begun, &answer));
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

    /// An answer that is new enough for who arrived then, however long it took.
    fn made_since(&self, arrived: Instant) -> Option<Bytes> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (body, begun) = state.answer.as_ref()?;
        (arrived.saturating_duration_since(*begun) < OLDEST).then(|| body.clone())
    }

    /// Keeps an answer that was begun at `begun`, and returns it as JSON.
    fn put(&self, begun: Instant, answer: &impl Serialize) -> Result<Bytes, ApiError> {
        let body = json(answer)?;
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

fn json(answer: &impl Serialize) -> Result<Bytes, ApiError> {
    serde_json::to_vec(answer).map(Bytes::from).map_err(|error| ApiError::internal(&error))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures::future::join_all;

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
            shared.put(now, &"answer").unwrap();
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
        shared.put(begin, &"first").unwrap();
        assert_eq!(shared.look(after(200)), Look::Share(body("first")));
        assert_eq!(shared.look(after(300)), Look::Renew(body("first")));
        shared.put(after(310), &"second").unwrap();
        // One that was begun earlier and took longer is not newer.
        shared.put(after(250), &"late").unwrap();
        assert_eq!(shared.look(after(400)), Look::Share(body("second")));
        assert_eq!(shared.made_since(after(1_309)), Some(body("second")));
        assert_eq!(shared.made_since(after(1_310)), None);
        // Who came before it was begun takes it, even if that is long ago.
        assert_eq!(shared.made_since(begin), Some(body("second")));
        // The second after a rush belongs to it, the one after that does not.
        assert_eq!(shared.look(after(1_400)), Look::MakeForAll);
        assert_eq!(shared.look(after(3_500)), Look::Make);
    }

    /// Counts how often it was made, and answers with that number.
    async fn ask(rush: &Rush, made: &Arc<AtomicU32>) -> Bytes {
        let made = Arc::clone(made);
        let make = move || async move {
            tokio::task::yield_now().await;
            Ok(made.fetch_add(1, Ordering::Relaxed) + 1)
        };
        let answer = rush.answer(Wanted::Metrics(ScopeId::NETWORK), make).await.unwrap();
        axum::body::to_bytes(answer.into_body(), 64).await.unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn in_a_rush_it_is_made_once_and_renewed_by_one() {
        let (rush, made) = (Rush::new(), Arc::default());
        join_all((0..200).map(|_| ask(&rush, &made))).await;
        assert_eq!(made.load(Ordering::Relaxed), RUSH);
        tokio::time::advance(RENEWED_AT).await;
        let shared = join_all((0..200).map(|_| ask(&rush, &made))).await;
        assert!(shared.iter().all(|body| *body == shared[0]), "nobody waits: {shared:?}");
        assert_ne!(shared[0], (RUSH + 1).to_string());
        // Whoever renews has its turn.
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert_eq!(made.load(Ordering::Relaxed), RUSH + 1);
        assert_eq!(ask(&rush, &made).await, (RUSH + 1).to_string());
        rush.stop().await;
    }

    #[tokio::test(start_paused = true)]
    async fn what_takes_longer_than_a_second_is_made_once_for_all_who_wait() {
        let (rush, made) = (Rush::new(), Arc::new(AtomicU32::new(0)));
        let slow = || {
            let made = Arc::clone(&made);
            rush.answer(Wanted::Metrics(ScopeId::NETWORK), move || async move {
                tokio::time::sleep(Duration::from_secs(3)).await;
                Ok(made.fetch_add(1, Ordering::Relaxed))
            })
        };
        let answers = join_all((0..100).map(|_| slow())).await;
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(made.load(Ordering::Relaxed), RUSH);
    }
}
