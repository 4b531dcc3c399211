//! `/api/v1/analytics` and `/api/dashboard`.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Data, Reader as _, Xlsx};
use serde_json::{Value, json};
use server::db::{Urgency, on_engine};

use crate::support::{As, SaleDraft, TestApp, id, order, sale, with_app};

mod pages;

async fn read(app: &TestApp, who: As, path: &str) -> Value {
    let answer = app.get(who, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {answer}");
    answer.json()
}

async fn analytics(app: &TestApp, query: &str) -> Value {
    read(app, As::Nobody, &format!("/api/v1/analytics{query}")).await
}

/// A sale on `day` to a customer of its own.
fn sale_to(n: u32, customer: &str, day: &str) -> SaleDraft {
    sale(n).with("/sold_at", format!("{day}T12:00:00+05:30")).with(
        "/customer",
        json!({"ref": customer, "name": format!("Name of {customer}"), "is_company": true}),
    )
}

async fn sell(app: &TestApp, sales: &[SaleDraft]) {
    for sale in sales {
        app.recorded(sale).await;
    }
}

#[tokio::test]
async fn four_parts_tell_of_the_last_thirty_days_when_nobody_says_otherwise() {
    with_app(async |app| {
        let days = [(1, "C-1", "2026-11-20"), (2, "C-1", "2026-10-22"), (3, "C-2", "2026-11-19"), (4, "C-2", "2026-10-21")];
        sell(&app, &days.map(|(n, customer, day)| sale_to(n, customer, day))).await;
        let answer = analytics(&app, "").await;
        assert_eq!((&answer["scope"], &answer["from"], &answer["to"]), (&json!("network"), &json!("2026-10-22"), &json!("2026-11-20")));
        let overview = &answer["overview"];
        assert_eq!((&overview["customers"], &overview["new_customers"]), (&json!(2), &json!(1)));
        assert_eq!(overview["conversion_rate"], Value::Null);
        let totals = &overview["totals"][0];
        assert_eq!(
            (&totals["currency"], &totals["orders"], &totals["gross"], &totals["average_order_value"]),
            (&json!("INR"), &json!(3), &json!("756.00"), &json!("252.00"))
        );
        assert_eq!(
            answer["top_customers"],
            json!([
                {
                    "customer": "C-1", "name": "Name of C-1", "email": null, "is_company": true, "currency": "INR",
                    "orders": 2, "gross": "504.00",
                    "lifetime": {
                        "orders": 2, "gross": "504.00", "first_day": "2026-10-22", "last_day": "2026-11-20",
                        "days_between": 29,
                    },
                },
                {
                    "customer": "C-2", "name": "Name of C-2", "email": null, "is_company": true, "currency": "INR",
                    "orders": 1, "gross": "252.00",
                    "lifetime": {
                        "orders": 2, "gross": "504.00", "first_day": "2026-10-21", "last_day": "2026-11-19",
                        "days_between": 29,
                    },
                },
            ])
        );
        let periods = answer["periods"].as_array().unwrap();
        assert_eq!(periods.len(), 30);
        let partial = periods.iter().filter(|period| period["partial"] == json!(true)).count();
        assert_eq!((partial, &periods[29]["partial"]), (1, &json!(true)));
        let segment = |at: usize| {
            let segment = &answer["segments"][at];
            [&segment["segment"], &segment["customers"], &segment["gross"], &segment["from_gross"]].map(Clone::clone)
        };
        assert_eq!(segment(0), [json!("High Value"), json!(1), json!("504.00"), json!("504.00")]);
        // Of two, the first is the best third as well.
        assert_eq!(segment(1), [json!("Medium Value"), json!(0), json!("0.00"), json!("504.00")]);
        assert_eq!(segment(2), [json!("Low Value"), json!(1), json!("252.00"), Value::Null]);
        assert_eq!(answer["segments"].as_array().unwrap().len(), 3);
        assert_eq!(answer["as_of"], json!("2026-11-20T12:00:00Z"));
        assert!(answer.get("items").is_none() && answer.get("comparison").is_none());
    })
    .await;
}

#[tokio::test]
async fn any_part_can_be_had_alone() {
    with_app(async |app| {
        sell(&app, &[sale(1), sale(2).with("/outlet", "colaba"), sale(3).with("/sold_at", "2025-11-20T12:00:00+05:30")]).await;
        let parts = "?from=2026-11-16&to=2026-11-20&by=week&parts=periods,top_outlets,items,categories,week_hours,comparison";
        let answer = analytics(&app, parts).await;
        assert!(answer.get("overview").is_none());
        let period = &answer["periods"][0];
        assert_eq!(
            (&period["period"], &period["to"], &period["totals"][0]["orders"]),
            (&json!("2026-11-16"), &json!("2026-11-20"), &json!(2))
        );
        assert_eq!(answer["top_outlets"][0]["outlet"], json!("colaba"));
        assert_eq!(
            answer["items"],
            json!([{"item": "van-500", "name": "Item VAN-500", "category": "Tubs", "currency": "INR", "qty": "4", "amount": "504.00"}])
        );
        assert_eq!(
            answer["categories"],
            json!([{"category": "Tubs", "currency": "INR", "items": 1, "qty": "4", "amount": "504.00"}])
        );
        // 20 November 2026 is a Friday.
        assert_eq!(
            answer["week_hours"],
            json!([{"weekday": 4, "hour": 17, "currency": "INR", "orders": 2, "gross": "504.00"}])
        );
        let compared = &answer["comparison"];
        let days = |name: &str| (compared[name]["from"].clone(), compared[name]["to"].clone());
        assert_eq!(days("before"), (json!("2026-11-11"), json!("2026-11-15")));
        assert_eq!(days("year_before"), (json!("2025-11-16"), json!("2025-11-20")));
        assert_eq!(compared["before"]["totals"], json!([]));
        assert_eq!(compared["year_before"]["totals"][0]["average_order_value"], json!("252.00"));
    })
    .await;
}

#[tokio::test]
async fn quotes_that_became_orders_make_the_conversion() {
    with_app(async |app| {
        for (n, state) in [(1, "draft"), (2, "confirmed"), (3, "done")] {
            let answer = app
                .post_json(As::Network, "/api/v1/sales-orders", &order(n).with("/state", state).json())
                .await;
            assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
        }
        assert_eq!(analytics(&app, "").await["overview"]["conversion_rate"], json!(66.7));
        // What changes it changes what was kept, too.
        app.post_json(As::Network, "/api/v1/sales-orders", &order(1).with("/state", "confirmed").json())
            .await;
        assert_eq!(analytics(&app, "").await["overview"]["conversion_rate"], json!(100.0));
        assert_eq!(
            read(&app, As::Nobody, "/api/dashboard?currency=INR").await["overview"]["conversion_rate"],
            json!(100.0)
        );
    })
    .await;
}

#[tokio::test]
async fn answers_are_kept_until_something_changes_them() {
    with_app(async |app| {
        sell(&app, &[sale(1), sale(2).with("/outlet", "colaba")]).await;
        let asked = "?scope=outlet:mg-road&parts=overview,items";
        let first = analytics(&app, asked).await;
        let again = analytics(&app, asked).await;
        let cache = |answer: &Value| answer["cache"].as_object().unwrap().clone();
        let counts = |answer: &Value| [cache(answer)["hits"].clone(), cache(answer)["misses"].clone()];
        assert_eq!(counts(&first), [json!(0), json!(2)]);
        assert_eq!(counts(&again), [json!(2), json!(2)]);
        assert_eq!((&cache(&again)["hit_ratio"], &cache(&again)["size"]), (&json!(0.5), &json!(2)));
        assert_eq!(first["overview"], again["overview"]);
        // Elsewhere, so nothing changes here.
        app.recorded(&sale(3).with("/outlet", "colaba")).await;
        assert_eq!(counts(&analytics(&app, asked).await), [json!(4), json!(2)]);
        app.recorded(&sale(4)).await;
        let after = analytics(&app, asked).await;
        assert_eq!(counts(&after), [json!(4), json!(4)]);
        assert_eq!(after["overview"]["totals"][0]["orders"], json!(2));
        let cancelled =
            app.post_json(As::Network, &format!("/api/v1/sales/{}/cancel", id(4)), &json!({"reason": "typo"})).await;
        assert!(cancelled.status.is_success(), "{cancelled}");
        let after = analytics(&app, asked).await;
        assert_eq!(after["overview"]["totals"], json!([{
            "currency": "INR", "orders": 1, "gross": "252.00", "net": "240.00", "tax": "12.00", "discount": "0.00", "qty": "2",
            "returns": 0, "returned": "0.00", "returned_net": "0.00", "returned_tax": "0.00", "returned_qty": "0",
            "cancelled": 1, "cancelled_amount": "252.00", "average_order_value": "252.00",
        }]));
    })
    .await;
}

#[tokio::test]
async fn a_failing_part_says_so_and_the_others_stand() {
    with_app(async |app| {
        sell(&app, &[sale_to(1, "C-1", "2026-11-20")]).await;
        let mut tx = app.db.write(Urgency::Foreground).await.unwrap();
        on_engine!(&mut tx, connection =>
            sqlx::query("update customer_days set currency = 'unknown'").execute(connection).await.map(drop))
        .unwrap();
        tx.commit().await.unwrap();
        let failed = json!({"error": {
            "code": "internal", "message": "something went wrong on our side; it has been logged",
        }});
        let answer = analytics(&app, "").await;
        assert_eq!((&answer["top_customers"], &answer["segments"]), (&failed, &failed));
        // It counts customers.
        assert_eq!(answer["overview"], failed);
        assert_eq!(answer["periods"].as_array().unwrap().len(), 30);
        let answer = analytics(&app, "?parts=top_outlets,items").await;
        assert_eq!(answer["top_outlets"][0]["orders"], json!(1));
        assert_eq!(answer["items"].as_array().unwrap().len(), 1);
        let dashboard = read(&app, As::Nobody, "/api/dashboard?currency=INR").await;
        assert_eq!((&dashboard["top_customers"], &dashboard["customer_segments"]), (&failed, &failed));
        assert_eq!(dashboard["sales_by_period"].as_array().unwrap().len(), 30);
    })
    .await;
}

#[tokio::test]
async fn wrong_questions_are_told_what_would_be_right() {
    with_app(async |app| {
        for (query, wrong) in [
            ("analytics?from=2026-11-20&to=2026-11-19", "to"),
            ("analytics?from=2020-11-20&to=2026-11-19", "to"),
            ("analytics?from=2020-11-20", "from"),
            ("analytics?from=2026-12-24", "from"),
            ("analytics?from=yesterday", "from"),
            ("analytics?by=year", "by"),
            ("analytics?parts=overview,profit", "parts"),
            ("analytics?parts=", "parts"),
            ("analytics?scope=shop:1", "scope"),
            ("analytics?start_date=2026-11-20", "start_date"),
            ("../dashboard?start_date=2026-11-20&end_date=2026-11-19", "end_date"),
            ("../dashboard?start_date=20.11.2026", "start_date"),
            ("../dashboard?currency=rupee", "currency"),
            ("../dashboard?from=2026-11-20", "from"),
        ] {
            let path = format!("/api/v1/{query}").replace("/v1/..", "");
            let answer = app.get(As::Nobody, &path).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {answer}");
            assert_eq!(answer.wrong_fields(), [wrong], "{query}: {answer}");
        }
        let wanted = app.get(As::Nobody, "/api/v1/analytics?by=year").await.json();
        assert_eq!(wanted["fields"][0]["want"], json!("day, week or month"));
        assert_eq!(
            app.get(As::Nobody, "/api/v1/analytics?scope=outlet:moon").await.status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test]
async fn the_dashboard_of_existing_clients_is_of_one_currency() {
    with_app(async |app| {
        sell(&app, &[sale_to(1, "C-1", "2026-11-20"), sale_to(2, "C-2", "2026-11-19").with("/outlet", "colaba")]).await;
        let asked = "/api/dashboard?start_date=2026-11-19&end_date=2026-11-20&currency=INR";
        let mut answer = read(&app, As::Nobody, &format!("{asked}&scope=outlet:mg-road")).await;
        assert_eq!(answer["cache_info"].as_object_mut().unwrap().remove("hit_ratio"), Some(json!(0.0)));
        let one = json!({
            "id": "C-1", "name": "Name of C-1", "email": null, "is_company": true, "total_revenue": "252.00", "order_count": 1,
        });
        let segment = |name: &str, customers: i64, revenue: &str, top: Value| json!({
            "segment_name": name, "customer_count": customers, "total_revenue": revenue,
            "average_revenue_per_customer": revenue, "top_customers": top,
        });
        assert_eq!(answer, json!({
            "currency": "INR",
            "overview": {
                "total_revenue": "252.00", "total_orders": 1, "average_order_value": "252.00", "new_customers": 1,
                "conversion_rate": null, "period_start": "2026-11-19", "period_end": "2026-11-20",
            },
            "top_customers": [one],
            "sales_by_period": [
                {"period": "2026-11-19", "revenue": "0.00", "order_count": 0},
                {"period": "2026-11-20", "revenue": "252.00", "order_count": 1},
            ],
            "customer_segments": [
                segment("High Value", 1, "252.00", json!([one])),
                segment("Medium Value", 0, "0.00", json!([])),
                segment("Low Value", 0, "0.00", json!([])),
            ],
            "generated_at": "2026-11-20T12:00:00Z",
            "cache_info": {"size": 4},
        }));
        let other = read(&app, As::Nobody, &asked.replace("INR", "EUR")).await;
        assert_eq!(other["overview"]["total_revenue"], json!("0.00"));
        assert_eq!(other["top_customers"], json!([]));
        assert_eq!(other["customer_segments"].as_array().unwrap().len(), 3);
    })
    .await;
}

/// What a workbook's cell says, without the zeros that a number does not keep.
pub(crate) fn spelled(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        other => shortest(&other.to_string()),
    }
}

pub(crate) fn shortest(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(_) if text.contains('.') => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        _ => text.to_owned(),
    }
}

#[tokio::test]
async fn every_table_can_be_had_as_csv_and_as_a_workbook_of_the_same_cells() {
    with_app(async |app| {
        let hostile = sale_to(3, "C-3", "2026-11-18").with("/customer/name", "=1+1");
        sell(&app, &[sale_to(1, "C-1", "2026-11-20"), sale_to(2, "C-2", "2026-11-19"), hostile]).await;
        for (table, rows, first) in [
            ("totals", 1, "INR"),
            ("periods", 30, "2026-10-22"),
            ("customers", 3, "C-1"),
            ("segments", 3, "High Value"),
            ("segment_customers", 3, "C-1"),
            ("outlets", 1, "MG Road"),
            ("items", 1, "Item VAN-500"),
            ("categories", 1, "Tubs"),
            ("week_hours", 3, "Wednesday"),
            ("comparison", 3, "These days"),
        ] {
            let path = format!("/api/v1/analytics/tables/{table}?format=");
            let csv = app.get(As::Nobody, &format!("{path}csv")).await;
            assert_eq!(csv.status, StatusCode::OK, "{table}: {csv}");
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&csv.body[..]);
            let read: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.unwrap().iter().map(shortest).collect())
                .collect();
            assert_eq!((read.len() - 1, read[1][0].as_str()), (rows, first), "{table}");
            let xlsx = app.get(As::Nobody, &format!("{path}xlsx")).await;
            let mut book = Xlsx::new(Cursor::new(xlsx.body.to_vec())).unwrap();
            let sheet = book.worksheet_range("Rows").unwrap();
            let unguarded = |text: &String| text.strip_prefix('\'').unwrap_or(text).to_owned();
            let cells: Vec<Vec<String>> = sheet.rows().map(|row| row.iter().map(spelled).collect()).collect();
            let expected: Vec<Vec<String>> = read.iter().map(|row| row.iter().map(unguarded).collect()).collect();
            assert_eq!(cells, expected, "{table}");
        }
        let periods = app.get(As::Nobody, "/api/v1/analytics/tables/periods?format=csv&from=2026-11-20").await;
        assert_eq!(
            String::from_utf8_lossy(&periods.body),
            "period,orders,gross,net,tax,discount,average_order,items_sold,returns,returned,net_sales,cancelled,currency,partial\r\n\
             2026-11-20,1,252.00,240.00,12.00,0.00,252.00,2,0,0.00,240.00,0,INR,yes\r\n"
        );
        let outlets = app.get(As::Nobody, "/api/v1/analytics/tables/outlets?format=csv").await;
        assert_eq!(
            String::from_utf8_lossy(&outlets.body),
            "name,gross,orders,currency,region_name,region,outlet\r\nMG Road,756.00,3,INR,South,south,mg-road\r\n"
        );
        for (query, wrong) in [("totals", "format"), ("totals?format=pdf", "format"), ("items?format=csv&from=x", "from")] {
            let answer = app.get(As::Nobody, &format!("/api/v1/analytics/tables/{query}")).await;
            assert_eq!((answer.status, answer.wrong_fields()), (StatusCode::BAD_REQUEST, vec![wrong.to_owned()]), "{answer}");
        }
        assert_eq!(app.get(As::Nobody, "/api/v1/analytics/tables/profit?format=csv").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
