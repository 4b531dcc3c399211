//! The steps that run on Node: wasm-opt and esbuild, both from `frontend/package-lock.json`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

use crate::bindgen::Bound;
use crate::cargo::run;
use crate::short_names::ShortNames;

/// The bundled scripts and styles.
pub(crate) struct Bundles {
    /// The bindings, with whatever snippets they import.
    pub(crate) js: PathBuf,
    /// The chart library, cut to what we draw.
    pub(crate) charts: PathBuf,
    /// The boot script.
    pub(crate) boot: PathBuf,
    /// All styles in one file.
    pub(crate) css: PathBuf,
}

/// How wasm-opt shrinks a module for the wire: what counts is its compressed size (docs/decisions/0009).
///
/// Functions are not inlined, and stand by name: copies of generic code then differ in little and lie side by side,
/// which brotli makes the most of.
const SHRINK: [&str; 8] = [
    "-O2",
    "--converge",
    "--skip-pass=inlining",
    "--skip-pass=inlining-optimizing",
    "--skip-pass=memory-packing",
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
];

/// Gives imports and exports short names, and prints which. What the module uses of the engine is told until then.
const SHORTEN: [&str; 2] = ["--minify-imports-and-exports-and-modules", "--strip-target-features"];

/// Shrinks the module in place, and has its bindings call it by the names it then has.
pub(crate) fn optimise(root: &Path, bound: &Bound) -> anyhow::Result<()> {
    let Bound { wasm, js } = bound;
    run(tool(root, "wasm-opt")?.arg(wasm).arg("-o").arg(wasm).args(SHRINK))?;
    // By itself: `--converge` would shorten the short names again and again, and tell each time.
    let mut command = tool(root, "wasm-opt")?;
    command.arg(wasm).arg("-o").arg(wasm).args(SHORTEN).stderr(Stdio::inherit());
    let output = command.output().with_context(|| format!("cannot start {command:?}"))?;
    ensure!(output.status.success(), "{command:?} ended with {}", output.status);
    let names: ShortNames = serde_json::from_slice(&output.stdout).context("what wasm-opt tells of names")?;
    std::fs::write(js, names.put_into(&std::fs::read_to_string(js)?)?)?;
    Ok(())
}

/// Bundles scripts and styles into `work`, minified when `is_release`.
pub(crate) fn bundle(root: &Path, work: &Path, js: &Path, is_release: bool) -> anyhow::Result<Bundles> {
    let sources = root.join("frontend/assets");
    let bundles = Bundles {
        js: work.join("out/app.js"),
        charts: work.join("out/charts.js"),
        boot: work.join("out/boot.js"),
        css: work.join("out/style.css"),
    };
    esbuild(root, js, &bundles.js, &["--format=esm"], is_release)?;
    esbuild(root, &sources.join("charts.js"), &bundles.charts, &["--format=iife"], is_release)?;
    esbuild(root, &sources.join("boot.js"), &bundles.boot, &["--format=iife"], is_release)?;
    // Addresses of fonts and pictures are those of `public/`; the build replaces them by hashed ones afterwards.
    esbuild(
        root,
        &root.join("style/main.css"),
        &bundles.css,
        &["--external:/fonts/*", "--external:/icons/*"],
        is_release,
    )?;
    Ok(bundles)
}

fn esbuild(
    root: &Path,
    source: &Path,
    output: &Path,
    options: &[&str],
    is_release: bool,
) -> anyhow::Result<()> {
    let mut command = tool(root, "esbuild")?;
    command.arg(source).arg("--bundle").arg("--log-level=warning").args(options);
    command
        .arg("--target=chrome123,firefox125,safari17.5")
        .arg("--charset=utf8")
        .arg("--legal-comments=none");
    command.arg(format!("--outfile={}", output.display()));
    if is_release {
        command.arg("--minify");
    }
    run(&mut command)
}

fn tool(root: &Path, name: &str) -> anyhow::Result<Command> {
    let path = root.join("frontend/node_modules/.bin").join(name);
    ensure!(path.exists(), "{} is missing: run scripts/setup", path.display());
    Ok(Command::new(path))
}
