//! What a job is.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use app::units::UnixMs;
use serde::Serialize;
use uuid::Uuid;

use super::schedule::ScheduleName;

/// Attempts before a job is given up, unless it says otherwise: with the pauses between them about an hour and a half.
pub const USUAL_ATTEMPTS: u32 = 10;

/// The identity of a job: the same for every attempt, and never given to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub i64);

/// Who does a job: `summaries.prove`. The feature's name, a dot, a verb.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobKind(Cow<'static, str>);

/// Who holds leases: one running worker, never the next one of the same process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerId(pub Uuid);

/// A job to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    pub kind: JobKind,
    /// JSON for the kind's handler.
    pub payload: String,
    /// A second job with the same key is not added while the first is kept, whatever has become of it.
    pub dedupe_key: Option<String>,
    pub schedule: Option<ScheduleName>,
    /// Not before this.
    pub run_at: UnixMs,
    pub max_attempts: u32,
}

/// The right to do one attempt. `attempt` counts from 1 and makes each lease of a job another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub job: JobId,
    pub holder: WorkerId,
    pub attempt: u32,
    pub max_attempts: u32,
}

/// A job that its holder may work on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub lease: Lease,
    pub kind: JobKind,
    pub schedule: Option<ScheduleName>,
    pub payload: String,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobState {
    /// For its time to come: the first, or the next after an attempt that failed.
    Waiting,
    /// Somebody holds its lease, or held it when their process died.
    Running,
    Done,
    /// Every attempt has failed. A person sees it, and may retry it.
    Dead,
    Cancelled,
}

/// What has become of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RunState {
    Running,
    Done,
    Failed,
    /// Its holder stopped or died on the way: nobody knows how far it came.
    Lost,
    Cancelled,
}

/// A text that names no state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no state: expected waiting, running, done, dead or cancelled")]
pub struct UnknownState(String);

impl JobKind {
    /// A kind that the program knows.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A kind as it is kept, which this program need not know.
    #[must_use]
    pub fn kept(name: String) -> Self {
        Self(Cow::Owned(name))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl NewJob {
    /// A job without a dedupe key that may run from `run_at` on.
    ///
    /// `payload`: JSON, as `serde_json` writes it.
    #[must_use]
    pub fn new(kind: JobKind, payload: String, run_at: UnixMs) -> Self {
        Self { kind, payload, dedupe_key: None, schedule: None, run_at, max_attempts: USUAL_ATTEMPTS }
    }

    /// The same under a key that at most one job has.
    #[must_use]
    pub fn once(mut self, dedupe_key: impl Into<String>) -> Self {
        self.dedupe_key = Some(dedupe_key.into());
        self
    }
}

impl Lease {
    /// Whether no attempt is left after this one.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.attempt >= self.max_attempts
    }
}

impl JobState {
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Running, Self::Done, Self::Dead, Self::Cancelled];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
        }
    }
}

impl RunState {
    pub const ALL: [Self; 5] = [Self::Running, Self::Done, Self::Failed, Self::Lost, Self::Cancelled];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Lost => "lost",
            Self::Cancelled => "cancelled",
        }
    }
}

impl FromStr for JobState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == text);
        found.ok_or_else(|| UnknownState(text.to_owned()))
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for JobKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for WorkerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for JobState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for RunState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for JobState {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_read_as_they_are_written() {
        for state in JobState::ALL {
            assert_eq!(state.to_string().parse(), Ok(state));
        }
        assert!("Done".parse::<JobState>().unwrap_err().to_string().contains("expected waiting"));
    }
}
