//! The event log as other programs read it.

use std::time::Duration;

use app::units::UnixMs;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::db::Urgency;
use server::keys::store::update_key_as_revoked;

use crate::support::sale::half_return;
use crate::support::{As, TestApp, id, sale, with_app};

const EVENTS: &str = "/api/v1/events";

/// A hang limit, not a measure.
const PATIENCE: Duration = Duration::from_secs(20);

async fn page(app: &TestApp, who: As, path: &str) -> Value {
    let answer = app.get(who, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {answer}");
    answer.json()
}

fn kinds(page: &Value) -> Vec<&str> {
    page["events"].as_array().into_iter().flatten().filter_map(|event| event["kind"].as_str()).collect()
}

/// The end of the log.
async fn end(app: &TestApp) -> String {
    page(app, As::Nobody, "/api/v1/events?limit=500").await["next"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn facts_are_told_in_order_with_what_they_say() {
    with_app(async |app| {
        let start = end(&app).await;
        app.recorded(&sale(1)).await;
        app.post_json(As::Network, "/api/v1/returns", &half_return(2).json()).await;
        app.post(As::Network, &format!("/api/v1/returns/{}/cancel", id(2)), r#"{"reason":"kept"}"#).await;
        app.post(As::Network, &format!("/api/v1/sales/{}/cancel", id(1)), r#"{"reason":"typo"}"#).await;
        let page = page(&app, As::Nobody, &format!("{EVENTS}?after={start}")).await;
        assert_eq!(kinds(&page), ["sale.recorded", "sale.returned", "return.cancelled", "sale.cancelled"]);
        let events = &page["events"];
        for (pointer, expected) in [
            ("/0/v", json!(1)),
            ("/0/outlet", json!("mg-road")),
            ("/0/at", json!("2026-11-20T12:00:00Z")),
            ("/0/data/id", json!(id(1))),
            ("/0/data/total", json!("252.00")),
            ("/0/data/items", json!(["Item VAN-500"])),
            ("/0/data/sold_at", json!("2026-11-20T17:00:00+05:30")),
            ("/1/data/reason", json!("melted")),
            ("/2/data", json!({"return": id(2), "reason": "kept", "business_day": "2026-11-20", "hour": 17, "currency": "INR", "gross": "126.00"})),
            ("/3/data", json!({"sale": id(1), "reason": "typo", "business_day": "2026-11-20", "hour": 17, "currency": "INR", "gross": "252.00"})),
        ] {
            assert_eq!(events.pointer(pointer), Some(&expected), "{pointer} of {events:#}");
        }
        let last = events[3]["id"].as_i64().unwrap_or_default();
        assert_eq!(page["next"], format!("{}-{last}", page["epoch"].as_str().unwrap_or_default()));
    })
    .await;
}

/// What a single answer tells beside the entry: its parts, and what became of it.
const OF_ONE_ANSWER: [&str; 6] = ["outlet_name", "event", "cancelled", "lines", "tender", "timeline"];

#[tokio::test]
async fn an_event_tells_of_an_entry_what_reading_it_tells_without_the_lines() {
    with_app(async |app| {
        let start = end(&app).await;
        let nobody = json!({"ref": null, "name": null, "phone": null, "email": null, "is_company": null});
        let company =
            json!({"ref": "C-9", "name": null, "phone": null, "email": "a@b.example", "is_company": true});
        app.recorded(&sale(1).with("/shift", "S-4").with("/customer", company)).await;
        app.recorded(&sale(2).with("/customer", nobody).with("/prices_include_tax", false)).await;
        app.recorded(&sale(3)).await;
        let linked = half_return(4).json();
        app.post_json(As::Network, &format!("/api/v1/sales/{}/returns", id(3)), &linked).await;
        let events = page(&app, As::Nobody, &format!("{EVENTS}?after={start}")).await;
        for (n, path) in ["sales", "sales", "sales", "returns"].into_iter().enumerate() {
            let told = &events["events"][n]["data"];
            let number = u32::try_from(n + 1).unwrap_or_default();
            let mut read = page(&app, As::Nobody, &format!("/api/v1/{path}/{}", id(number))).await;
            let fields = read.as_object_mut().expect("an object");
            for name in OF_ONE_ANSWER {
                assert!(fields.remove(name).is_some(), "{name}");
            }
            assert_eq!(told, &read);
        }
        let customers: Vec<&Value> = (0..2).map(|n| &events["events"][n]["data"]["customer"]).collect();
        let company = json!({"ref": "C-9", "email": "a@b.example", "is_company": true});
        assert_eq!(customers, [&company, &Value::Null], "a reference is no name");
    })
    .await;
}

#[tokio::test]
async fn pages_join_without_a_gap_and_the_end_still_has_a_next() {
    with_app(async |app| {
        let whole = page(&app, As::Nobody, EVENTS).await;
        let ids = |page: &Value| -> Vec<i64> {
            page["events"].as_array().into_iter().flatten().filter_map(|event| event["id"].as_i64()).collect()
        };
        let mut path = format!("{EVENTS}?limit=2");
        let mut joined = Vec::new();
        loop {
            let part = page(&app, As::Nobody, &path).await;
            if ids(&part).is_empty() {
                assert_eq!(part["next"], whole["next"]);
                break;
            }
            joined.extend(ids(&part));
            path = format!("{EVENTS}?limit=2&after={}", part["next"].as_str().unwrap_or_default());
        }
        assert_eq!(joined, ids(&whole));
        let from_oldest = format!("{EVENTS}?after={}", whole["oldest"].as_str().unwrap_or_default());
        assert_eq!(ids(&page(&app, As::Nobody, &from_oldest).await), joined);
    })
    .await;
}

#[tokio::test]
async fn a_cursor_behind_which_something_would_be_missing_is_gone() {
    let app = TestApp::new().await;
    let end = end(&app).await;
    let (epoch, last) = end.rsplit_once('-').expect("a cursor");
    let beyond = last.parse::<i64>().expect("an id") + 1;
    for (after, status) in [
        (format!("{epoch}-{beyond}"), StatusCode::GONE),
        (format!("{}-{last}", id(1)), StatusCode::GONE),
        ("17".to_owned(), StatusCode::BAD_REQUEST),
        (format!("{epoch}--1"), StatusCode::BAD_REQUEST),
        (format!("{epoch}-99999999999999999999"), StatusCode::BAD_REQUEST),
    ] {
        let answer = app.get(As::Nobody, &format!("{EVENTS}?after={after}")).await;
        assert_eq!(answer.status, status, "{after}: {answer}");
        assert_eq!(answer.wrong_fields(), ["after"], "{answer}");
    }
}

#[tokio::test]
async fn a_key_sees_the_events_of_its_scope_only() {
    let app = TestApp::new().await;
    app.recorded(&sale(1).with("/outlet", "colaba")).await;
    app.recorded(&sale(2)).await;
    let seen = page(&app, As::MgRoad, EVENTS).await;
    let outlets = seen["events"].as_array().into_iter().flatten().map(|event| &event["outlet"]);
    assert!(outlets.clone().count() > 1 && outlets.clone().all(|outlet| outlet == "mg-road"), "{seen:#}");
    assert_eq!(seen["next"], end(&app).await);
}

/// An open stream, read frame by frame.
struct Stream {
    response: Response,
    text: String,
}

impl Stream {
    async fn open(app: &TestApp, last: Option<&str>) -> Self {
        Self::open_as(app, As::Nobody, last).await
    }

    async fn open_as(app: &TestApp, who: As, last: Option<&str>) -> Self {
        let mut request = who.sign(Request::get(EVENTS).header("accept", "text/event-stream"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = app.open(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, text: String::new() }
    }

    /// `event` and `id` of the next frame.
    async fn next(&mut self) -> (String, String) {
        loop {
            if let Some((frame, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    let line = frame.lines().find_map(|line| line.strip_prefix(name));
                    line.unwrap_or_default().trim_start_matches(": ").to_owned()
                };
                let read = (field("event"), field("id"));
                self.text = rest.to_owned();
                return read;
            }
            let frame = tokio::time::timeout(PATIENCE, self.response.body_mut().frame()).await;
            let frame = frame.expect("the stream goes on").expect("the stream is open").expect("a frame");
            let bytes = frame.into_data().expect("data");
            self.text.push_str(std::str::from_utf8(&bytes).expect("UTF-8"));
        }
    }
}

#[tokio::test]
async fn a_stream_goes_on_as_facts_come_in_and_resumes_where_it_stopped() {
    with_app(async |app| {
        let end = end(&app).await;
        let mut stream = Stream::open(&app, Some(&end)).await;
        app.recorded(&sale(1)).await;
        let (kind, first) = stream.next().await;
        assert_eq!(kind, "sale.recorded");
        app.recorded(&sale(2)).await;
        let (_, second) = stream.next().await;
        drop(stream);
        app.recorded(&sale(3)).await;
        let mut resumed = Stream::open(&app, Some(&first)).await;
        assert_eq!(resumed.next().await.1, second, "nothing is missed and nothing repeated");
        assert_eq!(resumed.next().await.0, "sale.recorded");
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_cannot_resume_says_reset_and_begins_again() {
    let app = TestApp::new().await;
    let oldest = page(&app, As::Nobody, EVENTS).await["oldest"].as_str().unwrap_or_default().to_owned();
    for last in ["", "nonsense", &format!("{}-3", id(9)), &format!("{}99", end(&app).await)] {
        let mut stream = Stream::open(&app, Some(last)).await;
        assert_eq!(stream.next().await, ("reset".to_owned(), oldest.clone()), "{last}");
        assert_eq!(stream.next().await.0, "outlet.changed");
    }
}

#[tokio::test]
async fn a_stream_ends_once_its_key_is_revoked() {
    with_app(async |app| {
        let end = end(&app).await;
        let mut stream = Stream::open_as(&app, As::Watcher, Some(&end)).await;
        app.recorded(&sale(1)).await;
        assert_eq!(stream.next().await.0, "sale.recorded");
        let mut tx = app.db.write(Urgency::Foreground).await.expect("the lock is free");
        assert!(update_key_as_revoked(&mut tx, &As::Watcher.public_id(), UnixMs(0)).await.expect("revoked"));
        tx.commit().await.expect("committed");
        let ended = tokio::time::timeout(PATIENCE, async {
            while stream.response.body_mut().frame().await.is_some() {}
        });
        assert!(ended.await.is_ok(), "the stream goes on");
    })
    .await;
}
