//! Variables: an empty one is none, and a wrong one is named.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::program::{scoopjoy, scoopjoy_with};

#[test]
fn an_empty_variable_is_as_good_as_none() {
    let data = tempfile::tempdir().unwrap();
    let empty = [("DATABASE_URL", ""), ("RUST_LOG", ""), ("SCOOPJOY_KEY", "")];
    let added = ["key", "add", "--scope", "network", "--rights", "read", "--name", "Screen"];
    let ended = scoopjoy(data.path(), &empty, &added);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(data.path().join("scoopjoy.db").is_file(), "the embedded database is used");
    let simulated = scoopjoy(data.path(), &empty, &["simulate"]);
    assert_eq!(simulated.code, Some(1), "{simulated:?}");
    assert!(
        simulated.stderr.starts_with("scoopjoy: a key is needed, by --key or SCOOPJOY_KEY"),
        "{simulated:?}"
    );
}

#[test]
fn a_wrong_variable_is_named_and_an_option_goes_before_it() {
    let data = tempfile::tempdir().unwrap();
    let wrong = [("DATABASE_URL", "shop.db")];
    let ended = scoopjoy(data.path(), &wrong, &["key", "list"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.starts_with("scoopjoy: DATABASE_URL: the database URL has no scheme"), "{ended:?}");
    let log = scoopjoy(data.path(), &[("RUST_LOG", "server=loud")], &["key", "list"]);
    assert!(log.code == Some(1) && log.stderr.contains("RUST_LOG is"), "{log:?}");
    let file = format!("sqlite://{}", data.path().join("other.db").display());
    let added =
        ["--database-url", &file, "key", "add", "--scope", "network", "--rights", "read", "--name", "Screen"];
    let ended = scoopjoy(data.path(), &wrong, &added);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.contains("k_"), "{ended:?}");
}

#[test]
fn a_variable_that_is_no_text_is_named_and_said_what_it_should_be() {
    let data = tempfile::tempdir().unwrap();
    for (name, arguments) in [
        ("DATABASE_URL", &["key", "list"][..]),
        ("DATABASE_URL", &["serve", "--listen", "127.0.0.1:0"]),
        ("RUST_LOG", &["key", "list"]),
        ("SCOOPJOY_KEY", &["simulate"]),
    ] {
        let ended = scoopjoy_with(data.path(), &[(name, OsStr::from_bytes(b"sj_\xff"))], arguments);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        let told = format!("scoopjoy: {name} is not text in UTF-8: expected ");
        assert!(ended.stderr.starts_with(&told) && !ended.stderr.contains('\u{fffd}'), "{ended:?}");
    }
}
