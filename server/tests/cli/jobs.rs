//! `scoopjoy jobs`, on a database that no server has opened yet.

use crate::program::scoopjoy;

#[test]
fn jobs_are_listed_and_what_is_not_there_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| scoopjoy(data.path(), &[], arguments);
    assert_eq!(run(&["jobs", "list"]).code, Some(1), "there is no database to list");
    let add = ["key", "add", "--scope", "network", "--rights", "read", "--name", "Screen"];
    assert_eq!(run(&add).code, Some(0));
    let listed = run(&["jobs", "list", "--json"]);
    assert_eq!((listed.code, listed.stdout.as_str()), (Some(0), "{\"schedules\":[],\"jobs\":[]}\n"));
    for (arguments, why) in [
        (["jobs", "run", "other"], "there is no schedule other"),
        (["jobs", "retry", "7"], "there is no job 7"),
        (["jobs", "cancel", "7"], "there is no job 7"),
    ] {
        let refused = run(&arguments);
        assert_eq!(refused.code, Some(1), "{refused:?}");
        assert!(refused.stderr.contains(why), "{refused:?}");
    }
    let usage = run(&["jobs", "list", "--state", "asleep"]);
    assert_eq!(usage.code, Some(2));
    assert!(usage.stderr.contains("waiting, running, done, dead or cancelled"), "{usage:?}");
    for action in ["list", "run", "retry", "cancel"] {
        let help = run(&["jobs", action, "--help"]);
        assert!(help.code == Some(0) && help.stdout.contains("Example:"), "{help:?}");
    }
}
