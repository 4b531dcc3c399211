//! How a simulation ends.

use std::net::TcpListener;

use crate::program::scoopjoy;

#[test]
fn a_simulation_that_found_no_server_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}");
    let arguments = ["simulate", "--url", &url, "--duration", "1s"];
    let ended = scoopjoy(folder.path(), &[("SCOOPJOY_KEY", "sj_none")], &arguments);
    assert!(ended.code == Some(1) && ended.stderr.contains("had outlets to sell at"), "{ended:?}");
}
