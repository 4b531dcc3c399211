//! Finds and reads the product's own source files.

use std::path::{Path, PathBuf};

/// Source of the server crate.
pub(crate) const SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
/// Source of the crate that server and browser share.
pub(crate) const APP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../app/src");
/// Both folders of migrations.
pub(crate) const MIGRATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations");

/// All files below `folder` whose name ends in `.extension`, in a steady order.
pub(crate) fn files(folder: impl AsRef<Path>, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.as_ref().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a source folder can be listed") {
            let path = entry.expect("a source folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The text of a source file.
pub(crate) fn read(file: &Path) -> String {
    std::fs::read_to_string(file).expect("a source file is UTF-8 text")
}
