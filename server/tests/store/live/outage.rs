//! What the hub answers while its database is away, and that it comes back by itself.

use std::time::Duration;

use app::live::Board;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::IntoResponse;
use futures::future::join_all;
use server::db::testing::on_postgres;
use server::error::ApiError;
use server::live::{Audience, Live, LiveError};
use tokio::time::timeout;

use super::{begin_all, board, open_live_on};
use crate::support::{Franchise, Proxy, TODAY, line, sale};

/// Ten times what an answer may take. A hang limit, not a measure.
const PATIENCE: Duration = Duration::from_secs(20);

async fn ask(live: &Live, scope: &str) -> Result<Board, LiveError> {
    live.board(&scope.parse().unwrap(), None, Audience::Full).await.map(|view| view.board())
}

fn assert_unavailable(error: LiveError) {
    let response = ApiError::from(error).into_response();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers().contains_key(RETRY_AFTER));
}

/// A hub that reaches its database by way of a proxy and has read the network's board.
async fn with_proxy(test: impl AsyncFn(&Franchise, &Live, &mut Proxy)) {
    on_postgres(async |db| {
        let shop = Franchise::open(db).await;
        begin_all(&shop, TODAY).await;
        let (mut proxy, through) = Proxy::open(&shop.db).await;
        let live = open_live_on(&shop, &through).await;
        assert!(board(&live, "network").await.totals.is_empty());
        test(&shop, &live, &mut proxy).await;
        live.stop().await;
        shop.ingest.stop().await;
        through.close().await;
    })
    .await;
}

/// The board that holds the sale, as soon as the hub has read it.
async fn comes_back(live: &Live) {
    let read = async {
        loop {
            if ask(live, "network").await.is_ok_and(|board| !board.totals.is_empty()) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, read).await.expect("the hub reads on");
}

#[tokio::test]
async fn while_the_database_refuses_connections_boards_are_shown_as_old_as_they_are() {
    with_proxy(async |shop, live, proxy| {
        proxy.cut().await;
        shop.recorded(&sale(1, shop.outlet("a"), &[line("vanilla", 1, 500)])).await;
        // One attempt at the database takes 1.5 s: were each question to make one, they would wait for minutes.
        let known = join_all((0..100).map(|_| ask(live, "network")));
        for board in timeout(PATIENCE, known).await.expect("nobody waits for a database that is away") {
            assert!(board.expect("from memory").totals.is_empty());
        }
        let new = join_all((0..100).map(|_| ask(live, "region:north")));
        for answer in timeout(PATIENCE, new).await.expect("what cannot be read is refused at once") {
            assert_unavailable(answer.expect_err("it was never read"));
        }
        proxy.restore().await;
        comes_back(live).await;
    })
    .await;
}

#[tokio::test]
async fn while_the_database_hangs_every_question_has_an_end() {
    with_proxy(async |shop, live, proxy| {
        proxy.hold(true);
        shop.recorded(&sale(1, shop.outlet("a"), &[line("vanilla", 1, 500)])).await;
        let asked = join_all((0..20).map(|_| ask(live, "outlet:b")));
        for answer in timeout(PATIENCE, asked).await.expect("a question has an end") {
            assert_unavailable(answer.expect_err("it was never read"));
        }
        proxy.hold(false);
        comes_back(live).await;
    })
    .await;
}
