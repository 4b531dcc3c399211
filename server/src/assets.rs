//! The built files: embedded in a release, read from the folder in a debug build.
//!
//! The build writes a manifest beside them; without one the pages still work, unstyled and without scripts.

use std::sync::Arc;

use app::AssetNames;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::app::AppState;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[allow_missing = true]
struct Site;

/// The files and the addresses the document needs.
#[derive(Debug, Clone)]
pub struct Assets {
    names: Option<Arc<AssetNames>>,
}

impl Assets {
    /// Reads the manifest of the build.
    #[must_use]
    pub fn load() -> Self {
        let names = Site::get("manifest.json")
            .and_then(|file| serde_json::from_slice::<AssetNames>(&file.data).ok())
            .map(Arc::new);
        Self { names }
    }

    /// The addresses for the document, `None` where nothing was built.
    #[must_use]
    pub fn names(&self) -> Option<AssetNames> {
        self.names.as_deref().cloned()
    }
}

/// `GET /assets/{name}`: a file whose name carries the hash of its content.
///
/// An unknown name is a bare 404, never a page: an old tab must fail clearly rather than run HTML as a script.
pub async fn hashed(State(_): State<AppState>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    serve(&format!("assets/{name}"), &headers, "public, max-age=31536000, immutable")
}

/// Files with fixed names (the worker, the manifest, icons): always asked for again.
pub async fn fixed(uri: axum::http::Uri, headers: HeaderMap) -> Response {
    serve(uri.path().trim_start_matches('/'), &headers, "no-cache")
}

fn serve(path: &str, headers: &HeaderMap, cache: &'static str) -> Response {
    let accepted = headers.get("accept-encoding").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let encodings = [("br", "br"), ("gzip", "gz")];
    let packed = encodings
        .into_iter()
        .filter(|(token, _)| accepts(accepted, token))
        .find_map(|(token, suffix)| Site::get(&format!("{path}.{suffix}")).map(|file| (file, Some(token))));
    let Some((file, encoding)) = packed.or_else(|| Site::get(path).map(|file| (file, None))) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let mut response = file.data.into_owned().into_response();
    let answer = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(kind.as_ref()) {
        answer.insert(CONTENT_TYPE, value);
    }
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(token) = encoding {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static(token));
    }
    response
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
