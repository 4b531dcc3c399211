//! Reading the ledger.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::sale::half_return;
use crate::support::{As, TestApp, id, sale, with_app};

/// Numbers of the rows at `path`, in their order.
async fn numbers(app: &TestApp, who: As, path: &str) -> Vec<String> {
    let answer = app.get(who, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {answer}");
    let rows = answer.json()["sales"].clone();
    rows.as_array()
        .into_iter()
        .flatten()
        .map(|row| row["number"].as_str().unwrap_or("?").to_owned())
        .collect()
}

async fn fill(app: &TestApp) {
    for n in 1..=3 {
        app.recorded(&sale(n)).await;
    }
    app.recorded(&sale(4).with("/outlet", "colaba").with("/sold_at", "2026-11-18T17:00:00+05:30")).await;
    let answer =
        app.post_json(As::Network, "/api/v1/returns", &half_return(5).with("/sale", id(1)).json()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
}

#[tokio::test]
async fn the_newest_comes_first_and_filters_narrow() {
    with_app(async |app| {
        fill(&app).await;
        for (query, expected) in [
            ("", &["MG-000004", "MG-000003", "MG-000002", "MG-000001"][..]),
            ("?scope=outlet:colaba", &["MG-000004"]),
            ("?scope=region:south", &["MG-000003", "MG-000002", "MG-000001"]),
            ("?scope=franchise:partner", &["MG-000004"]),
            ("?scope=outlet:souq", &[]),
            ("?from=2026-11-19", &["MG-000003", "MG-000002", "MG-000001"]),
            ("?to=2026-11-19", &["MG-000004"]),
            ("?from=2026-11-18&to=2026-11-18", &["MG-000004"]),
            ("?from=2026-11-18&to=2026-11-20&scope=outlet:mg-road", &["MG-000003", "MG-000002", "MG-000001"]),
            ("?number=mg-000003", &["MG-000003"]),
            ("?number=MG-0000", &["MG-000004", "MG-000003", "MG-000002", "MG-000001"]),
            ("?number=000003", &[]),
            ("?number=%25", &[]),
            ("?kind=return", &["R-000005"]),
            ("?kind=all&limit=2", &["R-000005", "MG-000004"]),
            ("?weekday=wed", &["MG-000004"]),
            ("?weekday=fri&hour=17&kind=all", &["R-000005", "MG-000003", "MG-000002", "MG-000001"]),
            ("?hour=9", &[]),
            ("?item=van-500&from=2026-11-19", &["MG-000003", "MG-000002", "MG-000001"]),
            ("?item=cone", &[]),
            ("?category=Tubs&to=2026-11-19", &["MG-000004"]),
            ("?category=tubs", &[]),
            ("?currency=INR&limit=1", &["MG-000004"]),
            ("?currency=JPY", &[]),
        ] {
            assert_eq!(
                numbers(&app, As::Nobody, &format!("/api/v1/sales{query}")).await,
                expected,
                "{query}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_sales_of_a_customer_and_those_that_count_are_found() {
    with_app(async |app| {
        let other = json!({"ref": "C-18", "name": "Customer 18", "is_company": false});
        app.recorded(&sale(1)).await;
        app.recorded(&sale(2).with("/customer", other).with("/sold_at", "2026-09-01T17:00:00+05:30")).await;
        app.recorded(&sale(3).without("/customer")).await;
        app.recorded(&sale(4).with("/outlet", "colaba")).await;
        let back = half_return(5).with("/customer", json!({"ref": "C-17", "is_company": false})).json();
        let answer = app.post_json(As::Network, "/api/v1/returns", &back).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
        app.post(As::Network, &format!("/api/v1/sales/{}/cancel", id(4)), r#"{"reason":"typo"}"#).await;
        for (query, expected) in [
            ("customer=C-17", &["MG-000004", "MG-000001"][..]),
            ("customer=C-17&kind=all", &["R-000005", "MG-000004", "MG-000001"]),
            ("customer=C-17&scope=outlet:mg-road", &["MG-000001"]),
            ("customer=C-17&state=counted", &["MG-000001"]),
            ("customer=C-17&from=2026-11-20&to=2026-11-20&hour=17&weekday=fri", &["MG-000004", "MG-000001"]),
            ("customer=C-17&to=2026-11-19", &[]),
            ("customer=C-18", &["MG-000002"]),
            ("customer=c-17", &[]),
            ("customer=nobody", &[]),
            ("customer=", &["MG-000004", "MG-000003", "MG-000002", "MG-000001"]),
            ("state=counted", &["MG-000003", "MG-000002", "MG-000001"]),
            ("state=counted&from=2026-11-20&to=2026-11-20", &["MG-000003", "MG-000001"]),
            ("state=cancelled", &["MG-000004"]),
            ("state=cancelled&kind=return", &[]),
        ] {
            let path = format!("/api/v1/sales?{query}");
            assert_eq!(numbers(&app, As::Nobody, &path).await, expected, "{query}");
        }
        let mg_road = numbers(&app, As::MgRoad, "/api/v1/sales?customer=C-17").await;
        assert_eq!(mg_road, ["MG-000001"], "a key sees of a customer what it sees of all others");
        let first = app.get(As::Nobody, "/api/v1/sales?customer=C-17&kind=all&limit=2").await.json();
        let next = first["next"].as_str().expect("an older page").to_owned();
        let path = format!("/api/v1/sales?customer=C-17&kind=all&limit=2&after={next}");
        assert_eq!(numbers(&app, As::Nobody, &path).await, ["MG-000001"]);
    })
    .await;
}

#[tokio::test]
async fn the_outlets_that_stand_in_a_scope_now_are_told_from_what_was_recorded_in_it() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        app.apply(
            "outlets = [{ code = \"mg-road\", name = \"MG Road\", region = \"north\", franchise = \"company\", \
             time_zone = \"Asia/Kolkata\" }]",
        )
        .await;
        app.recorded(&sale(2)).await;
        for (query, expected) in [
            ("scope=region:south", &["MG-000001"][..]),
            ("scope=region:south&standing=now", &[]),
            ("scope=region:north", &["MG-000002"]),
            ("scope=region:north&standing=now", &["MG-000002", "MG-000001"]),
            ("scope=region:north&standing=now&customer=C-17", &["MG-000002", "MG-000001"]),
            ("scope=region:north&standing=now&from=2026-11-20&to=2026-11-20", &["MG-000002", "MG-000001"]),
            ("scope=outlet:mg-road&standing=now", &["MG-000002", "MG-000001"]),
            ("standing=now", &["MG-000002", "MG-000001"]),
        ] {
            let path = format!("/api/v1/sales?{query}");
            assert_eq!(numbers(&app, As::Nobody, &path).await, expected, "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap() {
    with_app(async |app| {
        fill(&app).await;
        let (mut path, mut seen): (String, Vec<String>) =
            ("/api/v1/sales?kind=all&limit=2".to_owned(), Vec::new());
        for n in 100..110 {
            let page = app.get(As::Nobody, &path).await.json();
            let rows = page["sales"].as_array().expect("rows");
            seen.extend(rows.iter().filter_map(|row| row["number"].as_str()).map(str::to_owned));
            // What comes in while somebody pages does not move the pages.
            app.recorded(&sale(n)).await;
            match page["next"].clone() {
                Value::String(next) => path = format!("/api/v1/sales?kind=all&limit=2&after={next}"),
                _ => break,
            }
        }
        assert_eq!(seen, ["R-000005", "MG-000004", "MG-000003", "MG-000002", "MG-000001"]);
    })
    .await;
}

#[tokio::test]
async fn a_page_that_holds_the_rest_is_the_last() {
    with_app(async |app| {
        fill(&app).await;
        let page = app.get(As::Nobody, "/api/v1/sales?limit=4").await.json();
        assert_eq!((page["sales"].as_array().map(Vec::len), &page["next"]), (Some(4), &json!(null)));
    })
    .await;
}

#[tokio::test]
async fn many_days_are_listed_the_newest_day_first_and_a_late_sale_in_its_own() {
    with_app(async |app| {
        let on = |n, day: &str| sale(n).with("/sold_at", format!("{day}T17:00:00+05:30"));
        app.recorded(&on(1, "2026-09-01")).await;
        app.recorded(&on(2, "2026-11-19")).await;
        app.recorded(&on(3, "2026-10-10")).await;
        app.recorded(&on(4, "2026-09-01")).await;
        app.recorded(&on(5, "2026-11-20")).await;
        let asked = "/api/v1/sales?from=2026-08-01&to=2026-11-19";
        for limit in 1..=4 {
            let (mut seen, mut after): (Vec<String>, Option<String>) = (Vec::new(), None);
            for _ in 0..4 {
                let rest: String = after.map(|next| format!("&after={next}")).unwrap_or_default();
                let page = app.get(As::Nobody, &format!("{asked}&limit={limit}{rest}")).await.json();
                let rows = page["sales"].as_array().expect("rows").clone();
                seen.extend(rows.iter().filter_map(|row| row["number"].as_str()).map(str::to_owned));
                after = page["next"].as_str().map(str::to_owned);
                if after.is_none() {
                    break;
                }
            }
            assert_eq!((seen, after), (numbers(&app, As::Nobody, asked).await, None), "{limit}");
        }
        assert_eq!(
            numbers(&app, As::Nobody, asked).await,
            ["MG-000002", "MG-000003", "MG-000004", "MG-000001"]
        );
        let within_a_month = "/api/v1/sales?from=2026-09-01&to=2026-10-01";
        assert_eq!(numbers(&app, As::Nobody, within_a_month).await, ["MG-000004", "MG-000001"]);
        let first = app.get(As::Nobody, &format!("{asked}&limit=1")).await.json();
        let next = first["next"].as_str().expect("an older page");
        for (query, after) in [
            ("", next),
            ("from=2026-11-01&to=2026-11-20&", next),
            ("from=2026-08-01&to=2026-10-31&", next),
            ("from=2026-08-01&to=2026-11-19&", "e5"),
            ("from=2026-08-01&to=2026-11-19&", "d20777"),
            ("from=2026-08-01&to=2026-11-19&", "d1e5"),
            ("from=2026-08-01&to=2026-11-19&", "d20776e7fffffffffffffff"),
            ("from=2026-08-01&to=2026-11-19&", "d-2147483648e0"),
            ("to=2026-11-19&", "d-2147483649e0"),
        ] {
            let answer = app.get(As::Nobody, &format!("/api/v1/sales?{query}after={after}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}{after}: {answer}");
            assert_eq!(answer.wrong_fields(), ["after"], "{query}{after}");
        }
        for after in ["d-2147483648e0", "d-2147483648e1", "d0e0"] {
            let path = format!("/api/v1/sales?to=2026-11-19&after={after}");
            assert!(numbers(&app, As::Nobody, &path).await.is_empty(), "{after}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_entry_shows_all_that_was_sent_and_what_became_of_it() {
    with_app(async |app| {
        fill(&app).await;
        let read = app.get(As::Nobody, &format!("/api/v1/sales/{}", id(1).to_uppercase())).await.json();
        for (pointer, expected) in [
            ("/number", json!("MG-000001")),
            ("/outlet", json!("mg-road")),
            ("/sold_at", json!("2026-11-20T17:00:00+05:30")),
            ("/total", json!("252.00")),
            ("/qty", json!("2")),
            ("/customer/ref", json!("C-17")),
            ("/customer/is_company", json!(false)),
            ("/items", json!(["Item VAN-500"])),
            ("/lines/0/item", json!("van-500")),
            ("/lines/0/unit_price", json!("120.00")),
            ("/lines/0/tax_rate", json!("5")),
            ("/tender/0/change", json!("48.00")),
            ("/till_seq", json!(1)),
            ("/cancelled", json!(false)),
            ("/timeline/3/kind", json!("has_return")),
            ("/timeline/3/id", json!(id(5))),
            ("/timeline/3/amount", json!("126.00")),
        ] {
            assert_eq!(read.pointer(pointer), Some(&expected), "{pointer} of {read:#}");
        }
    })
    .await;
}

/// Following `next` ends wherever somebody begins: at the end of the log, behind it, at its beginning.
#[tokio::test]
async fn a_position_beyond_the_end_leads_nowhere() {
    with_app(async |app| {
        fill(&app).await;
        let all = numbers(&app, As::Nobody, "/api/v1/sales?kind=all").await;
        for (after, most) in
            [("e7fffffffffffffff", 0), ("e7000000000000000", 0), ("efffff", 0), ("e2", all.len()), ("e1", 0)]
        {
            let (mut position, mut seen) = (after.to_owned(), Vec::new());
            for _ in 0..=all.len() {
                let path = format!("/api/v1/sales?kind=all&limit=1&after={position}");
                let page = app.get(As::Nobody, &path).await.json();
                seen.extend(page["sales"].as_array().expect("rows").iter().cloned());
                match page["next"].as_str() {
                    Some(next) => position = next.to_owned(),
                    None => position.clear(),
                }
                if position.is_empty() {
                    break;
                }
            }
            assert!(position.is_empty() && seen.len() <= most, "{after}: {position} {seen:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_wrong_question_says_what_would_be_right() {
    let app = TestApp::new().await;
    for (query, wrong) in [
        ("scope=shop:a", "scope"),
        ("from=2026-02-30", "from"),
        ("from=2026-11-20&to=2026-11-19", "to"),
        ("from=2020-01-01&to=2026-01-01", "to"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("after=x", "after"),
        ("after=e0", "after"),
        ("kind=sales", "kind"),
        ("state=open", "state"),
        ("hour=24", "hour"),
        ("hour=-1", "hour"),
        ("weekday=7", "weekday"),
        ("standing=then", "standing"),
        ("currency=rupees", "currency"),
        ("customer=%00", "customer"),
        ("category=a%0Ab", "category"),
        ("item=%00", "item"),
        ("scop=network", "scop"),
    ] {
        let answer = app.get(As::Nobody, &format!("/api/v1/sales?{query}")).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::BAD_REQUEST, "malformed"),
            "{query}"
        );
        assert_eq!(answer.wrong_fields(), [wrong], "{query}");
    }
    let unknown = app.get(As::Nobody, "/api/v1/sales?scope=outlet:nowhere").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{unknown}");
    for path in [
        format!("/api/v1/sales/{}", id(1)),
        "/api/v1/sales/17".to_owned(),
        format!("/api/v1/returns/{}", id(1)),
    ] {
        assert_eq!(app.get(As::Nobody, &path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
