//! How long a failed job waits before it is tried again.

use crate::entropy::Entropy;

const FIRST_MS: u32 = 10_000;
const LONGEST_MS: u32 = 3_600_000;

/// Milliseconds to wait after the attempt with this number, from 1: twice as long each time, an hour at most.
///
/// Half of it is left to chance, so that jobs which failed together do not come back together.
#[must_use]
pub fn pause_ms(attempt: u32, entropy: &Entropy) -> i64 {
    let doublings = attempt.saturating_sub(1).min(u32::BITS - 1);
    let full = u64::from(FIRST_MS) << doublings;
    let full = u32::try_from(full).unwrap_or(LONGEST_MS).min(LONGEST_MS);
    let half = full / 2;
    i64::from(half) + i64::from(entropy.below(full - half + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour_and_half_of_each_is_chance() {
        let entropy = Entropy::from_seed(3);
        for (attempt, full) in
            [(1, 10_000), (2, 20_000), (5, 160_000), (10, 3_600_000), (40, 3_600_000), (u32::MAX, 3_600_000)]
        {
            let drawn: Vec<i64> = (0..200).map(|_| pause_ms(attempt, &entropy)).collect();
            assert!(drawn.iter().all(|pause| (full / 2..=full).contains(pause)), "{attempt}: {drawn:?}");
            assert!(drawn.iter().max() > drawn.iter().min(), "{attempt} leaves nothing to chance");
        }
    }
}
