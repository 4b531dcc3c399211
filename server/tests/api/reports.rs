//! `/api/v1/analytics/report`.

use axum::http::StatusCode;
use serde_json::{Value, json};
use server::db::{Urgency, on_engine};

use crate::support::{As, TestApp, sale, with_app};

mod files;
mod pages;

const PATH: &str = "/api/v1/analytics/report";

async fn report(app: &TestApp, query: &str) -> Value {
    let answer = app.get(As::Nobody, &format!("{PATH}{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {answer}");
    answer.json()
}

async fn rows(app: &TestApp, query: &str) -> Value {
    report(app, query).await["rows"].clone()
}

/// Two Fridays at one outlet in the south, three weeks apart, and a Thursday at another in the north.
async fn sell(app: &TestApp) {
    for (n, outlet, day) in
        [(1, "mg-road", "2026-11-20"), (2, "colaba", "2026-11-19"), (3, "mg-road", "2026-10-30")]
    {
        app.recorded(&sale(n).with("/outlet", outlet).with("/sold_at", format!("{day}T12:00:00+05:30")))
            .await;
    }
}

#[tokio::test]
async fn nothing_asked_is_the_scope_as_a_whole_over_thirty_days() {
    with_app(async |app| {
        sell(&app).await;
        assert_eq!(
            report(&app, "").await,
            json!({
                "scope": "network", "from": "2026-10-22", "to": "2026-11-20", "measures": ["orders", "gross", "average_order"],
                "rows": [{"currency": "INR", "orders": 3, "gross": "756.00", "average_order": "252.00"}],
                "as_of": "2026-11-20T12:00:00Z", "dictionary": 1,
            })
        );
    })
    .await;
}

#[tokio::test]
async fn rows_are_by_place_and_time_and_have_the_measures_asked() {
    with_app(async |app| {
        sell(&app).await;
        let days = "from=2026-10-01&to=2026-11-20";
        let asked = format!("?{days}&place=region&time=month&measures=gross,orders,items_sold");
        let answer = report(&app, &asked).await;
        assert_eq!(answer["measures"], json!(["gross", "orders", "items_sold"]));
        let row = |code: &str, name: &str, month: &str, to: &str| json!({
            "place": {"scope": format!("region:{code}"), "name": name},
            "period": {"name": month, "from": format!("{month}-01"), "to": to},
            "currency": "INR", "gross": "252.00", "orders": 1, "items_sold": "2",
        });
        assert_eq!(
            answer["rows"],
            json!([
                row("north", "North", "2026-11", "2026-11-20"),
                row("south", "South", "2026-10", "2026-10-31"),
                row("south", "South", "2026-11", "2026-11-20"),
            ])
        );
        let fridays = rows(&app, &format!("?{days}&time=weekday&weekday=sat,fri&measures=orders")).await;
        assert_eq!(
            fridays,
            json!([{"period": {"name": "Friday", "from": "2026-10-02", "to": "2026-11-20"}, "currency": "INR", "orders": 2}])
        );
        let outlet = |code: &str, name: &str, gross: &str| json!({
            "place": {"scope": format!("outlet:{code}"), "name": name}, "currency": "INR", "gross": gross,
        });
        let (colaba, mg_road) = (outlet("colaba", "Colaba", "252.00"), outlet("mg-road", "MG Road", "504.00"));
        let outlets = format!("?{days}&place=outlet&measures=gross");
        assert_eq!(rows(&app, &outlets).await, json!([colaba, mg_road]));
        assert_eq!(rows(&app, &format!("{outlets}&sort=gross")).await, json!([mg_road, colaba]));
        // By what is not shown as well: the form offers every measure, whichever boxes are ticked.
        let by_orders = format!("?{days}&place=outlet&measures=gross&sort=orders");
        assert_eq!(rows(&app, &by_orders).await, json!([mg_road, colaba]));
        assert_eq!(rows(&app, &format!("{outlets}&scope=region:south")).await, json!([mg_road]));
        assert_eq!(rows(&app, &format!("{outlets}&currency=JPY")).await, json!([]));
        for (time, name) in [("quarter", "2026-Q4"), ("year", "2026")] {
            let found = rows(&app, &format!("?{days}&time={time}&measures=orders")).await;
            assert_eq!((&found[0]["period"]["name"], &found[0]["orders"]), (&json!(name), &json!(3)));
        }
        let weeks = rows(&app, &format!("?{days}&time=week&measures=orders")).await;
        let names: Vec<&Value> = weeks.as_array().unwrap().iter().map(|row| &row["period"]["name"]).collect();
        assert_eq!(names, [&json!("2026-10-26"), &json!("2026-11-16")]);
    })
    .await;
}

#[tokio::test]
async fn places_of_one_name_are_told_apart_by_their_codes() {
    with_app(async |app| {
        let namesake = "outlets = [{ code = \"mg-road-2\", name = \"MG Road\", region = \"south\", franchise = \"company\", \
                        time_zone = \"Asia/Kolkata\" }]";
        app.apply(namesake).await;
        sell(&app).await;
        let asked = "?place=outlet&measures=orders";
        let csv = app.get(As::Nobody, &format!("{PATH}{asked}&format=csv")).await;
        assert_eq!(
            String::from_utf8_lossy(&csv.body),
            "place_name,orders,currency,place\r\n\
             Colaba,1,INR,outlet:colaba\r\n\
             MG Road (mg-road),2,INR,outlet:mg-road\r\n"
        );
        let found = rows(&app, asked).await;
        assert_eq!(found[1]["place"], json!({"scope": "outlet:mg-road", "name": "MG Road"}));
    })
    .await;
}

#[tokio::test]
async fn a_report_follows_what_is_recorded() {
    with_app(async |app| {
        sell(&app).await;
        let asked = "?place=franchise&measures=orders";
        let orders = async || rows(&app, asked).await[0]["orders"].clone();
        assert_eq!((orders().await, orders().await), (json!(2), json!(2)));
        app.recorded(&sale(4)).await;
        assert_eq!(orders().await, json!(3));
    })
    .await;
}

#[tokio::test]
async fn a_report_of_any_rows_is_computed_once_for_all_who_ask() {
    with_app(async |app| {
        sell(&app).await;
        let asked = "?place=outlet&time=day&measures=orders";
        let (first, second) = tokio::join!(rows(&app, asked), rows(&app, asked));
        assert_eq!(first, second);
        assert_eq!(rows(&app, &format!("{asked},gross&sort=gross")).await.as_array().map(Vec::len), Some(3));
        // Measures and order are put on afterwards; the overview is computed beside it.
        let seen = app.get(As::Nobody, "/api/v1/analytics?parts=overview").await.json();
        assert_eq!((&seen["cache"]["hits"], &seen["cache"]["misses"]), (&json!(2), &json!(2)));
        app.recorded(&sale(4)).await;
        assert_ne!(rows(&app, asked).await, first);
    })
    .await;
}

/// Places and their orders.
async fn orders(app: &TestApp, query: &str) -> Vec<(String, i64)> {
    let found = rows(app, &format!("{query}&measures=orders")).await;
    let row = |row: &Value| {
        let place = row["place"]["scope"].as_str().expect("a row has a place");
        (place.to_owned(), row["orders"].as_i64().expect("a row has orders"))
    };
    found.as_array().expect("there are rows").iter().map(row).collect()
}

#[tokio::test]
async fn an_outlet_that_moves_leaves_its_past_to_its_franchise_and_is_listed_with_it_where_it_stands() {
    with_app(async |app| {
        sell(&app).await;
        let row = |place: &str, orders| (place.to_owned(), orders);
        let own = async |franchise: &str| orders(&app, &format!("?scope=franchise:{franchise}&place=outlet")).await;
        let by_franchise = async || orders(&app, "?place=franchise").await;
        let before = [row("franchise:company", 2), row("franchise:partner", 1)];
        assert_eq!(by_franchise().await, before);
        assert_eq!(own("company").await, [row("outlet:mg-road", 2)]);
        assert_eq!(own("partner").await, [row("outlet:colaba", 1)]);
        let moved = "outlets = [{ code = \"mg-road\", name = \"MG Road\", region = \"north\", franchise = \"partner\", \
                     time_zone = \"Asia/Kolkata\" }]";
        app.apply(moved).await;
        // No answer is kept across the move.
        assert_eq!(by_franchise().await, before);
        assert!(own("company").await.is_empty());
        assert_eq!(own("partner").await, [row("outlet:colaba", 1), row("outlet:mg-road", 2)]);
        app.recorded(&sale(4)).await;
        assert_eq!(by_franchise().await, [row("franchise:company", 2), row("franchise:partner", 2)]);
        assert_eq!(own("partner").await, [row("outlet:colaba", 1), row("outlet:mg-road", 3)]);
        let regions = orders(&app, "?place=region").await;
        assert_eq!(regions, [row("region:north", 2), row("region:south", 2)]);
    })
    .await;
}

#[tokio::test]
async fn wrong_fields_are_told_what_would_be_right() {
    with_app(async |app| {
        for (query, wrong) in [
            ("place=city", "place"),
            ("place=", "place"),
            ("place=region&scope=region:south", "place"),
            ("place=franchise&scope=outlet:mg-road", "place"),
            ("place=outlet&scope=outlet:mg-road", "place"),
            ("time=hour", "time"),
            ("measures=profit", "measures"),
            ("measures=", "measures"),
            ("measures=net,", "measures"),
            ("measures=net,net", "measures"),
            ("measures=net&measures=tax", "measures"),
            ("currency=rupee", "currency"),
            ("weekday=monday", "weekday"),
            ("weekday=mon,mon", "weekday"),
            ("sort=profit", "sort"),
            ("sort=gross,net", "sort"),
            ("format=pdf", "format"),
            ("from=soon", "from"),
            ("by=month", "by"),
        ] {
            let answer = app.get(As::Nobody, &format!("{PATH}?{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {answer}");
            assert_eq!(answer.wrong_fields(), [wrong], "{query}: {answer}");
        }
        let all =
            app.get(As::Nobody, &format!("{PATH}?place=x&time=x&measures=x&currency=x&weekday=x")).await;
        assert_eq!(all.wrong_fields(), ["place", "time", "measures", "currency", "weekday"]);
        let wanted = app.get(As::Nobody, &format!("{PATH}?place=region&scope=region:south")).await.json();
        let want = "none or outlet; region and franchise go with the whole network";
        assert_eq!(wanted["fields"][0]["want"], json!(want));
        assert_eq!(
            app.get(As::Nobody, &format!("{PATH}?scope=outlet:moon")).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(app.get(As::South, &format!("{PATH}?scope=network")).await.status, StatusCode::FORBIDDEN);
        // Without a scope a key's own is meant, which has no regions.
        let own = app.get(As::South, &format!("{PATH}?place=region")).await;
        assert_eq!((own.status, own.wrong_fields()), (StatusCode::BAD_REQUEST, vec!["place".to_owned()]));
    })
    .await;
}

/// A row for each outlet on each of 1,001 days in two currencies.
async fn fill_days(app: &TestApp) {
    let sql = "with recursive n(day) as (select 20000 union all select day + 1 from n where day < 21000)
        insert into scope_days (scope_id, day, currency, orders, gross, tax, discount, qty, returns, returned, returned_tax,
            returned_qty, cancelled, cancelled_amount, refreshed_at)
        select o.outlet_id, n.day, c.currency, 1, 1, 0, 0, 1000, 0, 0, 0, 0, 0, 0, 0
        from outlets o
        cross join n
        cross join (select 'INR' as currency union all select 'EUR') c";
    let mut tx = app.db.write(Urgency::Foreground).await.expect("the database takes writes");
    on_engine!(&mut tx, connection => sqlx::query(sql).execute(connection).await.map(drop))
        .expect("the statement fits");
    tx.commit().await.expect("a statement is committed");
}

#[tokio::test]
async fn a_report_of_more_than_ten_thousand_rows_is_refused() {
    with_app(async |app| {
        fill_days(&app).await;
        let asked = "?from=2024-10-04&to=2027-07-01&place=outlet&measures=orders";
        for format in ["json", "csv"] {
            let answer = app.get(As::Nobody, &format!("{PATH}{asked}&time=day&format={format}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{answer}");
            assert_eq!(answer.wrong_fields(), ["time"]);
        }
        for (narrower, expected) in [("&time=day&currency=EUR", 5_005), ("&time=month", 5 * 2 * 34), ("", 10)]
        {
            let found = rows(&app, &format!("{asked}{narrower}")).await;
            assert_eq!(found.as_array().unwrap().len(), expected, "{narrower}");
        }
    })
    .await;
}
