//! Hostile and broken bodies: each gets a clear error of its own, and nothing is recorded.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::access;
use crate::support::{Answer, As, TestApp, sale};

const SALES: &str = "/api/v1/sales";

async fn post(app: &TestApp, body: impl Into<Body>) -> Answer {
    let request = Request::post(SALES).header("content-type", "application/json");
    app.send(As::Network, request, body.into()).await
}

async fn nothing_is_recorded(app: &TestApp) {
    assert_eq!(app.get(As::Nobody, SALES).await.json()["sales"], serde_json::json!([]));
}

#[tokio::test]
async fn a_body_that_is_no_json_is_malformed() {
    let app = TestApp::new().await;
    let good = sale(1).json().to_string();
    let texts = [
        "",
        " \n\t",
        "{",
        "}",
        "[",
        "]",
        "nul",
        "tru",
        "NaN",
        "-Infinity",
        "'a'",
        "{'id':1}",
        "{id:1}",
        "{\"id\"}",
        "{\"id\":}",
        "{\"id\":1,}",
        "{,}",
        "{\"id\":1 \"number\":2}",
        "[1,]",
        "{\"id\":01}",
        "{\"id\":1.}",
        "{\"id\":.1}",
        "{\"id\":+1}",
        "{\"id\":1e}",
        "{\"id\":0x1}",
        "{\"id\":--1}",
        "{\"id\":\"\u{1}\"}",
        "{\"id\":\"a\nb\"}",
        r#"{"id":"\x41"}"#,
        r#"{"id":"\u12"}"#,
        r#"{"id":"\ud800"}"#,
        r#"{"id":"\udc00\ud800"}"#,
        "{\"id\":\"",
        "{\"id\":\"a\\\"}",
        "{}{}",
        "{} x",
        "/* */{}",
        "{}//",
        "\u{feff}{}",
        "\u{a0}{}",
        "\u{c}{}",
        "17",
        "\"text\"",
        "null",
        "true",
        "[]",
        "[{}]",
        "{\"sales\":{}}",
        "{\"sales\":7}",
        "{\"returns\":\"x\"}",
        "{\"lines\":{}}",
        "{\"lines\":[7]}",
        "{\"lines\":[[]]}",
        "{\"lines\":[null]}",
        "[[{\"id\":\"x\"}],null]",
        "{\"customer\":[]}",
        "{\"customer\":[\"C-1\",\"Name\",null,null,true]}",
        "{\"lines\":[[\"van-500\",\"Vanilla\",null,\"1\",\"1\"]]}",
        "{\"tender\":[[\"cash\",\"1.00\"]]}",
        "{\"id\":\"0192f0c1-0000-7000-8000-000000000001\",\"sales\":[]}",
        "{\"lines\":[{}],\"returns\":[]}",
        "{\"tender\":{}}",
        "{\"id\":7}",
        "{\"number\":[]}",
        "{\"total\":{}}",
        "{\"total\":true}",
        "{\"total\":[1]}",
        "{\"prices_include_tax\":\"yes\"}",
        "{\"prices_include_tax\":1}",
        "{\"customer\":{\"is_company\":\"no\"}}",
        "{\"total\":1,\"total\":1}",
        "{\"odd\":1,\"odd\":1}",
        "{\"sales\":[],\"sales\":[]}",
        "{\"customer\":{\"name\":\"a\",\"name\":\"b\"}}",
        "{\"lines\":[{\"x\":1,\"x\":1}]}",
    ];
    for text in texts {
        let answer = post(&app, text).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{text:?}: {answer}");
        assert_eq!(answer.code(), "malformed");
    }
    for cut in (1..good.len()).filter(|&cut| good.is_char_boundary(cut)) {
        let answer = post(&app, good[..cut].to_owned()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "cut at {cut}: {answer}");
    }
    nothing_is_recorded(&app).await;
}

#[tokio::test]
async fn a_wrong_shape_names_its_field() {
    let app = TestApp::new().await;
    for (text, path) in [
        (r#"{"lines":[{"item":"a"},{"qty":[]}]}"#, "lines[1].qty"),
        (r#"{"customer":{"ref":7}}"#, "customer.ref"),
        (r#"{"tender":[{"rate":true}]}"#, "tender[0].rate"),
    ] {
        assert_eq!(post(&app, text).await.wrong_fields(), [path], "{text}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_utf_8_are_malformed() {
    let app = TestApp::new().await;
    for bytes in [
        &b"{\"id\":\"\xff\"}"[..],
        b"{\"id\":\"\xc3\"}",
        b"{\"id\":\"\xed\xa0\x80\"}",
        b"{\"id\":\"\xc0\xaf\"}",
        b"\xff\xfe{\x00}\x00",
        b"\x00",
        b"{\"id\":\"\xf4\x90\x80\x80\"}",
    ] {
        let answer = post(&app, bytes.to_vec()).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::BAD_REQUEST, "malformed"),
            "{bytes:?}"
        );
    }
}

#[tokio::test]
async fn depth_and_size_are_bounded() {
    let app = TestApp::new().await;
    let nested = |open: &str, depth: usize| format!("{{\"odd\":{}", open.repeat(depth));
    for text in [nested("[", 100_000), nested("{\"a\":", 100_000), "[".repeat(4_000_000)] {
        assert_eq!(post(&app, text).await.status, StatusCode::BAD_REQUEST);
    }
    const LARGEST: usize = 4 * 1024 * 1024;
    let padded = |size: usize| {
        let text = sale(1).json().to_string();
        text.clone() + &" ".repeat(size - text.len())
    };
    let number = format!("{{\"total\":{}}}", "9".repeat(LARGEST));
    for text in [padded(LARGEST + 1), number, " ".repeat(10_000_000)] {
        let answer = post(&app, text).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    }
    // A body whose length is not announced is cut off all the same.
    let chunks = futures::stream::iter((0..100).map(|_| Ok::<_, std::io::Error>(" ".repeat(100_000))));
    assert_eq!(post(&app, Body::from_stream(chunks)).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let large_number = format!("{{\"total\":{}}}", "9".repeat(1_000_000));
    assert_eq!(post(&app, large_number).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    nothing_is_recorded(&app).await;
    assert_eq!(post(&app, padded(LARGEST)).await.status, StatusCode::CREATED);
}

/// A body of nothing but brackets must not grow into something a thousand times its size.
#[tokio::test]
async fn lists_are_counted_while_they_are_read() {
    let app = TestApp::new().await;
    let brackets = |name: &str| format!("{{\"{name}\":[{}{{}}]}}", "{},".repeat(1_300_000));
    for (name, status) in [
        ("lines", StatusCode::UNPROCESSABLE_ENTITY),
        ("tender", StatusCode::UNPROCESSABLE_ENTITY),
        ("sales", StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let answer = post(&app, brackets(name)).await;
        assert_eq!(answer.status, status, "{name}: {answer}");
    }
    let names: Vec<String> = (0..2_000).map(|number| format!("\"odd{number}\":0")).collect();
    assert_eq!(post(&app, format!("{{{}}}", names.join(","))).await.status, StatusCode::BAD_REQUEST);
    nothing_is_recorded(&app).await;
}

/// Two names that differ only where an answer would cut them are two names.
#[tokio::test]
async fn long_names_of_unknown_fields_are_told_apart() {
    let app = TestApp::new().await;
    let mut draft = sale(1).json();
    for end in ["a", "b"] {
        draft[format!("{}{end}", "x".repeat(70))] = serde_json::json!(1);
    }
    assert_eq!(post(&app, draft.to_string()).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn an_address_that_is_no_text_is_an_error_like_any_other() {
    let app = TestApp::new().await;
    let answer = app.get(As::Nobody, "/api/v1/sales/%ff").await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
}

/// A misspelt filter would answer with everything, and who spells one wrongly in a write means something by it.
#[tokio::test]
async fn no_address_takes_a_parameter_it_does_not_have() {
    let app = TestApp::new().await;
    let is_there = |path: &str, status: u16| !path.ends_with("/nothing") && status != 405;
    for (method, path, body, [_, _, status, ..]) in access::table() {
        if !is_there(&path, status) {
            continue;
        }
        let uri = format!("{path}{}nope=1", if path.contains('?') { '&' } else { '?' });
        let request = Request::builder().method(&method).uri(&uri).header("content-type", "application/json");
        let answer = app.send(As::Network, request, Body::from(body)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{method} {uri}: {answer}");
        assert_eq!(
            (answer.code().as_str(), answer.wrong_fields()),
            ("malformed", vec!["nope".to_owned()]),
            "{uri}"
        );
    }
    nothing_is_recorded(&app).await;
}

#[tokio::test]
async fn another_content_type_is_refused() {
    let app = TestApp::new().await;
    let body = sale(1).json().to_string();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "",
        "multipart/form-data; boundary=a",
    ] {
        let request = Request::post(SALES).header("content-type", kind);
        let answer = app.send(As::Network, request, Body::from(body.clone())).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"),
            "{kind}"
        );
    }
    let none = app.send(As::Network, Request::post(SALES), Body::from(body.clone())).await;
    assert_eq!(none.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let request = Request::post(SALES).header("content-type", "Application/JSON; charset=utf-8");
    assert_eq!(app.send(As::Network, request, Body::from(body)).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_packed_body_is_refused() {
    let app = TestApp::new().await;
    let body = sale(1).json().to_string();
    let send = async |who, encoding: &str, body: &str| {
        let request = Request::post(SALES)
            .header("content-type", "application/json")
            .header("content-encoding", encoding);
        app.send(who, request, Body::from(body.to_owned())).await
    };
    for encoding in ["gzip", "br", "deflate", "identity, gzip", "none"] {
        let answer = send(As::Network, encoding, &body).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"),
            "{encoding}"
        );
        assert_eq!(answer.wrong_fields(), ["Content-Encoding"], "{encoding}");
        assert_eq!(answer.json()["fields"][0]["got"], encoding);
    }
    assert_eq!(send(As::Stranger, "gzip", &body).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(send(As::Network, "gzip", "").await.status, StatusCode::BAD_REQUEST);
    nothing_is_recorded(&app).await;
    assert_eq!(send(As::Network, "Identity", &body).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn quotes_and_markup_are_kept_as_text() {
    let app = TestApp::new().await;
    let corpus = [
        "'; drop table sales; --",
        "\" or \"\"=\"",
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "{{7*7}}",
        "../../etc/passwd",
        "%00%0a",
        "\\u0000",
        "🍨 \u{202e}abc",
        "${jndi:ldap://x}",
        "a\u{2028}b",
    ];
    for (n, text) in (1..).zip(corpus) {
        let draft = sale(n)
            .with("/number", text)
            .with("/cashier", text)
            .with("/lines/0/item", text)
            .with("/lines/0/name", text)
            .with("/customer/name", text);
        app.recorded(&draft).await;
        let read = app.get(As::Nobody, &format!("{SALES}/{}", crate::support::id(n))).await.json();
        for pointer in ["/number", "/cashier", "/lines/0/name", "/customer/name"] {
            assert_eq!(read.pointer(pointer).and_then(|value| value.as_str()), Some(text), "{pointer}");
        }
    }
}
