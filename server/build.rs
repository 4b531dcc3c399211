//! Rebuilds the server when the assets it embeds have changed.
#![expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // The manifest names every file by its content. A debug build reads the folder at run time instead.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../target/site/manifest.json");
    }
}
