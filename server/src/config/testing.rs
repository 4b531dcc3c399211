//! What the tests read from the environment.

#![expect(clippy::disallowed_methods, reason = "the environment is read in `config/`, and only there")]

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
