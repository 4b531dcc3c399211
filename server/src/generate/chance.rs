//! Chance that can be repeated.

use app::units::UnixMs;
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A generator of its own for each purpose, so that what one outlet does never moves another.
#[derive(Debug)]
pub struct Chance(StdRng);

impl Chance {
    /// The generator that `seed` and `parts` name.
    #[must_use]
    pub fn of(seed: u64, parts: &[&str]) -> Self {
        let mut hash = Sha256::new_with_prefix(seed.to_le_bytes());
        for part in parts {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        Self(StdRng::from_seed(hash.finalize().into()))
    }

    /// One of 0 … `limit` − 1, all equally likely; 0 for a limit of 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        if limit == 0 { 0 } else { self.0.random_range(0..limit) }
    }

    /// Whether an event of this likelihood happens.
    pub fn permille(&mut self, likelihood: u64) -> bool {
        self.below(1_000) < likelihood
    }

    /// A place among `weights`, as often as its weight says; `None` when all of them are zero.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u64> + Clone) -> Option<usize> {
        let total: u64 = weights.clone().sum();
        if total == 0 {
            return None;
        }
        let mut left = self.below(total);
        weights.enumerate().find_map(|(place, weight)| match left.checked_sub(weight) {
            Some(rest) => {
                left = rest;
                None
            }
            None => Some(place),
        })
    }

    /// A whole number that is `thousandths` / 1000 on average.
    pub fn rounded(&mut self, thousandths: u64) -> u64 {
        thousandths / 1_000 + u64::from(self.permille(thousandths % 1_000))
    }

    /// Milliseconds until the next of events that come independently, `per_hour_milli` / 1000 of them in an hour.
    #[expect(clippy::float_arithmetic, reason = "waiting times are no money")]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "bounded"
    )]
    pub fn gap_ms(&mut self, per_hour_milli: u64) -> u64 {
        let mean_ms = 3_600_000_000.0 / per_hour_milli.max(1) as f64;
        let uniform: f64 = self.0.random_range(f64::EPSILON..1.0);
        (-uniform.ln() * mean_ms).min(3_600_000.0) as u64
    }

    /// A random UUID (version 4).
    pub fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// A random UUID of a moment (version 7): those of later moments are greater, so that an index of them grows at its end.
    pub fn uuid_at(&mut self, at: UnixMs) -> Uuid {
        let mut bytes = [0; 10];
        self.0.fill_bytes(&mut bytes);
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(at.0).unwrap_or_default(), &bytes).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_parts_give_the_same_chance() {
        let draw = |seed, parts: &[&str]| Chance::of(seed, parts).uuid();
        assert_eq!(draw(1, &["mg-road", "2026-11-20"]), draw(1, &["mg-road", "2026-11-20"]));
        assert_ne!(draw(1, &["mg-road", "2026-11-20"]), draw(2, &["mg-road", "2026-11-20"]));
        assert_ne!(draw(1, &["ab", "c"]), draw(1, &["a", "bc"]));
    }

    #[test]
    fn weights_are_obeyed() {
        let mut chance = Chance::of(1, &[]);
        let mut counts = [0; 3];
        for _ in 0..4_000 {
            counts[chance.weighted([1, 0, 3].into_iter()).unwrap()] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!((2_850..3_150).contains(&counts[2]), "{counts:?}");
        assert_eq!(chance.weighted([0, 0].into_iter()), None);
    }

    #[test]
    fn gaps_have_the_mean_they_should() {
        let mut chance = Chance::of(1, &[]);
        let total: u64 = (0..10_000).map(|_| chance.gap_ms(3_600_000)).sum();
        assert!(
            (9_500_000..10_500_000).contains(&total),
            "one a second on average, not {total} ms for 10 000"
        );
    }
}
