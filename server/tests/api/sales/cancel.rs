//! Cancellations.

use axum::http::StatusCode;

use crate::support::sale::half_return;
use crate::support::{As, TestApp, id, sale, with_app};

fn path(kind: &str, n: u32) -> String {
    format!("/api/v1/{kind}/{}/cancel", id(n))
}

#[tokio::test]
async fn a_cancellation_is_told_once_and_repeated_for_the_same_reason() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        let first = app.post(As::Network, &path("sales", 1), r#"{"reason":"typo"}"#).await;
        assert_eq!(first.status, StatusCode::OK, "{first}");
        let told = first.json();
        assert_eq!((&told["id"], &told["cancelled_at"]), (&id(1).into(), &"2026-11-20T12:00:00Z".into()));
        app.clock.advance_ms(1_000);
        let again = app.post(As::Network, &path("sales", 1), r#"{"reason":" typo ","by":"me"}"#).await;
        assert_eq!((again.status, &again.json()["event"]), (StatusCode::OK, &told["event"]));
        assert_eq!(
            (&again.json()["cancelled_at"], &again.json()["warnings"][0]),
            (&told["cancelled_at"], &"by".into())
        );
        let other = app.post(As::Network, &path("sales", 1), r#"{"reason":"theft"}"#).await;
        assert_eq!((other.status, other.code().as_str()), (StatusCode::CONFLICT, "conflict"));
        let repeat = app.post_json(As::Network, "/api/v1/sales", &sale(1).json()).await;
        assert_eq!(repeat.status, StatusCode::OK, "a cancelled sale is still recorded: {repeat}");
    })
    .await;
}

#[tokio::test]
async fn a_sale_with_returns_stays_until_they_are_cancelled() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        app.post_json(As::Network, "/api/v1/returns", &half_return(2).with("/sale", id(1)).json()).await;
        let refused = app.post(As::Network, &path("sales", 1), r#"{"reason":"typo"}"#).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "conflict"));
        let cancelled = app.post(As::Network, &path("returns", 2), r#"{"reason":"kept it"}"#).await;
        assert_eq!(cancelled.status, StatusCode::OK, "{cancelled}");
        let done = app.post(As::Network, &path("sales", 1), r#"{"reason":"typo"}"#).await;
        assert_eq!(done.status, StatusCode::OK, "{done}");
        let timeline =
            app.get(As::Nobody, &format!("/api/v1/sales/{}", id(1))).await.json()["timeline"].clone();
        let kinds: Vec<_> =
            timeline.as_array().into_iter().flatten().map(|step| step["kind"].clone()).collect();
        assert_eq!(kinds, ["sold", "recorded", "summed", "has_return", "return_cancelled", "cancelled"]);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_cancelled_says_why() {
    let app = TestApp::new().await;
    app.recorded(&sale(1)).await;
    app.recorded(&sale(2).with("/outlet", "colaba")).await;
    let cases = [
        (As::Network, path("sales", 9), r#"{"reason":"typo"}"#, StatusCode::NOT_FOUND),
        (As::Network, path("returns", 1), r#"{"reason":"typo"}"#, StatusCode::NOT_FOUND),
        (As::Network, "/api/v1/sales/17/cancel".to_owned(), r#"{"reason":"typo"}"#, StatusCode::NOT_FOUND),
        (As::MgRoad, path("sales", 2), r#"{"reason":"typo"}"#, StatusCode::NOT_FOUND),
        (As::Network, path("sales", 1), "{}", StatusCode::UNPROCESSABLE_ENTITY),
        (As::Network, path("sales", 1), r#"{"reason":null}"#, StatusCode::UNPROCESSABLE_ENTITY),
        (As::Network, path("sales", 1), r#"{"reason":""}"#, StatusCode::UNPROCESSABLE_ENTITY),
        (As::Network, path("sales", 1), r#"{"reason":7}"#, StatusCode::BAD_REQUEST),
        (As::Network, path("sales", 1), "", StatusCode::BAD_REQUEST),
        (As::Watcher, path("sales", 1), r#"{"reason":"typo"}"#, StatusCode::FORBIDDEN),
    ];
    for (who, path, body, status) in cases {
        let answer = app.post(who, &path, body).await;
        assert_eq!(answer.status, status, "{path} {body}: {answer}");
        answer.code();
    }
    for (reason, problem) in [
        (serde_json::json!(""), "reason is missing"),
        (serde_json::json!("x".repeat(201)), "reason has more than 200 characters"),
        (serde_json::json!("a\nb"), "reason holds a control character"),
    ] {
        let body = serde_json::json!({ "reason": reason }).to_string();
        let answer = app.post(As::Network, &path("sales", 1), body).await;
        assert_eq!(answer.wrong_fields(), ["reason"]);
        let message = answer.json()["message"].to_string();
        assert!(message.contains(problem), "{message}");
    }
}
