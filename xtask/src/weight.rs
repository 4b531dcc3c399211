//! Holds what a browser loads before the first interactive page to its budget.

use std::path::Path;

use anyhow::ensure;

use crate::steps::say;
use crate::{pack, site};

/// What the first page may weigh.
const BUDGET_BYTES: u64 = 300 * 1024;

/// Prints the compressed sizes and fails above the budget. The charts load later and are only printed.
pub(crate) fn check(folder: &Path) -> anyhow::Result<()> {
    let addresses = site::addresses(folder);
    let size = |name: &str| -> anyhow::Result<u64> {
        let address = addresses.get(name).map(String::as_str).unwrap_or_default();
        let path = folder.join(address.trim_start_matches('/'));
        let packed = pack::with_suffix(&path, "br");
        Ok(std::fs::metadata(if packed.exists() { packed } else { path })?.len())
    };
    let (wasm, js) = (size("app.wasm")?, size("app.js")? + size("boot.js")?);
    let (css, charts) = (size("style.css")?, size("charts.js")?);
    let total = wasm + js;
    say(&format!(
        "brotli: wasm {wasm} + js {js} = {total} bytes of {BUDGET_BYTES}; css {css}, charts {charts}"
    ));
    ensure!(total <= BUDGET_BYTES, "the first page weighs {total} bytes, {BUDGET_BYTES} are allowed");
    Ok(())
}
