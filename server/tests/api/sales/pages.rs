//! The ledger as people read it.

use std::io::Read;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use flate2::read::GzDecoder;

use crate::support::sale::{half_return, line};
use crate::support::{As, TestApp, id, sale, with_app};

/// A page as text, with status 200, without the marks at which the browser's half finds its places.
async fn page(app: &TestApp, path: &str) -> String {
    let answer = app.get(As::Nobody, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {answer}");
    String::from_utf8_lossy(&answer.body).replace("<!>", "")
}

/// Where the link leads whose `rel` is given.
fn way(page: &str, rel: &str) -> Option<String> {
    let end = page.find(&format!("\" rel=\"{rel}\""))?;
    let start = page[..end].rfind("href=\"")? + "href=\"".len();
    Some(page[start..end].replace("&amp;", "&"))
}

/// Numbers of the rows, in their order.
fn numbers(page: &str) -> Vec<&str> {
    let link = "class=\"ledger__link\"";
    page.match_indices(link)
        .filter_map(|(at, _)| {
            let (_, text) = page[at..].split_once('>')?;
            text.split('<').next()
        })
        .collect()
}

#[tokio::test]
async fn no_page_is_kept() {
    let app = TestApp::new().await;
    for path in ["/live", "/sales", "/sales/nothing", "/nowhere"] {
        let answer = app.get(As::Nobody, path).await;
        let kept = answer.headers.get("cache-control").and_then(|value| value.to_str().ok());
        assert_eq!(kept, Some("no-store"), "{path}");
    }
}

#[tokio::test]
async fn a_page_is_packed_for_whoever_unpacks_it() {
    let app = TestApp::new().await;
    let plain = app.get(As::Nobody, "/sales").await;
    assert_eq!(plain.headers.get("content-encoding"), None);
    let request = Request::get("/sales").header("accept-encoding", "gzip, br");
    let packed = app.send(As::Nobody, request, Body::empty()).await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    assert_eq!(packed.headers["vary"], "accept-encoding");
    let mut page = String::new();
    GzDecoder::new(&packed.body[..]).read_to_string(&mut page).expect("a page");
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.contains("No sales yet") && page.ends_with("</script>")
    );
    assert!(packed.body.len() * 2 < page.len(), "{} of {} bytes", packed.body.len(), page.len());
}

#[tokio::test]
async fn a_page_that_cannot_be_had_now_says_when_to_come_back() {
    let app = TestApp::new().await;
    assert_eq!(app.get(As::Nobody, "/live").await.headers.get("retry-after"), None);
    app.state.live.clone().stop().await;
    let answer = app.get(As::Nobody, "/live").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers["retry-after"], "2");
}

#[tokio::test]
async fn a_return_says_what_came_back_of_which_sale_and_why() {
    let app = TestApp::new().await;
    app.recorded(&sale(1)).await;
    let back = half_return(5)
        .with("/sale", id(1))
        .with("/tender", [serde_json::json!({"kind": "cash", "amount": "126.00"})].to_vec());
    let answer = app.post_json(As::Network, "/api/v1/returns", &back.json()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
    let page = page(&app, &format!("/sales/{}", id(5))).await;
    for part in [
        "What came back",
        "<span class=\"badge badge--bad\">Return</span>",
        &format!("href=\"/sales/{}\"", id(1)),
        ">MG-000001</a>",
        "melted",
        "<td class=\"table__number\">−1</td>",
        "₹120.00",
        "<dd>−₹126.00</dd>",
        "Paid back: cash",
    ] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    assert!(!page.contains("What was sold"));
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_comes_back_as_it_was_typed() {
    let app = TestApp::new().await;
    let wrong = [
        ("from=2026-11-21&to=2026-11-20", 400, "The first day is after the last day."),
        ("from=21.11.2026&to=2026-11-20", 400, "“21.11.2026” is not a day."),
        ("kind=gift&to=2026-11-20", 400, "“gift” is not a kind."),
        ("hour=24&to=2026-11-20", 400, "“24” is not an hour."),
        ("day=today&to=2026-11-20", 400, "Either today or other days: empty From and To, or untick Today."),
        ("day=tomorrow&to=2026-11-20", 400, "“tomorrow” is not a day."),
        ("state=open&to=2026-11-20", 400, "“open” is not a state."),
        ("weekday=someday&to=2026-11-20", 400, "“someday” is not a day of the week."),
        ("standing=then&to=2026-11-20", 400, "“then” says nothing of outlets"),
        ("currency=rupees&to=2026-11-20", 400, "“rupees” is not a currency."),
        ("scope=shop:1&to=2026-11-20", 400, "There is no scope “shop:1”."),
        ("scope=region:nowhere&to=2026-11-20", 404, "There is no scope “region:nowhere”."),
    ];
    for (query, status, text) in wrong {
        let answer = app.get(As::Nobody, &format!("/sales?{query}&number=A1")).await;
        assert_eq!(answer.status.as_u16(), status, "{query}");
        let page = String::from_utf8_lossy(&answer.body);
        for part in [text, "aria-invalid=\"true\"", "value=\"2026-11-20\"", "value=\"A1\"", "<details open"] {
            assert!(page.contains(part), "{query}: {part} is missing in {page}");
        }
    }
}

#[tokio::test]
async fn the_list_says_what_it_adds_up_to() {
    with_app(async |app| {
        for n in 1..=3 {
            app.recorded(&sale(n)).await;
        }
        let elsewhere = sale(4).with("/outlet", "colaba").with("/sold_at", "2026-11-18T17:00:00+05:30");
        app.recorded(&elsewhere).await;
        let back = half_return(5).with("/sale", id(1)).json();
        app.post_json(As::Network, "/api/v1/returns", &back).await;
        let alone = sale(6).with("/sold_at", "2026-11-20T16:05:00+05:30");
        app.recorded(&alone).await;
        for sale in [3, 6] {
            let cancel = format!("/api/v1/sales/{}/cancel", id(sale));
            app.post(As::Network, &cancel, r#"{"reason":"typo"}"#).await;
        }
        for (query, counts, amount) in [
            ("", &["3", "1", "2"][..], "₹630"),
            ("?kind=sale", &["3", "2"], "₹756"),
            ("?kind=return", &["1"], "−₹126"),
            ("?scope=outlet:colaba", &["1", "0"], "₹252"),
            ("?to=2026-11-19", &["1", "0"], "₹252"),
            ("?kind=sale&hour=17", &["3"], "₹756"),
            ("?kind=sale&hour=17&from=2026-11-19", &["2"], "₹504"),
            ("?kind=sale&hour=17&currency=INR", &["3"], "₹756"),
            ("?kind=sale&hour=16", &["0"], "₹0"),
            ("?kind=sale&state=counted", &["3"], "₹756"),
            ("?kind=sale&weekday=wed", &["1"], "₹252"),
            ("?kind=sale&weekday=fri&hour=17&state=counted", &["2"], "₹504"),
            ("?customer=C-17", &["3", "0", "2"], "₹756"),
            ("?kind=sale&customer=C-17&state=counted&hour=17&to=2026-11-19", &["1"], "₹252"),
        ] {
            let page = page(&app, &format!("/sales{query}")).await;
            let figure = "<dd class=\"totals__figure figure\">";
            let shown: Vec<_> =
                page.split(figure).skip(1).filter_map(|rest| rest.split('<').next()).collect();
            assert_eq!(shown, counts, "{query}");
            let (_, money) = page.split_once("<dd class=\"totals__figure\">").expect("an amount");
            assert!(money.contains(amount), "{query}: {money}");
        }
        for (query, why) in [
            ("number=MG", "A search by number is not added up."),
            ("item=VAN-500", "A search by item is not added up."),
            ("hour=17", "The returns of an hour are not added up."),
            ("category=Tubs", "A search by category is not added up."),
            (
                "item=VAN-500&kind=sale&from=2026-11-18&to=2026-11-20",
                "These lines alone: 6 for ₹756.00. Whatever holds “Item VAN-500”, with all else on it.",
            ),
            ("state=cancelled", "Cancelled returns, and what was cancelled of an hour, are not added up."),
            ("customer=nobody", "No customer has the reference “nobody”."),
            ("customer=C-17", "Customer: Customer 17"),
            ("customer=C-17", "All days, sales and returns, Customer 17"),
        ] {
            assert!(page(&app, &format!("/sales?{query}")).await.contains(why), "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn today_is_listed_by_its_name() {
    with_app(async |app| {
        assert_eq!(numbers(&page(&app, "/sales?day=today").await), [""; 0]);
        for (n, outlet, at) in [
            (1, "colaba", "2026-11-20T17:00:00+05:30"),
            (2, "colaba", "2026-11-18T17:00:00+05:30"),
            (3, "mg-road", "2026-11-19T17:00:00+05:30"),
            (4, "mg-road", "2026-11-20T16:00:00+05:30"),
        ] {
            app.recorded(&sale(n).with("/outlet", outlet).with("/sold_at", at)).await;
        }
        app.post_json(As::Network, "/api/v1/returns", &half_return(5).with("/sale", id(4)).json()).await;
        for (query, listed, money) in [
            ("", &["R-000005", "MG-000004", "MG-000001"][..], "₹378"),
            ("&kind=sale", &["MG-000004", "MG-000001"], "₹504"),
            ("&kind=sale&hour=17", &["MG-000001"], "₹252"),
            ("&scope=outlet:mg-road&kind=sale", &["MG-000004"], "₹252"),
        ] {
            let page = page(&app, &format!("/sales?day=today{query}")).await;
            assert_eq!(numbers(&page), listed, "{query}");
            let (_, shown) = page.split_once("<dd class=\"totals__figure\">").expect("an amount");
            assert!(shown.contains(money), "{query}: {shown}");
            assert!(page.contains("checked"), "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_can_be_no_number_or_code_is_refused() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        let long = "_".repeat(26_000);
        for query in [
            "item=%00",
            "number=%00",
            "item=a%0Ab",
            "customer=%00",
            "category=%00",
            &format!("number={long}"),
            &format!("item={long}"),
            &format!("customer={long}"),
        ] {
            let answer = app.get(As::Nobody, &format!("/sales?{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query:.20}");
        }
        for query in ["number=%00", &format!("number={long}")] {
            let answer = app.get(As::Nobody, &format!("/api/v1/sales?{query}")).await;
            assert_eq!(
                (answer.status, answer.wrong_fields().len()),
                (StatusCode::BAD_REQUEST, 1),
                "{query:.20}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_sales_of_an_hour_and_those_with_an_item_are_listed() {
    with_app(async |app| {
        app.recorded(&sale(1)).await;
        app.recorded(&sale(2).with("/sold_at", "2026-11-20T16:59:59+05:30")).await;
        let other =
            [line("CONE", "1", "10.00", "0.50", "10.50"), line("VAN-500", "2", "120.00", "12.00", "252.00")];
        app.recorded(
            &sale(3)
                .with("/lines", other.to_vec())
                .with("/tax", "12.50")
                .with("/total", "262.50")
                .without("/tender"),
        )
        .await;
        app.post_json(As::Network, "/api/v1/returns", &half_return(4).json()).await;
        let days = "from=2026-11-20&to=2026-11-20";
        for (query, listed) in [
            ("hour=17", &["R-000004", "MG-000003", "MG-000001"][..]),
            ("hour=16", &["MG-000002"]),
            ("hour=16&kind=return", &[]),
            ("item=VAN-500", &["R-000004", "MG-000003", "MG-000002", "MG-000001"]),
            ("item=CONE", &["MG-000003"]),
            ("item=VAN", &[]),
            ("item=van-500&currency=INR&kind=return", &["R-000004"]),
            ("currency=ZAR", &[]),
            ("item=VAN-500&hour=17&kind=sale", &["MG-000003", "MG-000001"]),
        ] {
            for query in [query.to_owned(), format!("{query}&{days}")] {
                assert_eq!(numbers(&page(&app, &format!("/sales?{query}")).await), listed, "{query}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn pages_lead_back_the_way_they_came() {
    with_app(async |app| {
        for n in 1..=120 {
            app.recorded(&sale(n)).await;
        }
        let first = page(&app, "/sales").await;
        assert_eq!(way(&first, "prev"), None);
        let second = page(&app, &way(&first, "next").expect("an older page")).await;
        let third = page(&app, &way(&second, "next").expect("an older page")).await;
        assert_eq!((numbers(&third).len(), way(&third, "next")), (20, None));
        app.recorded(&sale(121)).await;
        let second_again = page(&app, &way(&third, "prev").expect("a newer page")).await;
        assert_eq!(numbers(&second_again), numbers(&second));
        let first_again = page(&app, &way(&second_again, "prev").expect("a newer page")).await;
        assert_eq!(numbers(&first_again), numbers(&first));
        let newest = page(&app, &way(&first_again, "prev").expect("a newer page")).await;
        assert_eq!(numbers(&newest)[0], "MG-000121");
        assert_eq!(way(&newest, "prev"), None);
    })
    .await;
}

#[tokio::test]
async fn pages_of_many_days_begin_at_the_last_of_them_and_lead_back() {
    with_app(async |app| {
        for n in 1..=60 {
            let day = if n % 2 == 0 { "2026-09-01" } else { "2026-10-10" };
            app.recorded(&sale(n).with("/sold_at", format!("{day}T17:00:00+05:30"))).await;
        }
        app.recorded(&sale(61)).await;
        let mut expected: Vec<u32> = (1..=60).rev().collect();
        expected.sort_by_key(|n| n % 2 == 0);
        let expected: Vec<String> = expected.iter().map(|n| format!("MG-{n:06}")).collect();
        let first = page(&app, "/sales?from=2026-08-01&to=2026-11-19").await;
        assert_eq!(numbers(&first), expected[..50]);
        assert_eq!(way(&first, "prev"), None);
        let second = page(&app, &way(&first, "next").expect("an older page")).await;
        assert_eq!(numbers(&second), expected[50..]);
        assert_eq!(way(&second, "next"), None);
        let first_again = page(&app, &way(&second, "prev").expect("a newer page")).await;
        assert_eq!((numbers(&first_again), way(&first_again, "prev")), (numbers(&first), None));
        assert_eq!(way(&first_again, "next"), way(&first, "next"));
        let answer = app.get(As::Nobody, "/sales?from=2026-08-01&to=2026-11-19&after=e5").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{answer}");
    })
    .await;
}

#[tokio::test]
async fn a_full_page_leads_on_only_where_there_is_more() {
    let app = TestApp::new().await;
    for n in 1..=50 {
        app.recorded(&sale(n)).await;
    }
    assert_eq!(way(&page(&app, "/sales").await, "next"), None);
    app.recorded(&sale(51)).await;
    let older = way(&page(&app, "/sales").await, "next").expect("an older page");
    assert_eq!(numbers(&page(&app, &older).await), ["MG-000001"]);
}

#[tokio::test]
async fn a_place_beyond_the_end_leads_only_back_to_everything() {
    let app = TestApp::new().await;
    for n in 1..=60 {
        app.recorded(&sale(n)).await;
    }
    let beyond = page(&app, "/sales?after=e7fffffffffffffff").await;
    assert_eq!((numbers(&beyond).len(), way(&beyond, "next")), (0, None));
    assert!(beyond.contains(">Show everything</a>"), "{beyond}");
}

#[tokio::test]
async fn the_first_look_is_told_from_a_filter_without_a_match() {
    let app = TestApp::new().await;
    assert!(page(&app, "/sales").await.contains("No sales yet"));
    assert!(page(&app, "/sales?kind=return").await.contains("No sales match"));
}

#[tokio::test]
async fn a_page_of_a_sale_tells_each_moment_by_the_outlets_clock_of_that_moment() {
    let app = TestApp::new().await;
    let london = "outlets = [{ code = \"soho\", name = \"Soho\", region = \"south\", franchise = \"company\", \
                  time_zone = \"Europe/London\" }]";
    app.apply(london).await;
    // In summer time; it is recorded in winter.
    app.recorded(&sale(1).with("/outlet", "soho").with("/sold_at", "2026-10-24T10:00:00Z")).await;
    let page = page(&app, &format!("/sales/{}", id(1))).await;
    assert!(page.contains("2026-10-24T11:00:00+01:00"), "{page}");
    assert!(
        page.contains("2026-11-20T12:00:00+00:00") || page.contains("2026-11-20T12:00:00.000+00:00"),
        "{page}"
    );
}

#[tokio::test]
async fn a_sale_of_nothing_that_came_back_is_not_completed() {
    let app = TestApp::new().await;
    let free = [line("VAN-500", "2", "0.00", "0.00", "0.00")];
    let given =
        sale(1).with("/lines", free.to_vec()).with("/tax", "0.00").with("/total", "0.00").without("/tender");
    app.recorded(&given).await;
    let path = format!("/sales/{}", id(1));
    assert!(page(&app, &path).await.contains("Completed"));
    let back = half_return(2)
        .with("/sale", id(1))
        .with("/lines", [line("VAN-500", "2", "0.00", "0.00", "0.00")].to_vec());
    let answer = app.post_json(As::Network, "/api/v1/returns", &back.with("/total", "0.00").json()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
    let page = page(&app, &path).await;
    assert!(!page.contains("Completed") && page.contains("badge--bad\">Returned<"), "{page}");
}

#[tokio::test]
async fn a_number_is_found_by_its_beginning_in_any_script() {
    with_app(async |app| {
        app.recorded(&sale(1).with("/number", "ЧЕК-1")).await;
        app.recorded(&sale(2).with("/number", "Äb-1")).await;
        for (asked, found) in [("%D0%A7%D0%95%D0%9A", "ЧЕК-1"), ("%C3%84B-", "Äb-1")] {
            assert_eq!(numbers(&page(&app, &format!("/sales?number={asked}")).await), [found]);
        }
    })
    .await;
}
