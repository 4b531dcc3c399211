//! Texts as they come in: trimmed, short, and without control characters.

use std::fmt;
use std::ops::Deref;

use serde::Serialize;

/// A text of 1–200 characters without control characters or space around it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Text(String);

/// The code of an item: any text of 1–64 characters, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct ItemCode(String);

/// Why a text cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextProblem {
    /// It has more than this many characters.
    TooLong { most: usize },
    /// A line break, a tab, NUL or another control character.
    ControlCharacter,
}

impl Text {
    /// The trimmed text; `None` when nothing is left of it, which is the same as a text that was never sent.
    pub fn parse(text: &str) -> Result<Option<Self>, TextProblem> {
        Ok(trimmed(text, 200)?.map(|text| Self(text.to_owned())))
    }
}

impl ItemCode {
    /// The trimmed text in lower case; `None` when nothing is left of it.
    pub fn parse(text: &str) -> Result<Option<Self>, TextProblem> {
        // Some capitals are two characters in lower case, and only what is kept is found again under its code.
        Ok(trimmed(&text.to_lowercase(), 64)?.map(|code| Self(code.to_owned())))
    }
}

/// What takes no room where it is shown. Inside a text they join and part its letters; alone they say nothing.
const INVISIBLE: [char; 6] = ['\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}'];

fn trimmed(text: &str, most: usize) -> Result<Option<&str>, TextProblem> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(TextProblem::ControlCharacter);
    }
    if text.chars().nth(most).is_some() {
        return Err(TextProblem::TooLong { most });
    }
    let is_shown = text.chars().any(|c| !c.is_whitespace() && !INVISIBLE.contains(&c));
    Ok(is_shown.then_some(text))
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Deref for ItemCode {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

impl From<ItemCode> for String {
    fn from(code: ItemCode) -> Self {
        code.0
    }
}

impl fmt::Display for TextProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { most } => write!(f, "has more than {most} characters"),
            Self::ControlCharacter => f.write_str("holds a control character"),
        }
    }
}

impl std::error::Error for TextProblem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_empty_ones_are_none() {
        let read = |text: &str| Text::parse(text).map(|text| text.map(String::from));
        assert_eq!(read("  Vanilla\u{a0}\n"), Ok(Some("Vanilla".to_owned())));
        assert_eq!(read(" \t "), Ok(None));
        for nothing in ["\u{feff}", "\u{200b} \u{feff}", "\u{2060}\u{ad}"] {
            assert_eq!(read(nothing), Ok(None), "{nothing:?}");
        }
        assert_eq!(read("\u{200c}a"), Ok(Some("\u{200c}a".to_owned())));
        assert_eq!(read(&"é".repeat(200)), Ok(Some("é".repeat(200))));
        assert_eq!(read(&"é".repeat(201)), Err(TextProblem::TooLong { most: 200 }));
        for dirty in ["a\nb", "a\0b", "a\u{7f}b", "a\u{85}b"] {
            assert_eq!(read(dirty), Err(TextProblem::ControlCharacter), "{dirty:?}");
        }
    }

    #[test]
    fn item_codes_are_lower_case() {
        assert_eq!(
            ItemCode::parse(" VAN-500 ").map(|code| code.map(String::from)),
            Ok(Some("van-500".into()))
        );
        assert_eq!(ItemCode::parse(&"x".repeat(65)), Err(TextProblem::TooLong { most: 64 }));
    }

    #[test]
    fn an_item_code_is_measured_as_it_is_kept() {
        let kept = ItemCode::parse(&"İ".repeat(32)).unwrap().unwrap();
        assert_eq!((kept.chars().count(), ItemCode::parse(&kept)), (64, Ok(Some(kept.clone()))));
        assert_eq!(ItemCode::parse(&"İ".repeat(33)), Err(TextProblem::TooLong { most: 64 }));
    }
}
