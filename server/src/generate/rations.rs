//! A whole number handed out by weight, nothing left over.

/// Hands out `total` in parts as large as their weights, in the order in which they are asked for.
///
/// Each part is within one of its exact share, and all of them together are the total.
#[derive(Clone, Debug)]
pub struct Rations {
    total: u128,
    weight: u128,
    /// Of the weight and of the total, what was handed out.
    weighed: u128,
    given: u128,
}

impl Rations {
    /// `weight`: what the weights of all parts will come to.
    #[must_use]
    pub fn new(total: u64, weight: u64) -> Self {
        Self { total: total.into(), weight: weight.into(), weighed: 0, given: 0 }
    }

    /// The next part. Weights beyond what was told get nothing.
    pub fn next(&mut self, weight: u64) -> u64 {
        self.weighed = (self.weighed + u128::from(weight)).min(self.weight);
        let until = (self.total * self.weighed).checked_div(self.weight).unwrap_or_default();
        let part = until - self.given;
        self.given = until;
        u64::try_from(part).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_follow_their_weights() {
        let weights = [5, 0, 3, 1, 1, 90];
        let mut rations = Rations::new(1_001, weights.iter().sum());
        let parts = weights.map(|weight| rations.next(weight));
        assert_eq!(parts.iter().sum::<u64>(), 1_001);
        assert_eq!(parts, [50, 0, 30, 10, 10, 901]);
        assert_eq!(rations.next(7), 0);
        assert_eq!(Rations::new(10, 0).next(3), 0);
    }
}
