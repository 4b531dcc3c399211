//! Where a mapping file cannot be read, and why, told short and clean whatever the file holds.

use std::fmt;

use crate::fields::shortened;

/// Characters of the wrong line, and of the name of a key, that are told.
const LONGEST_PART: usize = 80;
/// Characters of the reason that are told; it may list every key there is.
const LONGEST_REASON: usize = 600;

/// Not TOML, or a key that is missing, unknown or of another type.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// From 1.
    line: usize,
    /// The key, such as `columns.sale`; empty for the file as a whole.
    key: String,
    reason: String,
    excerpt: String,
}

impl Unreadable {
    /// What `error` says about `text`; `key` is where it was met, if keys could be told at all.
    pub(super) fn new(text: &str, key: Option<String>, error: &toml::de::Error) -> Self {
        let at = error.span().map_or(0, |span| span.start);
        let before = text.get(..at).unwrap_or_default();
        let line = 1 + before.matches('\n').count();
        Self {
            line,
            key: key.filter(|key| key != ".").map(|key| shortened(&key, LONGEST_PART)).unwrap_or_default(),
            reason: shortened(&error.message().replace('\n', ", "), LONGEST_REASON),
            excerpt: shortened(text.lines().nth(line - 1).unwrap_or_default().trim(), LONGEST_PART),
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, key, reason, excerpt } = self;
        write!(f, "line {line}: ")?;
        if !key.is_empty() {
            write!(f, "{key}: ")?;
        }
        write!(f, "{reason}")?;
        if !excerpt.is_empty() {
            write!(f, "\n  {excerpt}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Unreadable {}
