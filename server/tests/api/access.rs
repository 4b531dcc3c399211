//! Who may ask what: every address of the API with every kind of caller.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::json;

use crate::support::sale::half_return;
use crate::support::{As, TestApp, id, order, sale, with_app};

const CALLERS: [As; 6] = [As::Nobody, As::Stranger, As::Network, As::Till, As::MgRoad, As::Watcher];

/// Address, body, and the status for nobody, a stranger, network, till (no read), mg-road and watcher (no ingest).
/// What is recorded beforehand: sale and order 1 at mg-road, sale and order 2 at colaba, return 3 at colaba, items included.
pub(crate) fn table() -> Vec<(Method, String, String, [u16; 6])> {
    let (one, two, three) = (id(1), id(2), id(3));
    let reading = [200, 401, 200, 403, 200, 200];
    let elsewhere = [200, 401, 200, 403, 404, 200];
    let colaba = |draft: crate::support::SaleDraft| draft.with("/outlet", "colaba").json().to_string();
    let reason = r#"{"reason":"typo"}"#.to_owned();
    vec![
        (Method::GET, "/api/v1/openapi.json".into(), String::new(), [200; 6]),
        (Method::GET, "/api/v1/sales".into(), String::new(), reading),
        (Method::GET, "/api/v1/sales?scope=outlet:mg-road".into(), String::new(), reading),
        (
            Method::GET,
            "/api/v1/sales?scope=outlet:colaba".into(),
            String::new(),
            [200, 401, 200, 403, 403, 200],
        ),
        (
            Method::GET,
            "/api/v1/sales?scope=outlet:nowhere".into(),
            String::new(),
            [404, 401, 404, 403, 403, 404],
        ),
        (Method::GET, "/api/v1/sales?scope=network".into(), String::new(), [200, 401, 200, 403, 403, 200]),
        (Method::GET, format!("/api/v1/sales/{one}"), String::new(), reading),
        (Method::GET, format!("/api/v1/sales/{two}"), String::new(), elsewhere),
        (Method::GET, format!("/api/v1/returns/{three}"), String::new(), elsewhere),
        (Method::GET, "/api/v1/events".into(), String::new(), reading),
        (Method::GET, "/api/v1/board".into(), String::new(), reading),
        (
            Method::GET,
            "/api/v1/board?scope=outlet:colaba".into(),
            String::new(),
            [200, 401, 200, 403, 403, 200],
        ),
        (Method::GET, "/api/v1/live?scope=outlet:mg-road".into(), String::new(), reading),
        (Method::GET, "/api/v1/live?scope=network".into(), String::new(), [200, 401, 200, 403, 403, 200]),
        (Method::GET, "/api/v1/outlets".into(), String::new(), reading),
        (
            Method::GET,
            "/api/v1/outlets?scope=region:south".into(),
            String::new(),
            [200, 401, 200, 403, 403, 200],
        ),
        (Method::GET, "/api/v1/regions".into(), String::new(), reading),
        (Method::GET, "/api/v1/franchises".into(), String::new(), reading),
        (Method::GET, "/api/v1/items".into(), String::new(), reading),
        (Method::GET, "/api/v1/customers".into(), String::new(), reading),
        (
            Method::GET,
            "/api/v1/customers?scope=outlet:colaba".into(),
            String::new(),
            [200, 401, 200, 403, 403, 200],
        ),
        (Method::GET, "/api/v1/summaries".into(), String::new(), reading),
        (Method::GET, "/api/v1/restatements".into(), String::new(), reading),
        (
            Method::GET,
            "/api/v1/restatements?scope=outlet:colaba".into(),
            String::new(),
            [200, 401, 200, 403, 403, 200],
        ),
        (Method::GET, "/api/v1/exports".into(), String::new(), reading),
        (
            Method::GET,
            "/api/v1/exports?scope=outlet:colaba".into(),
            String::new(),
            [200, 401, 200, 403, 403, 200],
        ),
        (Method::GET, "/api/v1/metrics".into(), String::new(), reading),
        (Method::GET, "/api/v1/analytics".into(), String::new(), reading),
        (Method::GET, "/api/dashboard?currency=INR".into(), String::new(), reading),
        (Method::GET, "/api/v1/analytics/report?time=day".into(), String::new(), reading),
        (Method::GET, "/api/v1/analytics/tables/totals?format=csv".into(), String::new(), reading),
        (
            Method::GET,
            "/api/v1/analytics?scope=outlet:colaba".into(),
            String::new(),
            [200, 401, 200, 403, 403, 200],
        ),
        (
            Method::GET,
            "/api/v1/metrics?scope=outlet:colaba".into(),
            String::new(),
            [200, 401, 200, 403, 403, 200],
        ),
        (
            Method::GET,
            "/api/v1/summaries?scope=outlet:colaba".into(),
            String::new(),
            [200, 401, 200, 403, 403, 200],
        ),
        (Method::POST, "/api/v1/sales".into(), sale(1).json().to_string(), [401, 401, 200, 200, 200, 403]),
        (Method::POST, "/api/v1/sales".into(), colaba(sale(2)), [401, 401, 200, 200, 403, 403]),
        (
            Method::POST,
            "/api/v1/sales".into(),
            sale(9).with("/outlet", "nowhere").json().to_string(),
            [401, 401, 422, 422, 403, 403],
        ),
        (Method::POST, "/api/v1/returns".into(), colaba(half_return(3)), [401, 401, 200, 200, 403, 403]),
        (
            Method::POST,
            format!("/api/v1/sales/{two}/returns"),
            colaba(half_return(4)),
            [401, 401, 201, 200, 403, 403],
        ),
        (
            Method::POST,
            format!("/api/v1/sales/{}/returns", id(9)),
            colaba(half_return(5)),
            [401, 401, 404, 404, 403, 403],
        ),
        (
            Method::POST,
            format!("/api/v1/returns/{three}/cancel"),
            reason.clone(),
            [401, 401, 200, 200, 404, 403],
        ),
        (Method::POST, format!("/api/v1/sales/{one}/cancel"), reason, [401, 401, 200, 200, 200, 403]),
        (Method::GET, format!("/api/v1/sales-orders/{one}"), String::new(), reading),
        (Method::GET, format!("/api/v1/sales-orders/{two}"), String::new(), elsewhere),
        (
            Method::POST,
            "/api/v1/sales-orders".into(),
            order(1).json().to_string(),
            [401, 401, 200, 200, 200, 403],
        ),
        (Method::POST, "/api/v1/sales-orders".into(), colaba(order(2)), [401, 401, 200, 200, 403, 403]),
        (
            Method::POST,
            "/api/v1/sales-orders".into(),
            order(9).with("/outlet", "nowhere").json().to_string(),
            [401, 401, 422, 422, 403, 403],
        ),
        // What is not there: strangers learn no more of it than of what is.
        (Method::GET, "/api/v1/nothing".into(), String::new(), [404, 401, 404, 404, 404, 404]),
        (Method::POST, "/api/v1/nothing".into(), "{}".into(), [401, 401, 404, 404, 404, 404]),
        (Method::DELETE, "/api/v1/openapi.json".into(), String::new(), [405; 6]),
        (Method::DELETE, "/api/v1/sales".into(), String::new(), [401, 401, 405, 405, 405, 405]),
        (Method::GET, format!("/api/v1/sales/{one}/cancel"), String::new(), [405, 401, 405, 405, 405, 405]),
    ]
}

#[tokio::test]
async fn every_address_answers_each_caller_as_declared() {
    let app = TestApp::new().await;
    app.recorded(&sale(1)).await;
    app.recorded(&sale(2).with("/outlet", "colaba")).await;
    let free = half_return(3).with("/outlet", "colaba");
    assert_eq!(app.post_json(As::Network, "/api/v1/returns", &free.json()).await.status, StatusCode::CREATED);
    for draft in [order(1), order(2).with("/outlet", "colaba")] {
        let answer = app.post_json(As::Network, "/api/v1/sales-orders", &draft.json()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
    }
    for (method, path, body, expected) in table() {
        for (who, status) in CALLERS.into_iter().zip(expected) {
            let request =
                Request::builder().method(&method).uri(&path).header("content-type", "application/json");
            let answer = app.send(who, request, Body::from(body.clone())).await;
            assert_eq!(answer.status.as_u16(), status, "{method} {path} as {who:?}: {answer}");
            if status >= 400 {
                answer.code();
            }
            if status == 401 {
                assert_eq!(answer.headers["www-authenticate"], "Bearer");
            }
            if status == 405 {
                assert!(answer.headers.contains_key("allow"), "{method} {path}");
            }
        }
    }
}

#[tokio::test]
async fn a_header_that_is_no_key_is_refused_before_anything_else() {
    let app = TestApp::new().await;
    for value in ["", "Bearer", "Bearer ", "Basic c2o6eA==", "sj_0", "Bearer sj_zz", "Bearer  \u{e9}"] {
        let request = Request::get("/api/v1/sales").header("authorization", value);
        let answer = app.send(As::Nobody, request, Body::empty()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{value:?}: {answer}");
    }
    let twice = Request::get("/api/v1/sales").header("authorization", "Bearer sj_0");
    assert_eq!(app.send(As::Network, twice, Body::empty()).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_request_that_names_another_host_is_refused() {
    let app = TestApp::new().await;
    let request = Request::get("/api/v1/sales").header("host", "shop.example");
    let answer = app.open(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_fact_is_seen_where_it_was_recorded_and_where_its_outlet_stands() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        app.apply(
            "outlets = [{ code = \"mg-road\", name = \"MG Road\", region = \"north\", franchise = \"company\", \
             time_zone = \"Asia/Kolkata\" }]",
        )
        .await;
        app.recorded(&sale(2)).await;
        let listed = app.get(As::South, "/api/v1/sales").await.json();
        assert_eq!((listed["sales"].as_array().map(Vec::len), &listed["sales"][0]["id"]), (Some(1), &json!(id(1))));
        let (seen, unseen) = (StatusCode::OK, StatusCode::NOT_FOUND);
        for (who, n, status) in [(As::South, 1, seen), (As::South, 2, unseen), (As::North, 1, seen), (As::North, 2, seen)] {
            assert_eq!(app.get(who, &format!("/api/v1/sales/{}", id(n))).await.status, status, "{who:?} {n}");
        }
        let past = app.get(As::North, "/api/v1/sales?scope=outlet:mg-road").await.json();
        assert_eq!(past["sales"].as_array().map(Vec::len), Some(2), "what its list holds it shows by id");
        let events = app.get(As::South, "/api/v1/events").await.json()["events"].clone();
        let told: Vec<_> = events
            .as_array()
            .into_iter()
            .flatten()
            .filter(|event| event["kind"] == "sale.recorded")
            .map(|event| event["data"]["id"].clone())
            .collect();
        assert_eq!(told, [json!(id(1))]);
    })
    .await;
}
