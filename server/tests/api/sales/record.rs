//! A sale is recorded once, whatever a till sends again.

use axum::http::StatusCode;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use serde_json::json;
use server::app::Settings;
use server::db::Urgency;
use server::organisation::{apply, file};
use server::sales::ingest::IngestSettings;

use crate::support::{As, SaleDraft, TestApp, id, sale, with_app};

const SALES: &str = "/api/v1/sales";

#[tokio::test]
async fn a_new_sale_is_answered_with_its_place_in_the_books() {
    with_app(async |app| {
        let first = app.recorded(&sale(1)).await;
        assert_eq!(first["id"], id(1));
        assert_eq!(first["number"], "MG-000001");
        assert_eq!(first["business_day"], "2026-11-20");
        assert_eq!(first["hour"], 17);
        assert_eq!(first["recorded_at"], "2026-11-20T12:00:00Z");
        assert!(first["event"].is_i64());
        assert_eq!(first.get("warnings"), None);
    })
    .await;
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_however_it_is_spelled() {
    with_app(async |app| {
        let first = app.recorded(&sale(1)).await;
        app.clock.advance_ms(60_000);
        let respelled = [
            sale(1),
            sale(1).with("/total", 252).with("/lines/0/qty", "2.000").with("/lines/0/total", json!(252.0)),
            sale(1).with("/sold_at", "2026-11-20T11:30:00Z").with("/currency", " inr "),
            sale(1).with("/sold_at", "2026-11-20t12:30:00.000000+01:00").with("/outlet", " MG-ROAD "),
            sale(1)
                .with("/number", "  MG-000001 ")
                .with("/lines/0/item", "van-500")
                .with("/id", id(1).to_uppercase()),
            sale(1).without("/shift").without("/replaces").with("/customer/email", "").with("/till_seq", "1"),
            sale(1).with("/tender/0/rate", json!(null)).with("/lines/0/tax_rate", "5"),
        ];
        for draft in respelled {
            let answer = app.post_json(As::Network, SALES, &draft.json()).await;
            assert_eq!(answer.status, StatusCode::OK, "{}\n{answer}", draft.json());
            assert_eq!(answer.json(), first);
        }
        let answer = app.post_json(As::Network, SALES, &sale(1).with("/colour", "red").json()).await;
        assert_eq!((answer.status, answer.json()["warnings"].clone()), (StatusCode::OK, json!(["colour"])));
    })
    .await;
}

#[tokio::test]
async fn the_same_id_with_other_content_is_a_contradiction() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        let others = [
            sale(1).with("/number", "MG-1"),
            sale(1).with("/sold_at", "2026-11-20T17:00:01+05:30"),
            sale(1).without("/rounding"),
            sale(1).without("/cashier"),
            sale(1).without("/tender"),
            sale(1).with("/customer/name", "Customer 18"),
            sale(1).with("/lines/0/item", "van-501"),
            sale(1).with("/outlet", "colaba"),
            // Whatever else is wrong: the id is looked at first.
            sale(1).with("/total", "1.00"),
            sale(1).with("/total", "much"),
            sale(1).with("/outlet", "nowhere"),
            sale(1).without("/lines"),
        ];
        for draft in others {
            let answer = app.post_json(As::Network, SALES, &draft.json()).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{}\n{answer}", draft.json());
            assert_eq!((answer.code().as_str(), answer.wrong_fields()), ("conflict", vec!["id".to_owned()]));
        }
    })
    .await;
}

#[tokio::test]
async fn a_repeat_is_answered_even_if_the_outlet_has_closed_since() {
    with_app(async |app| {
        let first = app.recorded(&sale(1)).await;
        close(&app, "mg-road").await;
        let repeat = app.post_json(As::Network, SALES, &sale(1).json()).await;
        assert_eq!((repeat.status, repeat.json()), (StatusCode::OK, first));
        let new = app.post_json(As::Network, SALES, &sale(2).json()).await;
        assert_eq!(
            (new.status, new.wrong_fields()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec!["outlet".to_owned()])
        );
    })
    .await;
}

async fn close(app: &TestApp, outlet: &str) {
    apply_outlet(app, outlet, false).await;
    app.state.directory.reload(&app.db).await.expect("the directory is read");
}

/// Writes the outlet as another process would: this server is not told.
async fn apply_outlet(app: &TestApp, outlet: &str, is_open: bool) {
    let text = format!(
        "default_currency = \"INR\"\n[[outlets]]\ncode = \"{outlet}\"\nname = \"MG Road\"\nregion = \"south\"\n\
         franchise = \"company\"\ntime_zone = \"Asia/Kolkata\"\nis_open = {is_open}\n"
    );
    let now = app::units::UnixMs(crate::support::noon().timestamp_millis());
    apply::apply(&app.db, &file::parse_toml(&text).expect("the file is right"), now)
        .await
        .expect("it applies");
}

#[tokio::test]
async fn a_till_may_sell_the_moment_its_outlet_is_there() {
    with_app(async |app| {
        apply_outlet(&app, "brigade-road", true).await;
        let answer = app.recorded(&sale(1).with("/outlet", "brigade-road")).await;
        assert_eq!(answer["business_day"], "2026-11-20");
    })
    .await;
}

#[tokio::test]
async fn a_sale_counts_to_the_wall_clock_of_its_outlet_whatever_offset_was_sent() {
    let app = TestApp::new().await;
    let free = |n, outlet: &str, at: &str, currency: &str| -> SaleDraft {
        sale(n)
            .without("/tender")
            .with("/outlet", outlet)
            .with("/sold_at", at)
            .with("/currency", currency)
            .with("/lines", json!([{"item": "X", "qty": "1", "unit_price": "0", "total": "0"}]))
            .with("/tax", "0")
            .with("/total", "0")
    };
    for (n, outlet, at, currency, day, hour) in [
        (1, "mg-road", "2026-11-19T18:29:59Z", "INR", "2026-11-19", 23),
        (2, "mg-road", "2026-11-19T18:30:00Z", "INR", "2026-11-20", 0),
        (3, "ginza", "2026-11-20T00:00:00-05:00", "JPY", "2026-11-20", 14),
        (4, "souq", "2026-11-19T21:00:00Z", "KWD", "2026-11-20", 0),
    ] {
        let answer = app.recorded(&free(n, outlet, at, currency)).await;
        assert_eq!((&answer["business_day"], &answer["hour"]), (&json!(day), &json!(hour)), "{at}");
    }
}

#[tokio::test]
async fn a_sale_replaces_another_once() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        let replacing = |n: u32, replaced: u32| sale(n).with("/replaces", id(replaced));
        app.recorded(&replacing(2, 1)).await;
        let old = app.get(As::Nobody, &format!("{SALES}/{}", id(1))).await.json();
        assert_eq!(old["cancelled"], true);
        let kinds: Vec<_> =
            old["timeline"].as_array().into_iter().flatten().map(|step| step["kind"].clone()).collect();
        assert_eq!(kinds, ["sold", "recorded", "summed", "cancelled", "replaced"]);
        for draft in [replacing(3, 1), replacing(3, 9), replacing(3, 3)] {
            let answer = app.post_json(As::Network, SALES, &draft.json()).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
            assert_eq!(answer.wrong_fields(), ["replaces"]);
        }
        // A sale that was cancelled first can still be replaced: nobody has taken its place yet.
        app.recorded(&sale(4)).await;
        let path = format!("{SALES}/{}/cancel", id(4));
        assert_eq!(app.post(As::Network, &path, r#"{"reason":"typo"}"#).await.status, StatusCode::OK);
        app.recorded(&replacing(5, 4)).await;
    })
    .await;
}

#[tokio::test]
async fn a_sale_outside_the_keys_reach_cannot_be_replaced_nor_found_out() {
    with_app(async |app| {
        app.recorded(&sale(1).with("/outlet", "colaba")).await;
        let mut answers = Vec::new();
        for (n, replaced) in [(2, 1), (3, 9)] {
            let draft = sale(n).with("/replaces", id(replaced));
            let answer = app.post_json(As::MgRoad, SALES, &draft.json()).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
            answers.push(answer.json()["fields"][0]["problem"].clone());
        }
        assert_eq!(answers[0], answers[1], "a sale elsewhere is as unknown as one that is not there");
        let kept = app.get(As::Nobody, &format!("{SALES}/{}", id(1))).await.json();
        assert_eq!(kept["cancelled"], false);
        app.recorded(&sale(4)).await;
        let foreign = app.post_json(As::MgRoad, SALES, &sale(6).with("/outlet", "colaba").json()).await;
        assert_eq!(
            (foreign.status, foreign.wrong_fields()),
            (StatusCode::FORBIDDEN, vec!["outlet".to_owned()])
        );
        let own = sale(5).with("/replaces", id(4));
        assert_eq!(app.post_json(As::MgRoad, SALES, &own.json()).await.status, StatusCode::CREATED);
    })
    .await;
}

#[tokio::test]
async fn a_full_queue_answers_503_and_when_to_come_back() {
    let settings = Settings {
        ingest: IngestSettings { singles: 1, batches: 2, ..IngestSettings::default() },
        ..Settings::default()
    };
    let app = TestApp::with(settings).await;
    let held = app.db.write(Urgency::Foreground).await.expect("the lock is free");
    let posts = (1..=8).map(|n| {
        let app = &app;
        async move { app.post_json(As::Network, SALES, &sale(n).json()).await }
    });
    let mut posts: FuturesUnordered<_> = posts.collect();
    // One sale is with the writer, who waits for the lock, one waits in the queue; the others are turned away at once.
    for _ in 0..6 {
        let refused = posts.next().await.expect("an answer");
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
        );
        assert_eq!(refused.headers["retry-after"], "1");
    }
    let batch = json!({"sales": [sale(11).json(), sale(12).json(), sale(13).json()]});
    let whole = app.post_json(As::Network, SALES, &batch).await;
    assert_eq!(whole.status, StatusCode::SERVICE_UNAVAILABLE, "a batch is refused whole: {whole}");
    held.rollback().await.expect("the lock is given back");
    while let Some(answer) = posts.next().await {
        assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
    }
    for n in 1..=8 {
        let answer = app.post_json(As::Network, SALES, &sale(n).json()).await;
        assert!(answer.status.is_success(), "{answer}");
    }
    let recorded = app.get(As::Nobody, SALES).await.json()["sales"].as_array().map_or(0, Vec::len);
    assert_eq!(recorded, 8);
}
