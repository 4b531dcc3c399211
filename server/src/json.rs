//! Reads the JSON of a request strictly: what is not understood is named, what could mean two things is refused.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::marker::PhantomData;
use std::time::Duration;

use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_ignored::Path;
use serde_json::value::RawValue;
use tokio::sync::Semaphore;

use crate::error::{ApiError, ErrorCode};
use crate::fields::{FieldProblem, shortened};

/// 4 MiB.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// A sale is four levels deep, a batch two more.
const DEEPEST: usize = 32;
/// Unknown fields that are named at most.
const MOST_WARNINGS: usize = 50;
/// Unknown fields that one object may hold, with all that is in it: whoever sends more does not send sales.
const MOST_UNKNOWN: usize = 1_000;
/// Characters of a stranger's field name that an answer and a log repeat.
const LONGEST_NAME: usize = 64;
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// A sale with hundreds of lines; whatever is larger, or does not say, counts as large.
const SMALL_BODY: usize = 64 * 1024;
/// Large bodies that may come in at one time, so that memory is bounded whoever sends them. Tills are never held up by it.
static LARGE_BODIES: Semaphore = Semaphore::const_new(16);

/// The body of a request that says it is JSON: UTF-8 without a byte order mark, of a bounded size.
#[derive(Debug)]
pub struct JsonText(pub String);

/// A number in JSON, given as a number or as a string: its text, of which the grammar is still to be checked.
///
/// A float would lose digits, so the number's own literal is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal(pub String);

impl AsRef<str> for Literal {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// What stands between braces. A derived reader would take a list of the same values for it as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        deserializer.deserialize_map(Fields(PhantomData))
    }
}

/// A list of which one element more than `MOST` is kept at most: that is enough to refuse it, and a body of nothing but
/// brackets stays small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounded<T, const MOST: usize>(pub Vec<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for Bounded<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements<T, const MOST: usize>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Elements<T, MOST> {
            type Value = Bounded<T, MOST>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut kept = Vec::new();
                while kept.len() <= MOST {
                    match list.next_element()? {
                        Some(element) => kept.push(element),
                        None => return Ok(Bounded(kept)),
                    }
                }
                // As raw text: what is merely ignored would be noted as unknown, one by one.
                while list.next_element::<&RawValue>()?.is_some() {}
                Ok(Bounded(kept))
            }
        }

        deserializer.deserialize_seq(Elements(PhantomData))
    }
}

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

impl<S: Send + Sync> FromRequest<S> for JsonText {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::new(
                ErrorCode::UnsupportedMediaType,
                "the body must be JSON, announced by Content-Type: application/json",
            ));
        }
        let length = announced_length(request.headers());
        if length.is_some_and(|length| length > LARGEST_BODY) {
            return Err(too_large());
        }
        // Held until the text is given away: the parts that are made of it are bounded by it.
        let _room = match length {
            Some(0..=SMALL_BODY) => None,
            _ => Some(LARGE_BODIES.try_acquire().map_err(|_| too_many_large())?),
        };
        let reading = axum::body::to_bytes(request.into_body(), LARGEST_BODY);
        let bytes = match tokio::time::timeout(BODY_TIMEOUT, reading).await {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(error)) if is_length_limit(&error) => return Err(too_large()),
            Ok(Err(_)) => return Err(malformed("the body broke off")),
            Err(_) => return Err(malformed("the body did not arrive within 30 seconds")),
        };
        let text = String::from_utf8(bytes.into())
            .map_err(|error| malformed(format!("{}; JSON is UTF-8", error.utf8_error())))?;
        check_form(&text)?;
        Ok(Self(text))
    }
}

/// What parsing would not say well, or would say late.
fn check_form(text: &str) -> Result<(), ApiError> {
    if text.trim_ascii().is_empty() {
        return Err(malformed("the body is empty; a JSON object is expected"));
    }
    if text.starts_with('\u{feff}') {
        return Err(malformed("the body begins with a byte order mark; JSON has none"));
    }
    Ok(())
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

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

fn announced_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn is_length_limit(error: &axum::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<http_body_util::LengthLimitError>())
}

fn too_many_large() -> ApiError {
    let message = "other large bodies are being read; send this one again, or in smaller parts";
    ApiError::unavailable(message, Duration::from_secs(1))
}

fn too_large() -> ApiError {
    ApiError::new(ErrorCode::TooLarge, "the body is larger than 4 MiB; send it in parts")
}

fn malformed(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::Malformed, message)
}

impl<'de> Deserialize<'de> for Literal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        match raw.as_bytes().first() {
            Some(b'"') => serde_json::from_str(raw).map(Self).map_err(D::Error::custom),
            Some(b'-' | b'0'..=b'9') => Ok(Self(raw.to_owned())),
            _ => Err(D::Error::custom("expected a number, or a string that holds one")),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

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

    #[tokio::test(start_paused = true)]
    async fn a_body_that_comes_byte_by_byte_is_given_up() {
        let drip = futures::stream::unfold((), async |()| {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Some((Ok::<_, std::convert::Infallible>(" "), ()))
        });
        let request = Request::post("/").header(CONTENT_TYPE, "application/json");
        let request = request.body(axum::body::Body::from_stream(drip)).unwrap();
        let refused = JsonText::from_request(request, &()).await.unwrap_err();
        assert_eq!(refused.message(), "the body did not arrive within 30 seconds");
    }
}
