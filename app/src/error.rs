//! Why a page could not be given what it asked for.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A failed read, in words for the person in front of the page.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum PageError {
    /// The address or a filter in it cannot be read.
    #[error("{0}")]
    Malformed(String),
    /// Outside the reader's rights.
    #[error("{0}")]
    Forbidden(String),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// The server cannot answer now.
    #[error("{0}")]
    Unavailable(String),
    /// The answer did not arrive.
    #[error("the server could not be reached")]
    Unreachable,
}

#[cfg(feature = "ssr")]
impl PageError {
    /// Gives the page that shows this error its status. On a rendered page only; a soft navigation has none.
    pub fn send_status(&self) {
        let status = match self {
            Self::Malformed(_) => http::StatusCode::BAD_REQUEST,
            Self::Forbidden(_) => http::StatusCode::FORBIDDEN,
            Self::NotFound(_) => http::StatusCode::NOT_FOUND,
            Self::Unavailable(_) | Self::Unreachable => http::StatusCode::SERVICE_UNAVAILABLE,
        };
        if let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() {
            response.set_status(status);
        }
    }
}

/// The port of type `P` that the server put into the context.
///
/// Errors: [`PageError::Unavailable`] while the server has none.
#[cfg(feature = "ssr")]
pub(crate) fn port<P: Clone + 'static>() -> Result<P, PageError> {
    leptos::prelude::use_context::<P>()
        .ok_or_else(|| PageError::Unavailable("the server is not ready yet".to_owned()))
}
