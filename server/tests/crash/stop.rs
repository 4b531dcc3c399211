//! A server under load is told to stop.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::timeout;

use crate::ledger;
use crate::served::{Home, Served, prepare, start_and_stop};
use crate::till::Book;
use crate::viewer::Viewer;

const VIEWERS: usize = 1_000;
const TILLS: usize = 8;
/// Ten times as long as stopping may take.
const HANG: Duration = Duration::from_secs(50);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_viewers_are_told_and_what_was_taken_is_answered() {
    let data = tempfile::tempdir().unwrap();
    let home = Home::embedded(data.path());
    let book = Book::new(&prepare(&home), 13);
    let server = Served::start(&home);
    let mut viewers = JoinSet::new();
    for _ in 0..VIEWERS {
        let mut viewer = Viewer::open(server.address, &["network"]).await;
        viewers.spawn(async move {
            let mut last = None;
            while let Some(event) = viewer.hear().await {
                last = Some(event);
            }
            last
        });
    }
    let mut tills = JoinSet::new();
    for _ in 0..TILLS {
        tills.spawn(book.clone().sell(server.address));
    }
    book.wait_for(300).await;
    let stopping = spawn_blocking(move || server.terminate());
    let stopped = timeout(HANG, stopping).await.expect("it hangs").unwrap();
    assert!(stopped.success());
    while let Some(last) = viewers.join_next().await {
        assert_eq!(last.unwrap().as_deref(), Some("bye"));
    }
    while let Some(till) = tills.join_next().await {
        till.unwrap();
    }
    // Whatever is in the ledger was answered: nothing was taken and then left without a word.
    assert_eq!(ledger::check_file(&data.path().join("scoopjoy.db")).await, book.acknowledged());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_signal_waits_for_no_answer() {
    let data = tempfile::tempdir().unwrap();
    let home = Home::embedded(data.path());
    let key = prepare(&home);
    let server = Served::start(&home);
    let mut viewer = Viewer::open(server.address, &["network"]).await;
    // Half a body keeps a request open; the server asks for the rest once it reads it.
    let mut half = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "POST /api/v1/sales HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: 100\r\nexpect: 100-continue\r\n\r\n"
    );
    half.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    half.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 100");
    server.ask_to_stop();
    // Its farewell says that the first signal has arrived.
    while viewer.hear().await.is_some() {}
    assert_eq!(server.terminate().code(), Some(1), "left before everything was answered, and says so");
}

#[test]
fn a_first_start_that_is_stopped_at_any_moment_leaves_what_the_next_one_completes() {
    for delay_ms in (0..120).step_by(4) {
        let data = tempfile::tempdir().unwrap();
        let home = Home::embedded(data.path());
        start_and_stop(&home, Duration::from_millis(delay_ms));
        prepare(&home);
        assert!(Served::start(&home).terminate().success(), "after {delay_ms} ms");
    }
}
