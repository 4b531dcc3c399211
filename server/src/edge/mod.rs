//! What every request meets before its handler: the check of its host, and the headers of every answer.

pub mod headers;
pub mod host;
