//! `/api/v1/restatements`.

use axum::http::StatusCode;
use serde_json::{Value, json};
use server::sales::Command;
use server::sales::ingest::Lane;

use crate::support::{As, TestApp, sale, with_app};

async fn page(app: &TestApp, who: As, query: &str) -> Value {
    let answer = app.get(who, &format!("/api/v1/restatements{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {answer}");
    answer.json()
}

/// Two sales of the day before at two outlets, after both have begun today.
async fn fill(app: &TestApp) {
    for day in ["2026-11-19", "2026-11-20"] {
        let begin = ["mg-road", "colaba"].map(|outlet| begin(app, outlet, day));
        app.state.ingest.submit(Lane::Single, begin.to_vec()).await.expect("days can be begun");
    }
    for (n, outlet) in [(1, "mg-road"), (2, "colaba")] {
        let late = sale(n).with("/outlet", outlet).with("/sold_at", "2026-11-19T17:00:00+05:30");
        app.recorded(&late).await;
    }
    app.recorded(&sale(3)).await;
}

fn begin(app: &TestApp, outlet: &str, day: &str) -> Command {
    let code = outlet.parse().expect("a code");
    let outlet = app.state.directory.current().outlet_by_code(&code).expect("an outlet").id;
    Command::StartDay { outlet, day: day.parse().expect("a day") }
}

#[tokio::test]
async fn a_late_sale_restates_the_day_it_belongs_to() {
    with_app(async |app| {
        fill(&app).await;
        let answer = page(&app, As::MgRoad, "").await;
        let mut row = answer["rows"][0].clone();
        for at in ["first_at", "last_at"] {
            let at = row[at].take();
            assert_eq!(at.as_str().and_then(|text| text.get(..10)), Some("2026-11-20"), "{at}");
        }
        let expected = json!({
            "business_day": "2026-11-19", "outlet": "mg-road", "outlet_name": "MG Road", "reason": "sale",
            "told_on": "2026-11-20", "first_at": null, "last_at": null, "facts": 1, "currency": "INR",
            "change": {
                "currency": "INR", "orders": 1, "gross": "252.00", "net": "240.00", "tax": "12.00", "discount": "0.00",
                "qty": "2", "returns": 0, "returned": "0.00", "returned_net": "0.00", "returned_tax": "0.00",
                "returned_qty": "0", "cancelled": 0, "cancelled_amount": "0.00",
            },
        });
        assert_eq!(row, expected);
        assert_eq!(answer["rows"].as_array().map(Vec::len), Some(1), "only what one may see: {answer:#}");
    })
    .await;
}

#[tokio::test]
async fn rows_come_in_pages_of_the_days_and_outlets_asked_for() {
    with_app(async |app| {
        fill(&app).await;
        let outlets = async |query: &str| -> Vec<String> {
            let answer = page(&app, As::Nobody, query).await;
            let rows = answer["rows"].as_array().unwrap().iter();
            rows.map(|row| row["outlet"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(outlets("").await, ["colaba", "mg-road"]);
        assert_eq!(outlets("?scope=region:north").await, ["colaba"]);
        assert_eq!(outlets("?from=2026-11-20").await, [""; 0]);
        assert_eq!(outlets("?to=2026-11-19&from=2026-11-19").await.len(), 2);
        let first = page(&app, As::Nobody, "?limit=1").await;
        let next = first["next"].as_str().unwrap();
        let second = page(&app, As::Nobody, &format!("?limit=1&after={next}")).await;
        assert_eq!((&second["rows"][0]["outlet"], &second["next"]), (&json!("mg-road"), &Value::Null));
        for query in ["?after=soon", "?from=yesterday", "?limit=0", "?day=2026-11-19"] {
            let answer = app.get(As::Nobody, &format!("/api/v1/restatements{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {answer}");
        }
    })
    .await;
}
