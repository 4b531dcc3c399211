//! Boards and their stream over HTTP.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

use app::live::{Applied, Board, Patch, Ping};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use chrono::TimeDelta;
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{As, TestApp, id, noon, sale, with_app};

const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// An open stream, read frame by frame.
struct Stream {
    response: Response,
    text: String,
}

/// One frame: its event, its id and its object.
struct Frame {
    event: String,
    id: Option<String>,
    data: String,
}

impl Stream {
    async fn open(app: &TestApp, query: &str) -> Self {
        let request = Request::get(format!("/api/v1/live?{query}")).header("host", "localhost");
        let response = app.open(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        Self { response, text: String::new() }
    }

    async fn next(&mut self) -> Frame {
        loop {
            if let Some((frame, rest)) = self.text.split_once("\n\n") {
                let field =
                    |name: &str| frame.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                let frame = Frame {
                    event: field("event: ").unwrap(),
                    id: field("id: "),
                    data: field("data: ").unwrap(),
                };
                self.text = rest.to_owned();
                return frame;
            }
            let more = tokio::time::timeout(PATIENCE, self.response.body_mut().frame()).await;
            let bytes =
                more.expect("a frame comes").expect("the stream goes on").unwrap().into_data().unwrap();
            self.text.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    /// The next frame, which must be of this kind.
    async fn expect<T: DeserializeOwned>(&mut self, event: &str) -> (T, Option<String>) {
        let frame = self.next().await;
        assert_eq!(frame.event, event, "{}", frame.data);
        (serde_json::from_str(&frame.data).unwrap(), frame.id)
    }
}

async fn board(app: &TestApp, who: As, query: &str) -> Value {
    let answer = app.get(who, &format!("/api/v1/board{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
    answer.json()
}

#[tokio::test]
async fn a_board_holds_what_was_acknowledged_before_it_was_asked_for() {
    with_app(async |app| {
        for n in 1..=3 {
            let receipt = app.recorded(&sale(n)).await;
            let board = board(&app, As::Nobody, "").await;
            assert_eq!(board["totals"][0]["orders"], n, "{board:#}");
            assert_eq!((&board["revision"], &board["cursor"]), (&receipt["event"], &receipt["event"]));
            assert_eq!(board["feed"][0]["sale"], json!(id(n)));
        }
        let board = board(&app, As::Nobody, "?scope=network").await;
        assert_eq!(board["totals"], json!([{
            "currency": "INR", "orders": 3, "gross": "756.00", "net": "720.00", "tax": "36.00", "discount": "0.00",
            "qty": "6", "returns": 0, "returned": "0.00", "returned_net": "0.00", "returned_tax": "0.00",
            "returned_qty": "0", "cancelled": 0, "cancelled_amount": "0.00",
        }]));
        assert_eq!(board["hours"].as_array().map(Vec::len), Some(24));
        assert_eq!(board["hours"][17], json!({"hour": 17, "totals": [{"currency": "INR", "gross": "756.00", "orders": 3}]}));
        assert_eq!(board["top_items"], json!([{"item": "van-500", "name": "Item VAN-500", "qty": "6", "currency": "INR", "amount": "756.00"}]));
        assert_eq!(board["compare"]["days"]["max"], "2026-11-13");
    })
    .await;
}

#[tokio::test]
async fn a_page_does_not_take_an_unknown_currency_for_another() {
    let app = TestApp::new().await;
    for (path, status) in [
        ("/live?currency=USD", StatusCode::OK),
        ("/live?currency=XXX", StatusCode::BAD_REQUEST),
        ("/live?currency=USD&%63urrency=XXX", StatusCode::BAD_REQUEST),
        ("/live?currency=XXX&currency=%55SD", StatusCode::OK),
        ("/live?scope=outlet:mg-road&currency=", StatusCode::BAD_REQUEST),
        ("/outlets/mg-road?currency=rupees", StatusCode::BAD_REQUEST),
    ] {
        let answer = app.get(As::Nobody, path).await;
        assert_eq!(answer.status, status, "{path}");
        let says_why =
            String::from_utf8_lossy(&answer.body).contains("is not an active ISO 4217 currency code");
        assert_eq!(says_why, status == StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn what_cannot_be_shown_is_refused_with_what_would_be_right() {
    let app = TestApp::new().await;
    for (path, status) in [
        ("/api/v1/board?scope=shop", StatusCode::BAD_REQUEST),
        ("/api/v1/board?scope=outlet:nowhere", StatusCode::NOT_FOUND),
        ("/api/v1/board?day=2026-11-22", StatusCode::BAD_REQUEST),
        ("/api/v1/board?day=today", StatusCode::BAD_REQUEST),
        ("/api/v1/board?scopes=network", StatusCode::BAD_REQUEST),
        ("/api/v1/live", StatusCode::BAD_REQUEST),
        ("/api/v1/live?scope=network&scope=", StatusCode::BAD_REQUEST),
        ("/api/v1/live?scope=region:west", StatusCode::NOT_FOUND),
        (
            "/api/v1/live?scope=network&scope=region:a&scope=region:b&scope=region:c&scope=region:d&scope=region:e\
             &scope=region:f&scope=region:g&scope=region:h",
            StatusCode::BAD_REQUEST,
        ),
    ] {
        let answer = app.get(As::Nobody, path).await;
        assert_eq!(answer.status, status, "{path}: {answer}");
        if status == StatusCode::BAD_REQUEST {
            assert_eq!(answer.wrong_fields().len(), 1, "{answer}");
        }
    }
    for (who, path, status) in [
        (As::MgRoad, "/api/v1/board?scope=outlet:colaba", StatusCode::FORBIDDEN),
        (As::MgRoad, "/api/v1/live?scope=outlet:mg-road&scope=outlet:nowhere", StatusCode::FORBIDDEN),
        (As::Till, "/api/v1/live?scope=network", StatusCode::FORBIDDEN),
        (As::Stranger, "/api/v1/board", StatusCode::UNAUTHORIZED),
    ] {
        assert_eq!(app.get(who, path).await.status, status, "{who:?} {path}");
    }
    assert_eq!(board(&app, As::MgRoad, "").await["scope"], "outlet:mg-road");
}

#[tokio::test]
async fn a_stream_begins_with_snapshots_and_goes_on_with_patches() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        let mut stream =
            Stream::open(&app, "scope=outlet:mg-road&scope=outlet:colaba&scope=outlet:mg-road").await;
        let (mut mg_road, first) = stream.expect::<Board>("snapshot").await;
        let (colaba, _) = stream.expect::<Board>("snapshot").await;
        assert_eq!((mg_road.totals[0].orders, colaba.totals.len()), (1, 0));
        assert_eq!(first, Some(format!("{}-{}", mg_road.epoch, mg_road.revision)));
        let (ping, no_id) = stream.expect::<Ping>("ping").await;
        assert_eq!(no_id, None);
        let told: Vec<_> = ping.scopes.iter().map(|at| (at.revision, at.hash.clone())).collect();
        assert_eq!(told, [(mg_road.revision, mg_road.digest()), (colaba.revision, colaba.digest())]);

        app.recorded(&sale(2)).await;
        let (patch, next) = stream.expect::<Patch>("patch").await;
        assert_eq!(next, Some(format!("{}-{}", patch.epoch, patch.revision)));
        assert_eq!(patch.feed.as_ref().map(|feed| feed.rows.len()), Some(1));
        assert_eq!(mg_road.apply(patch), Applied::Done);
        let shown: Board =
            serde_json::from_value(board(&app, As::Nobody, "?scope=outlet:mg-road").await).unwrap();
        assert_eq!((mg_road.digest(), mg_road.feed), (shown.digest(), shown.feed));
    })
    .await;
}

#[tokio::test]
async fn a_sale_of_last_weeks_day_moves_the_comparison_by_a_patch() {
    with_app(async |app| {
        let mut stream = Stream::open(&app, "scope=network").await;
        let (mut held, _) = stream.expect::<Board>("snapshot").await;
        stream.expect::<Ping>("ping").await;
        app.recorded(&sale(1).with("/sold_at", "2026-11-13T17:00:00+05:30")).await;
        let (patch, _) = stream.expect::<Patch>("patch").await;
        assert_eq!(patch.compare.as_ref().map(|cells| (cells.len(), cells[0].hour)), Some((1, 17)));
        assert_eq!(held.apply(patch), Applied::Done);
        let shown: Board = serde_json::from_value(board(&app, As::Nobody, "").await).unwrap();
        assert_eq!((held.digest(), held.compare), (shown.digest(), shown.compare));
    })
    .await;
}

#[tokio::test]
async fn rows_that_a_burst_left_out_follow_while_nothing_else_happens() {
    with_app(async |app| {
        let mut stream = Stream::open(&app, "scope=network").await;
        let (mut held, _) = stream.expect::<Board>("snapshot").await;
        stream.expect::<Ping>("ping").await;
        let sales: Vec<Value> = (1..=30).map(|n| sale(n).json()).collect();
        app.post_json(As::Network, "/api/v1/sales", &json!({"sales": sales})).await;
        while held.feed.len() < 30 {
            let (patch, _) = stream.expect::<Patch>("patch").await;
            assert!(patch.feed.as_ref().is_some_and(|feed| feed.rows.len() <= 10), "{patch:?}");
            assert_eq!(held.apply(patch), Applied::Done);
        }
        let shown: Board = serde_json::from_value(board(&app, As::Nobody, "").await).unwrap();
        assert_eq!((held.digest(), held.feed), (shown.digest(), shown.feed));
    })
    .await;
}

#[tokio::test]
async fn a_new_business_day_arrives_as_a_snapshot_of_the_scopes_that_begin_it() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        let mut stream = Stream::open(&app, "scope=outlet:ginza&scope=outlet:mg-road").await;
        for event in ["snapshot", "snapshot", "ping"] {
            stream.expect::<Value>(event).await;
        }
        // 16:00 UTC is an hour past midnight in Tokyo and half past nine in the evening in India.
        app.clock.set(noon() + TimeDelta::hours(4));
        app.state.days.check().await.unwrap();
        let (ginza, _) = stream.expect::<Board>("snapshot").await;
        assert_eq!(
            (ginza.scope.to_string(), ginza.business_day),
            ("outlet:ginza".to_owned(), "2026-11-21".parse().ok())
        );
        let (ping, _) = stream.expect::<Ping>("ping").await;
        assert_eq!(ping.scopes[0].hash, ginza.digest());

        let network = board(&app, As::Nobody, "").await;
        assert_eq!(
            (&network["business_day"], &network["days"]),
            (&json!(null), &json!({"min": "2026-11-20", "max": "2026-11-21"}))
        );
        assert_eq!(network["totals"][0]["orders"], 1, "{network:#}");
        let past = board(&app, As::Nobody, "?scope=outlet:ginza&day=2026-11-20").await;
        assert_eq!((&past["freshness"], &past["business_day"]), (&json!(null), &json!("2026-11-20")));
    })
    .await;
}

#[tokio::test]
async fn a_server_that_stops_says_goodbye() {
    let app = TestApp::new().await;
    let mut stream = Stream::open(&app, "scope=network").await;
    for event in ["snapshot", "ping"] {
        stream.expect::<Value>(event).await;
    }
    app.state.live.clone().stop().await;
    let (bye, _) = stream.expect::<Value>("bye").await;
    assert_eq!(bye["reason"], "shutdown");
    assert!(bye["retry_ms"].as_u64().is_some_and(|wait| (500..4_000).contains(&wait)), "{bye}");
    assert!(stream.response.body_mut().frame().await.is_none(), "the stream ends");
    let answer = app.get(As::Nobody, "/api/v1/board").await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
    assert!(answer.headers.contains_key("retry-after"));
}

/// Complains where `value` is not as the document's schema says: fields too many, too few, or null where that cannot be.
fn assert_described(document: &Value, schema: &Value, value: &Value, path: &str) {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let options = schema.get("oneOf").and_then(Value::as_array);
    if let Some(reference) = reference {
        let found = document.pointer(reference.trim_start_matches('#')).unwrap();
        return assert_described(document, found, value, path);
    }
    if let Some(options) = options {
        let inner = options.iter().find(|option| option.get("type") != Some(&json!("null"))).unwrap();
        if !value.is_null() {
            assert_described(document, inner, value, path);
        }
        return;
    }
    match value {
        Value::Object(fields) => {
            let properties =
                schema["properties"].as_object().unwrap_or_else(|| panic!("{path} is no object"));
            for required in schema["required"].as_array().into_iter().flatten() {
                assert!(fields.contains_key(required.as_str().unwrap()), "{path} lacks {required}");
            }
            for (name, value) in fields {
                let property =
                    properties.get(name).unwrap_or_else(|| panic!("{path}.{name} is not described"));
                assert_described(document, property, value, &format!("{path}.{name}"));
            }
        }
        Value::Array(elements) => {
            elements.iter().for_each(|element| assert_described(document, &schema["items"], element, path));
        }
        Value::Null => assert!(schema["type"].to_string().contains("null"), "{path} is null"),
        Value::String(_) => assert!(schema["type"].to_string().contains("string"), "{path} is a text"),
        Value::Number(_) => assert!(schema["type"].to_string().contains("integer"), "{path} is a number"),
        Value::Bool(_) => assert!(schema["type"].to_string().contains("boolean"), "{path} is a claim"),
    }
}

#[tokio::test]
async fn the_document_describes_boards_and_frames_as_they_are() {
    let app = TestApp::new().await;
    let document = app.get(As::Nobody, "/api/v1/openapi.json").await.json();
    let described = |schema: &str, value: &Value| {
        let reference = json!({"$ref": format!("#/components/schemas/{schema}")});
        assert_described(&document, &reference, value, schema);
    };
    app.recorded(&sale(1)).await;
    described("Board", &board(&app, As::Nobody, "").await);
    described("Board", &board(&app, As::Nobody, "?day=2026-11-20&scope=outlet:mg-road").await);
    described("Board", &board(&app, As::Nobody, "?day=2026-11-01").await);
    let mut stream = Stream::open(&app, "scope=network").await;
    app.recorded(&sale(2)).await;
    for (event, schema) in [("snapshot", "Board"), ("ping", "Ping"), ("patch", "Patch")] {
        described(schema, &stream.expect::<Value>(event).await.0);
    }
    app.state.live.clone().stop().await;
    described("Bye", &stream.expect::<Value>("bye").await.0);
}

#[tokio::test]
async fn a_stream_ends_once_its_outlet_is_moved_out_of_the_keys_reach() {
    with_app(async |app| {
        let request = Request::get("/api/v1/live?scope=outlet:mg-road");
        let mut own = app.open(As::South.sign(request).body(Body::empty()).unwrap()).await;
        assert_eq!(own.status(), StatusCode::OK);
        app.apply(
            "outlets = [{ code = \"mg-road\", name = \"MG Road\", region = \"north\", franchise = \"company\", \
             time_zone = \"Asia/Kolkata\" }]",
        )
        .await;
        let ended = tokio::time::timeout(PATIENCE, async { while own.body_mut().frame().await.is_some() {} });
        assert!(ended.await.is_ok(), "the stream goes on");
    })
    .await;
}
