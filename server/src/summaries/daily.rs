//! Lists the daily summaries: a row for each outlet, business day and currency, newest day first, a page at a time.

use std::fmt;
use std::str::FromStr;

use app::summaries::{DailySummary, TopItem};
use app::units::{Code, Currency, Day, LONGEST_RANGE_DAYS, Quantity};

use super::store::{DailyRow, find_newest_day, list_daily_summaries};
use super::totals;
use crate::db::{StoreError, Tx};
use crate::organisation::business_day::place;
use crate::organisation::{Directory, ScopeId};
use crate::query::{FIRST_DAY, LAST_DAY};

/// A page is gathered from at most so many stretches of days. It is shorter than it could be where more would be needed.
const MOST_STRETCHES: u32 = 64;
/// Rows that one stretch may hold, where it is longer than a day.
const LONGEST_STRETCH: usize = 8_192;

/// Which rows: of outlets that stand in `scope` now, on business days from `from` to `to`, both inclusive.
///
/// An open end lies five years from the other one. Where both are open, the last day is the newest on which the scope has a row.
#[derive(Clone, Debug)]
pub struct Question {
    pub scope: ScopeId,
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// The row after which the page begins.
    pub after: Option<Position>,
    /// At least one.
    pub limit: usize,
}

/// Where a row stands in the list. Printed opaquely: callers send it back and read nothing into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub day: Day,
    pub outlet: Code,
    pub currency: Currency,
}

/// Rows of a page, and the last one's position where more follow.
#[derive(Debug)]
pub struct Listing {
    pub rows: Vec<DailyRow>,
    pub next: Option<Position>,
}

/// One page of rows, which may be shorter than `limit` though others follow.
///
/// Reads the newest stretches of days on which the scope has rows, as long as the page needs them: at most 64, each one day of the
/// scope's outlets or no more than some thousand rows. Errors: [`StoreError`].
pub async fn list(tx: &mut Tx, question: &Question) -> Result<Listing, StoreError> {
    let Question { scope, limit, .. } = *question;
    let mut rows: Vec<DailyRow> = Vec::new();
    let end = Listing { rows: Vec::new(), next: None };
    let Some((from, to)) = reach(tx, question).await? else { return Ok(end) };
    // One more than the page holds tells whether there is another.
    let wanted = limit + 1;
    let after = question.after.as_ref();
    let mut until = after.map_or(to, |position| position.day.min(to));
    let mut has_more = false;
    for stretch in 0..MOST_STRETCHES {
        let (newest, outlets) = match until >= from {
            true => find_newest_day(tx, scope, from, until).await?,
            false => (None, 0),
        };
        let Some(newest) = newest else { break };
        let missing = wanted - rows.len();
        let first = newest.plus(1 - days_of(stretch, missing, outlets)).max(from);
        rows.extend(list_daily_summaries(tx, scope, (first, newest), after, missing).await?);
        has_more = rows.len() > limit || stretch + 1 == MOST_STRETCHES;
        if has_more {
            break;
        }
        until = first.plus(-1);
    }
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).map(|row| Position {
        day: row.day,
        outlet: row.outlet_code.clone(),
        currency: row.currency,
    });
    Ok(Listing { rows, next })
}

/// First and last day; `None` where the scope has no row and no day was asked for.
///
/// Errors: [`StoreError`].
pub async fn reach(tx: &mut Tx, question: &Question) -> Result<Option<(Day, Day)>, StoreError> {
    let years = LONGEST_RANGE_DAYS - 1;
    let (newest, _) = match (question.from, question.to) {
        (Some(from), Some(to)) => return Ok(Some((from, to.min(from.plus(years))))),
        (Some(from), None) => return Ok(Some((from, from.plus(years)))),
        (None, Some(to)) => return Ok(Some((to.plus(-years), to))),
        (None, None) => find_newest_day(tx, question.scope, FIRST_DAY, LAST_DAY).await?,
    };
    Ok(newest.map(|newest| (newest.plus(-years), newest)))
}

/// How many days the next stretch has: as many as should fill the page, twice as many each time they have not.
fn days_of(stretch: u32, missing: usize, outlets: usize) -> i32 {
    let outlets = outlets.max(1);
    let wanted = missing.div_ceil(outlets).saturating_mul(2_usize.saturating_pow(stretch));
    let days = wanted.min(LONGEST_STRETCH / outlets).max(1);
    i32::try_from(days).unwrap_or(i32::MAX).min(LONGEST_RANGE_DAYS)
}

/// The row as everybody reads it; `None` for one whose outlet `directory` does not know.
#[must_use]
pub fn summary(row: DailyRow, directory: &Directory) -> Option<DailySummary> {
    let outlet = directory.outlet(row.outlet)?;
    let region = directory.scope(outlet.region)?;
    Some(DailySummary {
        day: row.day,
        outlet: outlet.code.clone(),
        outlet_name: outlet.name.clone(),
        region: region.code()?.clone(),
        utc_offset_min: place(row.refreshed_at, outlet).utc_offset_min,
        outlet_currency: outlet.currency,
        totals: totals(row.currency, &row.sums),
        unique_customers: row.customers,
        top_item: row.top_item.map(|(code, name, qty)| TopItem { code, name, qty: Quantity(qty) }),
        refreshed_at: row.refreshed_at,
        verified_at: row.verified_at,
    })
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(format!("{} {} {}", self.day, self.outlet, self.currency)))
    }
}

impl FromStr for Position {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let text = String::from_utf8(hex::decode(text).map_err(drop)?).map_err(drop)?;
        let [day, outlet, currency] = text.split(' ').collect::<Vec<_>>().try_into().map_err(drop)?;
        Ok(Self {
            day: day.parse().map_err(drop)?,
            outlet: outlet.parse().map_err(drop)?,
            currency: currency.parse().map_err(drop)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_grows_while_days_are_empty_and_stays_within_its_rows() {
        assert_eq!(days_of(0, 51, 1_000), 1);
        assert_eq!(days_of(0, 51, 10), 6);
        assert_eq!(days_of(2, 51, 10), 24);
        assert_eq!(days_of(60, 51, 1_000), 8);
        assert_eq!(days_of(60, 51, 100_000), 1);
        assert_eq!(days_of(63, 501, 0), LONGEST_RANGE_DAYS);
    }

    #[test]
    fn a_position_survives_being_sent() {
        let position = Position {
            day: "2026-11-20".parse().unwrap(),
            outlet: "mg-road".parse().unwrap(),
            currency: "INR".parse().unwrap(),
        };
        assert_eq!(position.to_string().parse(), Ok(position));
        for text in ["", "x", "6d67", "é", &hex::encode("2026-11-20 mg-road"), &hex::encode("soon a INR")] {
            assert_eq!(text.parse::<Position>(), Err(()), "{text}");
        }
    }
}
