//! The built files: embedded in a release, read from the folder in a debug build.
//!
//! `assets/` holds files whose names carry the hash of their content, `public/` those with fixed names; a manifest
//! that the build writes last says which is which. Without one the pages still work, unstyled and without scripts.

mod serve;

use std::collections::BTreeMap;
use std::sync::Arc;

use app::AssetNames;
use rust_embed::RustEmbed;
use serde::Deserialize;

pub use serve::{fixed, hashed};

#[derive(RustEmbed)]
#[cfg_attr(debug_assertions, folder = "../target/site-dev")]
#[cfg_attr(not(debug_assertions), folder = "../target/site")]
#[allow_missing = true]
struct Site;

/// The files and the addresses that a document needs.
#[derive(Debug, Clone)]
pub struct Assets {
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
    pub fn load() -> Self {
        let manifest = Site::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok());
        Self { names: manifest.map(|manifest| Arc::new(names(manifest))) }
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
