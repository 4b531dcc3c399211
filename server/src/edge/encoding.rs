//! Refuses bodies that are packed, since nothing here unpacks them: their bytes would be taken for what they hold.

use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_ENCODING;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body::Body as _;

use crate::error::{ApiError, ErrorCode};
use crate::fields::FieldProblem;

/// Passes a request on when it has no body, or one that is sent as it is.
pub async fn must_be_identity(request: Request, next: Next) -> Response {
    match packed_as(request.headers()).filter(|_| !request.body().is_end_stream()) {
        Some(encoding) => refuse(&encoding).into_response(),
        None => next.run(request).await,
    }
}

/// What is said of the encoding, when it is anything but `identity`.
fn packed_as(headers: &HeaderMap) -> Option<String> {
    let told =
        headers.get_all(CONTENT_ENCODING).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let told = told.collect::<Vec<_>>().join(", ");
    let is_identity = told.split(',').all(|part| {
        let part = part.trim_ascii();
        part.is_empty() || part.eq_ignore_ascii_case("identity")
    });
    (!is_identity).then_some(told)
}

fn refuse(encoding: &str) -> ApiError {
    let want = "identity or no such header: the body as it is";
    let field = FieldProblem::new("Content-Encoding", "is not taken", encoding, want);
    ApiError::new(ErrorCode::UnsupportedMediaType, field.to_string()).with_fields(vec![field])
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn told(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(CONTENT_ENCODING, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        packed_as(&headers)
    }

    #[test]
    fn only_identity_is_taken() {
        for plain in [&[][..], &[""], &["identity"], &[" Identity , "], &["identity", "identity"]] {
            assert_eq!(told(plain), None, "{plain:?}");
        }
        for packed in [&["gzip"][..], &["identity", "br"], &["identity;q=1"], &["é"]] {
            assert_eq!(told(packed), Some(packed.join(", ")));
        }
    }
}
