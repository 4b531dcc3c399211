//! Batches: each entry is judged for itself, and the good ones go in.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::sale::half_return;
use crate::support::{Answer, As, SaleDraft, TestApp, id, paths, sale, with_app};

const SALES: &str = "/api/v1/sales";

fn batch(sales: &[SaleDraft], returns: &[SaleDraft]) -> Value {
    let list = |drafts: &[SaleDraft]| -> Vec<Value> { drafts.iter().map(SaleDraft::json).collect() };
    json!({"sales": list(sales), "returns": list(returns)})
}

/// `kind index id` of each row of one list of the answer.
fn rows(answer: &Answer, list: &str) -> Vec<String> {
    let json = answer.json();
    let row = |row: &Value| format!("{} {} {}", row["kind"].as_str().unwrap_or("?"), row["index"], row["id"]);
    json[list].as_array().expect("a list").iter().map(row).collect()
}

fn row(kind: &str, index: usize, n: u32) -> String {
    format!("{kind} {index} \"{}\"", id(n))
}

#[tokio::test]
async fn the_good_part_goes_in_and_the_rest_is_told() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        let body = batch(
            &[
                sale(1),
                sale(2),
                sale(3).with("/total", "1.00"),
                sale(2),
                sale(2).with("/number", "other"),
                sale(4).with("/outlet", "colaba"),
            ],
            &[half_return(5).with("/sale", id(2)), half_return(6).with("/sale", id(9))],
        );
        let answer = app.post_json(As::MgRoad, SALES, &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer}");
        assert_eq!(rows(&answer, "accepted"), [row("sale", 1, 2), row("return", 0, 5)]);
        assert_eq!(rows(&answer, "repeated"), [row("sale", 0, 1), row("sale", 3, 2)]);
        let rejected = ["sale 2 3 invalid", "sale 4 2 conflict", "sale 5 4 forbidden", "return 1 6 invalid"];
        assert_eq!(rejections(&answer), rejected);
        assert_eq!(
            paths(&answer.json()["rejected"][0]["fields"]),
            ["tender", "total"].map(str::to_owned).iter().rev().cloned().collect::<Vec<_>>()
        );
        let again = app.post_json(As::MgRoad, SALES, &body).await;
        assert_eq!(rows(&again, "accepted"), [""; 0]);
        assert_eq!(again.json()["repeated"][1]["event"], answer.json()["accepted"][0]["event"]);
    })
    .await;
}

#[tokio::test]
async fn an_entry_that_is_nested_too_deep_is_refused_alone() {
    with_app(async |app| {
        for depth in [40, 100_000] {
            let deep = format!("{{\"odd\":{}1{}}}", "[".repeat(depth), "]".repeat(depth));
            let body = format!("{{\"sales\":[{},{deep}]}}", sale(1).json());
            let answer = app.post(As::MgRoad, SALES, body).await;
            assert_eq!(answer.status, StatusCode::OK, "{answer}");
            assert_eq!(rows(&answer, "accepted").len() + rows(&answer, "repeated").len(), 1);
            assert_eq!(rejections(&answer), ["sale 1 - malformed"]);
        }
    })
    .await;
}

/// `kind index n code` of each rejection, where `n` made its id.
fn rejections(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let told = |row: &Value| {
        let n = (0..20).find(|&n| row["id"] == id(n)).map_or("-".to_owned(), |n| n.to_string());
        assert!(row["message"].is_string() && row["fields"].is_array(), "{row}");
        format!(
            "{} {} {n} {}",
            row["kind"].as_str().unwrap_or("?"),
            row["index"],
            row["code"].as_str().unwrap_or("?")
        )
    };
    json["rejected"].as_array().expect("a list").iter().map(told).collect()
}

#[tokio::test]
async fn an_entry_that_cannot_be_read_is_rejected_alone() {
    let app = TestApp::new().await;
    let good = sale(1).json().to_string();
    let bad = [
        "17".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        format!(r#"{{"id":"{}","lines":{{}}}}"#, id(2)),
        format!(r#"{{"id":"{}","id":"{}"}}"#, id(3), id(3)),
        format!(r#"{{"id":"{}","number":"\ud800"}}"#, id(4)),
        format!(r#"{{"id":"{}","odd":1,"odd":2}}"#, id(5)),
    ];
    let body = format!(r#"{{"sales":[{},{good}],"note":1}}"#, bad.join(","));
    let answer = app.post(As::Network, SALES, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
    assert_eq!(rows(&answer, "accepted"), [row("sale", bad.len(), 1)]);
    let told = rejections(&answer);
    assert!(told.iter().all(|row| row.ends_with("malformed")), "{told:?}");
    assert_eq!(told.len(), bad.len());
    assert_eq!((&told[3], &told[6]), (&"sale 3 2 malformed".to_owned(), &"sale 6 5 malformed".to_owned()));
    assert_eq!(answer.json()["warnings"], json!(["note"]));
}

#[tokio::test]
async fn unknown_fields_are_named_with_their_entry() {
    let app = TestApp::new().await;
    let body = batch(
        &[sale(1).with("/lines/0/colour", "red"), sale(2).with("/reason", "why")],
        &[half_return(3).with("/sold_at", "now")],
    );
    let answer = app.post_json(As::Network, SALES, &body).await;
    assert_eq!(
        answer.json()["warnings"],
        json!(["sales[0].lines[0].colour", "sales[1].reason", "returns[0].sold_at"])
    );
    assert_eq!(rows(&answer, "accepted").len(), 3, "{answer}");
}

#[tokio::test]
async fn a_batch_holds_at_most_a_thousand_entries() {
    let app = TestApp::new().await;
    let empty = app.post(As::Network, SALES, r#"{"sales":[]}"#).await;
    assert_eq!(
        (empty.status, empty.json()),
        (StatusCode::OK, json!({"accepted": [], "repeated": [], "rejected": []}))
    );
    let of = |sales: u32, returns: u32| {
        let sales: Vec<_> = (0..sales).map(|n| sale(n + 1)).collect();
        let returns: Vec<_> = (0..returns).map(|n| half_return(n + 5_000)).collect();
        batch(&sales, &returns)
    };
    let answer = app.post_json(As::Network, SALES, &of(900, 101)).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    let answer = app.post_json(As::Network, SALES, &of(900, 100)).await;
    assert_eq!((answer.status, rows(&answer, "accepted").len()), (StatusCode::OK, 1_000));
}
