//! Reports of many breakdowns, as the product and as the plain model give them.

use std::collections::BTreeMap;

use app::analytics::report::{Breakdown, PlaceBy, ReportRow, TimeBy, Weekdays};
use server::analytics::report;
use server::analytics::span::Span;

use crate::plain::{self, Facts, Measures, ReportAsked, ReportKey};
use crate::support::{Franchise, TODAY};

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
