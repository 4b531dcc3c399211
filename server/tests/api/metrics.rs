//! `/api/v1/metrics`.

use axum::http::StatusCode;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::{As, TestApp, sale, with_app};

async fn metrics(app: &TestApp, who: As, query: &str) -> Value {
    let answer = app.get(who, &format!("/api/v1/metrics{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {answer}");
    answer.json()
}

/// Gross of the days of the trend that have any, by date.
fn trend(answer: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let days = answer["trend"].as_array().expect("a trend").iter();
    days.filter(|day| day["totals"] != json!([]))
        .map(|day| (text(&day["day"]), text(&day["totals"][0]["gross"])))
        .collect()
}

#[tokio::test]
async fn the_month_and_the_trend_end_on_the_current_day() {
    with_app(async |app| {
        for (n, sold_at) in [
            (1, "2026-11-20T11:00:00+05:30"),
            (2, "2026-11-01T00:00:00+05:30"),
            (3, "2026-10-31T23:59:59+05:30"),
            (4, "2026-10-22T12:00:00+05:30"),
            (5, "2026-10-21T12:00:00+05:30"),
        ] {
            app.recorded(&sale(n).with("/sold_at", sold_at)).await;
        }
        let answer = metrics(&app, As::Nobody, "?scope=outlet:mg-road").await;
        let month = &answer["month"];
        assert_eq!((&month["from"], &month["to"]), (&json!("2026-11-01"), &json!("2026-11-20")));
        let totals = &month["totals"][0];
        assert_eq!(
            (&totals["currency"], &totals["orders"], &totals["gross"], &totals["net"]),
            (&json!("INR"), &json!(2), &json!("504.00"), &json!("480.00"))
        );
        let days = answer["trend"].as_array().expect("a trend");
        assert_eq!(days.len(), 30);
        assert_eq!((&days[0]["day"], &days[29]["day"]), (&json!("2026-10-22"), &json!("2026-11-20")));
        // Thirty dates are thirty: the sale of 21 October is before them.
        let expected = ["2026-10-22", "2026-10-31", "2026-11-01", "2026-11-20"];
        assert_eq!(trend(&answer), expected.map(|day| (day.to_owned(), "252.00".to_owned())));
        assert!(answer["as_of"].as_str().is_some_and(|at| at.ends_with('Z')), "{answer}");
        let is_partial = |at: usize| days[at]["partial"] == json!(true);
        assert!(is_partial(29) && (0..29).all(|at| !is_partial(at)));
    })
    .await;
}

#[tokio::test]
async fn the_best_outlets_are_those_of_the_month_whom_one_may_see() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        app.recorded(&sale(2).with("/outlet", "colaba")).await;
        app.recorded(&sale(3).with("/outlet", "colaba")).await;
        app.recorded(&sale(4).with("/sold_at", "2026-10-31T12:00:00+05:30")).await;
        let ranks = |answer: Value| {
            let rows = answer["top_outlets"].as_array().cloned().unwrap_or_default();
            rows.iter().map(|row| json!([row["outlet"], row["gross"], row["orders"]])).collect::<Vec<_>>()
        };
        let (best, second) = (json!(["colaba", "504.00", 2]), json!(["mg-road", "252.00", 1]));
        let all = metrics(&app, As::Nobody, "").await;
        assert_eq!(
            all["top_outlets"][0],
            json!({
                "outlet": "colaba", "name": "Colaba", "region": "north", "currency": "INR", "gross": "504.00", "orders": 2,
            })
        );
        assert_eq!(ranks(all), [best.clone(), second.clone()]);
        assert_eq!(ranks(metrics(&app, As::MgRoad, "").await), [second]);
        assert_eq!(ranks(metrics(&app, As::Nobody, "?scope=region:north").await), [best]);
    })
    .await;
}

#[tokio::test]
async fn many_who_ask_at_once_get_an_answer_and_others_their_own() {
    let app = TestApp::new().await;
    app.recorded(&sale(1)).await;
    let gross =
        |answer: &Value| answer["month"]["totals"][0]["gross"].as_str().unwrap_or_default().to_owned();
    let answers = join_all((0..100).map(|_| metrics(&app, As::Nobody, ""))).await;
    assert!(answers.iter().all(|answer| gross(answer) == "252.00"));
    app.recorded(&sale(2).with("/outlet", "colaba")).await;
    // Nobody else asks for this one.
    assert_eq!(gross(&metrics(&app, As::Nobody, "?scope=region:north").await), "252.00");
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    let app = TestApp::new().await;
    let answer = app.get(As::Nobody, "/api/v1/metrics?from=2026-11-01").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{answer}");
    assert_eq!(answer.json()["fields"][0]["want"], json!("one of scope"));
}
