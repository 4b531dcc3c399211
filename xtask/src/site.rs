//! The folder of finished files: `assets/` with hashed names, `public/` with fixed ones, and a manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use crate::{fingerprint, pack};

/// How many builds' hashed files are kept, this one included: pages opened before an update still find theirs.
const KEPT_BUILDS: usize = 3;

/// What the server and the next build read.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Manifest {
    /// Digest of everything the files were made from.
    inputs: String,
    /// The name of the build, which page and service worker compare.
    build: String,
    /// Source name to address: `app.js` to `/assets/app.0123456789abcdef.js`.
    files: BTreeMap<String, String>,
    /// Hashed file names of the latest builds, newest first.
    builds: Vec<BTreeSet<String>>,
}

/// A site being built.
pub(crate) struct Site {
    folder: PathBuf,
    is_release: bool,
    files: BTreeMap<String, String>,
    fixed: Vec<String>,
    earlier: Vec<BTreeSet<String>>,
}

impl Site {
    /// Whether `folder` holds a finished site made from `inputs`.
    pub(crate) fn is_from(folder: &Path, inputs: &str) -> bool {
        manifest(folder).is_some_and(|manifest| manifest.inputs == inputs)
    }

    /// Begins a site. Without a manifest the server takes the folder for unbuilt, so it goes first.
    pub(crate) fn start(folder: &Path, is_release: bool) -> anyhow::Result<Self> {
        let earlier = manifest(folder).map(|manifest| manifest.builds).unwrap_or_default();
        for gone in ["manifest.json", "public"] {
            let path = folder.join(gone);
            if path.is_dir() {
                std::fs::remove_dir_all(path)?;
            } else if path.exists() {
                std::fs::remove_file(path)?;
            }
        }
        std::fs::create_dir_all(folder.join("assets"))?;
        Ok(Self { folder: folder.to_owned(), is_release, files: BTreeMap::new(), fixed: Vec::new(), earlier })
    }

    /// Adds `content` under a name that carries its hash.
    pub(crate) fn add_hashed(&mut self, name: &str, content: Vec<u8>) -> anyhow::Result<()> {
        let file = Path::new(name).file_name().and_then(|file| file.to_str()).unwrap_or(name);
        let (stem, kind) = file.rsplit_once('.').with_context(|| format!("{name} has no kind"))?;
        let hashed = format!("{stem}.{}.{kind}", fingerprint::short(&content));
        pack::write(&self.folder.join("assets").join(&hashed), &content, self.is_release)?;
        self.files.insert(name.to_owned(), format!("/assets/{hashed}"));
        Ok(())
    }

    /// Adds `content` under its own name.
    pub(crate) fn add_fixed(&mut self, name: &str, content: &[u8]) -> anyhow::Result<()> {
        let path = self.folder.join("public").join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        self.fixed.push(format!("/{name}"));
        pack::write(&path, content, self.is_release)
    }

    /// Adds everything in `public/`. Fonts are asked for by the stylesheet alone, so they get hashed names.
    pub(crate) fn add_public(&mut self, public: &Path) -> anyhow::Result<()> {
        for entry in WalkDir::new(public).sort_by_file_name() {
            let entry = entry?;
            if !entry.file_type().is_file() {
                continue;
            }
            let name = entry.path().strip_prefix(public)?.to_string_lossy().into_owned();
            let content = std::fs::read(entry.path())?;
            if name.ends_with(".woff2") {
                self.add_hashed(&name, content)?;
            } else {
                self.add_fixed(&name, &content)?;
            }
        }
        Ok(())
    }

    /// Replaces each address of a hashed file in `text`: `/fonts/x.woff2` by `/assets/x.….woff2`.
    pub(crate) fn with_hashed_names(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, address) in &self.files {
            text = text.replace(&format!("/{name}"), address);
        }
        text
    }

    /// The address of a hashed file, by its source name.
    pub(crate) fn address(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(String::as_str)
    }

    /// The addresses of all hashed files.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        self.files.values().map(String::as_str)
    }

    /// The addresses of the fixed files of one kind, such as `svg`.
    pub(crate) fn fixed_of_kind(&self, kind: &str) -> impl Iterator<Item = &str> {
        self.fixed
            .iter()
            .map(String::as_str)
            .filter(move |name| Path::new(name).extension().is_some_and(|k| k == kind))
    }

    /// Writes the manifest and removes hashed files that no kept build has.
    pub(crate) fn finish(self, build: String, inputs: &str) -> anyhow::Result<()> {
        let own: BTreeSet<String> = self
            .files
            .values()
            .filter_map(|address| address.strip_prefix("/assets/"))
            .map(str::to_owned)
            .collect();
        let earlier = self.earlier.into_iter().filter(|build| self.is_release && *build != own);
        let mut builds: Vec<_> = earlier.take(KEPT_BUILDS - 1).collect();
        builds.insert(0, own);
        let kept: BTreeSet<&str> = builds.iter().flatten().map(String::as_str).collect();
        for entry in std::fs::read_dir(self.folder.join("assets"))? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let plain = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz")).unwrap_or(name);
            if !kept.contains(plain) {
                std::fs::remove_file(path)?;
            }
        }
        let manifest = Manifest { inputs: inputs.to_owned(), build, files: self.files, builds };
        std::fs::write(self.folder.join("manifest.json"), serde_json::to_vec_pretty(&manifest)?)?;
        Ok(())
    }
}

/// The addresses of the finished site in `folder`, by source name.
pub(crate) fn addresses(folder: &Path) -> BTreeMap<String, String> {
    manifest(folder).map(|manifest| manifest.files).unwrap_or_default()
}

fn manifest(folder: &Path) -> Option<Manifest> {
    let text = std::fs::read(folder.join("manifest.json")).ok()?;
    serde_json::from_slice(&text).ok()
}
