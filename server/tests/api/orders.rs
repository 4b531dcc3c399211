//! An order is recorded once and moves on, whatever is sent again.

use axum::http::StatusCode;
use futures::future::join_all;
use serde_json::{Value, json};
use server::clock::Clock;

use crate::support::{Answer, As, SaleDraft, TestApp, id, order, sale, with_app};

const ORDERS: &str = "/api/v1/sales-orders";

async fn post(app: &TestApp, who: As, draft: &SaleDraft) -> Answer {
    app.post_json(who, ORDERS, &draft.json()).await
}

async fn placed(app: &TestApp, draft: &SaleDraft) -> Value {
    let answer = post(app, As::Network, draft).await;
    assert!(answer.status.is_success(), "{answer}");
    answer.json()
}

async fn shown(app: &TestApp, n: u32) -> Value {
    app.get(As::Nobody, &format!("{ORDERS}/{}", id(n))).await.json()
}

fn in_state(n: u32, state: &str) -> SaleDraft {
    order(n).with("/state", state)
}

#[tokio::test]
async fn an_order_is_answered_with_where_it_stands_and_shown_as_it_was_sent() {
    with_app(async |app| {
        let first = post(&app, As::Network, &order(1)).await;
        assert_eq!(first.status, StatusCode::CREATED, "{first}");
        let receipt = json!({
            "id": id(1), "number": "Q-000001", "state": "draft", "business_day": "2026-11-20",
            "recorded_at": "2026-11-20T12:00:00Z",
            "sent_at": null, "confirmed_at": null, "done_at": null, "cancelled_at": null,
        });
        assert_eq!(first.json(), receipt);
        let mut expected = order(1).json();
        let merged = expected.as_object_mut().unwrap();
        merged.extend(receipt.as_object().unwrap().clone());
        merged.insert("lines".into(), json!([{
            "item": "van-500", "name": "Item VAN-500", "category": "Tubs", "qty": "2", "unit_price": "120.00",
            "discount": "0.00", "tax": "12.00", "tax_rate": "5", "tax_code": null, "total": "252.00",
        }]));
        merged["customer"].as_object_mut().unwrap().remove("email");
        assert_eq!(shown(&app, 1).await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_repeat_changes_nothing_however_it_is_spelled() {
    with_app(async |app| {
        let first = placed(&app, &in_state(1, "sent")).await;
        app.clock.advance_ms(60_000);
        for draft in [
            in_state(1, "sent"),
            in_state(1, " Sent "),
            in_state(1, "draft"),
            in_state(1, "sent").with("/total", 252).with("/lines/0/qty", "2.000"),
            in_state(1, "sent").with("/created_at", "2026-11-20T11:30:00Z").with("/currency", " inr "),
            in_state(1, "sent").with("/id", id(1).to_uppercase()).with("/outlet", " MG-ROAD "),
        ] {
            let answer = post(&app, As::Network, &draft).await;
            assert_eq!((answer.status, answer.json()), (StatusCode::OK, first.clone()), "{}", draft.json());
        }
        let answer = post(&app, As::Network, &in_state(1, "sent").with("/till", "T1")).await;
        assert_eq!((answer.status, answer.json()["warnings"].clone()), (StatusCode::OK, json!(["till"])));
    })
    .await;
}

#[tokio::test]
async fn other_content_under_the_same_id_is_a_contradiction_in_any_state() {
    with_app(async |app| {
        placed(&app, &order(1)).await;
        for draft in [
            order(1).with("/number", "Q-1"),
            order(1).with("/outlet", "colaba"),
            order(1).without("/delivery_date"),
            order(1).with("/delivery_date", "2026-11-25"),
            order(1).with("/customer/name", "Customer 18"),
            order(1).without("/rounding"),
            order(1).with("/lines/0/item", "van-501"),
            // Whatever else is wrong: the id is looked at first.
            order(1).with("/total", "1.00"),
            order(1).with("/total", "much"),
            order(1).with("/state", "lost"),
            order(1).with("/outlet", "nowhere"),
            order(1).without("/lines"),
        ] {
            for state in ["draft", "confirmed"] {
                let draft = if draft.json()["state"] == "lost" {
                    draft.clone()
                } else {
                    draft.clone().with("/state", state)
                };
                let answer = post(&app, As::Network, &draft).await;
                assert_eq!(answer.status, StatusCode::CONFLICT, "{}\n{answer}", draft.json());
                assert_eq!(answer.wrong_fields(), ["id"]);
            }
        }
        assert_eq!(shown(&app, 1).await["state"], "draft");
    })
    .await;
}

#[tokio::test]
async fn states_move_on_and_never_back_in_whatever_order_they_arrive() {
    with_app(async |app| {
        for (n, arrivals, last, times) in [
            (1, vec!["draft", "sent", "confirmed", "done"], "done", [Some(1), Some(2), Some(3), None]),
            (2, vec!["done", "confirmed", "sent", "draft"], "done", [None, Some(0), Some(0), None]),
            (3, vec!["confirmed", "draft", "cancelled", "done"], "cancelled", [None, Some(0), None, Some(2)]),
            (
                4,
                vec!["sent", "cancelled", "confirmed", "cancelled"],
                "cancelled",
                [Some(0), None, None, Some(1)],
            ),
        ] {
            let begun = app.clock.now_ms();
            for state in arrivals {
                placed(&app, &in_state(n, state)).await;
                app.clock.advance_ms(60_000);
            }
            let order = shown(&app, n).await;
            assert_eq!(order["state"], last);
            for (name, minutes) in ["sent_at", "confirmed_at", "done_at", "cancelled_at"].iter().zip(times) {
                let expected = minutes.map_or(Value::Null, |minutes| {
                    json!(app::units::UnixMs(begun + minutes * 60_000).to_string())
                });
                assert_eq!(order[name], expected, "{n} {name}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_order_moves_on_even_where_it_could_not_be_made_any_more() {
    with_app(async |app| {
        placed(&app, &in_state(1, "sent")).await;
        let organisation = r#"
default_currency = "INR"
regions = [{ code = "south", name = "South" }]
franchises = [{ code = "company", name = "Company" }]

[[outlets]]
code = "mg-road"
name = "MG Road"
region = "south"
franchise = "company"
time_zone = "Asia/Kolkata"
is_open = false
"#;
        app.apply(organisation).await;
        // The till's key may make no items, and the item exists.
        let answer = post(&app, As::Till, &in_state(1, "confirmed")).await;
        assert_eq!((answer.status, answer.json()["state"].clone()), (StatusCode::OK, json!("confirmed")));
        let fresh = post(&app, As::Network, &order(2)).await;
        assert_eq!(
            (fresh.status, fresh.wrong_fields()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec!["outlet".to_owned()])
        );
    })
    .await;
}

#[tokio::test]
async fn concurrent_posts_of_one_id_record_it_once_and_end_in_the_latest_state() {
    with_app(async |app| {
        let states = ["draft", "sent", "confirmed", "sent", "draft", "done", "confirmed", "done"];
        for n in 1..=5 {
            let drafts: Vec<_> = states.iter().map(|state| in_state(n, state)).collect();
            let answers = join_all(drafts.iter().map(|draft| post(&app, As::Network, draft))).await;
            let created = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
            assert_eq!(created, 1, "{answers:?}");
            assert!(answers.iter().all(|answer| answer.status.is_success()), "{answers:?}");
            let order = shown(&app, n).await;
            assert_eq!(
                (order["state"].clone(), order["lines"].as_array().unwrap().len()),
                (json!("done"), 1)
            );
        }
        let other = join_all(
            [order(9), order(9).with("/number", "Q-X")]
                .map(async |draft| post(&app, As::Network, &draft).await.status.as_u16()),
        )
        .await;
        assert!(matches!(other[..], [201, 409] | [409, 201]), "{other:?}");
    })
    .await;
}

#[tokio::test]
async fn what_breaks_the_rules_of_sales_is_told_field_by_field() {
    let app = TestApp::new().await;
    for (draft, fields) in [
        (order(1).without("/state"), vec!["state"]),
        (order(1).with("/state", "accepted"), vec!["state"]),
        (order(1).with("/created_at", "yesterday"), vec!["created_at"]),
        (order(1).with("/created_at", "2026-11-20T18:00:00+05:30"), vec!["created_at"]),
        (order(1).with("/created_at", "1999-12-31T23:59:59Z"), vec!["created_at"]),
        (order(1).with("/delivery_date", "2026-02-30"), vec!["delivery_date"]),
        (order(1).with("/delivery_date", "1969-12-31"), vec!["delivery_date"]),
        (order(1).with("/delivery_date", "24.11.2026"), vec!["delivery_date"]),
        (order(1).with("/lines", json!([])), vec!["lines"]),
        (order(1).with("/lines/0/qty", "-1"), vec!["lines[0].qty"]),
        (order(1).with("/lines/0/total", "251.00"), vec!["lines[0].total"]),
        (order(1).with("/total", "252.001"), vec!["total"]),
        (order(1).with("/currency", "XXX"), vec!["currency"]),
        (order(1).with("/outlet", "closed"), vec!["outlet"]),
        (order(1).with("/number", "Q\u{7}"), vec!["number"]),
        (order(1).with("/id", "00000000-0000-0000-0000-000000000000"), vec!["id"]),
        (
            SaleDraft::empty(),
            vec!["id", "outlet", "number", "state", "created_at", "currency", "total", "lines"],
        ),
    ] {
        let answer = post(&app, As::Network, &draft).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}\n{answer}", draft.json());
        assert_eq!(answer.wrong_fields(), fields, "{}", draft.json());
    }
    for body in
        ["", "[]", "{\"id\":1}", "{\"customer\":[]}", "{\"lines\":{}}", "{\"state\":3}", "{\"lines\":[[]]}"]
    {
        let answer = app.post(As::Network, ORDERS, body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}: {answer}");
        answer.code();
    }
    for path in ["1", "nothing", &id(1), "%00", "%ff"] {
        let answer = app.get(As::Nobody, &format!("{ORDERS}/{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {answer}");
    }
}

#[tokio::test]
async fn unknown_items_are_made_by_those_who_may_and_known_ones_lend_their_names() {
    with_app(async |app| {
        let nameless = |n, item: &str| order(n).with("/lines/0/item", item).without("/lines/0/name");
        let refused = post(&app, As::Till, &nameless(1, "new-1")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.wrong_fields(), ["lines[0].item"]);
        app.recorded(&sale(1)).await;
        placed(&app, &nameless(2, "new-1")).await;
        assert_eq!(shown(&app, 2).await["lines"][0]["name"], "new-1");
        let known = post(&app, As::Till, &nameless(3, "VAN-500")).await;
        assert_eq!(known.status, StatusCode::CREATED, "{known}");
        assert_eq!(shown(&app, 3).await["lines"][0]["name"], "Item VAN-500");
        // The writer of sales finds the item that the order made.
        let sold = sale(4).with("/lines/0/item", "new-1");
        assert_eq!(app.post_json(As::Till, "/api/v1/sales", &sold.json()).await.status, StatusCode::CREATED);
        let items = app.get(As::Nobody, "/api/v1/items").await.json();
        let made = items["items"].as_array().unwrap().iter().find(|item| item["code"] == "new-1").cloned();
        assert_eq!(made.unwrap()["needs_review"], true, "{items}");
    })
    .await;
}

#[tokio::test]
async fn a_customer_is_the_same_person_in_orders_and_sales() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        let renamed = order(1).with("/customer", json!({"ref": "C-17", "name": "Seventeen"}));
        placed(&app, &renamed).await;
        placed(&app, &order(2).with("/customer", json!({"phone": "+919000000001", "name": "By phone"})))
            .await;
        placed(&app, &order(3).with("/customer", json!({"name": "Nobody known"}))).await;
        let customers = app.get(As::Nobody, "/api/v1/customers").await.json();
        let listed: Vec<_> = customers["customers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|customer| (customer["ref"].clone(), customer["name"].clone(), customer["phone"].clone()))
            .collect();
        assert_eq!(
            listed,
            [
                (json!("+919000000001"), json!("By phone"), json!("+919000000001")),
                (json!("C-17"), json!("Seventeen"), json!("+919876543210")),
            ]
        );
        assert_eq!(shown(&app, 3).await["customer"], json!({"name": "Nobody known", "is_company": false}));
    })
    .await;
}

#[tokio::test]
async fn the_largest_order_is_taken_whole() {
    with_app(async |app| {
        let line = |n: u32| {
            json!({"item": format!("i-{n:05}"), "qty": "1", "unit_price": "1.00", "total": "1.00",
            "name": "O'Brien \"quoted\" \\ ü 🍨"})
        };
        let lines = |count: u32| json!((0..count).map(line).collect::<Vec<_>>());
        let large = order(1).with("/lines", lines(5_000)).with("/total", "5000.00").with("/tax", "0");
        placed(&app, &large).await;
        let shown = shown(&app, 1).await;
        let read = shown["lines"].as_array().unwrap();
        assert_eq!((read.len(), read[4_999]["item"].clone()), (5_000, json!("i-04999")));
        assert_eq!(read[17]["name"], "O'Brien \"quoted\" \\ ü 🍨");
        let larger = order(2).with("/lines", lines(5_001)).with("/total", "5001.00").with("/tax", "0");
        let answer = post(&app, As::Network, &larger).await;
        assert!(answer.status.is_client_error(), "{answer}");
    })
    .await;
}
