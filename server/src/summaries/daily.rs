//! Lists the daily summaries: a row for each outlet, business day and currency, newest day first, a page at a time.

use std::fmt;
use std::str::FromStr;

use app::summaries::{DailySummary, TopItem};
use app::units::{Code, Currency, Day, Quantity};

use super::store::{DailyRow, find_newest_summary_day, list_daily_summaries};
use super::totals;
use crate::db::{StoreError, Tx};
use crate::organisation::business_day::place;
use crate::organisation::{Directory, ScopeId};

/// Which rows: of outlets that stand in `scope` now, on business days from `from` to `to`, both inclusive.
#[derive(Clone, Debug)]
pub struct Question {
    pub scope: ScopeId,
    pub from: Day,
    pub to: Day,
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

/// One page of rows.
///
/// Looks at each outlet of the scope on every day on which anything happened anywhere, from the newest on, until the page is full.
/// Errors: [`StoreError`].
pub async fn list(tx: &mut Tx, question: &Question) -> Result<Listing, StoreError> {
    let mut rows: Vec<DailyRow> = Vec::new();
    // One more than the page holds tells whether there is another.
    let wanted = question.limit + 1;
    let mut after = question.after.clone();
    let newest = after.as_ref().map_or(question.to, |position| position.day.min(question.to));
    let mut until = newest;
    while rows.len() < wanted && until >= question.from {
        let Some(day) = find_newest_summary_day(tx, question.from, until).await? else { break };
        let begun = after.take().filter(|position| position.day == day);
        let begun = begun.as_ref().map(|position| (&position.outlet, position.currency));
        rows.extend(list_daily_summaries(tx, question.scope, day, begun, wanted - rows.len()).await?);
        until = day.plus(-1);
    }
    let has_more = rows.len() > question.limit;
    rows.truncate(question.limit);
    let next = rows.last().filter(|_| has_more).map(|row| Position {
        day: row.day,
        outlet: row.outlet_code.clone(),
        currency: row.currency,
    });
    Ok(Listing { rows, next })
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
