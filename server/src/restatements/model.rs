//! What a restatement is, and how those of a group are added up.

use std::collections::BTreeMap;
use std::str::FromStr;

use app::units::{Currency, Day};

use crate::organisation::OutletId;
use crate::summaries::{DaySums, OutOfRange};

/// What changed a day that had been told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A sale of the day came late.
    Sale,
    /// A return of the day came late.
    Return,
    /// A sale or return of the day was cancelled, also by a sale in its place.
    Cancellation,
    /// The day's summary was wrong, and was put right.
    Drift,
}

/// What restatements are summed by. Ordered as rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RestatementKey {
    pub outlet: OutletId,
    pub day: Day,
    pub currency: Currency,
    pub reason: Reason,
    /// The day at which the outlet stood by then.
    pub told_on: Day,
}

/// By how much a day changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Restated {
    /// None where the summary was wrong.
    pub facts: i64,
    pub sums: DaySums,
}

/// The restatements of one group of facts, by key.
#[derive(Debug, Default)]
pub struct Restatements(BTreeMap<RestatementKey, Restated>);

/// The first and the last business day that an outlet has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartedDays {
    pub first: Day,
    pub last: Day,
}

impl Reason {
    pub const ALL: [Self; 4] = [Self::Sale, Self::Return, Self::Cancellation, Self::Drift];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Return => "return",
            Self::Cancellation => "cancellation",
            Self::Drift => "drift",
        }
    }
}

impl FromStr for Reason {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text).ok_or(())
    }
}

impl StartedDays {
    /// Whether `day` had been told: the outlet has begun a later one.
    #[must_use]
    pub fn have_told(self, day: Day) -> bool {
        self.last > day
    }

    /// Whether `day` was before the outlet's first.
    #[must_use]
    pub fn come_after(self, day: Day) -> bool {
        self.first > day
    }

    /// The same with one more day begun.
    #[must_use]
    pub fn and(started: Option<Self>, day: Day) -> Self {
        started.map_or(Self { first: day, last: day }, |known| Self {
            first: known.first.min(day),
            last: known.last.max(day),
        })
    }
}

impl Restatements {
    /// Adds one fact.
    ///
    /// Errors: [`OutOfRange`], and then nothing has changed.
    pub fn add(&mut self, key: RestatementKey, sums: &DaySums) -> Result<(), OutOfRange> {
        let mut sum = self.0.get(&key).map(|row| row.sums).unwrap_or_default();
        sum.add(sums)?;
        let row = self.0.entry(key).or_default();
        row.sums = sum;
        row.facts += 1;
        Ok(())
    }

    /// Rows in the order to write them.
    pub fn rows(&self) -> impl Iterator<Item = (&RestatementKey, &Restated)> {
        self.0.iter()
    }
}
