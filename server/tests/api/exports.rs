//! Files hold the rows that JSON answers, cell by cell, read back by programs that know nothing of ours.

#![expect(clippy::unwrap_used, reason = "a file that cannot be read back has failed")]

use std::io::Cursor;

use app::units::Day;
use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};
use server::db::{Urgency, on_engine};

use crate::support::{Answer, As, TestApp, sale, with_app};

const SUMMARIES: &str = "/api/v1/summaries";

/// Outlets of three currencies, names and codes that spreadsheets would carry out, a day in a foreign currency, a return, and figures
/// of more digits than a spreadsheet's numbers have.
async fn fill(app: &TestApp) {
    let hostile = r#"
default_currency = "INR"
regions = [{ code = "south", name = "South" }]
franchises = [{ code = "company", name = "Company" }]

[[outlets]]
code = "mg-road"
name = "=HYPERLINK(\"http://x\",\"MG, Road\")"
region = "south"
franchise = "company"
time_zone = "Asia/Kolkata"
"#;
    app.recorded(&sale(1)).await;
    app.recorded(&sale(2).with("/sold_at", "2026-11-18T17:00:00+05:30").with("/lines/0/item", "@sum")).await;
    app.recorded(&sale(3).with("/currency", "USD").with("/tender", Value::Null).with("/lines/0/item", "-1"))
        .await;
    let yen = json!([{"item": "+49", "qty": "0.125", "unit_price": "800", "total": "100"}]);
    let tokyo = sale(4).with("/outlet", "ginza").with("/currency", "JPY").with("/lines", yen);
    app.recorded(&tokyo.with("/tax", "0").with("/total", "100").with("/tender", Value::Null)).await;
    let back = crate::support::sale::half_return(5);
    let back = app.post_json(As::Network, "/api/v1/returns", &back.json()).await;
    assert_eq!(back.status, StatusCode::CREATED, "{back}");
    app.apply(hostile).await;
    let outlet = app.state.directory.current().outlet_by_code(&"souq".parse().unwrap()).unwrap().id;
    let sql = "insert into scope_days (scope_id, day, currency, orders, gross, tax, discount, qty, returns, returned, returned_tax,
            returned_qty, cancelled, cancelled_amount)
        values ($1, 20000, 'KWD', 3, 9007199254740993, 1, 0, 1500, 0, 0, 0, 0, 0, 0)";
    let mut tx = app.db.write(Urgency::Foreground).await.unwrap();
    on_engine!(&mut tx, connection =>
        sqlx::query(sql).bind(outlet.0).execute(connection).await.map(|done| done.rows_affected()))
    .unwrap();
    tx.commit().await.unwrap();
}

async fn rows(app: &TestApp, query: &str) -> Vec<Value> {
    let answer = app.get(As::Nobody, &format!("{SUMMARIES}{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
    answer.json()["rows"].as_array().unwrap().clone()
}

async fn file(app: &TestApp, query: &str) -> Answer {
    let answer = app.get(As::Nobody, &format!("{SUMMARIES}{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
    answer
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers[name].to_str().unwrap()
}

/// What JSON says, as a file without types would.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[tokio::test]
async fn a_csv_holds_the_rows_that_json_answers() {
    with_app(async |app| {
        fill(&app).await;
        let expected = rows(&app, "").await;
        assert_eq!(expected.len(), 5);
        let answer = file(&app, "?format=csv").await;
        assert_eq!(header(&answer, "content-type"), "text/csv; charset=utf-8; header=present");
        let mut reader = csv::Reader::from_reader(&answer.body[..]);
        let ids = reader.headers().unwrap().clone();
        let read: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(read.len(), expected.len());
        assert!(expected.iter().any(|row| row["top_item"] == "@sum"), "{expected:?}");
        for (record, row) in read.iter().zip(&expected) {
            assert_eq!(ids.len(), row.as_object().unwrap().len());
            for (id, cell) in ids.iter().zip(record) {
                let value = plain(&row[id]);
                let is_text = ["outlet_name", "top_item"].contains(&id);
                let guarded = is_text && value.starts_with(['=', '+', '-', '@']);
                let value = if guarded { format!("'{value}") } else { value };
                assert_eq!(cell, value, "{id} of {row}");
            }
        }
        assert!(answer.body.ends_with(b"\r\n"));
    })
    .await;
}

#[tokio::test]
async fn a_workbook_holds_the_rows_that_json_answers_as_numbers_days_and_times() {
    with_app(async |app| {
        fill(&app).await;
        let expected = rows(&app, "").await;
        let answer = file(&app, "?format=xlsx").await;
        assert!(header(&answer, "content-type").ends_with("spreadsheetml.sheet"));
        let mut book = Xlsx::new(Cursor::new(answer.body.to_vec())).unwrap();
        let sheet = book.worksheet_range("Rows").unwrap();
        let mut read = sheet.rows();
        let ids: Vec<String> = read.next().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(sheet.height(), expected.len() + 1);
        for (cells, row) in read.zip(&expected) {
            for (id, cell) in ids.iter().zip(cells) {
                assert_eq!(read_back(id, cell), shortest(cell, &row[id]), "{id} of {row}");
            }
        }
        let formulas = book.worksheet_formula("Rows").unwrap();
        assert!(formulas.used_cells().next().is_none(), "a text became a formula");
        let about = book.worksheet_range("About").unwrap();
        let facts: Vec<String> = about.rows().map(|row| format!("{}: {}", row[0], row[1])).collect();
        let expected = [
            "Title: Daily summaries",
            "Scope: network",
            "Business days: 2021-11-20 to 2026-11-20",
            "As of: 2026-11-20T12:00:00Z",
            "Times: UTC",
        ];
        assert_eq!(facts, expected);
    })
    .await;
}

/// What JSON says; a decimal without the zeros that a number does not keep.
fn shortest(cell: &Data, value: &Value) -> Value {
    match (cell, value) {
        (Data::Float(_), Value::String(text)) if text.contains('.') => {
            json!(text.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => value.clone(),
    }
}

/// The cell as JSON says it; a number that is none fails.
fn read_back(id: &str, cell: &Data) -> Value {
    match (id, cell) {
        (_, Data::Empty) => Value::Null,
        (_, Data::String(text)) => json!(text),
        ("business_day", Data::DateTime(at)) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            json!(Day::from_civil(year.into(), month.into(), day.into()).unwrap().to_string())
        }
        (_, Data::DateTime(at)) => {
            let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
            let fraction = if milli == 0 { String::new() } else { format!(".{milli:03}") };
            json!(format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z"))
        }
        ("order_count" | "unique_customers" | "returns", Data::Float(number)) => {
            json!(number.to_string().parse::<i64>().unwrap())
        }
        (_, Data::Float(number)) => json!(number.to_string()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_file_is_named_after_what_is_in_it_and_is_about_what_one_may_see() {
    let app = TestApp::new().await;
    fill(&app).await;
    let answer = file(&app, "?format=csv&from=2026-11-18&to=2026-11-18&scope=outlet:MG-Road").await;
    let name = "daily-summaries_outlet-mg-road_2026-11-18_2026-11-18_as-of-20261120T120000Z.csv";
    assert_eq!(header(&answer, "content-disposition"), format!("attachment; filename=\"{name}\""));
    assert_eq!(answer.body.iter().filter(|byte| **byte == b'\n').count(), 2);
    let nothing = file(&app, "?format=xlsx&scope=outlet:colaba").await;
    let name = "daily-summaries_outlet-colaba_no-days_as-of-20261120T120000Z.xlsx";
    assert_eq!(header(&nothing, "content-disposition"), format!("attachment; filename=\"{name}\""));
    let own = app.get(As::MgRoad, &format!("{SUMMARIES}?format=csv")).await;
    let text = String::from_utf8(own.body.to_vec()).unwrap();
    assert!(text.contains("mg-road") && !text.contains("ginza") && !text.contains("souq"), "{text}");
    let elsewhere = app.get(As::MgRoad, &format!("{SUMMARIES}?format=csv&scope=network")).await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);
    assert_eq!(app.get(As::Till, &format!("{SUMMARIES}?format=csv")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_no_file_is_refused_with_what_would_be_right() {
    let app = TestApp::new().await;
    for (query, field, want) in [
        ("?format=pdf", "format", "json, csv or xlsx"),
        ("?format=", "format", "json, csv or xlsx"),
        ("?format=csv&limit=5", "limit", "nothing: a file holds all rows"),
        ("?format=xlsx&after=00", "after", "nothing: a file holds all rows"),
    ] {
        let answer = app.get(As::Nobody, &format!("{SUMMARIES}{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {answer}");
        let told = &answer.json()["fields"][0];
        assert_eq!((&told["path"], &told["want"]), (&json!(field), &json!(want)), "{query}");
    }
    assert_eq!(app.get(As::Nobody, &format!("{SUMMARIES}?format=JSON&limit=5")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn more_rows_than_a_file_holds_are_refused_and_fewer_are_all_there() {
    let app = TestApp::new().await;
    // 365 days of 55 currencies each are more, one day of them is not.
    let sql = "with recursive
        n(at) as (select 0 union all select at + 1 from n where at < 364),
        c(at) as (select 0 union all select at + 1 from c where at < 54)
        insert into scope_days (scope_id, day, currency, orders, gross, tax, discount, qty, returns, returned, returned_tax,
            returned_qty, cancelled, cancelled_amount)
        select $1, 20000 + n.at, substr($2, 1 + c.at * 4, 3), 1, 100, 0, 0, 1000, 0, 0, 0, 0, 0, 0 from n, c";
    let codes = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY \
        COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF";
    let outlet = app.state.directory.current().outlet_by_code(&"souq".parse().unwrap()).unwrap().id;
    let mut tx = app.db.write(Urgency::Foreground).await.unwrap();
    on_engine!(&mut tx, connection =>
        sqlx::query(sql).bind(outlet.0).bind(codes).execute(connection).await.map(|done| done.rows_affected()))
    .unwrap();
    tx.commit().await.unwrap();
    let first = Day(20_000);
    let refused = app.get(As::Nobody, &format!("{SUMMARIES}?format=csv&from={first}")).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused}");
    assert_eq!(refused.json()["message"], "a file holds at most 20000 rows: narrow scope, from or to");
    let half = file(&app, &format!("?format=csv&from={first}&to={}", first.plus(181))).await;
    let lines = half.body.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(lines, 1 + 182 * 55);
}
