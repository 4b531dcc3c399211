//! Makes the compiled module callable from JavaScript.

use std::path::{Path, PathBuf};

use anyhow::Context;
use wasm_bindgen_cli_support::Bindgen;

/// A module and the script that speaks to it.
pub(crate) struct Bound {
    /// The module.
    pub(crate) wasm: PathBuf,
    /// Its bindings, an ES module.
    pub(crate) js: PathBuf,
}

/// Writes the bound module and its bindings into `work`.
///
/// The function names stay in: for readable traces, and for wasm-opt, which sorts by them before it drops them.
pub(crate) fn bind(module: &Path, work: &Path, is_release: bool) -> anyhow::Result<Bound> {
    if work.exists() {
        std::fs::remove_dir_all(work)?;
    }
    std::fs::create_dir_all(work)?;
    Bindgen::new()
        .input_path(module)
        .web(true)?
        .out_name("app")
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(false)
        .remove_producers_section(is_release)
        .generate(work)
        .with_context(|| format!("bindings of {}", module.display()))?;
    Ok(Bound { wasm: work.join("app_bg.wasm"), js: work.join("app.js") })
}
