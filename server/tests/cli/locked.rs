//! A database that another process keeps locked.

use rusqlite::Connection;

use crate::program::scoopjoy;

#[test]
fn whoever_meets_a_locked_database_is_told_so_and_what_to_do() {
    let data = tempfile::tempdir().unwrap();
    let list = ["key", "list"];
    let add = ["key", "add", "--scope", "network", "--rights", "read", "--name", "Screen"];
    assert_eq!(scoopjoy(data.path(), &[], &add).code, Some(0));
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    let wait = "locked: wait until it is done, or end it, and start again";
    for take in ["begin immediate", "pragma locking_mode = exclusive; begin exclusive; commit"] {
        let holder = Connection::open(data.path().join("scoopjoy.db")).unwrap();
        holder.execute_batch(take).unwrap();
        for arguments in [&list[..], &serve] {
            let ended = scoopjoy(data.path(), &[], arguments);
            assert_eq!(ended.code, Some(1), "{take}: {ended:?}");
            assert!(
                ended.stderr.contains("scoopjoy: another process keeps the database"),
                "{take}: {ended:?}"
            );
            assert!(ended.stderr.contains("scoopjoy.db") && ended.stderr.contains(wait), "{take}: {ended:?}");
        }
        drop(holder);
        let ended = scoopjoy(data.path(), &[], &list);
        assert!(ended.code == Some(0) && ended.stdout.contains("Screen"), "{take}: {ended:?}");
    }
}
