//! Two sizes measured in turn.

use std::time::Instant;

use anyhow::Result;

use crate::histogram::Samples;

/// One of two, by which what there is of each can be indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    Small,
    Large,
}

/// What samples of both sizes cost, pair by pair, and the larger's by the smaller's.
#[derive(Default)]
pub(super) struct Slope {
    pub(super) small: Vec<f64>,
    pub(super) large: Vec<f64>,
    pub(super) ratios: Vec<f64>,
}

impl Slope {
    /// Measures `pairs` pairs in the order A B B A, after one that does not count.
    ///
    /// `take` returns what one sample cost, in any unit, and is told the number of its pair: 0 is the one that does not count.
    pub(super) async fn measure(
        pairs: usize,
        mut take: impl AsyncFnMut(usize, Size) -> Result<f64>,
    ) -> Result<Self> {
        let mut slope = Self::default();
        for pair in 0..=pairs {
            let order = if pair % 2 == 0 { [Size::Small, Size::Large] } else { [Size::Large, Size::Small] };
            let mut cost = [0.0; 2];
            for size in order {
                cost[size as usize] = take(pair, size).await?;
            }
            if pair > 0 {
                slope.small.push(cost[0]);
                slope.large.push(cost[1]);
                slope.ratios.push(cost[1] / cost[0]);
            }
        }
        Ok(slope)
    }
}

/// The median time that `act` takes when it is done `times` times, in microseconds.
pub(super) async fn median_us(times: usize, mut act: impl AsyncFnMut() -> Result<()>) -> Result<f64> {
    let mut samples = Samples::default();
    for _ in 0..times {
        let begun = Instant::now();
        act().await?;
        samples.add(begun.elapsed());
    }
    Ok(samples.at_ms(500) * 1e3)
}
