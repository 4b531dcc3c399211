//! Whoever waits for the database may be gone before it answers, as a browser is that closes its connection.

use std::future::poll_fn;
use std::task::Poll;

use server::db::testing::on_both_engines;
use server::db::{Urgency, settings};

/// Goes along with `work` for so many steps, and drops it.
async fn give_up_after(steps: usize, work: impl Future) {
    let (mut work, mut left) = (Box::pin(work), steps);
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        work.as_mut().poll(context).map(drop)
    })
    .await;
}

#[tokio::test]
async fn a_transaction_that_is_given_up_while_it_begins_is_not_found_by_the_next() {
    on_both_engines(async |db| {
        for steps in (1..12).chain(1..12) {
            give_up_after(steps, db.read()).await;
            give_up_after(steps, db.write(Urgency::Foreground)).await;
            let mut tx = db.write(Urgency::Foreground).await.unwrap();
            let name = format!("given-up-{steps}");
            settings::insert_missing(&mut tx, &name, "1").await.unwrap();
            tx.commit().await.unwrap();
            let mut tx = db.read().await.unwrap();
            assert_eq!(settings::find(&mut tx, &name).await.unwrap().as_deref(), Some("1"));
            tx.rollback().await.unwrap();
        }
    })
    .await;
}
