//! What the tests read from the environment.

use std::path::{Path, PathBuf};

use super::environment;

/// The cluster in which tests make and drop their own Postgres databases: `SCOOPJOY_TEST_POSTGRES_URL`.
///
/// # Panics
/// When the variable holds no text.
#[must_use]
pub fn postgres_url() -> Option<String> {
    text("SCOOPJOY_TEST_POSTGRES_URL", "expected postgres://USER@HOST/DATABASE")
}

/// Whether this run may skip nothing: `CI=true`.
///
/// # Panics
/// When the variable holds no text.
#[must_use]
pub fn is_ci() -> bool {
    text("CI", "expected true or nothing").is_some_and(|value| value == "true")
}

/// How often a test repeats what it does: `usual`, or what the variable `name` says, for the long runs of a night.
///
/// # Panics
/// When the variable holds no number.
#[must_use]
pub fn repetitions(name: &str, usual: usize) -> usize {
    const WANTED: &str = "expected a whole number";
    let Some(text) = text(name, WANTED) else { return usual };
    text.parse().unwrap_or_else(|_| panic!("{name} is {text:?}: {WANTED}"))
}

/// The retail data that the tests of the import read: `SCOOPJOY_RETAIL_CSV`, else beside the clone.
#[must_use]
pub fn retail_csv() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "the name of a file need not be text")]
    let named = std::env::var_os("SCOOPJOY_RETAIL_CSV").filter(|path| !path.is_empty()).map(PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let beside = root.join("../shared/data/online-retail.csv.gz");
    named.unwrap_or(beside).canonicalize().ok()
}

/// A variable that a test cannot mean ends the test, rather than let it pass over what it was told to do.
fn text(name: &str, wanted: &str) -> Option<String> {
    environment::text(name, wanted).unwrap_or_else(|error| panic!("{error}"))
}
