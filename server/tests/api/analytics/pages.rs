//! `/analytics/{view}`.

#![expect(clippy::unwrap_used, reason = "a page that cannot be read has failed")]

use axum::http::StatusCode;
use server::db::{Urgency, on_engine};

use super::{sale_to, sell};
use crate::support::{As, TestApp, with_app};

/// The parts of a page, each with its title and the markup below it.
async fn parts(app: &TestApp, view: &str) -> Vec<(String, String)> {
    let answer = app.get(As::Nobody, &format!("/analytics/{view}")).await;
    // The page itself has not failed.
    assert_eq!(answer.status, StatusCode::OK, "{view}: {answer}");
    let page = String::from_utf8_lossy(&answer.body).replace("<!>", "");
    let parts = page.split("<section class=\"card analytics__part\">").skip(1);
    parts
        .map(|part| {
            let (part, _) = part.split_once("</section>").unwrap();
            let (head, body) = part.split_once("</header>").unwrap();
            (text(head), body.to_owned())
        })
        .collect()
}

/// What is left without tags, up to where a head has its tools.
fn text(markup: &str) -> String {
    let markup = markup.split("<span class=\"analytics__files\">").next().unwrap_or_default();
    // What stands where nothing is shown.
    let markup = markup.replace("<!--<() />-->", "");
    let texts = markup.split('<').filter_map(|piece| piece.split_once('>'));
    texts.map(|(_, text)| text).collect::<Vec<_>>().join(" ").trim().to_owned()
}

#[tokio::test]
async fn a_part_that_cannot_be_read_says_so_and_shows_no_number_while_the_others_stand() {
    with_app(async |app| {
        sell(&app, &[sale_to(1, "C-1", "2026-11-20")]).await;
        for damage in
            ["update customer_days set currency = 'unknown'", "update item_days set currency = 'unknown'"]
        {
            let mut tx = app.db.write(Urgency::Foreground).await.unwrap();
            on_engine!(&mut tx, connection => sqlx::query(damage).execute(connection).await.map(drop))
                .unwrap();
            tx.commit().await.unwrap();
        }
        let views: [(&str, &[&str], &[&str]); 6] = [
            // The first part counts customers.
            ("overview", &["Figures"], &["Trend", "Best outlets"]),
            ("periods", &[], &["Chart", "Periods"]),
            ("customers", &["Customers", "Best customers"], &[]),
            ("segments", &["Segments"], &[]),
            ("items", &["Best items, a hundred at most", "Categories"], &["Hours of the week"]),
            ("compare", &[], &["Beside earlier days"]),
        ];
        for (view, failing, standing) in views {
            let parts = parts(&app, view).await;
            let titles: Vec<&str> = parts.iter().map(|(title, _)| title.as_str()).collect();
            assert_eq!(titles, [failing, standing].concat(), "{view}");
            for (title, body) in &parts {
                let said = text(body);
                if failing.contains(&title.as_str()) {
                    for words in
                        ["This part could not be read", "something went wrong on our side", "Try again"]
                    {
                        assert!(said.contains(words), "{view}, {title}: {said}");
                    }
                    // Neither a figure nor what stands where nothing was sold.
                    assert!(!said.contains(char::is_numeric), "{view}, {title}: {said}");
                    assert!(!said.contains("Nothing"), "{view}, {title}: {said}");
                    assert!(!body.contains("<table") && !body.contains("<dl"), "{view}, {title}: {body}");
                } else {
                    assert!(body.contains("252"), "{view}, {title}: {body}");
                    assert!(!said.contains("could not be read"), "{view}, {title}: {said}");
                }
            }
        }
    })
    .await;
}
