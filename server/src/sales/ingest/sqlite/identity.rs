//! Whether the files of the database are still where they were opened.

use std::ffi::OsString;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The database, its write-ahead log and the log's index, as they were at one moment.
pub(super) struct Files([FileIdentity; 3]);

/// Which file a path led to.
struct FileIdentity {
    path: PathBuf,
    device: u64,
    inode: u64,
}

impl Files {
    /// Those of the database at `path`, which is open: its log is made by the first statement. Errors: one is missing.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let beside = |suffix: &str| {
            let mut name = OsString::from(path);
            name.push(suffix);
            FileIdentity::of(name.into())
        };
        Ok(Self([FileIdentity::of(path.to_owned())?, beside("-wal")?, beside("-shm")?]))
    }

    /// Why what is written now may go to a file that nobody will ever open again, however well it is synced: some path
    /// leads to another file, or to none.
    pub(super) fn moved(&self) -> Option<io::Error> {
        self.0.iter().find_map(FileIdentity::moved)
    }
}

impl FileIdentity {
    fn of(path: PathBuf) -> io::Result<Self> {
        let found = std::fs::metadata(&path)?;
        Ok(Self { device: found.dev(), inode: found.ino(), path })
    }

    fn moved(&self) -> Option<io::Error> {
        let told =
            |what: &dyn std::fmt::Display| io::Error::other(format!("{}: {what}", self.path.display()));
        match std::fs::metadata(&self.path) {
            Ok(found) if (found.dev(), found.ino()) == (self.device, self.inode) => None,
            Ok(_) => Some(told(&"another file has its name")),
            Err(error) => Some(told(&error)),
        }
    }
}
