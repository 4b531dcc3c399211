//! A server under load is told to stop.

use tokio::task::JoinSet;

use crate::ledger;
use crate::served::{Served, prepare};
use crate::till::Book;
use crate::viewer::Viewer;

const VIEWERS: usize = 1_000;
const TILLS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_viewers_are_told_and_what_was_taken_is_answered() {
    let data = tempfile::tempdir().unwrap();
    let book = Book::new(&prepare(data.path()), 13);
    let server = Served::start(data.path());
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
    assert!(server.terminate().success());
    while let Some(last) = viewers.join_next().await {
        assert_eq!(last.unwrap().as_deref(), Some("bye"));
    }
    while let Some(till) = tills.join_next().await {
        till.unwrap();
    }
    // Whatever is in the ledger was answered: nothing was taken and then left without a word.
    assert_eq!(ledger::check(&data.path().join("scoopjoy.db")).await, book.acknowledged());
}
