//! `/analytics/report`.

#![expect(clippy::unwrap_used, reason = "a page that cannot be read has failed")]

use axum::http::StatusCode;

use super::sell;
use crate::support::{As, TestApp, with_app};

async fn page(app: &TestApp, query: &str, status: StatusCode) -> String {
    let answer = app.get(As::Nobody, &format!("/analytics/report{query}")).await;
    assert_eq!(answer.status, status, "{query}: {answer}");
    String::from_utf8_lossy(&answer.body).replace("&amp;", "&")
}

/// The markup of the rows.
fn body_of(page: &str) -> &str {
    let (_, body) = page.split_once("<tbody>").unwrap();
    body.split_once("</tbody>").unwrap().0
}

/// The cells of the table, as they read.
pub(super) async fn cells(app: &TestApp, query: &str) -> Vec<Vec<String>> {
    let page = page(app, query, StatusCode::OK).await;
    let rows = body_of(&page).split("</tr>").filter(|row| row.contains("<tr"));
    rows.map(|row| {
        let row = row.replace("</th>", "</td>");
        row.split("</td>").filter(|cell| cell.contains("<td") || cell.contains("<th")).map(text).collect()
    })
    .collect()
}

/// What is left without tags and marks.
fn text(markup: &str) -> String {
    let parts = markup.split('<').filter_map(|part| part.split_once('>'));
    parts.map(|(_, text)| text).collect::<String>().trim().to_owned()
}

#[tokio::test]
async fn a_row_is_about_its_place_and_its_time() {
    with_app(async |app| {
        sell(&app).await;
        for (asked, heads) in
            [("?place=outlet&time=month", 2), ("?time=month", 1), ("?place=outlet", 1), ("", 1)]
        {
            let page = page(&app, asked, StatusCode::OK).await;
            for row in body_of(&page).split("</tr>").filter(|row| row.contains("<tr")) {
                assert_eq!(row.matches("scope=\"row\"").count(), heads, "{asked}: {row}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_keeps_what_is_right_and_says_once_what_is_wrong() {
    let app = TestApp::new().await;
    let asked = "?scope=region:south&from=2026-11-01&to=2026-11-20&place=outlet&time=week&measures=tax,profit&currency=INR&weekday=sat&sort=net";
    let refused = page(&app, asked, StatusCode::BAD_REQUEST).await;
    let rest = "place=outlet&time=week&measures=tax&currency=INR&weekday=sat&sort=net";
    for period in ["7d", "year"] {
        let link = format!("href=\"/analytics/report?scope=region:south&period={period}&{rest}\"");
        assert!(refused.contains(&link), "{link}: {refused}");
    }
    assert!(
        refused.contains("/analytics/items?scope=region:south&from=2026-11-01&to=2026-11-20\""),
        "{refused}"
    );
    for given in ["value=\"2026-11-01\"", "value=\"2026-11-20\""] {
        assert!(refused.contains(given), "{given}: {refused}");
    }
    assert_eq!(refused.matches("aria-describedby=\"measures-problem\"").count(), 1);
    assert_eq!(refused.matches("id=\"measures-problem\"").count(), 1);
    assert!(!refused.contains("aria-invalid=\"true\""), "{refused}");
}

#[tokio::test]
async fn places_that_a_scope_does_not_have_are_named_in_words_and_left_behind() {
    let app = TestApp::new().await;
    let refused = page(&app, "?scope=region:south&place=franchise&time=day", StatusCode::BAD_REQUEST).await;
    assert!(
        refused.contains("“Franchise” does not go with South: choose Whole scope or Outlet;"),
        "{refused}"
    );
    let link =
        "/analytics/report?scope=region:south&period=7d&time=day&measures=orders,gross,average_order\"";
    assert!(refused.contains(link), "{refused}");
}
