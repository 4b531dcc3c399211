//! Reports of many breakdowns, as the product and as the plain model give them.

use std::collections::BTreeMap;

use app::analytics::report::{Breakdown, PlaceBy, ReportRow, TimeBy, Weekdays};
use server::analytics::report;
use server::analytics::span::Span;
use server::db::testing::on_both_engines;
use server::sales::EntryKind;

use crate::live::move_outlet;
use crate::plain::{self, Facts, Measures, ReportAsked, ReportKey};
use crate::support::{Draft, Franchise, TODAY, free_return, line, sale, uuid};

/// Scopes and the places that they have.
const PLACES: [(&str, PlaceBy); 8] = [
    ("network", PlaceBy::Whole),
    ("network", PlaceBy::Region),
    ("network", PlaceBy::Franchise),
    ("network", PlaceBy::Outlet),
    ("region:south", PlaceBy::Whole),
    ("region:south", PlaceBy::Outlet),
    ("franchise:east", PlaceBy::Outlet),
    ("outlet:b", PlaceBy::Whole),
];

const EVERY_DAY: &[u8] = &[0, 1, 2, 3, 4, 5, 6];
const WEEKEND: &[u8] = &[5, 6];

/// Every breakdown of several scopes and ranges.
pub(crate) async fn reports_equal(shop: &Franchise, facts: &Facts) {
    let days = facts.days();
    for (scope, place) in PLACES {
        let id = shop.directory.current().scope_id(&scope.parse().unwrap()).unwrap();
        for (from, to) in [(-60, 40), (-7, 0)] {
            let span = Span { scope: id, from: TODAY.plus(from), to: TODAY.plus(to) };
            for time in TimeBy::ALL {
                for (currency, weekdays) in [("", EVERY_DAY), ("INR", EVERY_DAY), ("", WEEKEND)] {
                    let currency = currency.parse().ok();
                    let chosen = Weekdays::of(weekdays.iter().copied());
                    let by = Breakdown { place, time, currency, weekdays: chosen };
                    let asked =
                        ReportAsked { scope, from: span.from, to: span.to, place, time, currency, weekdays };
                    let expected = plain::report(&days, shop, &asked);
                    assert_eq!(found(shop, span, by).await, expected, "{span:?} {by:?}");
                }
            }
        }
    }
}

/// The product's rows.
async fn found(shop: &Franchise, span: Span, by: Breakdown) -> BTreeMap<ReportKey, Measures> {
    let mut tx = shop.db.read().await.unwrap();
    let sums = report::find(&mut tx, span, by).await.unwrap().unwrap();
    tx.rollback().await.unwrap();
    let named = report::named(&sums, span, by, &shop.directory, &shop.db).await.unwrap();
    assert_eq!(named.len(), sums.len());
    let place = |row: &ReportRow| row.place.as_ref().map(|place| place.scope.to_string());
    assert!(named.is_sorted_by_key(place));
    let directory = shop.directory.current();
    let mut rows = BTreeMap::new();
    for row in &sums {
        let place = directory.scope(row.place).unwrap().to_string();
        let period = by.time.period(row.step, span.from, span.to).map(|period| period.name);
        let key = (place, period.unwrap_or_default(), row.currency.to_string());
        assert_eq!(rows.insert(key, row.sums.columns()), None);
    }
    rows
}

/// Place, orders, gross and what was returned, of yesterday and today.
async fn told(shop: &Franchise, scope: &str, place: PlaceBy) -> Vec<(String, i64, i64, i64)> {
    let id = shop.directory.current().scope_id(&scope.parse().unwrap()).unwrap();
    let span = Span { scope: id, from: TODAY.plus(-1), to: TODAY };
    let by = Breakdown { place, time: TimeBy::Whole, currency: None, weekdays: Weekdays::ALL };
    let rows = found(shop, span, by).await;
    rows.into_iter().map(|((place, _, _), sums)| (place, sums[0], sums[1], sums[6])).collect()
}

#[tokio::test]
async fn regions_and_franchises_keep_what_was_recorded_in_them_and_outlets_take_it_along() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let a = shop.outlet("a");
        let row = |place: &str, orders, gross, returned| (place.to_owned(), orders, gross, returned);
        shop.recorded(&sale(1, a, &[line("vanilla", 2, 1_000)])).await;
        shop.recorded(&sale(2, a, &[line("vanilla", 2, 2_000)])).await;
        shop.recorded(&free_return(3, a, &[line("vanilla", 1, 400)])).await;
        shop.recorded(&sale(4, shop.outlet("b"), &[line("vanilla", 1, 70)])).await;
        move_outlet(&shop, "a", "south", "west").await;
        shop.recorded(&sale(5, a, &[line("vanilla", 2, 3_000)])).await;
        // What comes late belongs where its outlet stands when it comes, whatever day it is of.
        shop.recorded(&sale(6, a, &[line("vanilla", 2, 500)]).with(|sale| sale.day = TODAY.plus(-1))).await;
        // A cancellation goes where its sale is.
        shop.cancelled(EntryKind::Sale, uuid(2), "mistake").await;

        let (before, since) = ((1, 1_000, -400), (2, 3_500, 0));
        assert_eq!(
            told(&shop, "network", PlaceBy::Franchise).await,
            [
                row("franchise:east", before.0, before.1, before.2),
                row("franchise:west", since.0 + 1, since.1 + 70, since.2),
            ]
        );
        assert_eq!(
            told(&shop, "network", PlaceBy::Region).await,
            [
                row("region:north", before.0 + 1, before.1 + 70, before.2),
                row("region:south", since.0, since.1, since.2),
            ]
        );
        let whole = row("outlet:a", 3, 4_500, -400);
        let neighbour = row("outlet:b", 1, 70, 0);
        assert_eq!(told(&shop, "network", PlaceBy::Outlet).await, [whole.clone(), neighbour.clone()]);
        // Rows of outlets are the outlets' whole past, and so need not add up to the region that they stand in.
        assert_eq!(told(&shop, "region:south", PlaceBy::Outlet).await, std::slice::from_ref(&whole));
        assert_eq!(told(&shop, "region:north", PlaceBy::Outlet).await, std::slice::from_ref(&neighbour));
        assert_eq!(told(&shop, "franchise:west", PlaceBy::Outlet).await, [whole, neighbour]);
        assert!(told(&shop, "franchise:east", PlaceBy::Outlet).await.is_empty());
        assert_eq!(
            told(&shop, "franchise:east", PlaceBy::Whole).await,
            [row("franchise:east", before.0, before.1, before.2)]
        );
        shop.ingest.stop().await;
    })
    .await;
}
