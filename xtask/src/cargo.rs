//! Calls to cargo, and where it leaves what it built.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::fingerprint;

const WASM: &str = "wasm32-unknown-unknown";

/// What `.cargo/config.toml` says for every build. Flags for one target stand in the place of those, so they are repeated.
const SAME_MARKS: [&str; 2] = ["--cfg", "erase_components"];

/// How a build is optimised.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Profile {
    /// Quick to build.
    Dev,
    /// Small and fast to run.
    Release,
}

impl Profile {
    /// Where the finished assets go, below the workspace. The server's `main.rs` names the same folders.
    pub(crate) fn site_folder(self) -> &'static str {
        match self {
            Self::Dev => "target/site-dev",
            Self::Release => "target/site",
        }
    }

    fn of_frontend(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "wasm-release",
        }
    }

    fn of_server(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }
}

/// Compiles the browser's half to WASM.
pub(crate) fn build_frontend(profile: Profile) -> anyhow::Result<()> {
    let mut flags = SAME_MARKS.map(str::to_owned).to_vec();
    if matches!(profile, Profile::Release) {
        flags.extend(short_paths());
    }
    cargo(&[
        "build",
        "--locked",
        "-p",
        "frontend",
        "--lib",
        "--target",
        WASM,
        "--profile",
        profile.of_frontend(),
        "--config",
        &format!("target.{WASM}.rustflags={flags:?}"),
    ])
}

/// Flags that leave this machine's folders out of what a panic would tell: they are nobody's business.
fn short_paths() -> Vec<String> {
    let Some(sources) = cargo_home().map(|home| home.join("registry/src")) else { return Vec::new() };
    let registries = std::fs::read_dir(sources).into_iter().flatten().flatten();
    registries.map(|registry| format!("--remap-path-prefix={}/=", registry.path().display())).collect()
}

#[expect(clippy::disallowed_methods, reason = "cargo's own setting, read where cargo is called")]
fn cargo_home() -> Option<PathBuf> {
    let own = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    own.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
}

/// Compiles what of the server needs no assets: nearly all of it. Says nothing, since it may run beside another build.
pub(crate) fn build_server_library(profile: Profile) -> anyhow::Result<()> {
    cargo(&["build", "--quiet", "--locked", "-p", "server", "--lib", "--profile", profile.of_server()])
}

/// Compiles the server, with the assets inside when it is a release.
pub(crate) fn build_server(profile: Profile) -> anyhow::Result<()> {
    let mut command = cargo_command(&["build", "--locked", "-p", "server", "--profile", profile.of_server()]);
    if matches!(profile, Profile::Release) {
        // The manifest names every file by its content.
        let manifest = workspace_root().join(profile.site_folder()).join("manifest.json");
        let manifest =
            std::fs::read(&manifest).with_context(|| format!("{} is missing", manifest.display()))?;
        command.env("SCOOPJOY_SITE", fingerprint::short(&manifest));
    }
    run(&mut command)
}

/// The module that [`build_frontend`] leaves.
pub(crate) fn frontend_module(profile: Profile) -> PathBuf {
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => "wasm-release",
    };
    target_folder().join(WASM).join(folder).join("frontend.wasm")
}

/// The folder of the workspace's `Cargo.toml`.
pub(crate) fn workspace_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

#[expect(clippy::disallowed_methods, reason = "cargo's own setting, read where cargo is called")]
fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace_root().join("target"), PathBuf::from)
}

fn cargo(arguments: &[&str]) -> anyhow::Result<()> {
    run(&mut cargo_command(arguments))
}

#[expect(clippy::disallowed_methods, reason = "the cargo that runs this build is the one to call")]
fn cargo_command(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(workspace_root());
    command
}

/// Runs a program to its end with our own output.
///
/// Errors: when it cannot be started or does not end with 0.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("cannot start {command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}
