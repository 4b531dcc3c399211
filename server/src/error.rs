//! The only file that turns a failure into a status code.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::db::StoreError;
use crate::fields::FieldProblem;

/// When to come back after the store failed for a reason that passes.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// What a failed request is answered with: `{"code","message","fields"}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    code: ErrorCode,
    message: String,
    fields: Vec<FieldProblem>,
    retry_after: Option<Duration>,
}

/// The closed list of codes. Each has one status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// 400: the request cannot be read.
    Malformed,
    /// 401: no credentials, or wrong ones.
    Unauthorized,
    /// 403: outside the caller's rights.
    Forbidden,
    /// 404: there is no such thing.
    NotFound,
    /// 405: the address does not take this method.
    MethodNotAllowed,
    /// 409: contradicts what is recorded.
    Conflict,
    /// 410: the cursor or the thing is no longer kept.
    Gone,
    /// 413: more than the address takes.
    TooLarge,
    /// 415: the body is not JSON.
    UnsupportedMediaType,
    /// 422: readable, but wrong.
    Invalid,
    /// 429: the caller is over its limit.
    TooManyRequests,
    /// 500: our own mistake; the log holds the rest.
    Internal,
    /// 503: overloaded, or the database is away.
    Unavailable,
    /// 507: the disk is full.
    StorageFull,
}

impl ErrorCode {
    /// The status that goes with the code.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Gone => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        }
    }
}

impl ApiError {
    /// An error with `code` and a sentence for a person.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: Vec::new(), retry_after: None }
    }

    /// 401 with what to send.
    pub fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Unauthorized, message)
    }

    /// 403 with its reason.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Forbidden, message)
    }

    /// 404 with what was looked for.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::NotFound, message)
    }

    /// 422 that names the wrong fields.
    pub fn invalid(message: impl Into<String>, fields: Vec<FieldProblem>) -> Self {
        Self { fields, ..Self::new(ErrorCode::Invalid, message) }
    }

    /// 503 that says when to come back.
    pub fn unavailable(message: impl Into<String>, retry_after: Duration) -> Self {
        Self { retry_after: Some(retry_after), ..Self::new(ErrorCode::Unavailable, message) }
    }

    /// 500: tells the log everything, once, and the caller nothing.
    pub fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error, "request failed");
        Self::new(ErrorCode::Internal, "something went wrong on our side; it has been logged")
    }

    /// The same error, naming the wrong fields.
    #[must_use]
    pub fn with_fields(mut self, fields: Vec<FieldProblem>) -> Self {
        self.fields = fields;
        self
    }

    /// The sentence for a person.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The code, for batches that answer one row at a time.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.code
    }
}

/// What the store cannot do now it may do later; what it should never do is our mistake.
impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        if error.is_disk_full() {
            tracing::error!(error = &error as &dyn std::error::Error, "the disk is full");
            Self { retry_after: Some(RETRY_AFTER), ..Self::new(ErrorCode::StorageFull, "the disk is full") }
        } else if error.is_busy() || error.is_lost() {
            tracing::warn!(error = &error as &dyn std::error::Error, "the database does not answer");
            Self::unavailable("the database does not answer at the moment", RETRY_AFTER)
        } else {
            Self::internal(&error)
        }
    }
}

#[derive(Serialize)]
struct Body {
    code: ErrorCode,
    message: String,
    fields: Vec<FieldProblem>,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = Body { code: self.code, message: self.message, fields: self.fields };
        let mut response = (self.code.status(), Json(body)).into_response();
        if let Some(wait) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        if self.code == ErrorCode::Unauthorized {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
