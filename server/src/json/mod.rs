//! Reads the JSON of a request strictly: what is not understood is named, what could mean two things is refused.

mod body;
mod parse;
mod shapes;

pub use body::JsonText;
pub use parse::{Warnings, parse, parse_envelope};
pub use shapes::{Bounded, Literal, Object};

use crate::error::{ApiError, ErrorCode};

fn malformed(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::Malformed, message)
}
