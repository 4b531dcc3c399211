//! The ledger as people read it.

use crate::support::{As, TestApp};

#[tokio::test]
async fn no_page_is_kept() {
    let app = TestApp::new().await;
    for path in ["/live", "/sales", "/sales/nothing", "/nowhere"] {
        let answer = app.get(As::Nobody, path).await;
        let kept = answer.headers.get("cache-control").and_then(|value| value.to_str().ok());
        assert_eq!(kept, Some("no-store"), "{path}");
    }
}
