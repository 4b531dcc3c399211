//! What outlets took day by day: one row for each, a cell for each day.

use std::collections::HashMap;

use app::summaries::{Grid, GridCell, GridRow, MOST_GRID_DAYS, USUAL_GRID_DAYS};
use app::units::{Amount, Code, Day};

use super::store::{find_newest_day, list_days_of_scope, list_standing_days};
use crate::db::{StoreError, Tx};
use crate::organisation::{Outlet, ScopeId};
use crate::query::{FIRST_DAY, LAST_DAY};

/// Outlets of one page.
const OUTLETS: usize = 50;

/// The grid of `outlets`, which stand in `scope`: at most 50 of them by code, those behind `after`, on at most 31 days.
///
/// Without a last day it ends on the newest at which an outlet of the scope stands, and without a first one it has 14 days.
/// Reads the days of each outlet that it shows, by the key. Errors: [`StoreError`].
pub async fn read(
    tx: &mut Tx,
    scope: ScopeId,
    mut outlets: Vec<&Outlet>,
    (from, to): (Option<Day>, Option<Day>),
    after: Option<&Code>,
) -> Result<Grid, StoreError> {
    let standing = list_standing_days(tx, scope).await?;
    let newest = match standing.values().max() {
        Some(day) => Some(*day),
        // What was imported alone has begun no day.
        None => find_newest_day(tx, scope, FIRST_DAY, LAST_DAY).await?.0,
    };
    let Some((first, last)) = span(from, to, newest) else { return Ok(Grid::default()) };
    outlets.retain(|outlet| after.is_none_or(|after| outlet.code > *after));
    outlets.sort_by(|a, b| a.code.cmp(&b.code));
    let has_more = outlets.len() > OUTLETS;
    outlets.truncate(OUTLETS);
    let days: Vec<Day> = (first.0..=last.0).rev().map(Day).collect();
    let mut rows = Vec::with_capacity(outlets.len());
    for outlet in &outlets {
        let sums = list_days_of_scope(tx, outlet.id.into(), first, last).await?;
        let own = sums.into_iter().filter(|(_, currency, _)| *currency == outlet.currency);
        let gross: HashMap<Day, i64> = own.map(|(day, _, sums)| (day, sums.gross)).collect();
        let cell = |day: &Day| {
            let amount = Amount::new(gross.get(day).copied().unwrap_or_default(), outlet.currency);
            match standing.get(&outlet.id) {
                Some(stands) if day == stands => GridCell::Running(amount),
                Some(stands) if day < stands => GridCell::Ended(amount),
                // What was imported for a day that has not begun is there as well.
                _ if gross.contains_key(day) => GridCell::Ended(amount),
                _ => GridCell::NotBegun,
            }
        };
        rows.push(GridRow {
            outlet: outlet.code.clone(),
            outlet_name: outlet.name.clone(),
            currency: outlet.currency,
            cells: days.iter().map(cell).collect(),
        });
    }
    let next = outlets.last().filter(|_| has_more).map(|outlet| outlet.code.to_string());
    Ok(Grid { days, rows, next })
}

/// First and last day; `None` where no day was asked for and none has begun.
fn span(from: Option<Day>, to: Option<Day>, newest: Option<Day>) -> Option<(Day, Day)> {
    let last = match (from, to) {
        (_, Some(to)) => to,
        (Some(from), None) => from.plus(MOST_GRID_DAYS - 1).min(newest.unwrap_or(LAST_DAY)).max(from),
        (None, None) => newest?,
    };
    let first = from.unwrap_or(last.plus(1 - USUAL_GRID_DAYS));
    Some((first.max(last.plus(1 - MOST_GRID_DAYS)), last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_ends_on_the_newest_day_and_is_never_wider_than_a_month() {
        let newest = Some(Day(1_000));
        for ((from, to), expected) in [
            ((None, None), (987, 1_000)),
            ((Some(990), None), (990, 1_000)),
            ((Some(900), None), (900, 930)),
            ((Some(1_005), None), (1_005, 1_005)),
            ((None, Some(500)), (487, 500)),
            ((Some(490), Some(500)), (490, 500)),
            ((Some(1), Some(500)), (470, 500)),
        ] {
            let expected = Some((Day(expected.0), Day(expected.1)));
            assert_eq!(span(from.map(Day), to.map(Day), newest), expected, "{from:?} {to:?}");
        }
        assert_eq!(span(None, None, None), None);
    }
}
