//! `/api/v1/restatements`.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use server::db::{Urgency, on_engine};
use server::exports::MOST_A_DAY;
use server::sales::Command;
use server::sales::ingest::Lane;

use crate::support::{As, TestApp, noon, sale, with_app};

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
            "exports": [], "export_count": 0,
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

/// Asks for a file as anybody would, and returns its name.
async fn file(app: &TestApp, path: &str) -> String {
    let answer = app.get(As::Nobody, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {answer}");
    let told = answer.headers["content-disposition"].to_str().expect("a name in ASCII");
    told.split('"').nth(1).expect("a quoted name").to_owned()
}

/// The names of the files that the first restatement lists, with how often each went out and whether it was asked for again since.
async fn carried(app: &TestApp, who: As) -> Vec<(String, i64, bool)> {
    let row = page(app, who, "?scope=outlet:mg-road").await["rows"][0].clone();
    let exports = row["exports"].as_array().expect("a list");
    assert_eq!(row["export_count"].as_i64(), i64::try_from(exports.len()).ok(), "{row:#}");
    exports
        .iter()
        .map(|export| {
            let name = export["file_name"].as_str().expect("a name").to_owned();
            let times = export["times"].as_i64().expect("a number");
            (name, times, export["asked_again"].as_bool().expect("yes or no"))
        })
        .collect()
}

#[tokio::test]
async fn a_restatement_lists_the_files_that_went_out_before_and_hold_the_day() {
    with_app(async |app| {
        for day in ["2026-11-19", "2026-11-20"] {
            let begin = ["mg-road", "colaba"].map(|outlet| begin(&app, outlet, day));
            app.state.ingest.submit(Lane::Single, begin.to_vec()).await.expect("days can be begun");
        }
        let days = "from=2026-11-19&to=2026-11-20";
        let everything = format!("/api/v1/summaries?format=csv&{days}");
        let report =
            |more: &str| format!("/api/v1/analytics/report?{days}&scope=region:south&format=xlsx{more}");
        let summaries = file(&app, &everything).await;
        assert_eq!(file(&app, &everything).await, summaries);
        app.clock.advance_ms(60_000);
        let thursdays = file(&app, &report("&weekday=thu&currency=INR")).await;
        for elsewhere in [
            "/api/v1/summaries?format=csv&from=2026-11-20&to=2026-11-20".to_owned(),
            "/api/v1/summaries?format=csv&from=2026-11-19&to=2026-11-19&scope=outlet:colaba".to_owned(),
            report("&weekday=fri"),
            report("&currency=USD"),
        ] {
            file(&app, &elsewhere).await;
        }
        app.clock.advance_ms(60_000);
        // Of the two days after; what it is compared with begins on the 18th, and a year before.
        let compared = "/api/v1/analytics/tables/comparison?from=2026-11-20&to=2026-11-21&format=csv";
        let compared = file(&app, compared).await;
        app.clock.advance_ms(60_000);
        app.recorded(&sale(1).with("/sold_at", "2026-11-19T17:00:00+05:30")).await;
        let all = [(compared, 1, false), (thursdays.clone(), 1, false), (summaries.clone(), 2, false)];
        assert_eq!(carried(&app, As::Nobody).await, all);
        // Whoever sees a region learns nothing of what the network was given.
        assert_eq!(carried(&app, As::South).await, all[1..2]);
        assert!(carried(&app, As::MgRoad).await.is_empty());
        app.clock.advance_ms(60_000);
        let later = file(&app, &everything).await;
        let again = carried(&app, As::Nobody).await;
        assert_eq!((again.len(), &again[2]), (3, &(summaries.clone(), 2, true)));
        assert!(again.iter().all(|(name, ..)| *name != later));
        let shown = app.get(As::Nobody, "/summaries?view=restated").await;
        let shown = String::from_utf8_lossy(&shown.body).replace("<!>", "");
        for expected in [
            "Gross ₹252.00 more, 1 order more, 2 items more, tax ₹12.00 more",
            "1 late sale, known since the day was over: ",
            "3 files with the old figures went out, newest first:",
            &format!("<span class=\"restated__name\">{thursdays}</span>"),
            "Report of South, ",
            ", 2 times until ",
            "Asked for again since the day changed.",
            "href=\"/api/v1/summaries?from=2026-11-19&amp;to=2026-11-20&amp;format=csv\"",
        ] {
            assert!(shown.contains(expected), "no {expected} in\n{shown}");
        }
        assert!(!shown.contains(&later), "{shown}");
    })
    .await;
}

#[tokio::test]
async fn the_files_that_went_out_are_listed_newest_first_in_pages() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        let one = file(&app, "/api/v1/summaries?format=csv&scope=outlet:mg-road&from=2026-11-20&to=2026-11-20").await;
        app.clock.advance_ms(60_000);
        let two = file(&app, "/api/v1/analytics/tables/totals?format=xlsx&from=2026-11-01&to=2026-11-19").await;
        let listed = async |who: As, query: &str| -> Value {
            let answer = app.get(who, &format!("/api/v1/exports{query}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{query}: {answer}");
            answer.json()
        };
        let names = async |who: As, query: &str| -> Vec<String> {
            let answer = listed(who, query).await;
            let rows = answer["rows"].as_array().expect("a list").iter();
            rows.map(|row| row["file_name"].as_str().expect("a name").to_owned()).collect()
        };
        assert_eq!(names(As::Nobody, "").await, [two.clone(), one.clone()]);
        assert_eq!(names(As::Nobody, "?from=2026-11-20").await, std::slice::from_ref(&one));
        assert_eq!(names(As::Nobody, "?to=2026-11-19").await, std::slice::from_ref(&two));
        assert_eq!(names(As::MgRoad, "").await, std::slice::from_ref(&one));
        assert_eq!(names(As::North, "").await, [""; 0]);
        let first = listed(As::Nobody, "?limit=1").await;
        let next = first["next"].as_str().expect("there is another");
        assert_eq!(names(As::Nobody, &format!("?limit=1&after={next}")).await, std::slice::from_ref(&one));
        let mut row = listed(As::MgRoad, "").await["rows"][0].clone();
        row["id"].take();
        let expected = json!({
            "id": null, "title": "Daily summaries", "file_name": one, "format": "csv", "scope": "outlet:mg-road",
            "from": "2026-11-20", "to": "2026-11-20", "currency": null, "as_of": "2026-11-20T12:00:00Z",
            "last_as_of": "2026-11-20T12:00:00Z", "asked_at": "2026-11-20T12:00:00Z",
            "last_asked_at": "2026-11-20T12:00:00Z", "times": 1, "rows": 1,
            "address": "/api/v1/summaries?scope=outlet:mg-road&from=2026-11-20&to=2026-11-20&format=csv",
        });
        assert_eq!(row, expected);
        for query in ["?after=soon", "?from=yesterday", "?limit=0", "?format=csv"] {
            let answer = app.get(As::Nobody, &format!("/api/v1/exports{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {answer}");
        }
    })
    .await;
}

#[tokio::test]
async fn asking_for_the_head_of_a_file_makes_none_and_writes_none_down() {
    let app = TestApp::new().await;
    app.recorded(&sale(1)).await;
    for path in [
        "/api/v1/summaries?format=csv&from=2026-11-20&to=2026-11-20",
        "/api/v1/analytics/report?format=csv&from=2026-11-20&to=2026-11-20",
        "/api/v1/analytics/tables/totals?format=csv&from=2026-11-20&to=2026-11-20",
    ] {
        let answer = app.send(As::Nobody, Request::head(path), Body::empty()).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {answer}");
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8; header=present", "{path}");
        assert_eq!(answer.headers.get("content-length"), None, "{path}: nobody knows how long it would be");
        assert!(answer.body.is_empty(), "{path}");
    }
    let elsewhere = Request::head("/api/v1/summaries?format=csv&scope=network");
    assert_eq!(app.send(As::MgRoad, elsewhere, Body::empty()).await.status, StatusCode::FORBIDDEN);
    let listed = app.get(As::Nobody, "/api/v1/exports").await.json();
    assert_eq!(listed["rows"], json!([]));
}

#[tokio::test]
async fn whoever_asks_for_more_files_than_a_day_has_is_told_when_to_come_back() {
    let app = TestApp::new().await;
    app.recorded(&sale(1)).await;
    let one = "/api/v1/summaries?format=csv&from=2026-11-20&to=2026-11-20";
    file(&app, one).await;
    let sql = "with recursive n(at) as (select 1 union all select at + 1 from n where at < $1)
        insert into exports (address, minute, title, format, scope_id, from_day, to_day, weekdays, first_as_of, last_as_of, asked_at,
            last_asked_at, times, file_name, row_count)
        select 'hostile ' || n.at, $2, 'Report', 'csv', 1, 0, 0, 127, 0, 0, 0, 0, 1, 'filled', 1 from n";
    let minute = noon().timestamp() / 60;
    let mut tx = app.db.write(Urgency::Foreground).await.expect("a transaction");
    on_engine!(&mut tx, connection =>
        sqlx::query(sql).bind(MOST_A_DAY - 1).bind(minute).execute(connection).await.map(drop))
    .expect("it runs");
    tx.commit().await.expect("it commits");
    let refused = app.get(As::Nobody, "/api/v1/summaries?format=xlsx").await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (StatusCode::TOO_MANY_REQUESTS, "too_many_requests")
    );
    assert_eq!(refused.headers["retry-after"], "86400");
    assert_eq!(
        refused.json()["message"],
        "5000 different files went out within a day, and no more may before 2026-11-21T12:00:00Z: \
         a file goes out only once that is written down"
    );
    file(&app, one).await;
    assert_eq!(app.get(As::Nobody, "/api/v1/summaries").await.status, StatusCode::OK, "no file, no limit");
    app.clock.advance_ms(86_400_000);
    file(&app, "/api/v1/summaries?format=xlsx").await;
}

#[tokio::test]
async fn no_file_goes_out_that_cannot_be_written_down() {
    let app = TestApp::new().await;
    app.recorded(&sale(1)).await;
    let sql = "create trigger away before insert on exports begin select raise(abort, 'no'); end";
    let mut tx = app.db.write(Urgency::Foreground).await.expect("a transaction");
    on_engine!(&mut tx, connection => sqlx::query(sql).execute(connection).await.map(drop)).expect("it runs");
    tx.commit().await.expect("it commits");
    let answer = app.get(As::Nobody, "/api/v1/summaries?format=csv").await;
    assert!(answer.status.is_server_error(), "{answer}");
    assert!(answer.json()["message"].as_str().is_some_and(|text| text.contains("written down")), "{answer}");
    let rows = app.get(As::Nobody, "/api/v1/summaries").await;
    assert_eq!(rows.status, StatusCode::OK, "what is only looked at needs no register");
}
