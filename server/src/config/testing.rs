//! What the tests read from the environment.

#![expect(clippy::disallowed_methods, reason = "the environment is read in `config/`, and only there")]

use std::path::{Path, PathBuf};

/// The cluster in which tests make and drop their own Postgres databases: `SCOOPJOY_TEST_POSTGRES_URL`.
#[must_use]
pub fn postgres_url() -> Option<String> {
    std::env::var("SCOOPJOY_TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty())
}

/// Whether this run may skip nothing: `CI=true`.
#[must_use]
pub fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

/// How often a test repeats what it does: `usual`, or what the variable `name` says, for the long runs of a night.
///
/// # Panics
/// When the variable holds no number.
#[must_use]
pub fn repetitions(name: &str, usual: usize) -> usize {
    let Some(text) = std::env::var(name).ok().filter(|text| !text.is_empty()) else { return usual };
    text.parse().unwrap_or_else(|_| panic!("{name} is {text:?}: expected a whole number"))
}

/// The retail data that the tests of the import read: `SCOOPJOY_RETAIL_CSV`, else beside the clone.
#[must_use]
pub fn retail_csv() -> Option<PathBuf> {
    let named = std::env::var_os("SCOOPJOY_RETAIL_CSV").filter(|path| !path.is_empty()).map(PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let beside = root.join("../shared/data/online-retail.csv.gz");
    named.unwrap_or(beside).canonicalize().ok()
}
