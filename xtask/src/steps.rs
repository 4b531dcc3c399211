//! The steps of a build, in their order.

use std::path::Path;
use std::thread;
use std::time::Instant;

use anyhow::Context;

use crate::cargo::{self, Profile, build_server_library};
use crate::site::Site;
use crate::{bindgen, fingerprint, node, templates, weight};

/// What to build.
#[derive(Debug, clap::Args)]
pub(crate) struct Build {
    /// Debug builds of both halves, nothing optimised or compressed.
    #[arg(long)]
    dev: bool,
    /// Build only the assets, not the server.
    #[arg(long)]
    assets_only: bool,
}

impl Build {
    /// Runs every step whose input has changed.
    ///
    /// Errors: the first step that fails, with what it was doing; a module over its weight.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let profile = if self.dev { Profile::Dev } else { Profile::Release };
        if self.assets_only {
            return build_assets(profile);
        }
        // Both end in long steps on one core. The artefacts of a release lie in folders of their own, so neither waits.
        thread::scope(|scope| {
            let library = scope.spawn(|| timed("server without assets", || build_server_library(profile)));
            build_assets(profile)?;
            library.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })?;
        timed("server", || cargo::build_server(profile))
    }
}

fn build_assets(profile: Profile) -> anyhow::Result<()> {
    let root = cargo::workspace_root();
    timed("browser module", || cargo::build_frontend(profile))?;
    let module = cargo::frontend_module(profile);
    let folder = root.join(profile.site_folder());
    let inputs = fingerprint::of(&module, &root)?;
    if Site::is_from(&folder, &inputs) {
        say("assets: unchanged");
    } else {
        timed("assets", || assemble(&module, &root, &folder, profile, &inputs))?;
    }
    match profile {
        Profile::Release => weight::check(&folder),
        Profile::Dev => Ok(()),
    }
}

fn assemble(module: &Path, root: &Path, folder: &Path, profile: Profile, inputs: &str) -> anyhow::Result<()> {
    let is_release = matches!(profile, Profile::Release);
    let work = folder.with_extension("work");
    let bound = bindgen::bind(module, &work, is_release)?;
    if is_release {
        node::optimise(root, &bound)?;
    }
    let bundles = node::bundle(root, &work, &bound.js, is_release)?;
    let mut site = Site::start(folder, is_release)?;
    site.add_public(&root.join("public"))?;
    site.add_hashed("app.wasm", std::fs::read(&bound.wasm)?)?;
    site.add_hashed("app.js", std::fs::read(&bundles.js)?)?;
    site.add_hashed("charts.js", std::fs::read(&bundles.charts)?)?;
    site.add_hashed("boot.js", std::fs::read(&bundles.boot)?)?;
    let css = std::fs::read_to_string(&bundles.css)?;
    site.add_hashed("style.css", site.with_hashed_names(&css).into_bytes())?;
    let build = templates::fill(&mut site, root)?;
    site.finish(build, inputs).context("the manifest could not be written")
}

fn timed(step: &str, work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    let start = Instant::now();
    work().with_context(|| format!("{step}: failed"))?;
    say(&format!("{step}: {} ms", start.elapsed().as_millis()));
    Ok(())
}

/// Tells whoever runs the build where it stands.
#[expect(clippy::print_stderr, reason = "a build tool talks to its terminal")]
pub(crate) fn say(line: &str) {
    eprintln!("xtask: {line}");
}
