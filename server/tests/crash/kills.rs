//! The server is killed under load, again and again.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use server::config::testing::repetitions;
use tokio::task::JoinSet;

use crate::ledger;
use crate::served::{Home, Served, prepare};
use crate::till::Book;

const USUAL_KILLS: usize = 50;
/// Answers after which a server is killed, at most.
const USUAL_ANSWERS: usize = 60;
const TILLS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_once_after_many_kills() {
    let data = tempfile::tempdir().unwrap();
    let home = Home::embedded(data.path());
    let book = Book::new(&prepare(&home), 1);
    let mut random = StdRng::seed_from_u64(1);
    let answers = repetitions("SCOOPJOY_TEST_ANSWERS", USUAL_ANSWERS);
    for _ in 0..repetitions("SCOOPJOY_TEST_KILLS", USUAL_KILLS) {
        let server = Served::start(&home);
        let mut tills = JoinSet::new();
        for _ in 0..TILLS {
            tills.spawn(book.clone().sell(server.address));
        }
        book.wait_for(random.random_range(5..answers)).await;
        server.kill();
        while let Some(till) = tills.join_next().await {
            till.unwrap();
        }
    }
    let server = Served::start(&home);
    book.settle(server.address).await;
    server.kill();

    // Everything that was sent is acknowledged by now, so the ledger holds exactly that.
    let acknowledged = book.acknowledged();
    assert_eq!(ledger::check_file(&data.path().join("scoopjoy.db")).await, acknowledged);
    println!("{} facts were acknowledged", acknowledged.len());
}
