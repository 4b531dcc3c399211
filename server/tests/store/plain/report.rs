//! What a report says, from facts alone.

use std::collections::BTreeMap;

use app::analytics::report::{PlaceBy, TimeBy};
use app::units::{Currency, Day};
use chrono::Datelike;

use super::Measures;
use super::analytics::date;
use crate::support::{Franchise, OUTLETS};

/// Place, period and currency of a row.
pub(crate) type ReportKey = (String, String, String);

/// Days of some outlets and how they are put together.
pub(crate) struct ReportAsked<'a> {
    pub(crate) scope: &'a str,
    pub(crate) from: Day,
    pub(crate) to: Day,
    pub(crate) place: PlaceBy,
    pub(crate) time: TimeBy,
    pub(crate) currency: Option<Currency>,
    /// From Monday as 0.
    pub(crate) weekdays: &'a [u8],
}

/// The measures of each row, of what [`Facts::days`](super::Facts::days) says of outlets. None has moved, so every sale was made where
/// its outlet stands.
pub(crate) fn report(
    days: &BTreeMap<(i64, i64, String), Measures>,
    shop: &Franchise,
    asked: &ReportAsked<'_>,
) -> BTreeMap<ReportKey, Measures> {
    let mut rows: BTreeMap<ReportKey, Measures> = BTreeMap::new();
    for ((outlet, day, currency), sums) in days {
        let day = Day(i32::try_from(*day).unwrap());
        let &(code, region, franchise) =
            OUTLETS.iter().find(|(code, ..)| shop.outlet(code).0 == *outlet).unwrap();
        let scopes = [
            "network".to_owned(),
            format!("region:{region}"),
            format!("franchise:{franchise}"),
            format!("outlet:{code}"),
        ];
        let weekday = u8::try_from(date(day).weekday().num_days_from_monday()).unwrap();
        let is_asked = (asked.from..=asked.to).contains(&day)
            && scopes.iter().any(|scope| scope == asked.scope)
            && asked.currency.is_none_or(|only| only.to_string() == *currency)
            && asked.weekdays.contains(&weekday);
        if !is_asked {
            continue;
        }
        let [_, region, franchise, outlet] = scopes;
        let place = match asked.place {
            PlaceBy::Whole => asked.scope.to_owned(),
            PlaceBy::Region => region,
            PlaceBy::Franchise => franchise,
            PlaceBy::Outlet => outlet,
        };
        let row = rows.entry((place, period(asked.time, day), currency.clone())).or_default();
        row.iter_mut().zip(sums).for_each(|(sum, more)| *sum += more);
    }
    rows
}

fn period(time: TimeBy, day: Day) -> String {
    let date = date(day);
    match time {
        TimeBy::Whole => String::new(),
        TimeBy::Day => date.format("%Y-%m-%d").to_string(),
        TimeBy::Week => date.week(chrono::Weekday::Mon).first_day().format("%Y-%m-%d").to_string(),
        TimeBy::Month => date.format("%Y-%m").to_string(),
        TimeBy::Quarter => format!("{}-Q{}", date.format("%Y"), date.month0() / 3 + 1),
        TimeBy::Year => date.format("%Y").to_string(),
        TimeBy::Weekday => date.format("%A").to_string(),
    }
}
