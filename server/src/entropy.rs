//! Where randomness comes from: the machine in production, a seed in tests.

use std::sync::{Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

/// A cryptographic generator that everything random in one process draws from.
#[derive(Debug)]
pub struct Entropy(Mutex<StdRng>);

impl Entropy {
    /// Seeds the generator from the machine.
    #[must_use]
    pub fn from_machine() -> Self {
        Self(Mutex::new(rand::make_rng()))
    }

    /// A generator that repeats itself for the same seed. For tests and demo data only.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    /// Fills `bytes` with fresh random ones.
    pub fn fill(&self, bytes: &mut [u8]) {
        // Filling bytes cannot leave the generator half-changed in a way that matters, so poison is no reason to stop.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }

    /// A number below `bound`, or 0 for a bound of 0. Its bias is far too small to matter for spreading things out.
    pub fn below(&self, bound: u32) -> u32 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        let drawn = u64::from_le_bytes(bytes).checked_rem(u64::from(bound)).unwrap_or(0);
        u32::try_from(drawn).unwrap_or(0)
    }

    /// A fresh random UUID (version 4).
    pub fn uuid(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::Entropy;

    #[test]
    fn a_seed_repeats_and_two_draws_differ() {
        let (a, b) = (Entropy::from_seed(7), Entropy::from_seed(7));
        let first = a.uuid();
        assert_eq!(first, b.uuid());
        assert_ne!(first, a.uuid());
        assert_eq!(first.get_version_num(), 4);
    }
}
