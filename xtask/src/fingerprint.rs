//! Tells whether anything that goes into the assets has changed.

use std::path::Path;

use anyhow::Context;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

/// Everything besides the module that the assets are made of, below the workspace.
const SOURCES: [&str; 6] =
    ["public", "style", "frontend/assets", "frontend/package-lock.json", "xtask/src", "Cargo.lock"];

/// A digest of the compiled module and of every source of the assets.
pub(crate) fn of(module: &Path, root: &Path) -> anyhow::Result<String> {
    let mut digest = Sha256::new();
    add(&mut digest, module)?;
    for source in SOURCES {
        for entry in WalkDir::new(root.join(source)).sort_by_file_name() {
            let entry = entry.with_context(|| format!("{source} cannot be read"))?;
            if entry.file_type().is_file() {
                digest.update(entry.path().to_string_lossy().as_bytes());
                add(&mut digest, entry.path())?;
            }
        }
    }
    Ok(hex::encode(digest.finalize()))
}

/// The part of a content's digest that goes into its file's name: 64 bits.
pub(crate) fn short(content: &[u8]) -> String {
    let mut name = hex::encode(Sha256::digest(content));
    name.truncate(16);
    name
}

fn add(digest: &mut Sha256, path: &Path) -> anyhow::Result<()> {
    let content = std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    digest.update((content.len() as u64).to_le_bytes());
    digest.update(&content);
    Ok(())
}
