//! Which attempts a worker is making just now.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::model::{JobId, Lease};

/// The attempts of one worker that go on. Cheap to clone; clones share them.
#[derive(Clone, Debug, Default)]
pub struct AtWork(Arc<Mutex<HashSet<(JobId, u32)>>>);

/// One of them, until it is dropped.
#[derive(Debug)]
#[must_use = "the attempt counts as ended with this value"]
pub struct Going {
    at_work: AtWork,
    key: (JobId, u32),
}

impl AtWork {
    /// Counts an attempt as going on.
    pub fn begin(&self, lease: &Lease) -> Going {
        let key = (lease.job, lease.attempt);
        self.going().insert(key);
        Going { at_work: self.clone(), key }
    }

    /// Whether the attempt under this lease goes on. `lease` must be a worker's own or one read from the table.
    #[must_use]
    pub fn holds(&self, lease: &Lease) -> bool {
        self.going().contains(&(lease.job, lease.attempt))
    }

    /// How many go on.
    #[must_use]
    pub fn count(&self) -> usize {
        self.going().len()
    }

    fn going(&self) -> MutexGuard<'_, HashSet<(JobId, u32)>> {
        // Every change is a single step, so a panic elsewhere leaves it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Going {
    fn drop(&mut self) {
        self.at_work.going().remove(&self.key);
    }
}
