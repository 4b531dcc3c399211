//! Returns, with and without the sale they belong to.

use std::collections::HashSet;

use axum::http::StatusCode;
use serde_json::json;

use crate::support::sale::{half_return, line};
use crate::support::{As, SaleDraft, TestApp, id, sale, with_app};

const RETURNS: &str = "/api/v1/returns";

async fn refused(app: &TestApp, path: &str, draft: SaleDraft, wrong: &str) {
    let answer = app.post_json(As::Network, path, &draft.json()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}\n{answer}", draft.json());
    assert_eq!(answer.wrong_fields(), [wrong], "{answer}");
}

#[tokio::test]
async fn a_free_return_needs_no_sale() {
    with_app(async |app| {
        let answer = app.post_json(As::Network, RETURNS, &half_return(1).json()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
        let repeat = app.post_json(As::Network, RETURNS, &half_return(1).json()).await;
        assert_eq!((repeat.status, repeat.json()), (StatusCode::OK, answer.json()));
        let other = app.post_json(As::Network, RETURNS, &half_return(1).with("/reason", "cold").json()).await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        let read = app.get(As::Nobody, &format!("{RETURNS}/{}", id(1))).await.json();
        assert_eq!(
            (&read["kind"], &read["total"], &read["reason"]),
            (&json!("return"), &json!("126.00"), &json!("melted"))
        );
        assert_eq!((&read["sale"], read.get("sold_at")), (&json!(null), None));
        assert_eq!(read["returned_at"], "2026-11-20T17:20:00+05:30");
    })
    .await;
}

#[tokio::test]
async fn an_id_belongs_to_a_sale_or_to_a_return() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        let first = app.post_json(As::Network, RETURNS, &half_return(2).json()).await;
        assert_eq!(first.status, StatusCode::CREATED, "{first}");
        let linked = format!("/api/v1/sales/{}/returns", id(1));
        for (path, draft) in [
            (RETURNS, half_return(1)),
            (linked.as_str(), half_return(1)),
            ("/api/v1/sales", sale(2)),
            // Whatever else is wrong: the id is looked at first.
            (RETURNS, half_return(1).with("/total", "much")),
            ("/api/v1/sales", sale(2).with("/total", "1.00")),
        ] {
            let answer = app.post_json(As::Network, path, &draft.json()).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{}\n{answer}", draft.json());
            assert_eq!((answer.code().as_str(), answer.wrong_fields()), ("conflict", vec!["id".to_owned()]));
        }
        let batch = json!({"sales": [sale(2).json(), sale(3).json()], "returns": [half_return(3).json()]});
        let answer = app.post_json(As::Network, "/api/v1/sales", &batch).await;
        let codes: Vec<_> = answer.json()["rejected"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|row| (row["id"].clone(), row["code"].clone()))
            .collect();
        assert_eq!(codes, [(json!(id(2)), json!("conflict")), (json!(id(3)), json!("conflict"))]);
    })
    .await;
}

#[tokio::test]
async fn a_return_needs_a_reason_and_the_time_it_came_back() {
    let app = TestApp::new().await;
    refused(&app, RETURNS, half_return(1).without("/reason"), "reason").await;
    refused(&app, RETURNS, half_return(1).with("/reason", " "), "reason").await;
    refused(&app, RETURNS, half_return(1).with("/reason", "x".repeat(201)), "reason").await;
    refused(&app, RETURNS, half_return(1).without("/returned_at"), "returned_at").await;
    refused(&app, RETURNS, half_return(1).with("/sale", "17"), "sale").await;
}

#[tokio::test]
async fn no_more_comes_back_than_was_sold_and_paid() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        let path = format!("/api/v1/sales/{}/returns", id(1));
        let first = app.post_json(As::Network, &path, &half_return(2).json()).await;
        assert_eq!(first.status, StatusCode::CREATED, "{first}");
        // The same through the other address is the same return.
        let same = app.post_json(As::Network, RETURNS, &half_return(2).with("/sale", id(1)).json()).await;
        assert_eq!((same.status, same.json()), (StatusCode::OK, first.json()));
        let too_many = half_return(3)
            .with("/lines", json!([line("VAN-500", "1.001", "120", "0", "120.12")]))
            .with("/total", "120.12");
        refused(&app, &path, too_many, "lines[0].qty").await;
        let too_dear = half_return(3)
            .with("/lines", json!([line("VAN-500", "1", "126.01", "0", "126.01")]))
            .with("/total", "126.01");
        refused(&app, &path, too_dear, "total").await;
        let stranger =
            half_return(3).with("/lines", json!([line("OTHER", "1", "1", "0", "1")])).with("/total", "1");
        refused(&app, &path, stranger, "lines[0].qty").await;
        refused(&app, &path, half_return(3).with("/currency", "USD"), "currency").await;
        let rest = app.post_json(As::Network, &path, &half_return(4).with("/outlet", "colaba").json()).await;
        assert_eq!(rest.status, StatusCode::CREATED, "another outlet may take it back: {rest}");
        refused(&app, &path, half_return(5), "lines[0].qty").await;
    })
    .await;
}

#[tokio::test]
async fn a_refusal_tells_no_figures_of_a_sale_beyond_the_key() {
    with_app(async |app| {
        app.recorded(&sale(1).with("/outlet", "colaba")).await;
        let path = format!("/api/v1/sales/{}/returns", id(1));
        let elsewhere = half_return(2);
        let too_many = elsewhere
            .clone()
            .with("/lines", json!([line("VAN-500", "9", "120", "0", "1080")]))
            .with("/total", "1080");
        let too_dear = elsewhere
            .clone()
            .with("/lines", json!([line("VAN-500", "1", "999", "0", "999")]))
            .with("/total", "999");
        let mut told = HashSet::new();
        for draft in [too_many, too_dear, elsewhere.clone().with("/currency", "USD")] {
            let answer = app.post_json(As::MgRoad, &path, &draft.json()).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
            told.insert(answer.json().to_string());
        }
        assert_eq!(told.len(), 1, "quantity, total and currency cannot be told apart: {told:?}");
        let fits = app.post_json(As::MgRoad, &path, &elsewhere.json()).await;
        assert_eq!(fits.status, StatusCode::CREATED, "{fits}");
    })
    .await;
}

#[tokio::test]
async fn a_sale_that_is_unknown_or_cancelled_takes_no_returns() {
    with_app(async |app| {
        refused(&app, RETURNS, half_return(1).with("/sale", id(9)), "sale").await;
        let unknown = app
            .post_json(As::Network, &format!("/api/v1/sales/{}/returns", id(9)), &half_return(1).json())
            .await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        app.recorded(&sale(2)).await;
        app.post(As::Network, &format!("/api/v1/sales/{}/cancel", id(2)), r#"{"reason":"typo"}"#).await;
        let path = format!("/api/v1/sales/{}/returns", id(2));
        refused(&app, &path, half_return(3), "sale").await;
        refused(&app, &path, half_return(3).with("/sale", id(1)), "sale").await;
    })
    .await;
}
