//! Two servers on one database: what one records, the viewers of the other see.

use tokio::task::JoinSet;

use crate::served::{Served, prepare};
use crate::till::Book;
use crate::viewer::{Viewer, board};

const SALES: usize = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_that_another_process_records_moves_the_board() {
    let data = tempfile::tempdir().unwrap();
    let book = Book::new(&prepare(data.path()), 7);
    let (till_side, screen_side) = (Served::start(data.path()), Served::start(data.path()));
    let mut viewer =
        Viewer::open(screen_side.address, &["network", "outlet:mg-road", "region:india-south"]).await;
    let mut tills = JoinSet::new();
    for _ in 0..4 {
        tills.spawn(book.clone().sell(till_side.address));
    }
    book.wait_for(SALES).await;
    till_side.kill();
    while let Some(till) = tills.join_next().await {
        till.unwrap();
    }
    let shown = board(screen_side.address, "network").await;
    viewer.wait_until("network", |board| board.revision >= shown.revision).await;
    let held = &viewer.boards[&shown.scope];
    assert_eq!(held.digest(), shown.digest());
    assert_eq!(held.feed.first(), shown.feed.first());
    assert!(shown.feed.iter().all(|row| row.late), "the tills hand in what they sold in January");
}
