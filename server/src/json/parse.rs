//! Parses JSON and keeps account of what nothing reads.

use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Deserialize;
use serde_ignored::Path;

use super::{Object, malformed};
use crate::error::ApiError;
use crate::fields::{FieldProblem, shortened};

/// A sale is four levels deep, a batch two more.
const DEEPEST: usize = 32;
/// Unknown fields that are named at most.
const MOST_WARNINGS: usize = 50;
/// Unknown fields that one object may hold, with all that is in it: whoever sends more does not send sales.
const MOST_UNKNOWN: usize = 1_000;
/// Characters of a stranger's field name that an answer and a log repeat.
const LONGEST_NAME: usize = 64;

/// Paths of the fields that nothing reads.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Warnings(Vec<String>);

impl Warnings {
    /// Notes the field at `path`, unless there are plenty already.
    pub fn add(&mut self, path: String) {
        if self.0.len() < MOST_WARNINGS {
            self.0.push(path);
        }
    }

    /// Whether one of these is among the first that were noted.
    #[must_use]
    pub fn names_any(&self, paths: &[&str]) -> bool {
        self.0.iter().any(|noted| paths.contains(&noted.as_str()))
    }

    /// The paths, such as `lines[0].colour`.
    #[must_use]
    pub fn into_paths(self) -> Vec<String> {
        self.0
    }
}

/// Reads `text` as a `T`, noting the fields it does not know under `prefix`.
///
/// Errors: 400 with the place and, where the JSON is sound but of another shape, with the field.
pub fn parse<'de, T: Deserialize<'de>>(
    text: &'de str,
    prefix: &str,
    warnings: &mut Warnings,
) -> Result<T, ApiError> {
    if is_deeper_than(text, DEEPEST) {
        return Err(malformed(format!("the JSON is nested deeper than {DEEPEST} levels")));
    }
    parse_envelope(text, prefix, warnings)
}

/// As [`parse`], for a `T` that keeps its elements as raw text: one that is too deep is refused alone, when it is read.
pub fn parse_envelope<'de, T: Deserialize<'de>>(
    text: &'de str,
    prefix: &str,
    warnings: &mut Warnings,
) -> Result<T, ApiError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let (mut unknown, mut seen) = (BTreeSet::new(), HashSet::new());
    let mut doubled = None;
    let mut is_flooded = false;
    let mut note = |path: Path<'_>| {
        is_flooded = seen.len() == MOST_UNKNOWN;
        if is_flooded {
            return;
        }
        let mut hasher = DefaultHasher::new();
        hash_whole(&path, &mut hasher);
        let is_new = seen.insert(hasher.finish());
        let path = spelled(&path);
        if !is_new {
            doubled = Some(path.clone());
        }
        unknown.insert(path);
    };
    let tracked = serde_path_to_error::Deserializer::new(&mut reader, &mut track);
    let parsed = Object::<T>::deserialize(serde_ignored::Deserializer::new(tracked, &mut note));
    let Object(value) = parsed.map_err(|error| unreadable(&error, Some(track.path().to_string())))?;
    reader.end().map_err(|error| unreadable(&error, None))?;
    if is_flooded {
        return Err(malformed(format!("there are more than {MOST_UNKNOWN} fields that nothing reads")));
    }
    if let Some(path) = doubled {
        let field = FieldProblem::new(path, "is given twice", "", "each field once");
        return Err(malformed("a field is given twice").with_fields(vec![field]));
    }
    for path in unknown {
        warnings.add(format!("{prefix}{path}"));
    }
    Ok(value)
}

fn unreadable(error: &serde_json::Error, path: Option<String>) -> ApiError {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = error.to_string();
    let reason = text.strip_suffix(&place).unwrap_or(&text);
    match path.filter(|path| error.is_data() && path != ".") {
        Some(path) => {
            let (got, want) = reason.split_once(", expected ").unwrap_or(("", reason));
            let got = got.trim_start_matches("invalid type: ").trim_start_matches("invalid value: ");
            let field = FieldProblem::new(&path, "cannot be read", got, want);
            malformed(format!("{path} cannot be read{place}: {reason}")).with_fields(vec![field])
        }
        None => malformed(format!("the JSON cannot be read{place}: {reason}")),
    }
}

/// The path as the rest of the API writes it: `lines[2].qty`.
fn spelled(path: &Path<'_>) -> String {
    let joined = |parent: &Path<'_>, key: &str| match spelled(parent) {
        parent if parent.is_empty() => key.to_owned(),
        parent => format!("{parent}.{key}"),
    };
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, index } => format!("{}[{index}]", spelled(parent)),
        Path::Map { parent, key } => joined(parent, &shortened(key, LONGEST_NAME)),
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => {
            spelled(parent)
        }
    }
}

/// Two long names may look alike once they are spelled for an answer.
fn hash_whole(path: &Path<'_>, hasher: &mut impl Hasher) {
    match path {
        Path::Root => {}
        Path::Seq { parent, index } => {
            hash_whole(parent, hasher);
            index.hash(hasher);
        }
        Path::Map { parent, key } => {
            hash_whole(parent, hasher);
            key.hash(hasher);
        }
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => {
            hash_whole(parent, hasher);
        }
    }
}

/// Whether brackets outside strings nest deeper than `most`.
fn is_deeper_than(text: &str, most: usize) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > most {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::Literal;
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Sample {
        number: Option<Literal>,
        rows: Option<Vec<Row>>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Row {
        text: Option<String>,
    }

    fn read(text: &str) -> Result<(Sample, Vec<String>), String> {
        let mut warnings = Warnings::default();
        parse::<Sample>(text, "", &mut warnings)
            .map(|sample| (sample, warnings.0))
            .map_err(|error| error.message().to_owned())
    }

    #[test]
    fn a_number_keeps_its_literal() {
        for (sent, kept) in [
            ("1.10", "1.10"),
            ("\"1.10\"", "1.10"),
            ("12345678901234567890.5", "12345678901234567890.5"),
            ("1e400", "1e400"),
            ("-0.0", "-0.0"),
        ] {
            let (sample, _) = read(&format!("{{\"number\":{sent}}}")).expect("readable");
            assert_eq!(sample.number, Some(Literal(kept.to_owned())));
        }
        assert_eq!(read("{\"number\":null}").map(|(sample, _)| sample.number), Ok(None));
    }

    #[test]
    fn unknown_fields_are_named_with_their_path() {
        let (_, unknown) = read(r#"{"extra":{"deep":[1]},"rows":[{},{"colour":"red"}]}"#).expect("readable");
        assert_eq!(unknown, ["extra", "rows[1].colour"]);
    }

    #[test]
    fn a_flood_of_unknown_fields_is_refused() {
        let fields = |count: usize| {
            let fields: Vec<String> = (0..count).map(|number| format!("\"f{number}\":0")).collect();
            format!("{{{}}}", fields.join(","))
        };
        assert_eq!(read(&fields(MOST_UNKNOWN)).map(|(_, unknown)| unknown.len()), Ok(MOST_WARNINGS));
        assert!(read(&fields(MOST_UNKNOWN + 1)).expect_err("must be refused").contains("more than 1000"));
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        for (text, complaint) in [
            (r#"{"rows":[{"text":1}]}"#, "rows[0].text cannot be read"),
            (r#"{"number":[]}"#, "number cannot be read"),
            (r#"{"number":1,"number":2}"#, "duplicate field `number`"),
            (r#"{"other":1,"other":2}"#, "given twice"),
            (r#"{"number":1}x"#, "trailing characters"),
            (r#"{"number":01}"#, "line 1 column 12"),
            (r#"{"number":NaN}"#, "line 1 column"),
            (r#"{"rows":[{"text":"\ud800"}]}"#, "hex escape"),
            ("{\"rows\":[{\"text\":\"a\nb\"}]}", "control character"),
            (r#"["#, "invalid type: sequence, expected an object"),
            (r#"{"#, "line 1 column 1"),
        ] {
            let error = read(text).expect_err("must be refused");
            assert!(error.contains(complaint), "{text}: {error}");
        }
    }

    #[test]
    fn depth_counts_brackets_outside_strings() {
        assert!(!is_deeper_than(r#"{"a":"[[[[\"[[[["}"#, 1));
        assert!(is_deeper_than(&"[".repeat(100_000), DEEPEST));
        assert!(!is_deeper_than(&"[]".repeat(1_000), 1));
    }
}
