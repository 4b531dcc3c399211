//! Sends a request until it is answered.

use std::time::Duration;

use http::StatusCode;
use tokio_util::sync::CancellationToken;

use super::client::{Answer, Client, ClientError};
use super::tally::Fate;
use super::wire::Post;
use crate::generate::chance::Chance;

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A request that was dealt with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    pub fate: Fate,
    /// Attempts after the first.
    pub retries: u64,
}

/// Sends `post`, again and again with growing pauses while the server is away or overloaded, until `stop`.
pub async fn deliver(
    client: &Client,
    post: &Post,
    chance: &mut Chance,
    stop: &CancellationToken,
) -> Delivered {
    let mut retries = 0;
    loop {
        let answer = client.post(&post.path, post.body.clone()).await;
        if let Some(fate) = fate_of(&answer) {
            return Delivered { fate, retries };
        }
        let wish = answer.ok().and_then(|answer| answer.retry_after).unwrap_or_default();
        let pause = wish.max(pause(retries, chance));
        if stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
            return Delivered { fate: Fate::Open, retries };
        }
        retries += 1;
    }
}

/// `None`: ask again.
fn fate_of(answer: &Result<Answer, ClientError>) -> Option<Fate> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(ClientError::Unreachable(_)) => return None,
        Err(error) => return Some(Fate::Refused { status: 0, message: error.to_string() }),
    };
    match answer.status {
        StatusCode::OK | StatusCode::CREATED => Some(Fate::Acknowledged),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => None,
        status if status.is_server_error() => None,
        status => Some(Fate::Refused { status: status.as_u16(), message: answer.message() }),
    }
}

/// Doubles with each attempt, and is spread so that a thousand tills do not come back in one moment.
fn pause(retries: u64, chance: &mut Chance) -> Duration {
    let doubled = FIRST_PAUSE.saturating_mul(1 << retries.min(10)).min(LONGEST_PAUSE);
    let half_ms = u64::try_from(doubled.as_millis()).unwrap_or(u64::MAX) / 2;
    Duration::from_millis(half_ms + chance.below(half_ms + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16) -> Result<Answer, ClientError> {
        let status = StatusCode::from_u16(status).unwrap();
        Ok(Answer { status, retry_after: None, body: "{}".into() })
    }

    #[test]
    fn only_what_may_yet_succeed_is_asked_again() {
        for status in [200, 201] {
            assert_eq!(fate_of(&answer(status)), Some(Fate::Acknowledged), "{status}");
        }
        for status in [408, 429, 500, 503, 507] {
            assert_eq!(fate_of(&answer(status)), None, "{status}");
        }
        assert_eq!(fate_of(&Err(ClientError::Unreachable(String::new()))), None);
        for status in [400, 401, 403, 404, 409, 413, 422] {
            assert!(matches!(fate_of(&answer(status)), Some(Fate::Refused { .. })), "{status}");
        }
    }

    #[test]
    fn pauses_grow_to_a_limit() {
        let mut chance = Chance::of(1, &[]);
        for (retries, most_ms) in [(0, 100), (1, 200), (3, 800), (6, 5_000), (60, 5_000)] {
            let pause = pause(retries, &mut chance).as_millis();
            assert!((most_ms / 2..=most_ms).contains(&pause), "{retries}: {pause} ms");
        }
    }
}
