//! What is logged, from `RUST_LOG`.

use std::env::VarError;

use anyhow::Context;
use tracing_subscriber::EnvFilter;

const NAME: &str = "RUST_LOG";
const USUAL: &str = "info,sqlx=warn";
const WANTED: &str = "expected levels such as info or info,sqlx=warn";

/// The filter of the environment, or the usual one where it is unset or empty.
///
/// Errors: the variable holds no filter.
pub fn filter() -> anyhow::Result<EnvFilter> {
    #[expect(clippy::disallowed_methods, reason = "this is the place")]
    let sent = std::env::var(NAME);
    match sent {
        Ok(text) => parse(&text),
        Err(VarError::NotPresent) => parse(""),
        Err(VarError::NotUnicode(_)) => anyhow::bail!("{NAME} is not text: {WANTED}"),
    }
}

fn parse(text: &str) -> anyhow::Result<EnvFilter> {
    let text = if text.trim().is_empty() { USUAL } else { text };
    EnvFilter::try_new(text).with_context(|| format!("{NAME} is {text:?}: {WANTED}"))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_filter_is_read_and_nothing_means_the_usual_one() {
        assert_eq!(parse(" ").unwrap().to_string(), parse(super::USUAL).unwrap().to_string());
        assert_eq!(parse("server=debug").unwrap().to_string(), "server=debug");
    }

    #[test]
    fn what_is_no_filter_is_told_with_the_name_of_its_variable() {
        for text in ["info,=", "server=loud", "[["] {
            let error = format!("{:#}", parse(text).unwrap_err());
            assert!(error.starts_with("RUST_LOG is") && error.contains(super::WANTED), "{error}");
        }
    }
}
