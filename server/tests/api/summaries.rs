//! `/api/v1/summaries`.

use axum::http::StatusCode;
use serde_json::{Value, json};
use server::summaries::verify::verify_day;

use crate::support::sale::half_return;
use crate::support::{As, TestApp, id, sale, with_app};

async fn page(app: &TestApp, who: As, query: &str) -> Value {
    let answer = app.get(who, &format!("/api/v1/summaries{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {answer}");
    answer.json()
}

async fn ids(app: &TestApp, who: As, query: &str) -> Vec<String> {
    let answer = page(app, who, query).await;
    let rows = answer["rows"].as_array().expect("rows").iter();
    rows.map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
}

/// Two sales and a return today at one outlet, and one two days ago at another.
async fn fill(app: &TestApp) {
    let customer = json!({"ref": "C-1", "name": "Customer 1"});
    app.recorded(&sale(1).with("/customer", customer.clone())).await;
    app.recorded(&sale(2).with("/customer", customer)).await;
    app.recorded(&sale(3).with("/outlet", "colaba").with("/sold_at", "2026-11-18T17:00:00+05:30")).await;
    let back =
        app.post_json(As::Network, "/api/v1/returns", &half_return(4).with("/sale", id(1)).json()).await;
    assert_eq!(back.status, StatusCode::CREATED, "{back}");
}

#[tokio::test]
async fn a_row_holds_the_day_of_an_outlet() {
    with_app(async |app| {
        fill(&app).await;
        let answer = page(&app, As::Nobody, "?scope=outlet:mg-road").await;
        let mut row = answer["rows"][0].clone();
        let refreshed = row["last_refreshed"].take();
        assert_eq!(refreshed.as_str().and_then(|text| text.get(..10)), Some("2026-11-20"), "{refreshed}");
        let expected = json!({
            "id": "DSS-2026-11-20-mg-road", "business_day": "2026-11-20",
            "outlet": "mg-road", "outlet_name": "MG Road", "region": "south", "currency": "INR",
            "order_count": 2, "gross_revenue": "504.00", "net_revenue": "480.00", "total_tax": "24.00",
            "total_discount": "0.00", "avg_order_value": "252.00", "items_sold": "3", "unique_customers": 1,
            "top_item": "van-500", "top_item_qty": "4", "returns": 1, "returned": "-126.00",
            "last_refreshed": null, "verified_at": null,
        });
        assert_eq!(row, expected);
    })
    .await;
}

#[tokio::test]
async fn a_row_tells_when_it_was_proved_until_it_changes() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        let verified = async || page(&app, As::Nobody, "").await["rows"][0]["verified_at"].clone();
        assert_eq!(verified().await, Value::Null);
        app.clock.advance_ms(10 * 60_000);
        let day = "2026-11-20".parse().expect("a day");
        verify_day(&app.db, &*app.clock, day).await.expect("the day is proved");
        assert_eq!(verified().await, json!("2026-11-20T12:10:00Z"));
        app.recorded(&sale(2)).await;
        assert_eq!(verified().await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn rows_are_those_of_whom_one_may_see_newest_day_first() {
    with_app(async |app| {
        fill(&app).await;
        let (today, earlier) = ("DSS-2026-11-20-mg-road", "DSS-2026-11-18-colaba");
        for (who, query, expected) in [
            (As::Nobody, "", &[today, earlier][..]),
            (As::MgRoad, "", &[today]),
            (As::Nobody, "?scope=region:north", &[earlier]),
            (As::Nobody, "?from=2026-11-19", &[today]),
            (As::Nobody, "?to=2026-11-19", &[earlier]),
            (As::Nobody, "?from=2026-11-19&to=2026-11-19", &[]),
        ] {
            assert_eq!(ids(&app, who, query).await, expected, "{query}");
        }
        let first = page(&app, As::Nobody, "?limit=1").await;
        let next = first["next"].as_str().expect("a second page").to_owned();
        let second = page(&app, As::Nobody, &format!("?limit=1&after={next}")).await;
        assert_eq!(
            (&first["rows"][0]["id"], &second["rows"][0]["id"], &second["next"]),
            (&json!(today), &json!(earlier), &Value::Null)
        );
    })
    .await;
}

#[tokio::test]
async fn a_day_in_another_currency_has_a_row_of_its_own() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        app.recorded(&sale(2).with("/currency", "USD").with("/tender", Value::Null)).await;
        let expected = ["DSS-2026-11-20-mg-road", "DSS-2026-11-20-mg-road-USD"];
        assert_eq!(ids(&app, As::Nobody, "").await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_day_of_which_everything_was_cancelled_keeps_a_row_of_nothing() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        let cancel = format!("/api/v1/sales/{}/cancel", id(1));
        let done = app.post_json(As::Network, &cancel, &json!({"reason": "mistake"})).await;
        assert_eq!(done.status, StatusCode::OK, "{done}");
        let row = page(&app, As::Nobody, "").await["rows"][0].clone();
        let read = ["order_count", "gross_revenue", "avg_order_value", "top_item", "unique_customers"];
        assert_eq!(json!(read.map(|name| &row[name])), json!([0, "0.00", "0.00", null, 0]));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_what_would_be_right() {
    let app = TestApp::new().await;
    for (query, field, want) in [
        ("?from=soon", "from", "a business day such as 2026-11-20"),
        ("?from=2000-01-01&to=2026-01-01", "to", "at most 2004-12-31"),
        ("?from=2026-11-20&to=2026-11-19", "to", "2026-11-20 or later"),
        ("?scope=shop:1", "scope", "network, region:CODE, franchise:CODE or outlet:CODE"),
        ("?limit=501", "limit", "a whole number from 1 to 500"),
        ("?after=6d67", "after", "the next of an earlier answer"),
        ("?day=2026-11-20", "day", "one of scope, from, to, format, limit, after"),
    ] {
        let answer = app.get(As::Nobody, &format!("/api/v1/summaries{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {answer}");
        let told = &answer.json()["fields"][0];
        assert_eq!((&told["path"], &told["want"]), (&json!(field), &json!(want)), "{query}");
    }
    let elsewhere = app.get(As::MgRoad, "/api/v1/summaries?scope=outlet:colaba").await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN, "{elsewhere}");
    let nowhere = app.get(As::Nobody, "/api/v1/summaries?scope=outlet:moon").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND, "{nowhere}");
}

/// A page as text, without the marks at which the browser's half finds its places.
async fn shown(app: &TestApp, path: &str, status: StatusCode) -> String {
    let answer = app.get(As::Nobody, path).await;
    assert_eq!(answer.status, status, "{path}: {answer}");
    String::from_utf8_lossy(&answer.body).replace("<!>", "")
}

#[tokio::test]
async fn the_grid_leads_to_the_sales_of_each_day_and_says_which_is_running() {
    let app = TestApp::new().await;
    fill(&app).await;
    let page = shown(&app, "/summaries?view=grid&scope=outlet:mg-road", StatusCode::OK).await;
    for expected in [
        "href=\"/sales?scope=outlet:mg-road&amp;from=2026-11-20&amp;to=2026-11-20&amp;currency=INR\"",
        "<time datetime=\"2026-11-07\">Sat 7 Nov</time>",
        "so far",
        "<input type=\"hidden\" name=\"view\" value=\"grid\"",
        "href=\"/summaries?scope=outlet:mg-road\"",
        "href=\"/api/v1/summaries?scope=outlet:mg-road&amp;from=2026-11-07&amp;to=2026-11-20&amp;format=csv\"",
    ] {
        assert!(page.contains(expected), "no {expected} in\n{page}");
    }
    assert_eq!(page.matches("so far").count(), 1);
    assert!(!page.contains("2026-11-06"), "more than a fortnight");
    let rows = shown(&app, "/summaries", StatusCode::OK).await;
    for expected in ["href=\"/summaries?view=grid\"", "href=\"/api/v1/summaries?format=xlsx\""] {
        assert!(rows.contains(expected), "no {expected} in\n{rows}");
    }
    let told = "The grid shows 31 days at most: the first day can be 2026-10-21.";
    let wide = "/summaries?view=grid&from=2026-10-01&to=2026-11-20";
    assert!(shown(&app, wide, StatusCode::BAD_REQUEST).await.contains(told));
    let unknown = shown(&app, "/summaries?view=pie", StatusCode::BAD_REQUEST).await;
    assert!(unknown.contains("There is no view “pie”. There are rows, grid and restated."), "{unknown}");
    let lost = "/summaries?view=grid&after=%F0%9F%8D%A8";
    assert!(shown(&app, lost, StatusCode::BAD_REQUEST).await.contains("leads to no page"));
}
