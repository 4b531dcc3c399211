//! The quiet gate: a sample counts when the machine was quiet before and after it.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::Value;

use crate::probe;

/// How long to wait for a quiet moment before measuring anyway, and saying so, in seconds.
pub(crate) const PATIENCE_S: u64 = 600;

/// Waits for a quiet moment, at most so long for all samples together.
pub(crate) struct Gate {
    left: Duration,
}

impl Gate {
    pub(crate) fn new(patience: Duration) -> Self {
        Self { left: patience }
    }

    /// The probe of the moment; `quiet` in it tells whether the gate opened or patience ended.
    pub(crate) fn pass(&mut self, folder: &Path) -> Result<Value> {
        loop {
            let began = Instant::now();
            let probed = probe::run(&probe::Settings { folder: folder.to_owned(), seconds: 1 })?;
            if probed["quiet"] == true || self.left.is_zero() {
                return Ok(probed);
            }
            std::thread::sleep(Duration::from_secs(2));
            self.left = self.left.saturating_sub(began.elapsed());
        }
    }
}
