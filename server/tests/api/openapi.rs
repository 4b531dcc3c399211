//! The OpenAPI document against the router and against what is really read.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::access;
use crate::support::sale::half_return;
use crate::support::{As, TestApp, order, sale};

/// `GET /api/v1/sales/{id}` and so on.
type Operations = BTreeSet<String>;

async fn document() -> Value {
    TestApp::new().await.get(As::Stranger, "/api/v1/openapi.json").await.json()
}

fn documented(document: &Value) -> Operations {
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().expect("an item").keys();
        methods.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    operations.collect()
}

/// The operations of the router, read from its one screen.
fn routed() -> Operations {
    let code = include_str!("../../src/router.rs");
    let mut found = Operations::new();
    let api = code.split("fn api(").nth(1).expect("the API has a function of its own");
    for route in api.split(".route(").skip(1) {
        let path = route.split('"').nth(1).expect("a route begins with its path");
        let route = route.split(".route(").next().unwrap_or_default();
        for method in ["get", "post", "put", "patch", "delete"] {
            if route.contains(&format!("{method}(")) {
                found.insert(format!("{} /api{path}", method.to_uppercase()));
            }
        }
    }
    found
}

#[tokio::test]
async fn every_route_is_documented_and_every_documented_operation_is_routed() {
    assert_eq!(documented(&document().await), routed());
}

#[tokio::test]
async fn every_route_has_a_row_in_the_table_of_access() {
    let table = access::table();
    for operation in routed() {
        let (method, pattern) = operation.split_once(' ').expect("a method and a path");
        let matches = |path: &str| {
            let path = path.split('?').next().unwrap_or_default();
            let (parts, wanted): (Vec<_>, Vec<_>) = (path.split('/').collect(), pattern.split('/').collect());
            parts.len() == wanted.len()
                && parts.iter().zip(&wanted).all(|(part, want)| want.starts_with('{') || part == want)
        };
        assert!(
            table.iter().any(|(declared, path, ..)| declared.as_str() == method && matches(path)),
            "{operation} says nothing of who may call it"
        );
    }
}

#[tokio::test]
async fn public_operations_need_no_key_and_the_others_say_so() {
    let document = document().await;
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["paths"]["/api/v1/openapi.json"]["get"]["security"], serde_json::json!([]));
    let post = &document["paths"]["/api/v1/sales"]["post"];
    assert_eq!(post["security"], serde_json::json!([{"key": []}]));
    assert_eq!(document["components"]["securitySchemes"]["key"]["scheme"], "bearer");
    for status in ["200", "201", "400", "401", "403", "409", "413", "415", "422", "503", "507"] {
        assert!(post["responses"].get(status).is_some(), "{status}");
    }
    assert!(post["responses"]["503"]["headers"].get("retry-after").is_some());
}

/// Nothing counts a caller's requests; what is counted is files.
#[tokio::test]
async fn what_gives_files_alone_claims_a_limit() {
    let document = document().await;
    let limited: Vec<&str> = document["paths"]
        .as_object()
        .expect("paths")
        .iter()
        .filter(|(_, item)| {
            let mut operations = item.as_object().expect("an item").values();
            operations.any(|operation| operation["responses"].get("429").is_some())
        })
        .map(|(path, _)| path.as_str())
        .collect();
    let files = ["/api/v1/analytics/report", "/api/v1/analytics/tables/{table}", "/api/v1/summaries"];
    assert_eq!(limited, files);
    let codes = document["components"]["schemas"]["ErrorCode"]["enum"].as_array().expect("a list");
    assert!(codes.contains(&"too_many_requests".into()));
}

#[tokio::test]
async fn every_reference_of_the_document_leads_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(elements) => elements.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document().await;
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 20);
    for reference in found {
        let pointer = reference.strip_prefix('#').expect("a reference within the document");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn the_document_describes_exactly_what_is_read() {
    let document = document().await;
    let app = TestApp::new().await;
    let properties = |schema: &str| -> BTreeSet<String> {
        let pointer = format!("/components/schemas/{schema}/properties");
        document.pointer(&pointer).and_then(Value::as_object).expect("properties").keys().cloned().collect()
    };
    let keys = |value: &Value| -> BTreeSet<String> {
        value.as_object().expect("an object").keys().cloned().collect()
    };
    let whole = sale(1).json();
    assert_eq!(keys(&whole), properties("NewSale"));
    assert_eq!(keys(&whole["lines"][0]), properties("NewLine"));
    assert_eq!(keys(&whole["customer"]), properties("NewCustomer"));
    assert_eq!(keys(&whole["tender"][0]), properties("NewTender"));
    let answer = app.post_json(As::Network, "/api/v1/sales", &whole).await;
    assert_eq!(answer.json().get("warnings"), None, "a documented field is not read");
    let mut returned: BTreeSet<String> = properties("NewReturn");
    for name in ["sale", "reason", "returned_at"] {
        assert!(returned.remove(name), "{name}");
    }
    let mut sold = properties("NewSale");
    for name in ["replaces", "sold_at"] {
        assert!(sold.remove(name), "{name}");
    }
    assert_eq!(returned, sold);
    let wrong = half_return(2).with("/sold_at", "x").with("/replaces", "x");
    let answer = app.post_json(As::Network, "/api/v1/returns", &wrong.json()).await;
    assert_eq!(answer.json()["warnings"], serde_json::json!(["sold_at", "replaces"]));
}

#[tokio::test]
async fn the_document_describes_exactly_what_is_read_and_shown_of_an_order() {
    let document = document().await;
    let app = TestApp::new().await;
    let named = |schema: &str| -> BTreeSet<String> {
        let pointer = format!("/components/schemas/{schema}");
        let schema = document.pointer(&pointer).unwrap_or_else(|| panic!("no {schema}"));
        let parts = schema["allOf"].as_array().cloned().unwrap_or_else(|| vec![schema.clone()]);
        let parts = parts.iter().map(|part| match part["$ref"].as_str() {
            Some(reference) => document.pointer(&reference[1..]).expect("it leads somewhere"),
            None => part,
        });
        parts.flat_map(|part| part["properties"].as_object().expect("properties").keys().cloned()).collect()
    };
    let keys = |value: &Value| -> BTreeSet<String> {
        value.as_object().expect("an object").keys().cloned().collect()
    };
    let whole = order(1).json();
    assert_eq!(keys(&whole), named("NewSalesOrder"));
    let answer = app.post_json(As::Network, "/api/v1/sales-orders", &whole).await.json();
    assert_eq!(answer.get("warnings"), None, "a documented field is not read");
    let mut receipt = named("SalesOrderReceipt");
    receipt.remove("warnings");
    assert_eq!(keys(&answer), receipt);
    let path = format!("/api/v1/sales-orders/{}", whole["id"].as_str().expect("an id"));
    assert_eq!(keys(&app.get(As::Nobody, &path).await.json()), named("SalesOrder"));
}

#[tokio::test]
async fn error_codes_are_a_closed_list() {
    let document = document().await;
    let codes = document["components"]["schemas"]["ErrorCode"]["enum"].as_array().expect("a list");
    assert_eq!(codes.len(), 14);
}
