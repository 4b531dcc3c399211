//! Two servers on one database: what one records, the viewers of the other see, and neither's end takes anything along.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use server::config::testing::repetitions;
use server::db::Db;
use server::db::testing::{on_both_engines, on_postgres};
use server::events;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::ledger;
use crate::served::{Home, Served, prepare};
use crate::till::Book;
use crate::viewer::{Viewer, board};

const SALES: usize = 200;
const SCOPES: [&str; 3] = ["network", "outlet:mg-road", "region:india-south"];
const TILLS: usize = 4;
const USUAL_KILLS: usize = 20;
/// Answers after which a server is killed, at most.
const USUAL_ANSWERS: usize = 80;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_that_another_process_records_moves_the_board() {
    on_both_engines(async |db| {
        let data = tempfile::tempdir().unwrap();
        let home = Home::of(&db, data.path());
        let book = Book::new(&prepare(&home), 7);
        let (till_side, screen_side) = (Served::start(&home), Served::start(&home));
        let mut viewer = Viewer::open(screen_side.address, &SCOPES).await;
        let tills = open_tills(&book, &till_side);
        book.wait_for(SALES).await;
        till_side.kill();
        tills.join_all().await;
        sees_what_is_so(&mut viewer, &screen_side).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_doubled_or_out_of_order_while_two_servers_are_killed_in_turn() {
    on_postgres(async |db| {
        let data = tempfile::tempdir().unwrap();
        let home = Home::of(&db, data.path());
        let book = Book::new(&prepare(&home), 8);
        let mut random = StdRng::seed_from_u64(8);
        let answers = repetitions("SCOOPJOY_TEST_ANSWERS", USUAL_ANSWERS);
        let stop = CancellationToken::new();
        let mut following = JoinSet::new();
        following.spawn(follow(db.clone(), stop.clone()));
        let mut servers = [Served::start(&home), Served::start(&home)];
        for _ in 0..repetitions("SCOOPJOY_TEST_KILLS", USUAL_KILLS) {
            let mut viewer = Viewer::open(servers[1].address, &SCOPES).await;
            let tills = servers.each_ref().map(|server| open_tills(&book, server));
            book.wait_for(random.random_range(5..answers)).await;
            // The other one goes on, without waiting for what the dead one held.
            let [dying, living] = servers;
            dying.kill();
            book.wait_for(random.random_range(5..answers)).await;
            let [of_the_dead, of_the_living] = tills;
            of_the_dead.join_all().await;
            sees_what_is_so(&mut viewer, &living).await;
            living.kill();
            of_the_living.join_all().await;
            servers = [Served::start(&home), Served::start(&home)];
        }
        book.settle(servers[0].address).await;
        let acknowledged = book.acknowledged();
        assert_eq!(ledger::check(&db).await, acknowledged);
        stop.cancel();
        let followed = following.join_next().await.unwrap().unwrap();
        assert_eq!(followed, list(&db, 0).await, "whoever follows the log misses something");
    })
    .await;
}

fn open_tills(book: &Book, server: &Served) -> JoinSet<()> {
    let mut tills = JoinSet::new();
    for _ in 0..TILLS {
        tills.spawn(book.clone().sell(server.address));
    }
    tills
}

/// What a viewer has been told comes to be what the server shows. While tills go on, both are looked at until they are of one moment.
async fn sees_what_is_so(viewer: &mut Viewer, server: &Served) {
    loop {
        let shown = board(server.address, "network").await;
        viewer.wait_until("network", |board| board.revision >= shown.revision).await;
        let held = &viewer.boards[&shown.scope];
        if held.revision == shown.revision {
            assert_eq!(held.digest(), shown.digest());
            assert_eq!(held.feed.first(), shown.feed.first());
            assert!(shown.feed.iter().all(|row| row.late), "the tills hand in what they sold in January");
            return;
        }
    }
}

/// The ids of events in the order in which somebody sees them who asks for what is new, again and again.
async fn follow(db: Db, stop: CancellationToken) -> Vec<i64> {
    let mut seen = Vec::new();
    loop {
        let is_last = stop.is_cancelled();
        let news = list(&db, seen.last().copied().unwrap_or_default()).await;
        if news.is_empty() && is_last {
            return seen;
        }
        seen.extend(news);
        tokio::task::yield_now().await;
    }
}

async fn list(db: &Db, mut after: i64) -> Vec<i64> {
    let mut ids = Vec::new();
    loop {
        let mut tx = db.read().await.unwrap();
        let events = events::store::list_after(&mut tx, after, 500).await.unwrap();
        tx.rollback().await.unwrap();
        let Some(last) = events.last() else { return ids };
        after = last.id;
        ids.extend(events.iter().map(|event| event.id));
    }
}
