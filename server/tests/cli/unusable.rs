//! A database that cannot be used, and what is said of it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::program::{Ended, scoopjoy};

const LIST: [&str; 2] = ["key", "list"];
const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

fn says(ended: &Ended, words: &[&str]) {
    assert_eq!(ended.code, Some(1), "{ended:?}");
    for word in words {
        assert!(ended.stderr.contains(word), "{word}: {ended:?}");
    }
}

/// A data folder with a database that can be used.
fn with_database() -> TempDir {
    let data = tempfile::tempdir().unwrap();
    let add = ["key", "add", "--scope", "network", "--rights", "read", "--name", "Screen"];
    assert_eq!(scoopjoy(data.path(), &[], &add).code, Some(0));
    data
}

#[test]
fn a_file_that_is_no_database_is_named() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("scoopjoy.db");
    let path = file.to_str().unwrap();
    for text in ["Some text.\n", &"Some text.\n".repeat(1_000)] {
        fs::write(&file, text).unwrap();
        for arguments in [&LIST[..], &SERVE] {
            says(&scoopjoy(data.path(), &[], arguments), &[path, "is not a SQLite database"]);
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), text, "it is left as it is");
    }
    for other in ["/dev/null", "/"] {
        let url = format!("sqlite://{other}");
        for arguments in [&LIST[..], &SERVE] {
            let ended = scoopjoy(data.path(), &[("DATABASE_URL", &url)], arguments);
            says(&ended, &[&url, "is not a SQLite database"]);
        }
    }
}

#[test]
fn a_database_that_is_damaged_is_named() {
    let data = with_database();
    let file = data.path().join("scoopjoy.db");
    let mut bytes = fs::read(&file).unwrap();
    bytes[100..4_096].fill(0xff);
    fs::write(&file, bytes).unwrap();
    says(&scoopjoy(data.path(), &[], &LIST), &[file.to_str().unwrap(), "is damaged"]);
}

#[test]
fn a_read_only_place_is_named_before_anything_is_served() {
    let data = with_database();
    let file = data.path().join("scoopjoy.db");
    let check = |place: &Path| {
        let cannot = format!("cannot write to {}:", place.display());
        for arguments in [&LIST[..], &SERVE] {
            says(&scoopjoy(data.path(), &[], arguments), &[&cannot, "is read-only"]);
        }
    };
    let protect = |place: &Path, mode| fs::set_permissions(place, Permissions::from_mode(mode)).unwrap();
    protect(&file, 0o400);
    if fs::File::options().write(true).open(&file).is_err() {
        check(&file);
        protect(&file, 0o600);
        protect(data.path(), 0o500);
        check(data.path());
        protect(data.path(), 0o700);
    } else {
        // Rights do not stop root; a file system that is read-only does.
        let place = data.path().to_str().unwrap();
        mount(&["mount", "--bind", place, place]);
        mount(&["mount", "-o", "remount,bind,ro", place]);
        let checked = std::panic::catch_unwind(|| check(data.path()));
        mount(&["umount", place]);
        checked.unwrap();
    }
}

fn mount(command: &[&str]) {
    let status = Command::new(command[0]).args(&command[1..]).status().unwrap();
    assert!(status.success(), "{command:?}: as root this test needs mounts");
}
