//! When the hub reads on in the event log: soon after news, now and then without, and seldom while that fails.

use std::time::Duration;

use tokio::time::Instant;

/// Between two rounds of frames, below and from the number of viewers on at which the longer one holds.
const GAP: Duration = Duration::from_millis(50);
const GAP_OF_A_CROWD: Duration = Duration::from_millis(100);
const CROWD: usize = 500;
/// Between two looks at the log while nobody tells of news, so that `as_of` stays young.
const POLL: Duration = Duration::from_millis(500);
/// Between two attempts while the database is away: twice as long after each, up to this. Meanwhile the hub answers.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// The hub's sense of time. Instants come in as arguments.
#[derive(Debug)]
pub(super) struct Pace {
    has_news: bool,
    /// Whether the round that has begun was for news.
    is_for_news: bool,
    /// When the last round was over, however it ended.
    ended_at: Instant,
    /// The same of the last round for news: a look at a quiet log keeps no sale waiting.
    told_at: Instant,
    failed: Option<Failed>,
}

#[derive(Clone, Copy, Debug)]
struct Failed {
    at: Instant,
    /// Until the next attempt.
    pause: Duration,
}

impl Pace {
    pub(super) fn new(now: Instant) -> Self {
        Self { has_news: false, is_for_news: false, ended_at: now, told_at: now, failed: None }
    }

    /// Something may have been committed.
    pub(super) fn hear(&mut self) {
        self.has_news = true;
    }

    /// When the next round begins.
    pub(super) fn due(&self, viewers: usize) -> Instant {
        match self.failed {
            Some(failed) => failed.at + failed.pause,
            None if !self.has_news => self.ended_at + POLL,
            None if viewers < CROWD => self.told_at + GAP,
            None => self.told_at + GAP_OF_A_CROWD,
        }
    }

    /// Whether reading is worth while: not in the pause after it failed.
    pub(super) fn may_read(&self, now: Instant) -> bool {
        self.failed.is_none_or(|failed| now >= failed.at + failed.pause)
    }

    pub(super) fn is_failing(&self) -> bool {
        self.failed.is_some()
    }

    /// A round begins, which takes in all news so far.
    pub(super) fn begin(&mut self) {
        self.is_for_news = std::mem::take(&mut self.has_news);
    }

    /// A round is over.
    pub(super) fn end(&mut self, now: Instant) {
        self.ended_at = now;
        if self.is_for_news {
            self.told_at = now;
        }
    }

    /// The log was read.
    pub(super) fn succeed(&mut self) {
        self.failed = None;
    }

    /// The log could not be read. What there was to read is there still.
    pub(super) fn fail(&mut self, now: Instant) {
        let pause = self.failed.map_or(POLL, |before| (before.pause * 2).min(LONGEST_PAUSE));
        self.failed = Some(Failed { at: now, pause });
        self.has_news = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_read_soon_and_nothing_now_and_then() {
        let now = Instant::now();
        let mut pace = Pace::new(now);
        assert_eq!(pace.due(0), now + POLL);
        pace.hear();
        assert_eq!((pace.due(CROWD - 1), pace.due(CROWD)), (now + GAP, now + GAP_OF_A_CROWD));
        pace.begin();
        pace.end(now + GAP);
        assert_eq!(pace.due(0), now + GAP + POLL);
    }

    #[test]
    fn the_first_news_after_quiet_wait_for_nothing() {
        let opened = Instant::now();
        let mut pace = Pace::new(opened);
        let looked = opened + POLL;
        pace.begin();
        pace.end(looked);
        pace.hear();
        assert!(pace.due(0) <= looked && pace.due(CROWD) <= looked);
        pace.begin();
        pace.end(looked);
        pace.hear();
        assert_eq!((pace.due(0), pace.due(CROWD)), (looked + GAP, looked + GAP_OF_A_CROWD));
    }

    #[test]
    fn after_a_failure_there_is_time_to_answer() {
        let begun = Instant::now();
        let mut pace = Pace::new(begun);
        // An attempt may take longer than any gap: the pause begins when it has failed.
        let mut now = begun + Duration::from_millis(1_500);
        for pause_ms in [500, 1_000, 2_000, 2_000] {
            pace.fail(now);
            let again = now + Duration::from_millis(pause_ms);
            assert_eq!((pace.due(0), pace.may_read(now), pace.may_read(again)), (again, false, true));
            now = again;
        }
        pace.succeed();
        pace.end(now);
        assert!(pace.may_read(now) && !pace.is_failing());
        assert!(pace.due(0) <= now, "what was not read is news");
    }
}
