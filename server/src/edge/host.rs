//! Refuses requests that were not addressed to this machine by a loopback name.
//!
//! A page of another site can point its own name at 127.0.0.1 and read what the browser then fetches (DNS
//! rebinding). The name it used stands in `Host`, so a name that is not loopback is refused.

use std::net::IpAddr;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;

/// Passes a request on when its `Host` (or `:authority`) is loopback.
pub async fn must_be_loopback(request: Request, next: Next) -> Response {
    let mut given = request.headers().get_all("host").iter();
    let header = given.next().map(|value| value.to_str().unwrap_or_default());
    let host = request.uri().authority().map(|authority| authority.as_str()).or(header);
    let is_single = given.next().is_none();
    match host {
        Some(host) if is_single && is_loopback(host) && header.is_none_or(is_loopback) => {
            next.run(request).await
        }
        _ => ApiError::forbidden("the Host header must name this machine, such as localhost or 127.0.0.1")
            .into_response(),
    }
}

/// Whether `host`, with or without a port, names the machine itself.
fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<axum::http::uri::Authority>() else {
        return false;
    };
    let is_bare = !authority.as_str().contains('@');
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    let is_local = name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    is_bare && is_local
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn names_of_this_machine_pass() {
        for host in ["localhost", "LOCALHOST:3000", "127.0.0.1", "127.0.0.1:4100", "[::1]:3000", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
    }

    #[test]
    fn other_names_do_not() {
        let hosts = ["", "example.com", "localhost.example.com", "127.0.0.1.example.com", "10.0.0.1:3000"];
        for host in
            hosts.into_iter().chain(["127.0.0.1@example.com", "localhost@127.0.0.1", "[::ffff:8.8.8.8]"])
        {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
