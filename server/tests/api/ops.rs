//! `/ops`: the server's own work as people read it.

use app::units::{Day, UnixMs};
use axum::http::StatusCode;
use server::clock::Clock;
use server::db::{Urgency, on_engine};
use server::jobs::{JobKind, NewJob, Registry, Worker, enqueue};
use server::sales::Command;
use server::sales::ingest::Lane;
use server::summaries::prove;
use server::summaries::rebuild_days::rebuild_days;
use server::summaries::rebuild_store::Asked;
use server::summaries::verify::verify_day;
use tokio_util::sync::CancellationToken;

use crate::support::{As, TestApp, sale, with_app};

/// The page as text, with status 200, without the marks at which the browser's half finds its places.
async fn page(app: &TestApp) -> String {
    let answer = app.get(As::Nobody, "/ops").await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
    String::from_utf8_lossy(&answer.body).replace("<!>", "")
}

fn must_say(page: &str, texts: &[&str]) {
    for text in texts {
        assert!(page.contains(text), "{text} is not on the page: {page}");
    }
}

async fn execute(app: &TestApp, sql: &'static str) {
    let mut tx = app.db.write(Urgency::Foreground).await.expect("a transaction");
    on_engine!(&mut tx, connection => sqlx::query(sql).execute(connection).await.map(drop)).expect("it runs");
    tx.commit().await.expect("it commits");
}

#[tokio::test]
async fn a_fresh_server_says_that_nothing_has_been_done_yet() {
    with_app(async |app| {
        let page = page(&app).await;
        must_say(
            &page,
            &["Days compared with the ledger", "None yet.", "Nothing waits.", "0 of 0", "B</dd>"],
        );
    })
    .await;
}

/// What the page says of a figure of [`app::ops::model::Lag`].
fn lag(name: &str, figure: &str) -> String {
    format!("<dt>{name}</dt><dd>{figure}</dd>")
}

#[tokio::test]
async fn what_boards_and_analytics_do_not_hold_yet_is_counted() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        // A board that is asked for holds what was committed before.
        assert_eq!(app.get(As::Nobody, "/api/v1/board").await.status, StatusCode::OK);
        let fresh = page(&app).await;
        must_say(
            &fresh,
            &[
                &lag("Waiting to be written", "0"),
                &lag("Live boards", "Up to date"),
                &lag("Analytics", "Not read yet"),
            ],
        );
        assert_eq!(app.get(As::Nobody, "/api/v1/analytics").await.status, StatusCode::OK);
        must_say(&page(&app).await, &[&lag("Analytics", "Up to date")]);
        // With nobody to read on, boards stay where they are; the analytics read when somebody asks, and this page does not.
        app.state.live.clone().stop().await;
        app.recorded(&sale(2)).await;
        must_say(
            &page(&app).await,
            &[&lag("Live boards", "1 change behind"), &lag("Analytics", "1 change behind")],
        );
        app.recorded(&sale(3)).await;
        let late = page(&app).await;
        must_say(&late, &[&lag("Live boards", "2 changes behind"), &lag("Analytics", "2 changes behind")]);
        assert_eq!(app.get(As::Nobody, "/api/v1/analytics?parts=top_outlets").await.status, StatusCode::OK);
        must_say(
            &page(&app).await,
            &[&lag("Live boards", "2 changes behind"), &lag("Analytics", "Up to date")],
        );
    })
    .await;
}

#[tokio::test]
async fn what_waits_for_the_writer_is_counted() {
    const SENT: usize = 600;
    // On Postgres nobody can hold the writer up.
    let app = TestApp::new().await;
    let ingest = &app.state.ingest;
    let code = "mg-road".parse().expect("a code");
    let outlet = app.state.directory.current().outlet_by_code(&code).expect("it is there").id;
    let starts = (0..SENT).map(|_| Command::StartDay { outlet, day: Day(20_777) }).collect();
    let held = app.db.write(Urgency::Foreground).await.expect("a transaction");
    let looking = async {
        // The first group is taken and waits for its turn to write; what is left waits behind it.
        while !(1..SENT).contains(&ingest.waiting()) {
            tokio::task::yield_now().await;
        }
        let waiting = ingest.waiting().to_string();
        must_say(&page(&app).await, &[&lag("Waiting to be written", &waiting)]);
        held.rollback().await.expect("it ends");
    };
    let (written, ()) = tokio::join!(ingest.submit(Lane::Batch, starts), looking);
    assert_eq!(written.expect("they are carried out").len(), SENT);
    must_say(&page(&app).await, &[&lag("Waiting to be written", "0")]);
}

#[tokio::test]
async fn what_was_done_waits_or_differed_is_shown() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        execute(&app, "update scope_days set gross = gross - 1000").await;
        let mut registry = Registry::default();
        prove::add_to(&mut registry, app.db.clone(), app.clock.clone());
        let worker = Worker::new(app.db.clone(), app.clock.clone(), app.state.entropy.clone(), registry);
        worker.keep_schedules().await.expect("schedules are kept");
        let mut tx = app.db.write(Urgency::Foreground).await.expect("a transaction");
        let now = UnixMs(app.clock.now_ms());
        for (kind, payload) in [(prove::PROVE, "{}"), ("mail.send", "<script>alert(1)</script>")] {
            let job = NewJob::new(JobKind::kept(kind.to_owned()), payload.to_owned(), now);
            enqueue(&mut tx, &job, now).await.expect("a job");
        }
        tx.commit().await.expect("it commits");
        assert_eq!(worker.run_due().await.expect("it runs"), 1);
        execute(&app, "update runs set summary = '<script>alert(1)</script> ' || summary").await;
        let asked = Asked { from: Day(0), to: Day(30_000), outlet: None, is_dry_run: true };
        let stop = CancellationToken::new();
        rebuild_days(&app.db, &*app.clock, &asked, &stop, |_, _, _| Ok(())).await.expect("it compares");
        let page = page(&app).await;
        must_say(
            &page,
            &[
                "summaries.prove",
                "20 Nov 2026, 12:10 UTC",
                "mail.send",
                "1 of 1 due days proved",
                "1 days healed",
                "All put right",
                "scope_days",
                "40.00",
                "Compared",
            ],
        );
        assert!(!page.contains("<script>alert"), "what a job says is text");
    })
    .await;
}

#[tokio::test]
async fn a_day_whose_ledger_cannot_be_read_is_shown() {
    // Postgres takes no text for a number.
    let app = TestApp::new().await;
    app.recorded(&sale(1)).await;
    execute(&app, "update sale_lines set total = 'much'").await;
    verify_day(&app.db, &*app.clock, Day(20_777)).await.expect_err("the day cannot be added up");
    must_say(&page(&app).await, &["1 not put right yet", "sale_lines", "20 Nov 2026", "Not yet"]);
}
