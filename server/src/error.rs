//! The only file that turns a failure into a status code.

use std::time::Duration;

use app::error::PageError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::analytics::service::AnalyticsError;
use crate::db::StoreError;
use crate::exports::register::RegisterError;
use crate::fields::FieldProblem;
use crate::live::LiveError;
use crate::sales::Refusal;
use crate::sales::ingest::IngestError;
use crate::sales::submit::{Rejection, SubmitError};

/// When to come back after the store failed for a reason that passes.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(2);

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
    /// 415: the body is not JSON, or packed.
    UnsupportedMediaType,
    /// 422: readable, but wrong.
    Invalid,
    /// 429: as much was given as is within a time. Files alone have such a limit, one for all callers.
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

impl ErrorCode {
    /// Whether trying again later may help; the answer says how much later.
    #[must_use]
    pub fn may_pass(self) -> bool {
        matches!(self, Self::TooManyRequests | Self::Unavailable | Self::StorageFull)
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

    /// 429 that says when to come back.
    pub fn too_many_requests(message: impl Into<String>, retry_after: Duration) -> Self {
        Self { retry_after: Some(retry_after), ..Self::new(ErrorCode::TooManyRequests, message) }
    }

    /// 500: tells the log everything, once, and the caller nothing.
    pub fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error, "request failed");
        Self::new(ErrorCode::Internal, "something went wrong on our side; it has been logged")
    }

    /// 507 that says when to come back.
    pub fn storage_full() -> Self {
        Self { retry_after: Some(RETRY_AFTER), ..Self::new(ErrorCode::StorageFull, "the disk is full") }
    }

    /// 422 for an entry that breaks rules; the first of them is the sentence.
    #[must_use]
    pub fn broken_rules(fields: Vec<FieldProblem>) -> Self {
        let message = match fields.as_slice() {
            [] => "a rule is broken".to_owned(),
            [only] => only.to_string(),
            [first, others @ ..] => format!("{first}, and {} more", others.len()),
        };
        Self::invalid(message, fields)
    }

    /// 409 for what the ledger does not cancel.
    pub fn cannot_cancel(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::Unstorable => Self::internal(refusal),
            Refusal::OutOfRange => Self::invalid(refusal.to_string(), Vec::new()),
            Refusal::NotFound => Self::not_found("there is no entry with this id"),
            _ => Self::new(ErrorCode::Conflict, refusal.to_string()),
        }
    }

    /// The same error, saying as well why the request needs what failed.
    #[must_use]
    pub fn because(mut self, why: &str) -> Self {
        self.message = format!("{}: {why}", self.message);
        self
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

    /// The code, the sentence and the fields, for batches that answer entry by entry.
    #[must_use]
    pub fn into_parts(self) -> (ErrorCode, String, Vec<FieldProblem>) {
        (self.code, self.message, self.fields)
    }
}

/// What the store cannot do now it may do later; what it should never do is our mistake.
impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        (&error).into()
    }
}

impl From<&StoreError> for ApiError {
    fn from(error: &StoreError) -> Self {
        if error.is_disk_full() {
            tracing::error!(error = error as &dyn std::error::Error, "the disk is full");
            Self::storage_full()
        } else if error.is_busy() || error.is_lost() {
            tracing::warn!(error = error as &dyn std::error::Error, "the database does not answer");
            Self::unavailable("the database does not answer at the moment", RETRY_AFTER)
        } else {
            Self::internal(error)
        }
    }
}

impl From<RegisterError> for ApiError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Store(error) => error.into(),
            RegisterError::Full { retry_after_s, .. } => {
                Self::too_many_requests(error.to_string(), Duration::from_secs(retry_after_s))
            }
        }
    }
}

impl From<AnalyticsError> for ApiError {
    fn from(error: AnalyticsError) -> Self {
        match error {
            AnalyticsError::Store(error) => error.as_ref().into(),
            AnalyticsError::TooSlow => Self::unavailable(error.to_string(), RETRY_AFTER),
        }
    }
}

impl From<LiveError> for ApiError {
    fn from(error: LiveError) -> Self {
        match error {
            LiveError::UnknownScope { .. } => Self::not_found(error.to_string()),
            LiveError::DayAhead { day, last } => {
                let want = format!("at most {last}");
                let field = FieldProblem::new("day", "has not begun", day.to_string(), want);
                Self::new(ErrorCode::Malformed, field.to_string()).with_fields(vec![field])
            }
            LiveError::NotReady | LiveError::NoAnswer | LiveError::Stopped => {
                Self::unavailable(error.to_string(), RETRY_AFTER)
            }
            LiveError::Store(error) => error.into(),
        }
    }
}

/// A page shows the same reason in its own frame.
impl From<ApiError> for PageError {
    fn from(error: ApiError) -> Self {
        let message = error.message;
        match error.code {
            ErrorCode::Unauthorized | ErrorCode::Forbidden => Self::Forbidden(message),
            ErrorCode::NotFound | ErrorCode::Gone => Self::NotFound(message),
            ErrorCode::Unavailable
            | ErrorCode::StorageFull
            | ErrorCode::TooManyRequests
            | ErrorCode::Internal => Self::Unavailable(message),
            _ => Self::Malformed(message),
        }
    }
}

/// What a page cannot read, it is told as any other reader is.
impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        ApiError::from(error).into()
    }
}

impl From<AnalyticsError> for PageError {
    fn from(error: AnalyticsError) -> Self {
        ApiError::from(error).into()
    }
}

impl From<LiveError> for PageError {
    fn from(error: LiveError) -> Self {
        ApiError::from(error).into()
    }
}

/// The writer logs its own failures; here they are only answered.
impl From<IngestError> for ApiError {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Full { retry_after_s } | IngestError::Busy { retry_after_s } => {
                Self::unavailable(error.to_string(), Duration::from_secs(retry_after_s))
            }
            IngestError::DiskFull => Self::storage_full(),
            IngestError::Lost | IngestError::Stopped => Self::unavailable(error.to_string(), RETRY_AFTER),
        }
    }
}

impl From<SubmitError> for ApiError {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Ingest(error) => error.into(),
            SubmitError::Store(error) => error.into(),
        }
    }
}

impl From<Rejection> for ApiError {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::OtherOutlet(code) => {
                let field = FieldProblem::new("outlet", "is not the key's", &code, "an outlet of its scope");
                Self::forbidden(format!("this key may not record at outlet {code}")).with_fields(vec![field])
            }
            Rejection::OtherContent(id) => {
                let message = format!("{id} is recorded already, with other content");
                let want = "a fresh id for another entry, or the same content for a repeat";
                let field = FieldProblem::new("id", "is taken by an entry of other content", id, want);
                Self::new(ErrorCode::Conflict, message).with_fields(vec![field])
            }
            Rejection::Wrong(fields) => Self::broken_rules(fields),
            Rejection::Unstorable => Self::internal(&Refusal::Unstorable),
        }
    }
}

/// The body of every failed request.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody {
    code: ErrorCode,
    /// For a person.
    message: String,
    /// Empty where no single field is to blame.
    fields: Vec<FieldProblem>,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ErrorBody { code: self.code, message: self.message, fields: self.fields };
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
