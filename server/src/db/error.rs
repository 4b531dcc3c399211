//! Why a statement failed.

use sqlx::error::{DatabaseError, ErrorKind};

use crate::fatal;

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
        match self.code().as_deref() {
            // SQLite: BUSY and LOCKED. Postgres: serialization failure, deadlock, lock and statement timeouts.
            Some("40001" | "40P01" | "55P03" | "57014") => true,
            Some(code) => matches!(sqlite_primary_code(code), Some(5 | 6)),
            None => false,
        }
    }

    /// The disk, or the space granted to the database, is used up.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        self.code().is_some_and(|code| code == "53100" || sqlite_primary_code(&code) == Some(13))
    }

    /// The database cannot be reached at the moment.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        let Self::Engine(error) = self else { return false };
        match error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => true,
            // Postgres: connection exceptions, too many connections, shutting down or starting up. SQLite: READONLY, IOERR,
            // CORRUPT, CANTOPEN and NOTADB.
            sqlx::Error::Database(error) => {
                error.code().is_some_and(|code| match sqlite_primary_code(&code) {
                    Some(primary) => matches!(primary, 8 | 10 | 11 | 14 | 26),
                    None => code.starts_with("08") || code.starts_with("57P") || code == "53300",
                })
            }
            _ => false,
        }
    }

    fn code(&self) -> Option<String> {
        match self {
            Self::Engine(sqlx::Error::Database(error)) => error.code().map(Into::into),
            _ => None,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if error.as_database_error().and_then(|error| error.code()).is_some_and(|code| is_unsynced(&code)) {
            fatal::end_process("the disk could not sync", &error);
        }
        match error.as_database_error().and_then(violated_constraint) {
            Some(constraint) => Self::Conflict { constraint },
            None => Self::Engine(error),
        }
    }
}

/// A failed sync of SQLite, of a file or of its folder. Nobody knows what the disk holds then, and only a fresh start reads
/// what is really there.
fn is_unsynced(code: &str) -> bool {
    matches!(code, "1034" | "1290")
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
    fn a_pool_that_ran_dry_is_a_lost_database() {
        assert!(StoreError::from(sqlx::Error::PoolTimedOut).is_lost());
        assert!(!StoreError::from(sqlx::Error::RowNotFound).is_lost());
    }
}
