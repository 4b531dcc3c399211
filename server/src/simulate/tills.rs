//! Tills: requests on their way, and what became of them.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::client::Client;
use super::delivery::{self, Delivered};
use super::tally::{Purpose, Tally};
use super::wire::Post;
use crate::generate::chance::Chance;

/// Requests that may wait for their answers; whoever is beyond them waits in line, as people do.
pub const MOST_UNANSWERED: usize = 256;

const LAST_MOMENT: Duration = Duration::from_millis(500);

/// Requests on their way, each with what it is about and with `T` to be given back.
#[derive(Debug)]
pub struct Tills<T> {
    client: Client,
    sending: JoinSet<(Purpose, Delivered, T)>,
    chance: Chance,
    pub tally: Tally,
}

impl<T: Send + 'static> Tills<T> {
    pub fn new(client: Client, chance: Chance) -> Self {
        Self { client, sending: JoinSet::new(), chance, tally: Tally::default() }
    }

    /// Whether another request may be sent now.
    pub fn are_free(&self) -> bool {
        self.sending.len() < MOST_UNANSWERED
    }

    /// Sends `post` until it is answered or `stop` comes.
    pub fn send(&mut self, purpose: Purpose, post: Post, given: T, stop: &CancellationToken) {
        let (client, stop) = (self.client.clone(), stop.clone());
        let mut chance = Chance::of(self.chance.below(u64::MAX), &[]);
        self.sending.spawn(async move {
            let delivered = delivery::deliver(&client, &post, &mut chance, &stop).await;
            (purpose, delivered, given)
        });
    }

    /// The next request that was dealt with; `None` when none is on its way.
    pub async fn next(&mut self) -> Option<(Purpose, Delivered, T)> {
        let (purpose, delivered, given) = loop {
            match self.sending.join_next().await? {
                Ok(done) => break done,
                Err(error) => tracing::error!(%error, "a till failed"),
            }
        };
        self.tally.add(purpose, &delivered.fate, delivered.retries);
        Some((purpose, delivered, given))
    }

    /// Waits for what is on its way: for `grace`, and a moment more for what only waits to ask again.
    pub async fn finish(mut self, grace: Duration, stop: &CancellationToken) -> Tally {
        let drained = tokio::time::timeout_at(Instant::now() + grace, self.drain()).await;
        if drained.is_err() {
            stop.cancel();
            // What is still open after this is counted below.
            let _ = tokio::time::timeout(LAST_MOMENT, self.drain()).await;
        }
        self.tally.open += u64::try_from(self.sending.len()).unwrap_or(u64::MAX);
        self.tally
    }

    async fn drain(&mut self) {
        while self.next().await.is_some() {}
    }
}
