//! The rows of a report as JSON, on the page, as CSV and as a workbook: the same cells.

#![expect(clippy::unwrap_used, reason = "a file that cannot be read back has failed")]

use std::io::Cursor;

use app::units::{Day, format};
use axum::http::StatusCode;
use calamine::{Reader as _, Xlsx};
use serde_json::Value;

use super::pages::cells;
use super::{PATH, rows, sell};
use crate::analytics::{shortest, spelled};
use crate::support::sale::half_return;
use crate::support::{As, TestApp, with_app};

/// Sales, and an outlet and a day of which more came back than was sold.
async fn fill(app: &TestApp) {
    sell(app).await;
    for (n, outlet) in [(5, "mg-road"), (6, "colaba"), (7, "colaba"), (8, "colaba")] {
        let back = half_return(n).with("/outlet", outlet).json();
        let answer = app.post_json(As::Network, "/api/v1/returns", &back).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
    }
}

/// Where JSON has what a column of a file holds.
fn pointer(column: &str) -> String {
    match column {
        "place" => "/place/scope".to_owned(),
        "place_name" => "/place/name".to_owned(),
        "period" => "/period/name".to_owned(),
        "from" | "to" => format!("/period/{column}"),
        _ => format!("/{column}"),
    }
}

/// What JSON says in the columns of a file.
fn expected(rows: &Value, columns: &[String]) -> Vec<Vec<String>> {
    let cell = |row: &Value, column: &String| match row.pointer(&pointer(column)) {
        Some(Value::String(text)) => text.clone(),
        other => other.unwrap_or_else(|| panic!("no {column}: {row}")).to_string(),
    };
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect()
}

/// A cell as a page writes it, its signs, separators and links aside. A minus is none of them.
fn bare(column: &str, shown: &str) -> String {
    match column {
        "place_name" | "period" | "currency" | "from" | "to" | "place" => shown.to_owned(),
        _ => {
            let text = shown.replace('\u{2212}', "-");
            text.chars().filter(|sign| sign.is_ascii_digit() || ['-', '.'].contains(sign)).collect()
        }
    }
}

/// A cell of a file as a page writes it, signs and separators aside.
fn on_page(column: &str, cell: &str) -> String {
    match column {
        "from" | "to" => format::date(cell.parse::<Day>().unwrap()),
        _ => cell.to_owned(),
    }
}

/// The cells of a row as `spell` has them.
fn spelled_by(head: &[String], row: &[String], spell: fn(&str, &str) -> String) -> Vec<String> {
    head.iter().zip(row).map(|(column, cell)| spell(column, cell)).collect()
}

const ASKED: [(&str, &str); 5] = [
    ("?", "currency,orders,gross,average_order"),
    ("?place=outlet", "place_name,orders,gross,average_order,currency,place"),
    ("?time=weekday&measures=net_sales,returned", "period,net_sales,returned,currency,from,to"),
    (
        "?place=franchise&time=day&measures=cancelled,items_sold,tax&sort=tax",
        "place_name,period,cancelled,items_sold,tax,currency,from,to,place",
    ),
    (
        "?place=outlet&time=month&measures=returns,returned,net_sales,items_sold&sort=orders",
        "place_name,period,returns,returned,net_sales,items_sold,currency,from,to,place",
    ),
];

#[tokio::test]
async fn page_and_files_have_the_cells_of_the_json() {
    with_app(async |app| {
        fill(&app).await;
        for (asked, columns) in ASKED {
            let csv = app.get(As::Nobody, &format!("{PATH}{asked}&format=csv")).await;
            assert_eq!(csv.status, StatusCode::OK, "{csv}");
            let mut reader = csv::Reader::from_reader(&csv.body[..]);
            let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
            assert_eq!(head.join(","), columns);
            let expected = expected(&rows(&app, asked).await, &head);
            assert!(!expected.is_empty());
            let read = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect());
            assert_eq!(read.collect::<Vec<Vec<String>>>(), expected, "{asked}");

            let workbook = app.get(As::Nobody, &format!("{PATH}{asked}&format=xlsx")).await;
            assert_eq!(workbook.status, StatusCode::OK);
            let name = workbook.headers["content-disposition"].to_str().unwrap();
            assert!(name.contains("report_network_") && name.ends_with(".xlsx\""), "{name}");
            let mut book = Xlsx::new(Cursor::new(workbook.body.to_vec())).unwrap();
            let sheet = book.worksheet_range("Rows").unwrap();
            let mut read = sheet.rows().map(|row| row.iter().map(spelled).collect::<Vec<String>>());
            assert_eq!(read.next().unwrap(), head);
            let short = expected.iter().map(|row| row.iter().map(|cell| shortest(cell)).collect());
            assert_eq!(read.collect::<Vec<_>>(), short.collect::<Vec<Vec<String>>>(), "{asked}");

            let shown = cells(&app, asked).await;
            assert!(shown.iter().all(|row| row.len() == head.len()), "{shown:?}");
            let shown: Vec<_> = shown.iter().map(|row| spelled_by(&head, row, bare)).collect();
            let expected: Vec<_> = expected.iter().map(|row| spelled_by(&head, row, on_page)).collect();
            assert_eq!(shown, expected, "{asked}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_came_back_is_told_as_less_than_nothing() {
    with_app(async |app| {
        fill(&app).await;
        let asked =
            "?place=outlet&from=2026-11-20&to=2026-11-20&measures=returned,net_sales,items_sold,orders";
        let csv = app.get(As::Nobody, &format!("{PATH}{asked}&format=csv")).await;
        assert_eq!(
            String::from_utf8_lossy(&csv.body),
            "place_name,returned,net_sales,items_sold,orders,currency,place\r\n\
             Colaba,-378.00,-360.00,-3,0,INR,outlet:colaba\r\n\
             MG Road,-126.00,120.00,1,1,INR,outlet:mg-road\r\n"
        );
        let shown = cells(&app, asked).await;
        assert_eq!(shown[0][1..4], ["\u{2212}₹378.00", "\u{2212}₹360.00", "\u{2212}3"]);
        // More that came back is more.
        let most = rows(&app, "?place=outlet&measures=gross&sort=returned").await;
        assert_eq!(most[0]["place"]["name"], "Colaba");
    })
    .await;
}
