//! Every number of the analytics that leads to the ledger, against the entries it leads to.

use std::collections::HashMap;

use app::analytics::api::AnalyticsPort;
use app::analytics::measure::Measure;
use app::analytics::report::{Breakdown, PlaceBy, Report, TimeBy, Weekdays, table};
use app::analytics::{Grain, Range, tables};
use app::ui::grid::{Grid, Value as Told};
use app::units::format::{self, Locale};
use app::units::{Amount, Currency, Quantity};
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::analytics::port::AnalyticsPages;
use server::analytics::span::Span;

use crate::support::sale::{half_return, line};
use crate::support::{As, SaleDraft, TestApp, id, sale, with_app};

/// Where `colaba` stands later.
const MOVED: &str = "outlets = [{ code = \"colaba\", name = \"Colaba\", region = \"south\", franchise = \"partner\", \
    time_zone = \"Asia/Kolkata\" }]";

/// What a link to the ledger leads to.
struct Behind {
    href: String,
    /// As the API lists them; with their lines, where an item or a category is asked for.
    entries: Vec<Value>,
    /// As people read them.
    page: String,
}

fn bought(n: u32, outlet: &str, customer: &str, at: &str) -> SaleDraft {
    let customer = json!({"ref": customer, "name": format!("Name of {customer}"), "is_company": false});
    sale(n).with("/outlet", outlet).with("/customer", customer).with("/sold_at", format!("{at}+05:30"))
}

/// Sales of two customers and of nobody, in two categories, late ones, cancelled ones, returns that stand and one that does not, and an
/// outlet that moves in between.
async fn fill(app: &TestApp) {
    let mut cone = line("CONE", "1", "240.00", "12.00", "252.00");
    cone["category"] = json!("Cones & cups");
    let both = [line("VAN-500", "1", "120.00", "6.00", "126.00"), cone.clone()].to_vec();
    let two_lines = |draft: SaleDraft| {
        draft.with("/lines", both.clone()).with("/tax", "18.00").with("/total", "378.00").without("/tender")
    };
    for sale in [
        bought(1, "mg-road", "C-1", "2026-11-20T17:00:00"),
        bought(2, "mg-road", "C-1", "2026-11-20T16:00:00"),
        two_lines(bought(3, "mg-road", "C-2", "2026-11-20T17:10:00")),
        bought(4, "mg-road", "C-1", "2026-11-20T17:15:00"),
        sale(5).without("/customer"),
        bought(6, "colaba", "C-2", "2026-11-20T17:00:00"),
        bought(7, "colaba", "C-2", "2026-11-18T09:00:00"),
        two_lines(bought(8, "colaba", "C-1", "2026-11-19T17:00:00")),
    ] {
        app.recorded(&sale).await;
    }
    app.apply(MOVED).await;
    app.recorded(&bought(9, "colaba", "C-1", "2026-11-20T17:20:00")).await;
    app.recorded(&bought(10, "colaba", "C-3", "2026-10-02T12:00:00")).await;
    for back in
        [half_return(11).with("/sale", id(1)), half_return(12), half_return(13).with("/outlet", "colaba")]
    {
        let answer = app.post_json(As::Network, "/api/v1/returns", &back.json()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
    }
    for gone in [format!("sales/{}", id(4)), format!("sales/{}", id(7)), format!("returns/{}", id(12))] {
        let answer =
            app.post_json(As::Network, &format!("/api/v1/{gone}/cancel"), &json!({"reason": "typo"})).await;
        assert!(answer.status.is_success(), "{answer}");
    }
}

async fn read(app: &TestApp, path: &str) -> Value {
    let answer = app.get(As::Nobody, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {answer}");
    answer.json()
}

impl Behind {
    async fn of(app: &TestApp, href: &str) -> Self {
        let query = href.strip_prefix("/sales?").expect("a link to the ledger");
        // The page lists both kinds where nobody says, and the API sales.
        let kind = if query.contains("kind=") { "" } else { "&kind=all" };
        let answer = read(app, &format!("/api/v1/sales?{query}{kind}&limit=500")).await;
        assert_eq!(answer["next"], Value::Null, "{href}");
        let mut entries = answer["sales"].as_array().cloned().unwrap_or_default();
        // The lines matter where some of them are meant.
        let is_of_goods = query.contains("item=") || query.contains("category=");
        for sale in entries.iter_mut().filter(|_| is_of_goods) {
            let id = sale["id"].as_str().unwrap_or_default().to_owned();
            sale["lines"] = read(app, &format!("/api/v1/sales/{id}")).await["lines"].clone();
        }
        let page = app.get(As::Nobody, href).await;
        assert_eq!(page.status, StatusCode::OK, "{href}: {page}");
        let page = String::from_utf8_lossy(&page.body).replace("<!>", "");
        Self { href: href.to_owned(), entries, page }
    }

    fn count(&self) -> i64 {
        i64::try_from(self.entries.len()).expect("a number of entries")
    }

    /// What a field of all entries adds up to, in its smallest parts; what came back is less than nothing.
    fn sum(&self, field: &str) -> i64 {
        let signed = |entry: &Value| if entry["kind"] == "return" { -1 } else { 1 };
        self.entries.iter().map(|entry| signed(entry) * parts(&entry[field])).sum()
    }

    /// What a field of the lines adds up to that `is_meant`.
    fn sum_lines(&self, field: &str, is_meant: impl Fn(&Value) -> bool) -> i64 {
        let lines = self.entries.iter().flat_map(|entry| entry["lines"].as_array().into_iter().flatten());
        lines.filter(|line| is_meant(line)).map(|line| parts(&line[field])).sum()
    }

    /// The first number above the list on the page.
    fn first_count(&self) -> Option<i64> {
        let (_, rest) = self.page.split_once("<dd class=\"totals__figure figure\">")?;
        rest.split('<').next()?.parse().ok()
    }
}

/// Minor units, or pieces.
fn parts(value: &Value) -> i64 {
    value.as_str().expect("a figure").replace('.', "").parse().expect("a figure")
}

/// What the entries come to that a cell of this column leads to; `row`: what the table says beside it.
fn expected(column: &str, row: &[Told], currency: Currency, behind: &Behind) -> Told {
    let money = |minor| Told::Money(currency, Amount::new(minor, currency));
    let text = |at: usize| match &row[at] {
        Told::Text(text) => text.as_str(),
        other => panic!("{other:?} is no text"),
    };
    // Items have their code last, and categories their name first.
    let is_item = row.len() == 6;
    let is_meant = |line: &Value| match is_item {
        true => line["item"] == text(5),
        false => line["category"] == text(0),
    };
    match column {
        "orders" | "lifetime_orders" | "returns" | "cancelled" => Told::Count(behind.count()),
        "gross" | "lifetime_gross" | "returned" => money(behind.sum("total")),
        "net" | "net_sales" => money(behind.sum("total") - behind.sum("tax")),
        "tax" | "discount" => money(behind.sum(column)),
        "average_order" if behind.count() == 0 => money(0),
        "average_order" => money((2 * behind.sum("total") + behind.count()) / (2 * behind.count())),
        "items_sold" => Told::Quantity(Quantity(1_000 * behind.sum("qty"))),
        "amount" => money(behind.sum_lines("total", is_meant)),
        "qty" => Told::Quantity(Quantity(1_000 * behind.sum_lines("qty", is_meant))),
        other => panic!("nothing is known of {other}"),
    }
}

/// Looks behind every cell that leads to the ledger; how many there were. Those in the columns `leading` do, and no others.
async fn assert_drills(
    app: &TestApp,
    seen: &mut HashMap<String, Behind>,
    name: &str,
    leading: &[&str],
    grid: &Grid,
) -> usize {
    for id in leading {
        assert!(grid.columns.iter().any(|column| column.id == *id), "{name} have no {id}");
    }
    let mut cells = 0;
    for row in &grid.rows {
        let told: Vec<Told> = row.iter().map(|cell| cell.value.clone()).collect();
        // The ledger cannot ask for items without a category.
        let is_nameless = grid.columns[0].id == "category" && told[0] == Told::Nothing;
        for (column, cell) in grid.columns.iter().zip(row) {
            let href = cell.href.as_deref().filter(|href| href.starts_with("/sales?"));
            let leads = leading.contains(&column.id) && !is_nameless;
            assert_eq!(href.is_some(), leads, "{name}, {}: {told:?}", column.id);
            let Some(href) = href else { continue };
            let behind = match seen.remove(href) {
                Some(behind) => behind,
                None => Behind::of(app, href).await,
            };
            let currency = "INR".parse().expect("a currency");
            let wanted = expected(column.id, &told, currency, &behind);
            assert_eq!(cell.value, wanted, "{name}, {}: {href}", column.id);
            assert_told(column.id, &cell.value, &behind);
            seen.insert(href.to_owned(), behind);
            cells += 1;
        }
    }
    cells
}

/// The page says the number that was clicked.
fn assert_told(column: &str, clicked: &Told, behind: &Behind) {
    // An empty list has no figures above it.
    if behind.count() == 0 {
        assert!(behind.page.contains("No sales match"), "{}", behind.href);
        return;
    }
    match (column, clicked) {
        ("orders" | "lifetime_orders" | "returns" | "cancelled", Told::Count(count)) => {
            assert_eq!(behind.first_count(), Some(*count), "{}", behind.href);
        }
        ("gross" | "lifetime_gross" | "returned", Told::Money(currency, amount)) => {
            let text = format::money(Locale::fallback(), *currency, *amount);
            let told = format!("{}{}", text.before, text.whole);
            let (_, money) = behind.page.split_once("<dd class=\"totals__figure\">").expect("an amount");
            assert!(money.contains(&told), "{told} of {}: {money}", behind.href);
        }
        ("amount", Told::Money(currency, amount)) => {
            let told = format!(" for {}. ", format::money(Locale::fallback(), *currency, *amount));
            assert!(behind.page.contains(&told), "{told} of {}: {}", behind.href, behind.page);
        }
        _ => {}
    }
}

#[tokio::test]
async fn every_number_is_what_its_link_lists() {
    let measures = Measure::ALL.map(|measure| measure.column().id);
    with_app(async |app| {
        fill(&app).await;
        let mut seen = HashMap::new();
        for scope in [
            "network",
            "region:south",
            "region:north",
            "franchise:partner",
            "outlet:mg-road",
            "outlet:colaba",
        ] {
            let scope: app::units::Scope = scope.parse().expect("a scope");
            let (from, to) = ("2026-11-17".parse().expect("a day"), "2026-11-20".parse().expect("a day"));
            let range = Range { scope: scope.clone(), from, to };
            let scope_id = app.state.directory.current().scope_id(&scope).expect("a scope that is there");
            let span = Span { scope: scope_id, from, to };
            let analytics = &app.state.analytics;
            let outlets = analytics.outlets(span).await.expect("an answer");
            let directory = app.state.directory.current();
            let outlets: Vec<_> = outlets.iter().filter_map(|ranked| ranked.named(&directory)).collect();
            let comparison = analytics.comparison(span).await.expect("an answer");
            let segments = analytics.segment_lists(span).await.expect("an answer");
            for (name, leading, grid) in [
                (
                    "totals",
                    &measures[..],
                    tables::totals(&analytics.overview(span).await.expect("an answer"), &range),
                ),
                (
                    "periods",
                    &measures,
                    tables::periods(
                        &analytics.periods(span, Grain::Day).await.expect("an answer"),
                        &scope,
                        None,
                    ),
                ),
                (
                    "customers",
                    &["gross", "orders", "lifetime_gross", "lifetime_orders"],
                    tables::customers(&analytics.top_customers(span).await.expect("an answer"), &range),
                ),
                ("segment customers", &["gross", "orders"], tables::segment_customers(&segments, &range)),
                ("outlets", &["gross", "orders"], tables::outlets(&outlets, &range)),
                (
                    "items",
                    &["amount", "qty"],
                    tables::items(&analytics.items(span).await.expect("an answer"), &range),
                ),
                (
                    "categories",
                    &["qty", "amount"],
                    tables::categories(&analytics.categories(span).await.expect("an answer"), &range),
                ),
                (
                    "hours",
                    &["orders", "gross"],
                    tables::week_hours(&analytics.week_hours(span).await.expect("an answer"), &range),
                ),
                ("comparison", &measures, tables::comparison(&comparison, &scope)),
            ] {
                let name = format!("{name} of {scope}");
                let cells = assert_drills(&app, &mut seen, &name, leading, &grid).await;
                // Nothing stands in the north any more, and what was sold there before is no outlet's of it.
                let is_left = scope.to_string() == "region:north";
                assert!(cells > 0 || is_left, "{name} lead nowhere");
            }
        }
        assert!(seen.len() > 50, "{} links", seen.len());
    })
    .await;
}

#[tokio::test]
async fn the_figures_of_a_report_are_what_their_links_list() {
    let measures = Measure::ALL.map(|measure| measure.column().id);
    with_app(async |app| {
        fill(&app).await;
        let pages = AnalyticsPages {
            db: app.db.clone(),
            directory: app.state.directory.clone(),
            clock: app.clock.clone(),
            analytics: app.state.analytics.clone(),
        };
        let (from, to) = ("2026-11-17".parse().expect("a day"), "2026-11-20".parse().expect("a day"));
        let mut seen = HashMap::new();
        for (scope, place) in [
            ("network", PlaceBy::Whole),
            ("network", PlaceBy::Region),
            ("network", PlaceBy::Outlet),
            ("region:south", PlaceBy::Whole),
            ("region:south", PlaceBy::Outlet),
        ] {
            let range = Range { scope: scope.parse().expect("a scope"), from, to };
            for (time, weekdays, leading) in [
                (TimeBy::Day, Weekdays::ALL, &measures[..]),
                (TimeBy::Whole, Weekdays::of([4]), &measures),
                (TimeBy::Week, Weekdays::of([3]), &measures),
                (TimeBy::Weekday, Weekdays::ALL, &measures),
                (TimeBy::Weekday, Weekdays::of([2, 4]), &measures),
                // The ledger is narrowed to one day of the week or to none.
                (TimeBy::Whole, Weekdays::of([3, 4]), &[]),
            ] {
                let by = Breakdown { place, time, currency: None, weekdays };
                let report = Report { by, measures: Measure::ALL.to_vec(), sort: None };
                let rows = pages.report(&range, by).await.expect("an answer");
                let rows = rows.as_deref().expect("few rows");
                let grid = table::grid(&report.sorted(rows), &report, &range);
                let name = format!("a report of {scope} with {by:?}");
                let cells = assert_drills(&app, &mut seen, &name, leading, &grid).await;
                assert_eq!(cells, grid.rows.len() * leading.len(), "{name}");
            }
        }
        assert!(seen.len() > 50, "{} links", seen.len());
    })
    .await;
}

#[tokio::test]
async fn a_segment_leads_to_its_customers_and_these_to_their_sales() {
    with_app(async |app| {
        fill(&app).await;
        let days = "from=2026-11-17&to=2026-11-20";
        let text = async |path: &str| {
            let answer = app.get(As::Nobody, path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {answer}");
            String::from_utf8_lossy(&answer.body).replace("<!>", "").replace("&amp;", "&")
        };
        let segments = text(&format!("/analytics/segments?{days}")).await;
        // C-1 spent more than C-2: the one is of the highest value, the other of the lowest.
        let low = format!("/analytics/segments?{days}&segment=low&currency=INR");
        assert!(segments.contains(&format!("href=\"{low}\"")), "{segments}");
        let customers = text(&low).await;
        let sales = format!("/sales?{days}&kind=sale&state=counted&customer=C-2&currency=INR");
        assert!(customers.contains("Low Value, INR: customers"), "{customers}");
        assert!(customers.contains(&format!("href=\"{sales}\"")), "{customers}");
        assert!(!customers.contains("customer=C-1&"), "{customers}");
        assert!(text(&sales).await.contains("Customer: Name of C-2"));
        let file = "/api/v1/analytics/tables/segment_customers";
        let csv = text(&format!("{file}?{days}&segment=low&currency=INR&format=csv")).await;
        let rows: Vec<&str> = csv.trim_end().split("\r\n").collect();
        assert_eq!(rows[0], "customer,gross,orders,currency,name,email,company,segment");
        assert_eq!(rows[1..], ["C-2,630.00,2,INR,Name of C-2,,,Low Value"]);
        for (path, status) in [
            (format!("/analytics/segments?{days}&segment=best&currency=INR"), StatusCode::BAD_REQUEST),
            (format!("/analytics/segments?{days}&segment=low"), StatusCode::BAD_REQUEST),
            (format!("{file}?{days}&segment=best&format=csv"), StatusCode::BAD_REQUEST),
            (
                format!("/api/v1/analytics/tables/segments?{days}&segment=low&format=csv"),
                StatusCode::BAD_REQUEST,
            ),
            (format!("/analytics/segments?{days}&segment=low&currency=JPY"), StatusCode::OK),
        ] {
            assert_eq!(app.get(As::Nobody, &path).await.status, status, "{path}");
        }
    })
    .await;
}
