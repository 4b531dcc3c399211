//! Percentiles of a set of durations that fits into memory.

use std::time::Duration;

use serde_json::{Value, json};

/// Every sample, kept exactly: a run has some hundred thousand of them.
#[derive(Default)]
pub(crate) struct Samples {
    micros: Vec<u64>,
}

impl Samples {
    pub(crate) fn add(&mut self, duration: Duration) {
        self.micros.push(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX));
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.micros.extend(other.micros);
    }

    pub(crate) fn len(&self) -> usize {
        self.micros.len()
    }

    /// Count, median, 95th and 99th percentile and maximum, in microseconds.
    pub(crate) fn summary(mut self) -> Value {
        self.micros.sort_unstable();
        let at = |per_mille: usize| {
            self.micros
                .get((self.micros.len() * per_mille / 1_000).min(self.micros.len().saturating_sub(1)))
                .copied()
        };
        json!({ "count": self.micros.len(), "p50_us": at(500), "p95_us": at(950), "p99_us": at(990), "max_us": self.micros.last() })
    }
}
