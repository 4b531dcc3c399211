//! The built files. The binary holds them and hands them in, so that this library need not wait for them to be built.
//!
//! `assets/` holds files whose names carry the hash of their content, `public/` those with fixed names; a manifest
//! that the build writes last says which is which. Without one the pages still work, unstyled and without scripts.

mod serve;

use std::collections::BTreeMap;
use std::sync::Arc;

use app::AssetNames;
use rust_embed::EmbeddedFile;
use serde::Deserialize;

pub use serve::{fixed, hashed};

/// Finds a built file by its path, such as `assets/app-0f3a.js` or `public/favicon.svg`.
pub type Find = fn(&str) -> Option<EmbeddedFile>;

/// The files and the addresses that a document needs.
#[derive(Debug, Clone)]
pub struct Assets {
    find: Find,
    names: Option<Arc<AssetNames>>,
}

#[derive(Deserialize)]
struct Manifest {
    build: String,
    files: BTreeMap<String, String>,
}

impl Assets {
    /// Reads the manifest of the build.
    #[must_use]
    pub fn load(find: Find) -> Self {
        let manifest = find("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok());
        Self { find, names: manifest.map(|manifest| Arc::new(names(manifest))) }
    }

    /// No files at all: pages without styles and scripts.
    #[must_use]
    pub fn none() -> Self {
        Self::load(|_| None)
    }

    /// The addresses for a document, `None` where nothing was built.
    #[must_use]
    pub fn names(&self) -> Option<AssetNames> {
        self.names.as_deref().cloned()
    }
}

fn names(mut manifest: Manifest) -> AssetNames {
    let mut address = |name: &str| manifest.files.remove(name).unwrap_or_default();
    AssetNames {
        boot: address("boot.js"),
        js: address("app.js"),
        wasm: address("app.wasm"),
        css: address("style.css"),
        charts: address("charts.js"),
        build: manifest.build,
    }
}
