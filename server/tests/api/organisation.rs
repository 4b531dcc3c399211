//! `/api/v1/outlets`, `regions`, `franchises` and `items`.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{As, TestApp, sale, with_app};

/// The codes of the entries of `list`.
fn codes(answer: &Value, list: &str) -> Vec<String> {
    let entries = answer[list].as_array().expect("a list").iter();
    entries.map(|entry| entry["code"].as_str().expect("a code").to_owned()).collect()
}

/// All codes of a list, read in pages of `limit`.
async fn all(app: &TestApp, who: As, list: &str, limit: usize) -> Vec<String> {
    let (mut found, mut path) = (Vec::new(), format!("/api/v1/{list}?limit={limit}"));
    loop {
        let answer = app.get(who, &path).await.json();
        let page = codes(&answer, list);
        assert!(page.len() <= limit);
        found.extend(page);
        let Some(next) = answer["next"].as_str() else { return found };
        path = format!("/api/v1/{list}?limit={limit}&after={next}");
    }
}

#[tokio::test]
async fn an_outlet_is_told_in_full() {
    let app = TestApp::new().await;
    let answer = app.get(As::Nobody, "/api/v1/outlets?scope=outlet:mg-road").await.json();
    let expected = json!({
        "code": "mg-road", "name": "MG Road", "region": "south", "franchise": "company", "currency": "INR",
        "time_zone": "Asia/Kolkata", "country": null, "cutoff": "00:00", "opening_hours": null, "is_open": true,
    });
    assert_eq!(answer, json!({"outlets": [expected], "next": null}));
}

#[tokio::test]
async fn lists_are_read_in_pages_of_any_size() {
    with_app(async |app| {
        for (n, item) in (1..).zip(["b", "a", "ü", "z z"]) {
            app.recorded(&sale(n).with("/lines/0/item", item)).await;
        }
        for limit in [1, 2, 3, 500] {
            let outlets = all(&app, As::Nobody, "outlets", limit).await;
            assert_eq!(outlets, ["closed", "colaba", "ginza", "mg-road", "souq"]);
            assert_eq!(all(&app, As::Nobody, "regions", limit).await, ["north", "south"]);
            assert_eq!(all(&app, As::Nobody, "franchises", limit).await, ["company", "partner"]);
            let items = all(&app, As::Nobody, "items", limit).await;
            assert_eq!(items, ["a", "b", "z z", "ü"], "{limit}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_key_of_one_outlet_sees_where_it_stands_and_nothing_beside_it() {
    let app = TestApp::new().await;
    let get = async |path: &str| app.get(As::MgRoad, path).await.json();
    assert_eq!(codes(&get("/api/v1/outlets").await, "outlets"), ["mg-road"]);
    let regions = get("/api/v1/regions").await;
    assert_eq!(regions["regions"], json!([{"code": "south", "name": "South", "outlets": 1}]));
    assert_eq!(codes(&get("/api/v1/franchises").await, "franchises"), ["company"]);
}

#[tokio::test]
async fn an_item_that_a_sale_made_waits_for_review() {
    let app = TestApp::new().await;
    app.recorded(&sale(1).with("/lines/0/item", "New-1").with("/lines/0/name", "Something new")).await;
    let answer = app.get(As::Nobody, "/api/v1/items").await.json();
    let made = answer["items"].as_array().expect("items").iter().find(|item| item["code"] == "new-1");
    assert_eq!(made.map(|item| &item["needs_review"]), Some(&json!(true)));
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    let app = TestApp::new().await;
    for list in ["outlets", "regions", "franchises", "items", "customers"] {
        for (query, field) in
            [("limit=501", "limit"), ("after=zz", "after"), ("after=ff", "after"), ("sort=code", "sort")]
        {
            let answer = app.get(As::Nobody, &format!("/api/v1/{list}?{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{list}?{query}: {answer}");
            assert_eq!(answer.wrong_fields(), [field], "{list}?{query}");
        }
    }
}
