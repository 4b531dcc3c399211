//! Percentiles of a set of durations that fits into memory.

use std::time::Duration;

use serde_json::{Value, json};

/// Every sample, kept exactly: a run has some hundred thousand of them.
#[derive(Default)]
pub(crate) struct Samples {
    durations: Vec<Duration>,
}

impl Samples {
    pub(crate) fn add(&mut self, duration: Duration) {
        self.durations.push(duration);
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.durations.extend(other.durations);
    }

    pub(crate) fn len(&self) -> usize {
        self.durations.len()
    }

    /// What so many of a thousand samples do not exceed; nothing without a sample.
    fn at(&mut self, per_mille: usize) -> Option<Duration> {
        self.durations.sort_unstable();
        let last = self.durations.len().saturating_sub(1);
        self.durations.get((self.durations.len() * per_mille / 1_000).min(last)).copied()
    }

    /// The same in milliseconds, and 0 without a sample.
    pub(crate) fn at_ms(&mut self, per_mille: usize) -> f64 {
        self.at(per_mille).unwrap_or_default().as_secs_f64() * 1e3
    }

    /// Count, median, 95th and 99th percentile and maximum, in microseconds.
    pub(crate) fn summary(mut self) -> Value {
        let [p50, p95, p99, max] = [500, 950, 990, 1_000].map(|per_mille| {
            self.at(per_mille).map(|found| u64::try_from(found.as_micros()).unwrap_or(u64::MAX))
        });
        json!({ "count": self.durations.len(), "p50_us": p50, "p95_us": p95, "p99_us": p99, "max_us": max })
    }
}
