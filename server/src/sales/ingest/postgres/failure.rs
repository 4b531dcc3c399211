//! What an error of Postgres means for a group.

use crate::db::StoreError;
use crate::sales::ingest::engine::Failure;

/// `numeric_value_out_of_range`.
const OUT_OF_RANGE: &str = "22003";

/// Why an attempt failed.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Another process got in the way: the next attempt reads what it did. The failure, if none succeeds.
    Collision(Failure),
    Final(Failure),
}

impl Trouble {
    /// Another process gave an id of the group to an entry of the other kind after the group was decided.
    pub(super) fn taken_id() -> Self {
        let conflict = StoreError::Conflict { constraint: "one entry for each id".to_owned() };
        Self::Collision(Failure::Refused(Box::new(conflict)))
    }

    /// Another process began a day of an outlet of the group after the group was decided.
    pub(super) fn overtaken() -> Self {
        Self::Collision(Failure::Busy)
    }

    /// What it means when there is no further attempt.
    pub(super) fn last(self) -> Failure {
        match self {
            Self::Collision(failure) | Self::Final(failure) => failure,
        }
    }
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        let is_out_of_range =
            error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == OUT_OF_RANGE);
        if is_out_of_range {
            return Self::Final(Failure::OutOfRange);
        }
        match StoreError::from(error) {
            // A key that was free when the group was decided.
            error @ StoreError::Conflict { .. } => Self::Collision(Failure::Refused(Box::new(error))),
            error if error.is_busy() => Self::Collision(Failure::Busy),
            error if error.is_disk_full() => Self::Final(Failure::DiskFull),
            error if error.is_lost() => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the database is lost");
                Self::Final(Failure::Lost)
            }
            error => Self::Final(Failure::Refused(Box::new(error))),
        }
    }
}
