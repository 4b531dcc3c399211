//! Answers with a built file, compressed the way the browser likes best.

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::EmbeddedFile;

use super::{Assets, Find};
use crate::app::AppState;

/// A year, the longest that makes a difference: another content has another name.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Kept, but asked about each time.
const ASK_AGAIN: &str = "no-cache";

/// The offline page carries its own policy, because a kept answer would freeze a nonce.
const PAGE_POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
                           form-action 'none'";
/// The service worker's own requests are held to the policy it was served with.
const SCRIPT_POLICY: &str = "default-src 'none'; connect-src 'self'";

/// `GET /assets/{name}`: a file whose name carries the hash of its content.
///
/// An unknown name is a bare 404, never a page: an old tab must fail clearly rather than run HTML as a script.
pub async fn hashed(State(state): State<AppState>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    answer(&state.assets, &format!("assets/{name}"), &headers, FOREVER)
        .unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// A file with a fixed name, such as `/sw.js` or `/icons/icon-192.png`; `None` where there is no such file.
#[must_use]
pub fn fixed(assets: &Assets, path: &str, headers: &HeaderMap) -> Option<Response> {
    answer(assets, &format!("public{path}"), headers, ASK_AGAIN)
}

fn answer(assets: &Assets, path: &str, headers: &HeaderMap, cache: &'static str) -> Option<Response> {
    let (file, encoding) = best_form(assets.find, path, headers)?;
    let tag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..16]));
    let mut response = if is_known(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(bytes(file)).into_response()
    };
    let kind = kind(path);
    let fields = [
        (CONTENT_TYPE, HeaderValue::from_str(&kind)),
        (ETAG, HeaderValue::from_str(&tag)),
        (CACHE_CONTROL, Ok(HeaderValue::from_static(cache))),
        (VARY, Ok(HeaderValue::from_static("accept-encoding"))),
        (CONTENT_SECURITY_POLICY, Ok(HeaderValue::from_static(policy(&kind)))),
    ];
    for (name, value) in fields {
        response.headers_mut().insert(name, value.ok()?);
    }
    if let Some(token) = encoding {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(token));
    }
    Some(response)
}

/// The smallest form of a file that the caller takes, and its encoding.
fn best_form(find: Find, path: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(token, _)| accepts(accepted, token))
        .find_map(|(token, suffix)| Some((find(&format!("{path}.{suffix}"))?, Some(token))))
        .or_else(|| Some((find(path)?, None)))
}

fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    }
}

fn kind(path: &str) -> String {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    match guess.type_() {
        mime_guess::mime::TEXT => format!("{guess}; charset=utf-8"),
        _ => guess.to_string(),
    }
}

fn policy(kind: &str) -> &'static str {
    if kind.starts_with("text/html") { PAGE_POLICY } else { SCRIPT_POLICY }
}

/// Whether the caller already holds the form with this tag.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let held = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    held.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)
}

/// Whether an `Accept-Encoding` header takes `token`; one with `q=0` is refused.
fn accepts(header: &str, token: &str) -> bool {
    header.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        pieces.next().is_some_and(|name| name.eq_ignore_ascii_case(token))
            && !pieces.any(|piece| matches!(piece, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn a_refused_encoding_is_not_accepted() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("BR;q=0.5", "br"));
        assert!(!accepts("gzip, br;q=0", "br"));
        assert!(!accepts("brotli", "br"));
        assert!(!accepts("", "br"));
    }
}
