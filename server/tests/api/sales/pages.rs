//! The ledger as people read it.

use axum::http::StatusCode;

use crate::support::sale::half_return;
use crate::support::{As, TestApp, id, sale};

/// A page as text, with status 200.
async fn page(app: &TestApp, path: &str) -> String {
    let answer = app.get(As::Nobody, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {answer}");
    String::from_utf8_lossy(&answer.body).into_owned()
}

#[tokio::test]
async fn no_page_is_kept() {
    let app = TestApp::new().await;
    for path in ["/live", "/sales", "/sales/nothing", "/nowhere"] {
        let answer = app.get(As::Nobody, path).await;
        let kept = answer.headers.get("cache-control").and_then(|value| value.to_str().ok());
        assert_eq!(kept, Some("no-store"), "{path}");
    }
}

#[tokio::test]
async fn a_return_says_what_came_back_of_which_sale_and_why() {
    let app = TestApp::new().await;
    app.recorded(&sale(1)).await;
    let back = half_return(5)
        .with("/sale", id(1))
        .with("/tender", [serde_json::json!({"kind": "cash", "amount": "126.00"})].to_vec());
    let answer = app.post_json(As::Network, "/api/v1/returns", &back.json()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
    let page = page(&app, &format!("/sales/{}", id(5))).await;
    for part in [
        "What came back",
        "<span class=\"badge badge--bad\">Return</span>",
        &format!("href=\"/sales/{}\"", id(1)),
        ">MG-000001</a>",
        "melted",
        "<td class=\"table__number\">−1</td>",
        "₹120.00",
        "<dd>−₹126.00</dd>",
        "Paid back: cash",
    ] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    assert!(!page.contains("What was sold"));
}
