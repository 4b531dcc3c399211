//! Opens a database and makes it ready: folder, file, tables, epoch.

use std::fs::File;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rustix::fs::Access;
use rustix::io::Errno;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgConnection};

use super::error::{SQLITE_CORRUPT, SQLITE_NOTADB, is_broken, is_busy, sqlite_kind};
use super::{Db, PostgresDb, SqliteDb, StoreError, Urgency, WriteLock, migrate, settings};
use crate::config::database::DatabaseUrl;
use crate::entropy::Entropy;

/// The first release without the bug that lets a reset of the write-ahead log lose commits.
const OLDEST_SQLITE: i32 = 3_051_003;
/// How long a statement waits for another process that holds the embedded database.
const BUSY_TIMEOUT: Duration = Duration::from_millis(1_500);
/// How long a request waits for a free connection before it is told that the database is lost.
const ACQUIRE_TIMEOUT: Duration = Duration::from_millis(1_500);
/// The same for a lock on Postgres, and how long any statement may take there.
const LOCK_TIMEOUT: &str = "1500ms";
const STATEMENT_TIMEOUT: &str = "10s";
const READERS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 16;
/// Larger write-ahead logs are cut back to this once they begin anew, in bytes.
pub(crate) const JOURNAL_SIZE_LIMIT: &str = "67108864";

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("SQLite {found} can lose commits: version 3.51.3 or later is needed")]
    OldSqlite { found: &'static str },
    #[error("cannot make the folder {folder} for the database")]
    Folder { folder: PathBuf, source: io::Error },
    #[error("cannot make the database file {file}")]
    File { file: PathBuf, source: io::Error },
    #[error("the database {url} is not a SQLite database: move it away, or name another file")]
    NotADatabase { url: String },
    #[error("the database {url} is damaged: restore a backup")]
    Damaged { url: String, source: sqlx::Error },
    #[error("cannot write to {place}: the data folder or the database is read-only")]
    ReadOnly { place: PathBuf, source: io::Error },
    #[error("cannot open the database {url}")]
    Connect { url: String, source: StoreError },
    #[error(
        "another process keeps the database {url} locked: wait until it is done, or end it, and start again"
    )]
    Locked { url: String, source: StoreError },
    #[error(
        "the database was made by a later version of this program: use that version, or restore a backup"
    )]
    LaterVersion,
    #[error("cannot bring the tables of the database up to date")]
    Migrate(#[source] MigrateError),
    #[error("cannot read the database")]
    Store(#[from] StoreError),
}

impl Db {
    /// Opens the database at `url`, makes it where it is embedded and missing, and brings its tables up to date.
    ///
    /// `entropy` gives a new database its epoch. Errors: [`OpenError`], each with what to do about it.
    pub async fn open(url: &DatabaseUrl, entropy: &Entropy) -> Result<Self, OpenError> {
        let connect = |source| OpenError::connect(url, source);
        let explain = |error| OpenError::migrate(url, error);
        let db = match url {
            DatabaseUrl::Sqlite(path) => {
                check_sqlite()?;
                make_folder(path)?;
                check_writable(folder_of(path))?;
                make_file(path)?;
                if !path.is_file() {
                    return Err(OpenError::NotADatabase { url: url.to_string() });
                }
                check_writable(path)?;
                let db = open_sqlite(path).await.map_err(connect)?;
                migrate::run_sqlite(&db).await.map_err(explain)?;
                Self::Sqlite(db)
            }
            DatabaseUrl::Postgres(options) => {
                let db = open_postgres(options).await.map_err(connect)?;
                migrate::run_postgres(&db).await.map_err(explain)?;
                Self::Postgres(db)
            }
        };
        db.ensure_epoch(entropy).await?;
        Ok(db)
    }

    /// Gives a new database its epoch. One that has it is only read, so that commands that read need not wait for a writer.
    async fn ensure_epoch(&self, entropy: &Entropy) -> Result<(), StoreError> {
        const NAME: &str = "epoch";
        let mut tx = self.read().await?;
        let found = settings::find(&mut tx, NAME).await?;
        tx.rollback().await?;
        match found {
            Some(_) => Ok(()),
            None => {
                let mut tx = self.write(Urgency::Foreground).await?;
                settings::insert_missing(&mut tx, NAME, &entropy.uuid().to_string()).await?;
                tx.commit().await
            }
        }
    }
}

/// Both drivers share one linked SQLite, so asking either of them asks for both.
fn check_sqlite() -> Result<(), OpenError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(OpenError::OldSqlite { found: rusqlite::version() });
    }
    Ok(())
}

fn make_folder(file: &Path) -> Result<(), OpenError> {
    let folder = folder_of(file);
    std::fs::create_dir_all(folder).map_err(|source| OpenError::Folder { folder: folder.to_owned(), source })
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// SQLite opens what it may not write to for reading, and says so at the first write; in a folder where its log cannot be
/// made it says something else. Asked by name, since closing a file takes away the locks that others in this process
/// have on it.
fn check_writable(place: &Path) -> Result<(), OpenError> {
    rustix::fs::access(place, Access::WRITE_OK)
        .map_err(|error| OpenError::ReadOnly { place: place.to_owned(), source: error.into() })
}

/// Whether the disk of an open database has become read-only, as some do once they fail. Rights alone say nothing: they
/// are asked when a file is opened.
pub(super) fn is_on_read_only_disk(file: &Path) -> bool {
    rustix::fs::access(file, Access::WRITE_OK) == Err(Errno::ROFS)
}

/// Names of customers are nobody's business but the server's, so the file is its owner's alone. SQLite gives its log the
/// same rights.
fn make_file(file: &Path) -> Result<(), OpenError> {
    let made = File::options().write(true).create_new(true).mode(0o600).open(file);
    match made {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(source) => Err(OpenError::File { file: file.to_owned(), source }),
    }
}

async fn open_sqlite(path: &Path) -> Result<SqliteDb, sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY_TIMEOUT).foreign_keys(true);
    let writing = options
        .clone()
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("journal_size_limit", JOURNAL_SIZE_LIMIT)
        // A checkpoint that a commit brings with it keeps a failed sync to itself. Ingest has its own.
        .pragma("wal_autocheckpoint", "0");
    let pool = SqlitePoolOptions::new().acquire_timeout(ACQUIRE_TIMEOUT).test_before_acquire(false);
    // The writer sets the journal up, so it comes first. The write lock admits one transaction at a time.
    let writer = pool.clone().max_connections(1).connect_with(writing).await?;
    let readers = pool.max_connections(READERS).connect_with(options.read_only(true)).await?;
    Ok(SqliteDb { path: Arc::from(path), writer, readers, write_lock: WriteLock::default() })
}

async fn open_postgres(options: &PgConnectOptions) -> Result<PostgresDb, sqlx::Error> {
    let options = options.clone().application_name("scoopjoy").options([
        ("synchronous_commit", "on"),
        ("lock_timeout", LOCK_TIMEOUT),
        ("statement_timeout", STATEMENT_TIMEOUT),
    ]);
    // The pool would retry a refused connection until its time is up and then tell only that; one attempt tells why.
    PgConnection::connect_with(&options).await?.close().await?;
    let pool = PgPoolOptions::new()
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .max_connections(POSTGRES_CONNECTIONS)
        .connect_with(options)
        .await?;
    Ok(PostgresDb { pool })
}

impl OpenError {
    fn connect(url: &DatabaseUrl, source: sqlx::Error) -> Self {
        // Told here, before `StoreError` ends the process: nothing was taken yet that could be lost.
        match sqlite_kind(&source) {
            Some(SQLITE_NOTADB) => return Self::NotADatabase { url: url.to_string() },
            Some(SQLITE_CORRUPT) => return Self::Damaged { url: url.to_string(), source },
            _ => {}
        }
        // A file answers at once, unless another process has locked it.
        let is_late_file = matches!((url, &source), (DatabaseUrl::Sqlite(_), sqlx::Error::PoolTimedOut));
        let is_locked = is_late_file || is_busy(&source);
        let (url, source) = (url.to_string(), source.into());
        if is_locked { Self::Locked { url, source } } else { Self::Connect { url, source } }
    }

    fn migrate(url: &DatabaseUrl, error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => Self::LaterVersion,
            MigrateError::Execute(source) if is_busy(&source) || is_broken(&source) => {
                Self::connect(url, source)
            }
            other => Self::Migrate(other),
        }
    }
}
