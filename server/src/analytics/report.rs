//! The rows of a report: sums by place, time and currency.

use std::collections::HashSet;

use app::analytics::report::{Breakdown, MOST_ROWS, PlaceBy, ReportPlace, ReportRow, TimeBy};
use app::units::{Currency, Day, Scope};

use super::report_store::sum_report;
use super::span::Span;
use crate::db::{Db, StoreError, Tx};
use crate::organisation::{Directory, DirectoryHandle, ScopeId};
use crate::summaries::{self, DaySums};

/// What a row adds up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceSums {
    pub place: ScopeId,
    /// As [`TimeBy::period`] takes it: the first day of the period, wherever the range begins, or the day of the week from Monday as 0.
    pub step: i32,
    pub currency: Currency,
    pub sums: DaySums,
}

/// The sums of a range in no order; `None` where they are more than [`MOST_ROWS`], of which no more are kept.
///
/// Months, quarters and years are asked for one after the other, all of one state: they begin where no arithmetic of both engines
/// finds them. Errors: [`StoreError`].
pub async fn find(tx: &mut Tx, span: Span, by: Breakdown) -> Result<Option<Vec<PlaceSums>>, StoreError> {
    let mut rows = Vec::new();
    for (first, stretch) in stretches(span, by.time) {
        let room = (MOST_ROWS + 1).saturating_sub(rows.len());
        for found in sum_report(tx, stretch, by, room).await? {
            let step = match by.time {
                TimeBy::Day | TimeBy::Week => day_number(found.step, found.place)?,
                // They are counted from a Thursday.
                TimeBy::Weekday => (day_number(found.step, found.place)? + 3) % 7,
                TimeBy::Whole | TimeBy::Month | TimeBy::Quarter | TimeBy::Year => first.0,
            };
            rows.push(PlaceSums { place: found.place, step, currency: found.currency, sums: found.sums });
        }
        if rows.len() > MOST_ROWS {
            return Ok(None);
        }
    }
    Ok(Some(rows))
}

/// What is asked for at one time: the first day of a period, and as much of it as the span has.
fn stretches(span: Span, time: TimeBy) -> Vec<(Day, Span)> {
    if !matches!(time, TimeBy::Month | TimeBy::Quarter | TimeBy::Year) {
        return vec![(span.from, span)];
    }
    let mut stretches = Vec::new();
    let mut from = span.from;
    while from <= span.to {
        let (first, last) = time.around(from);
        let to = last.min(span.to);
        stretches.push((first, Span { from, to, ..span }));
        from = to.plus(1);
    }
    stretches
}

fn day_number(step: i64, place: ScopeId) -> Result<i32, StoreError> {
    let corrupt = |_| StoreError::Corrupt { table: "scope_days", column: "day", id: place.0 };
    i32::try_from(step).map_err(corrupt)
}

/// The rows by the names of their places, in the order of codes, times and currencies.
///
/// Reads the directory again where another process has made a place since. Errors: [`StoreError`].
pub async fn named(
    sums: &[PlaceSums],
    span: Span,
    by: Breakdown,
    directory: &DirectoryHandle,
    db: &Db,
) -> Result<Vec<ReportRow>, StoreError> {
    let current = directory.current();
    if sums.iter().any(|row| current.scope(row.place).is_none()) {
        directory.reload(db).await?;
    }
    let directory = directory.current();
    let mut sums = sums.to_vec();
    let code = |place: ScopeId| directory.scope(place).and_then(|scope| scope.code());
    sums.sort_by(|a, b| {
        code(a.place).cmp(&code(b.place)).then_with(|| (a.step, a.currency).cmp(&(b.step, b.currency)))
    });
    let shared = shared_names(&directory, by.place);
    let row = |row: &PlaceSums| {
        let place = match by.place {
            PlaceBy::Whole => None,
            PlaceBy::Region | PlaceBy::Franchise | PlaceBy::Outlet => {
                Some(place(row.place, &directory, &shared)?)
            }
        };
        let period = by.time.period(row.step, span.from, span.to);
        Ok(ReportRow { place, period, totals: summaries::totals(row.currency, &row.sums) })
    };
    sums.iter().map(row).collect()
}

/// Names that more than one place of a kind goes by.
fn shared_names(directory: &Directory, by: PlaceBy) -> HashSet<&str> {
    let is_of = |scope: &Scope| match by {
        PlaceBy::Whole => false,
        PlaceBy::Region => matches!(scope, Scope::Region(_)),
        PlaceBy::Franchise => matches!(scope, Scope::Franchise(_)),
        PlaceBy::Outlet => matches!(scope, Scope::Outlet(_)),
    };
    let names = directory.scopes().filter(|named| is_of(&named.scope)).map(|named| named.name.as_str());
    let mut seen = HashSet::new();
    names.filter(|name| !seen.insert(*name)).collect()
}

fn place(id: ScopeId, directory: &Directory, shared: &HashSet<&str>) -> Result<ReportPlace, StoreError> {
    let unknown = || StoreError::Corrupt { table: "scopes", column: "id", id: id.0 };
    let scope = directory.scope(id).ok_or_else(unknown)?;
    let name = directory.scope_name(scope).ok_or_else(unknown)?;
    Ok(ReportPlace { scope: scope.clone(), name: name.to_owned(), shares_name: shared.contains(name) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_asked_for_one_by_one_and_cut_off_by_the_range() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let span = Span { scope: ScopeId::NETWORK, from: day("2025-12-30"), to: day("2026-02-02") };
        let of = |time| -> Vec<[Day; 3]> {
            stretches(span, time).into_iter().map(|(first, part)| [first, part.from, part.to]).collect()
        };
        let days = |texts: [&str; 3]| texts.map(day);
        assert_eq!(
            of(TimeBy::Month),
            [
                days(["2025-12-01", "2025-12-30", "2025-12-31"]),
                days(["2026-01-01", "2026-01-01", "2026-01-31"]),
                days(["2026-02-01", "2026-02-01", "2026-02-02"]),
            ]
        );
        assert_eq!(of(TimeBy::Quarter).len(), 2);
        assert_eq!(of(TimeBy::Year).len(), 2);
        for time in [TimeBy::Whole, TimeBy::Day, TimeBy::Week, TimeBy::Weekday] {
            assert_eq!(of(time), [[span.from, span.from, span.to]], "{time:?}");
        }
    }
}
