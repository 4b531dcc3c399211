//! `/api/v1/customers`.

use serde_json::json;

use crate::support::{As, TestApp, id, sale, with_app};

async fn references(app: &TestApp, who: As, query: &str) -> Vec<String> {
    let answer = app.get(who, &format!("/api/v1/customers{query}")).await.json();
    let customers = answer["customers"].as_array().expect("customers").iter();
    customers.map(|customer| customer["ref"].as_str().expect("a reference").to_owned()).collect()
}

#[tokio::test]
async fn customers_are_listed_to_whoever_sees_the_outlets_they_bought_at() {
    with_app(async |app| {
        let named = |reference: &str| json!({"ref": reference, "name": format!("Customer {reference}")});
        app.recorded(&sale(1).with("/customer", named("C-1"))).await;
        app.recorded(&sale(2).with("/outlet", "colaba").with("/customer", named("C-2"))).await;
        assert_eq!(references(&app, As::Network, "").await, ["C-1", "C-2"]);
        assert_eq!(references(&app, As::Network, "?scope=region:north").await, ["C-2"]);
        assert_eq!(references(&app, As::MgRoad, "").await, ["C-1"]);
    })
    .await;
}

#[tokio::test]
async fn a_phone_stands_for_a_customer_without_a_reference() {
    let app = TestApp::new().await;
    let customer = json!({"name": "Customer 7", "phone": "+919876543210", "is_company": true});
    app.recorded(&sale(1).with("/customer", customer)).await;
    let answer = app.get(As::Nobody, "/api/v1/customers").await.json();
    let expected = json!({
        "ref": "+919876543210", "name": "Customer 7", "phone": "+919876543210", "email": null, "is_company": true,
    });
    assert_eq!(answer, json!({"customers": [expected], "next": null}));
}

#[tokio::test]
async fn a_company_without_a_reference_is_one_in_its_own_sale() {
    with_app(async |app| {
        app.recorded(&sale(1).with("/customer", json!({"name": "Cones Ltd", "is_company": true}))).await;
        let sale = app.get(As::Network, &format!("/api/v1/sales/{}", id(1))).await.json();
        assert_eq!(sale["customer"]["is_company"], json!(true));
    })
    .await;
}

#[tokio::test]
async fn what_is_known_of_a_customer_stays_until_something_else_is_sent() {
    with_app(async |app| {
        let send = async |n: u32, customer: serde_json::Value| {
            app.recorded(&sale(n).with("/customer", customer)).await;
            let answer = app.get(As::Network, "/api/v1/customers").await.json();
            (answer["customers"][0]["name"].clone(), answer["customers"][0]["is_company"].clone())
        };
        let company = json!({"ref": "C-1", "name": "Cones Ltd", "is_company": true});
        assert_eq!(send(1, company).await, (json!("Cones Ltd"), json!(true)));
        assert_eq!(send(2, json!({"ref": "C-1"})).await, (json!("Cones Ltd"), json!(true)));
        assert_eq!(
            send(3, json!({"ref": "C-1", "is_company": false})).await,
            (json!("Cones Ltd"), json!(false))
        );
        // Each sale tells what was known when it was recorded.
        for (n, is_company) in [(1, true), (2, true), (3, false)] {
            let sale = app.get(As::Network, &format!("/api/v1/sales/{}", id(n))).await.json();
            assert_eq!(sale["customer"]["is_company"], json!(is_company), "sale {n}");
        }
    })
    .await;
}
