//! Reads one variable.

use std::env::VarError;

use anyhow::bail;

/// The text of the variable `name`; none where it is unset or empty, which is how a script unsets one for a child.
///
/// Errors: it holds no text; they name it and what is `wanted`, and not what it holds, since that may be a secret.
pub fn text(name: &str, wanted: &str) -> anyhow::Result<Option<String>> {
    #[expect(clippy::disallowed_methods, reason = "this is the place")]
    let sent = std::env::var(name);
    match sent {
        Ok(text) => Ok(Some(text).filter(|text| !text.trim().is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => bail!("{name} is not text in UTF-8: {wanted}"),
    }
}
