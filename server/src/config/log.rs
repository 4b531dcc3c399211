//! What is logged, from `RUST_LOG`.

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use super::environment;

const NAME: &str = "RUST_LOG";
const USUAL: &str = "info,sqlx=warn";
const WANTED: &str = "expected levels such as info or info,sqlx=warn";

/// The filter of the environment, or the usual one where it is unset or empty.
///
/// Errors: the variable holds no filter.
pub fn filter() -> anyhow::Result<EnvFilter> {
    parse(environment::text(NAME, WANTED)?.as_deref().unwrap_or(USUAL))
}

fn parse(text: &str) -> anyhow::Result<EnvFilter> {
    EnvFilter::try_new(text).with_context(|| format!("{NAME} is {text:?}: {WANTED}"))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_filter_is_read() {
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
