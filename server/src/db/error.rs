//! Why a statement failed.

use std::borrow::Cow;

use sqlx::error::{DatabaseError, ErrorKind};

use crate::fatal;

pub(super) const SQLITE_CORRUPT: u32 = 11;
pub(super) const SQLITE_NOTADB: u32 = 26;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The driver or the database itself.
    #[error("the database failed")]
    Engine(#[source] sqlx::Error),
    /// A constraint, by the name Postgres gives it by default: `scopes_kind_code_key`. Mapped to a rule where the
    /// statement runs. SQLite does not name foreign keys and checks: they are `foreign_key` and `check` there.
    #[error("the constraint {constraint} does not hold")]
    Conflict { constraint: String },
    /// A row that cannot be what we wrote.
    #[error("{table}.{column} of row {id} cannot be read")]
    Corrupt { table: &'static str, column: &'static str, id: i64 },
}

impl StoreError {
    /// Another process holds the database longer than we wait, or two transactions collided: trying again may help.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Engine(error) if is_busy(error))
    }

    /// The disk, or the space granted to the database, is used up.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        self.code().is_some_and(|code| code == "53100" || sqlite_primary_code(&code) == Some(13))
    }

    /// The database cannot be reached or used at the moment, whatever it was asked.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        let Self::Engine(error) = self else { return false };
        match error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => true,
            // SQLite: READONLY, IOERR and CANTOPEN.
            sqlx::Error::Database(error) => {
                error.code().is_some_and(|code| match sqlite_primary_code(&code) {
                    Some(primary) => matches!(primary, 8 | 10 | 14),
                    None => !is_about_values(&code) && !self.is_busy() && !self.is_disk_full(),
                })
            }
            _ => false,
        }
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Engine(error) => code(error),
            _ => None,
        }
    }
}

/// As [`StoreError::is_busy`].
pub(super) fn is_busy(error: &sqlx::Error) -> bool {
    match code(error).as_deref() {
        // SQLite: BUSY and LOCKED. Postgres: serialization failure, deadlock, lock and statement timeouts.
        Some("40001" | "40P01" | "55P03" | "57014") => true,
        Some(code) => matches!(sqlite_primary_code(code), Some(5 | 6)),
        None => false,
    }
}

/// The kind of an error of SQLite.
pub(super) fn sqlite_kind(error: &sqlx::Error) -> Option<u32> {
    sqlite_primary_code(&code(error)?)
}

/// The file is damaged, or no database at all.
pub(super) fn is_broken(error: &sqlx::Error) -> bool {
    matches!(sqlite_kind(error), Some(SQLITE_CORRUPT | SQLITE_NOTADB))
}

fn code(error: &sqlx::Error) -> Option<Cow<'_, str>> {
    error.as_database_error().and_then(DatabaseError::code)
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if let Some(what) = code(&error).as_deref().and_then(breakage) {
            fatal::end_process(what, &error);
        }
        match error.as_database_error().and_then(violated_constraint) {
            Some(constraint) => Self::Conflict { constraint },
            None => Self::Engine(error),
        }
    }
}

/// What has happened to the file of SQLite that going on would make worse.
///
/// After a failed sync, of the file or of its folder, nobody knows what the disk holds, and only a fresh start reads what
/// is really there. What is added to a damaged file may never be read again.
fn breakage(code: &str) -> Option<&'static str> {
    match code {
        "1034" | "1290" => Some("the disk could not sync"),
        _ if matches!(sqlite_primary_code(code), Some(SQLITE_CORRUPT | SQLITE_NOTADB)) => {
            Some("the database is damaged")
        }
        _ => None,
    }
}

/// Postgres refuses the values of a statement: data exceptions, constraints, limits of its own, and what functions raise.
/// Every other code says that it serves nobody just now: read-only, in recovery, shutting down, renamed, without tables.
/// What is sent again then finds it well; what is told that it can never be stored is lost.
fn is_about_values(code: &str) -> bool {
    ["22", "23", "54", "P0"].iter().any(|class| code.starts_with(class))
}

/// SQLite's codes are decimal numbers whose low byte is the kind; Postgres' have five characters.
fn sqlite_primary_code(code: &str) -> Option<u32> {
    (code.len() < 5).then(|| code.parse::<u32>().ok()).flatten().map(|code| code & 0xff)
}

fn violated_constraint(error: &dyn DatabaseError) -> Option<String> {
    let unnamed = match error.kind() {
        ErrorKind::UniqueViolation => unique_columns_of_sqlite(error.message()),
        ErrorKind::ForeignKeyViolation => "foreign_key".to_owned(),
        ErrorKind::CheckViolation => "check".to_owned(),
        _ => return None,
    };
    Some(error.constraint().map_or(unnamed, str::to_owned))
}

/// `UNIQUE constraint failed: scopes.kind, scopes.code` → `scopes_kind_code_key`.
fn unique_columns_of_sqlite(message: &str) -> String {
    let listed = message.rsplit_once(": ").map_or(message, |(_, columns)| columns);
    let table = listed.split_once('.').map_or("", |(table, _)| table);
    let columns: Vec<&str> = listed.split(", ").filter_map(|column| column.split('.').next_back()).collect();
    format!("{table}_{}_key", columns.join("_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unique_constraints_have_one_name_on_both_engines() {
        let message = "UNIQUE constraint failed: scopes.kind, scopes.code";
        assert_eq!(unique_columns_of_sqlite(message), "scopes_kind_code_key");
        assert_eq!(unique_columns_of_sqlite("UNIQUE constraint failed: sales.uid"), "sales_uid_key");
    }

    #[test]
    fn extended_codes_of_sqlite_keep_their_kind() {
        assert_eq!(sqlite_primary_code("517"), Some(5));
        assert_eq!(sqlite_primary_code("13"), Some(13));
        assert_eq!(sqlite_primary_code("53100"), None);
        assert_eq!(sqlite_primary_code("40P01"), None);
    }

    #[test]
    fn only_what_is_about_values_condemns_an_entry() {
        for about_values in ["22003", "23505", "54000", "P0001"] {
            assert!(is_about_values(about_values), "{about_values}");
        }
        // Read-only, another's snapshot, no such table, no such database, not in the needed state, shutting down.
        for away in ["25006", "0A000", "42P01", "3D000", "55000", "57P01", "53300", "08006", "XX000"] {
            assert!(!is_about_values(away), "{away}");
        }
    }

    #[test]
    fn damage_is_told_from_what_passes() {
        assert!(["11", "267", "26", "1034", "1290"].into_iter().all(|code| breakage(code).is_some()));
        assert!(["5", "10", "13", "14", "266", "53100"].into_iter().all(|code| breakage(code).is_none()));
    }

    #[test]
    fn a_pool_that_ran_dry_is_a_lost_database() {
        assert!(StoreError::from(sqlx::Error::PoolTimedOut).is_lost());
        assert!(!StoreError::from(sqlx::Error::RowNotFound).is_lost());
    }
}
