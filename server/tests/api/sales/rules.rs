//! Every rule that a sale must obey, at its boundaries.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::sale::line;
use crate::support::{As, SaleDraft, TestApp, sale};

const RIGHT: &[&str] = &[];

/// Sends each draft under an id of its own and compares the fields that are found wrong; none means recorded.
async fn judge(cases: Vec<(SaleDraft, &[&str])>) {
    let app = TestApp::new().await;
    for (n, (draft, wrong)) in (1..).zip(cases) {
        let draft = match draft.json()["id"] == crate::support::id(0) {
            true => draft.with("/id", crate::support::id(n)),
            false => draft,
        };
        let answer = app.post_json(As::Network, "/api/v1/sales", &draft.json()).await;
        if wrong.is_empty() {
            assert_eq!(answer.status, StatusCode::CREATED, "{}\n{answer}", draft.json());
        } else {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}\n{answer}", draft.json());
            assert_eq!(answer.code(), "invalid");
            assert_eq!(answer.wrong_fields(), wrong, "{}\n{answer}", draft.json());
        }
    }
}

/// A sale of one line without tender, whose sums are those of the line.
fn one_line(
    currency: &str,
    qty: &str,
    unit_price: &str,
    discount: &str,
    tax: &str,
    total: &str,
) -> SaleDraft {
    sale(0)
        .without("/tender")
        .with("/currency", currency)
        .with("/lines", json!([{"item": "X", "qty": qty, "unit_price": unit_price, "discount": discount, "tax": tax, "total": total}]))
        .with("/discount", discount)
        .with("/tax", tax)
        .with("/total", total)
}

fn inr(qty: &str, unit_price: &str, discount: &str, tax: &str, total: &str) -> SaleDraft {
    one_line("INR", qty, unit_price, discount, tax, total)
}

#[tokio::test]
async fn quantities_prices_and_totals_have_bounds() {
    judge(vec![
        (inr("0.001", "1000", "0", "0", "1"), RIGHT),
        (inr("1000000", "0.01", "0", "0", "10000.00"), RIGHT),
        (inr("0", "1000", "0", "0", "0"), &["lines[0].qty"]),
        (inr("-1", "1000", "0", "0", "-1000"), &["lines[0].qty", "lines[0].total", "total"]),
        (inr("1000000.001", "0.01", "0", "0", "10000"), &["lines[0].qty"]),
        (inr("0.0001", "1000", "0", "0", "0.1"), &["lines[0].qty"]),
        (inr("0.0010", "1000", "0", "0", "1"), RIGHT),
        (inr("1", "0", "0", "0", "0"), RIGHT),
        (inr("1", "-0.01", "0", "0", "0"), &["lines[0].unit_price"]),
        (inr("0.001", "999999999.999999", "0", "0", "1000000.00"), RIGHT),
        (inr("0.001", "1000000000", "0", "0", "1000000.00"), &["lines[0].unit_price"]),
        (inr("10", "100000000", "0", "0", "1000000000.00"), RIGHT),
        (inr("10", "100000000.001", "0", "0", "1000000000.01"), &["lines[0].total", "total"]),
        (inr("1", "1", "-0.01", "0", "1.01"), &["lines[0].discount", "discount"]),
        (inr("1", "1", "0", "-0.01", "0.99"), &["lines[0].tax", "tax"]),
        (inr("1", "1", "0", "0", "1").with("/lines/0/tax_rate", "-5"), &["lines[0].tax_rate"]),
    ])
    .await;
}

#[tokio::test]
async fn line_totals_are_quantity_times_price_rounded_half_away_from_zero() {
    judge(vec![
        (inr("0.5", "0.01", "0", "0", "0.01"), RIGHT),
        (inr("0.5", "0.01", "0", "0", "0"), &["lines[0].total"]),
        (inr("0.499", "0.01", "0", "0", "0"), RIGHT),
        (inr("3", "0.333333", "0", "0", "1.00"), RIGHT),
        (inr("2", "120", "40", "12", "212"), RIGHT),
        (inr("2", "120", "40", "12", "211.99"), &["lines[0].total"]),
        (inr("2", "120", "300", "60", "0"), RIGHT),
        (inr("2", "120", "300", "0", "0"), &["lines[0].total"]),
        (inr("2", "120", "40", "12", "200").with("/prices_include_tax", true), RIGHT),
        (inr("2", "120", "40", "12", "212").with("/prices_include_tax", true), &["lines[0].total"]),
        (inr("1", "5", "0", "5", "5").with("/prices_include_tax", true), RIGHT),
        (inr("1", "5", "0", "5.01", "5").with("/prices_include_tax", true), &["lines[0].tax"]),
    ])
    .await;
}

#[tokio::test]
async fn amounts_have_the_decimals_of_their_currency() {
    judge(vec![
        (one_line("JPY", "1", "100", "0", "0", "100"), RIGHT),
        (one_line("JPY", "1", "100", "0", "0", "100.000"), RIGHT),
        (one_line("JPY", "1", "100.5", "0", "0", "101"), RIGHT),
        (one_line("JPY", "1", "100", "0", "0.5", "100"), &["lines[0].tax", "tax"]),
        (one_line("KWD", "1", "1.001", "0", "0", "1.001"), RIGHT),
        (one_line("KWD", "1", "1", "0", "0.0001", "1"), &["lines[0].tax", "tax"]),
        (inr("1", "1", "0.001", "0", "1"), &["lines[0].discount", "discount"]),
        (one_line("inr", "1", "1", "0", "0", "1"), RIGHT),
        (one_line("ZWL", "1", "1", "0", "0", "1"), &["currency"]),
        (one_line("", "1", "1", "0", "0", "1"), &["currency"]),
    ])
    .await;
}

#[tokio::test]
async fn sums_must_be_those_of_the_lines() {
    let two = |total: &str| {
        sale(0)
            .without("/tender")
            .with("/lines", json!([line("A", "2", "120", "12", "252"), line("B", "1", "10", "0.5", "10.5")]))
            .with("/tax", "12.50")
            .with("/total", total)
    };
    judge(vec![
        (two("262.50"), RIGHT),
        (two("262.49"), &["total"]),
        (two("262.50").with("/tax", "12"), &["tax"]),
        (two("262.50").with("/discount", "0.01"), &["discount"]),
        (two("262.50").without("/tax").without("/discount").without("/rounding"), RIGHT),
        (two("263").with("/rounding", "0.5"), RIGHT),
        (two("262").with("/rounding", "-0.50"), RIGHT),
        (two("263").with("/rounding", "0.4"), &["total"]),
        (two("362.50").with("/rounding", "100"), RIGHT),
        (two("162.50").with("/rounding", "-100"), RIGHT),
        (two("362.51").with("/rounding", "100.01"), &["rounding"]),
        (two("162.49").with("/rounding", "-100.01"), &["rounding"]),
    ])
    .await;
}

#[tokio::test]
async fn what_was_paid_must_be_worth_the_total() {
    let paid = |tender: Value| sale(0).with("/tender", tender);
    let cash = |amount: &str, change: &str| json!({"kind": "cash", "amount": amount, "change": change});
    let foreign = |amount: &str, rate: Value| json!({"kind": "cash", "amount": amount, "currency": "USD", "rate": rate});
    judge(vec![
        (paid(json!([])), &["tender"]),
        (paid(json!(null)), RIGHT),
        (inr("1", "0", "0", "0", "0").with("/tender", json!([])), RIGHT),
        (paid(json!([cash("252", "0")])), RIGHT),
        (paid(json!([cash("300", "48")])), RIGHT),
        (paid(json!([cash("300", "47.99")])), &["tender"]),
        (paid(json!([cash("200", "0"), {"kind": "card", "amount": "52"}])), RIGHT),
        (paid(json!([foreign("3", json!("84"))])), RIGHT),
        (paid(json!([foreign("3", json!("84.001666666666"))])), RIGHT),
        (paid(json!([foreign("3", json!("84.0016666666667"))])), &["tender[0].rate"]),
        (paid(json!([foreign("3", json!("84.001666666667"))])), &["tender"]),
        (paid(json!([foreign("3", json!(null))])), &["tender[0].rate"]),
        (paid(json!([foreign("3", json!("0"))])), &["tender[0].rate"]),
        (paid(json!([foreign("3", json!("-84"))])), &["tender[0].rate"]),
        (paid(json!([foreign("3.001", json!("84"))])), &["tender[0].amount"]),
        (
            paid(json!([{"kind": "cash", "amount": "252", "currency": "INR", "rate": "1"}])),
            &["tender[0].rate"],
        ),
        (paid(json!([foreign("4", json!("84")), {"kind": "cash", "amount": "0", "change": "84"}])), RIGHT),
        (paid(json!([cash("-1", "0")])), &["tender[0].amount"]),
        (paid(json!([cash("252", "-1")])), &["tender[0].change"]),
        (paid(json!([{"amount": "252"}])), &["tender[0].kind"]),
        (paid(json!([{"kind": "cash"}])), &["tender[0].amount"]),
        (paid(json!([foreign("1000000000.01", json!("84"))])), &["tender[0].amount"]),
        (paid(json!([foreign("1000000000", json!("999999999999999"))])), &["tender[0]"]),
        (paid(json!(vec![cash("0", "0"); 101])), &["tender"]),
    ])
    .await;
}

#[tokio::test]
async fn numbers_follow_one_grammar_in_both_spellings() {
    let total =
        |literal: &str| inr("1", "1", "0", "0", "TOTAL").json().to_string().replace("\"TOTAL\"", literal);
    let app = TestApp::new().await;
    let mut n = 0;
    for literal in ["\"1\"", "\"1.00\"", "1", "1.0", "1.000000", "\"001\"", "\"1.000000\""] {
        n += 1;
        let body = total(literal).replace(&crate::support::id(0), &crate::support::id(n));
        let answer = app.post(As::Network, "/api/v1/sales", body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{literal}: {answer}");
    }
    for literal in [
        "\"1e0\"",
        "1e0",
        "1E0",
        "\"+1\"",
        "\" 1\"",
        "\"1 \"",
        "\"\"",
        "\".5\"",
        "\"1.\"",
        "\"1,00\"",
        "\"0x1\"",
        "\"NaN\"",
        "\"Infinity\"",
        "\"١\"",
        "\"1.0000000\"",
        "1.0000000",
        "\"1234567890123456\"",
        "1e400",
        "\"--1\"",
    ] {
        let body = total(literal);
        let answer = app.post(As::Network, "/api/v1/sales", body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{literal}: {answer}");
        assert_eq!(answer.wrong_fields(), ["total", "lines[0].total"], "{literal}: {answer}");
    }
}

#[tokio::test]
async fn required_fields_are_all_named_at_once() {
    judge(vec![
        (SaleDraft::empty(), &["id", "outlet", "number", "sold_at", "currency", "total", "lines"]),
        (sale(0).with("/lines", json!([])), &["lines"]),
        (
            sale(0).with("/lines", json!([{}])),
            &["lines[0].item", "lines[0].qty", "lines[0].unit_price", "lines[0].total"],
        ),
        (sale(0).with("/number", "  "), &["number"]),
        (sale(0).with("/lines/0/item", ""), &["lines[0].item"]),
        (sale(0).with("/id", "00000000-0000-0000-0000-000000000000"), &["id"]),
        (sale(0).with("/id", "17"), &["id"]),
        (sale(0).with("/replaces", "17"), &["replaces"]),
        (sale(0).with("/till_seq", -1), &["till_seq"]),
        (sale(0).with("/till_seq", "1.5"), &["till_seq"]),
        (sale(0).with("/till_seq", "17"), RIGHT),
    ])
    .await;
}

#[tokio::test]
async fn texts_are_short_and_clean() {
    let of = |length: usize| "é".repeat(length);
    judge(vec![
        (sale(0).with("/number", of(200)), RIGHT),
        (sale(0).with("/number", of(201)), &["number"]),
        (sale(0).with("/number", format!("  {}\n", of(200))), RIGHT),
        (sale(0).with("/number", "a\nb"), &["number"]),
        (sale(0).with("/number", "a\u{0}b"), &["number"]),
        (sale(0).with("/till", of(201)), &["till"]),
        (sale(0).with("/cashier", "a\tb"), &["cashier"]),
        (sale(0).with("/shift", of(201)), &["shift"]),
        (sale(0).with("/lines/0/item", "x".repeat(64)), RIGHT),
        (sale(0).with("/lines/0/item", "x".repeat(65)), &["lines[0].item"]),
        (sale(0).with("/lines/0/name", of(201)), &["lines[0].name"]),
        (sale(0).with("/lines/0/category", "a\u{7f}"), &["lines[0].category"]),
        (sale(0).with("/lines/0/tax_code", of(201)), &["lines[0].tax_code"]),
        (sale(0).with("/tender/0/kind", of(201)), &["tender[0].kind"]),
        (sale(0).with("/customer/ref", of(201)), &["customer.ref"]),
        (sale(0).with("/customer/name", "a\u{85}b"), &["customer.name"]),
        (sale(0).with("/customer/phone", of(201)), &["customer.phone"]),
        (sale(0).with("/customer/email", of(201)), &["customer.email"]),
        (sale(0).with("/customer/phone", "not a number"), RIGHT),
        (sale(0).with("/outlet", "MG-Road"), RIGHT),
        (sale(0).with("/outlet", "mg road"), &["outlet"]),
        (sale(0).with("/outlet", "nowhere"), &["outlet"]),
        (sale(0).with("/outlet", "closed"), &["outlet"]),
    ])
    .await;
}

#[tokio::test]
async fn a_sale_lies_between_the_year_2000_and_ten_minutes_ahead() {
    let at = |instant: &str| sale(0).with("/sold_at", instant);
    judge(vec![
        (at("2000-01-01T00:00:00Z"), RIGHT),
        (at("1999-12-31T23:59:59.999Z"), &["sold_at"]),
        (at("2000-01-01T05:29:59+05:30"), &["sold_at"]),
        (at("2026-11-20T12:10:00Z"), RIGHT),
        (at("2026-11-20T12:10:00.001Z"), &["sold_at"]),
        (at("2026-11-20T17:40:00.000+05:30"), RIGHT),
        (at("9999-12-31T23:59:59Z"), &["sold_at"]),
        (at("2026-11-20T12:00:00"), &["sold_at"]),
        (at("2026-11-20"), &["sold_at"]),
        (at("2026-02-30T12:00:00Z"), &["sold_at"]),
        (at("2026-11-20T25:00:00Z"), &["sold_at"]),
        (at("+12026-11-20T12:00:00Z"), &["sold_at"]),
        (at("yesterday"), &["sold_at"]),
        (at(""), &["sold_at"]),
    ])
    .await;
}

#[tokio::test]
async fn an_instant_is_rfc_3339_in_ascii() {
    let at = |instant: &str| sale(0).with("/sold_at", instant);
    judge(vec![
        (at("2026-11-20t11:30:00z"), RIGHT),
        (at(" 2026-11-20T11:30:00.123456789Z\n"), RIGHT),
        (at("2026-11-20T06:30:00-05:00"), RIGHT),
        (at("2016-12-31T23:59:60Z"), RIGHT),
        (at("2026-11-20T06:30:00\u{2212}05:00"), &["sold_at"]),
        (at("2026-11-20T11:30:00Z\u{a0}"), &["sold_at"]),
        (at("2026-11-20 11:30:00Z"), &["sold_at"]),
        (at("2026-11-20T11:30:60Z"), &["sold_at"]),
        (at("2026-11-19T24:00:00Z"), &["sold_at"]),
        (at("12026-11-20T11:30:00Z"), &["sold_at"]),
    ])
    .await;
    let app = TestApp::new().await;
    let minus = at("2026-11-20T06:30:00\u{2212}05:00").with("/id", crate::support::id(1));
    let answer = app.post_json(As::Network, "/api/v1/sales", &minus.json()).await.json();
    assert!(answer["fields"][0]["want"].as_str().is_some_and(|want| want.contains("ASCII")), "{answer}");
}

#[tokio::test]
async fn a_sale_has_one_to_five_thousand_lines() {
    let lines = |count: usize| {
        let total = format!("{count}.00");
        inr("1", "1", "0", "0", "1")
            .with("/lines", vec![json!({"item": "X", "qty": "1", "unit_price": "1", "total": "1"}); count])
            .with("/total", total)
    };
    judge(vec![(lines(5_000), RIGHT), (lines(5_001), &["lines"])]).await;
}

#[tokio::test]
async fn an_unknown_item_needs_a_key_that_may_create_it() {
    let app = TestApp::new().await;
    let answer = app.post_json(As::Till, "/api/v1/sales", &sale(1).json()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    assert_eq!(answer.wrong_fields(), ["lines[0].item"]);
    app.recorded(&sale(2)).await;
    let answer =
        app.post_json(As::Till, "/api/v1/sales", &sale(1).with("/lines/0/item", " van-500 ").json()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
}

/// Discount and tax may cancel each other out, and would fill the day's sums of the whole network with next to nothing sold.
#[tokio::test]
async fn discount_and_tax_are_bounded_like_totals() {
    let lines = |count: usize, minor: &str| {
        let price = json!({"item": "X", "qty": "1", "unit_price": "1", "discount": minor, "tax": minor, "total": "1"});
        inr("1", "1", "0", "0", "1")
            .with("/lines", vec![price; count])
            .with("/total", format!("{count}.00"))
            .without("/discount")
            .without("/tax")
    };
    judge(vec![
        (lines(1, "1000000000.01"), &["lines[0].discount", "lines[0].tax"]),
        (lines(2, "500000000.01"), &["discount", "tax"]),
        (lines(2, "500000000.00"), RIGHT),
    ])
    .await;
}
