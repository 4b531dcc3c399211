//! The rows of a report as a table, for the page and for files alike.

use super::model::{PlaceBy, Report, ReportRow, Weekdays};
use super::time::TimeBy;
use crate::analytics::model::Range;
use crate::analytics::tables::figure;
use crate::paths;
use crate::ui::grid::{Cell, Column, Grid, Value};
use crate::units::Scope;

/// A row for each of `rows`. What a row is about comes first, then its figures, since a phone shows few columns.
pub fn grid(rows: &[&ReportRow], report: &Report, range: &Range) -> Grid {
    let (place, time) = (report.by.place, report.by.time);
    let (has_place, has_time) = (place != PlaceBy::Whole, time != TimeBy::Whole);
    let mut columns = Vec::new();
    columns.extend(has_place.then(|| Column::plain("place_name", place.label())));
    columns.extend(has_time.then(|| Column::plain("period", time.label()).heading()));
    let currency = Column::plain("currency", "Currency");
    // Something has to say what a row is about.
    let is_first = !has_place && !has_time;
    columns.extend(is_first.then_some(currency));
    columns.extend(report.measures.iter().map(|measure| measure.column()));
    columns.extend((!is_first).then_some(currency));
    if has_time {
        columns.extend([Column::plain("from", "From"), Column::plain("to", "To")]);
    }
    columns.extend(has_place.then(|| Column::plain("place", "Scope")));
    Grid { columns, rows: rows.iter().map(|row| cells(row, report, range)).collect() }
}

/// Figures lead to their entries, where the ledger can list just those: of all days of the week or of one.
fn cells(row: &ReportRow, report: &Report, range: &Range) -> Vec<Cell> {
    let scope = row.place.as_ref().map_or(&range.scope, |place| &place.scope);
    let (from, to) = row.period.as_ref().map_or((range.from, range.to), |period| (period.from, period.to));
    let weekdays = report.by.weekdays;
    let weekday = match report.by.time {
        TimeBy::Weekday => Some(from.weekday_from_monday()),
        _ => weekdays.single(),
    };
    let is_listed = weekday.is_some() || weekdays == Weekdays::ALL;
    let mut cells = Vec::new();
    if let Some(place) = &row.place {
        cells.push(Cell::from(Value::Text(place.label())).leading_to(page_of(&place.scope)));
    }
    if let Some(period) = &row.period {
        cells.push(Value::Text(period.name.clone()).into());
    }
    let currency = || Cell::from(Value::Text(row.totals.currency.to_string()));
    let is_first = cells.is_empty();
    cells.extend(is_first.then(currency));
    for &measure in &report.measures {
        let cell = figure(measure, &row.totals, scope, (from, to), weekday);
        cells.push(if is_listed { cell } else { cell.value.into() });
    }
    cells.extend((!is_first).then(currency));
    if row.period.is_some() {
        cells.extend([Value::Day(from), Value::Day(to)].map(Cell::from));
    }
    if let Some(place) = &row.place {
        cells.push(Value::Text(place.scope.to_string()).into());
    }
    cells
}

fn page_of(scope: &Scope) -> String {
    match scope {
        Scope::Outlet(code) => paths::outlet(code),
        Scope::Network | Scope::Region(_) | Scope::Franchise(_) => paths::summaries_of(scope),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::measure::Measure;
    use crate::analytics::report::{Breakdown, ReportPeriod, ReportPlace};
    use crate::live::Totals;
    use crate::units::{Amount, Day};

    #[test]
    fn the_figures_of_all_days_of_the_week_or_of_one_lead_to_their_entries() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let currency = "INR".parse().unwrap();
        let place =
            ReportPlace { scope: "outlet:a".parse().unwrap(), name: "A".to_owned(), shares_name: false };
        let row = ReportRow {
            place: Some(place.clone()),
            period: Some(ReportPeriod {
                name: "2026-11".to_owned(),
                from: day("2026-11-01"),
                to: day("2026-11-20"),
            }),
            totals: Totals { gross: Amount::new(252, currency), ..Totals::zero(currency) },
        };
        let by =
            |weekdays| Breakdown { place: PlaceBy::Outlet, time: TimeBy::Month, currency: None, weekdays };
        let report = |weekdays| Report { by: by(weekdays), measures: vec![Measure::Gross], sort: None };
        let range = Range { scope: Scope::Network, from: day("2026-10-22"), to: day("2026-11-20") };
        let grid = |weekdays| grid(&[&row], &report(weekdays), &range);
        let whole = grid(Weekdays::ALL);
        let ids: Vec<&str> = whole.columns.iter().map(|column| column.id).collect();
        assert_eq!(ids, ["place_name", "period", "gross", "currency", "from", "to", "place"]);
        assert_eq!(whole.rows[0].len(), ids.len());
        let href = "/sales?scope=outlet:a&from=2026-11-01&to=2026-11-20&kind=sale&state=counted&currency=INR";
        assert_eq!(whole.rows[0][2].href.as_deref(), Some(href));
        let fridays = href.replace("&currency", "&weekday=fri&currency");
        assert_eq!(grid(Weekdays::of([4])).rows[0][2].href.as_deref(), Some(fridays.as_str()));
        assert_eq!(grid(Weekdays::of([4, 5])).rows[0][2].href, None);
        assert_eq!(whole.rows[0][0].value, Value::Text("A".to_owned()));
        assert_eq!(ReportPlace { shares_name: true, ..place }.label(), "A (a)");
    }
}
