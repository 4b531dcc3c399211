//! How many connections the process may hold.

use rustix::process::{Resource, getrlimit, setrlimit};

/// Takes as many open files as the system grants: a shell usually starts with a thousand, and each stream needs one.
pub fn raise_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}
