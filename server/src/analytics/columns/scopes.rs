//! Days and hours of the network, its regions and its franchises.
//!
//! Their rows are few and everybody asks for them. An outlet's are many and asked for by few: they stay in the database.

use std::collections::{BTreeMap, HashMap};

use app::units::{Currency, Day};

use super::series::{Row, Series};
use super::state::Columns;
use crate::analytics::span::Span;
use crate::db::StoreError;
use crate::organisation::ScopeId;
use crate::summaries::rebuild::Summary;
use crate::summaries::{DaySums, OrderSums};

/// All that happened in a scope on a day, in one currency.
#[derive(Clone, Copy, Debug)]
pub(super) struct ScopeDayRow {
    pub scope: ScopeId,
    pub day: Day,
    pub currency: Currency,
    pub sums: DaySums,
}

/// What a scope sold in an hour of a day, in one currency; the key is the hour, the count is of orders.
#[derive(Clone, Copy, Debug)]
pub(super) struct ScopeHourRow {
    pub scope: ScopeId,
    pub currency: Currency,
    pub row: Row<u8, i32>,
}

/// The days and hours of one scope in one currency.
#[derive(Debug, Default)]
pub(super) struct ScopeSeries {
    days: BTreeMap<Day, DaySums>,
    hours: Series<u8, i32>,
}

/// What was sold in one hour of a weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekHourSums {
    pub currency: Currency,
    /// 0 is Monday.
    pub weekday: u8,
    pub hour: u8,
    pub sums: OrderSums,
}

/// The sums of a day in one currency.
pub type DatedSums = (Day, Currency, DaySums);
/// Sums by currency.
pub type CurrencySums = Vec<(Currency, DaySums)>;

/// By scope and currency.
pub(super) type Scopes = HashMap<ScopeId, BTreeMap<Currency, ScopeSeries>>;

impl Columns {
    /// The sums of each day that has any, by day and currency; `None` for an outlet, whose days are not held.
    ///
    /// Errors: [`StoreError::Corrupt`] while they cannot be read; so for the others.
    pub fn list_days(&self, span: Span) -> Result<Option<Vec<DatedSums>>, StoreError> {
        let Some(series) = self.series_of(Summary::ScopeDays, span.scope)? else { return Ok(None) };
        let rows = series.iter().flat_map(|(&currency, series)| {
            between(series, span).map(move |(day, sums)| (day, currency, sums))
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_unstable_by_key(|(day, currency, _)| (*day, *currency));
        Ok(Some(rows))
    }

    /// The sums of each of the spans, which are of one scope, by currency; `None` for an outlet. Errors: also `Corrupt` for more than
    /// any ledger holds.
    pub fn sum_spans(&self, spans: &[Span]) -> Result<Option<Vec<CurrencySums>>, StoreError> {
        spans.iter().map(|span| self.sum_days(*span)).collect()
    }

    /// As [`Self::sum_spans`], of one.
    pub fn sum_days(&self, span: Span) -> Result<Option<CurrencySums>, StoreError> {
        let Some(series) = self.series_of(Summary::ScopeDays, span.scope)? else { return Ok(None) };
        let mut sums = Vec::new();
        for (&currency, series) in series {
            let mut days = between(series, span).peekable();
            if days.peek().is_some() {
                let mut sum = DaySums::default();
                days.try_for_each(|(_, more)| sum.add(&more)).map_err(|_| too_much(span.scope))?;
                sums.push((currency, sum));
            }
        }
        Ok(Some(sums))
    }

    /// The hours of the week in which anything was sold, by currency, weekday, hour; `None` for an outlet. Errors: as of
    /// [`Self::sum_spans`].
    pub fn sum_week_hours(&self, span: Span) -> Result<Option<Vec<WeekHourSums>>, StoreError> {
        let Some(series) = self.series_of(Summary::ScopeHours, span.scope)? else { return Ok(None) };
        let mut found = Vec::new();
        for (&currency, series) in series {
            let mut week = [[OrderSums::default(); 24]; 7];
            for row in series.hours.between(span.from, span.to) {
                let hours = &mut week[usize::from(row.day.weekday_from_monday())];
                // Hours are read as numbers below 24.
                let Some(sums) = hours.get_mut(usize::from(row.key)) else { continue };
                let more = OrderSums { orders: row.count.into(), gross: row.amount };
                sums.add(&more).map_err(|_| too_much(span.scope))?;
            }
            let hours = (0_u8..).zip(week).flat_map(|(weekday, hours)| {
                (0_u8..).zip(hours).map(move |(hour, sums)| WeekHourSums { currency, weekday, hour, sums })
            });
            found.extend(hours.filter(|found| found.sums != OrderSums::default()));
        }
        Ok(Some(found))
    }

    fn series_of(
        &self,
        summary: Summary,
        scope: ScopeId,
    ) -> Result<Option<&BTreeMap<Currency, ScopeSeries>>, StoreError> {
        self.check(summary)?;
        let is_outlet = self.standings.iter().any(|standing| ScopeId::from(standing.outlet) == scope);
        Ok((!is_outlet).then(|| self.scopes.get(&scope).unwrap_or(&NONE)))
    }
}

static NONE: BTreeMap<Currency, ScopeSeries> = BTreeMap::new();

/// Puts `rows` in the place of those of the same scope, day and currency: told twice, they are there once.
pub(super) fn apply_days(scopes: &mut Scopes, rows: &[ScopeDayRow]) {
    for row in rows {
        let held = scopes.entry(row.scope).or_default().entry(row.currency).or_default();
        held.days.insert(row.day, row.sums);
    }
}

/// Puts `rows` in the place of those of the same scope, hour and currency.
pub(super) fn apply_hours(scopes: &mut Scopes, mut rows: Vec<ScopeHourRow>) {
    let series = |row: &ScopeHourRow| (row.scope, row.currency);
    rows.sort_unstable_by_key(|row| (series(row), row.row.day, row.row.key));
    for rows in rows.chunk_by(|one, other| series(one) == series(other)) {
        let held = scopes.entry(rows[0].scope).or_default().entry(rows[0].currency).or_default();
        held.hours.replace(&rows.iter().map(|row| row.row).collect::<Vec<_>>());
    }
}

/// Takes out all rows of `day`.
pub(super) fn remove_day(scopes: &mut Scopes, day: Day) {
    for series in scopes.values_mut().flat_map(BTreeMap::values_mut) {
        series.days.remove(&day);
        series.hours.remove_day(day);
    }
}

/// Gives back what growing reserved.
pub(super) fn shrink(scopes: &mut Scopes) {
    scopes.values_mut().flat_map(BTreeMap::values_mut).for_each(|series| series.hours.shrink());
}

fn between(series: &ScopeSeries, span: Span) -> impl Iterator<Item = (Day, DaySums)> {
    let is_any = span.from <= span.to;
    let days = is_any.then(|| series.days.range(span.from..=span.to));
    days.into_iter().flatten().map(|(&day, &sums)| (day, sums))
}

fn too_much(scope: ScopeId) -> StoreError {
    StoreError::Corrupt { table: "scope_days", column: "gross", id: scope.0 }
}
