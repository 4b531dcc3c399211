//! Whether the database file is still where it was opened.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::fatal;

/// Which file a path led to at one moment.
pub(super) struct FileIdentity {
    path: PathBuf,
    device: u64,
    inode: u64,
}

impl FileIdentity {
    /// The file at `path` now. Errors: there is none.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let found = std::fs::metadata(path)?;
        Ok(Self { path: path.to_owned(), device: found.dev(), inode: found.ino() })
    }

    /// Ends the process when the path leads to another file or to none: what is written goes to a file that nobody will
    /// ever open again, however well it is synced.
    pub(super) fn end_if_moved(&self) {
        let found = Self::of(&self.path);
        if found.as_ref().is_ok_and(|found| (found.device, found.inode) == (self.device, self.inode)) {
            return;
        }
        let error = found.err().unwrap_or_else(|| io::Error::other("another file has its name"));
        fatal::end_process("the database file was removed or replaced", &error);
    }
}
