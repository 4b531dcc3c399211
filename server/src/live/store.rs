//! Reads what boards begin with: outlets' current days from the summaries, names of items.

use std::collections::HashMap;

use app::units::{Currency, Day, UnixMs};
use sqlx::FromRow;

use super::figures::Hours;
use super::items::ItemName;
use super::outlet_day::{COMPARED_DAYS, OutletDay};
use super::placed::{MOVED_WITHIN_MS, Part, load_parts};
use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::{Membership, OutletId, ScopeId};
use crate::summaries::{DaySums, ItemSums, OrderSums};

#[derive(FromRow)]
struct CurrentDayRow {
    outlet_id: i64,
    region_id: i64,
    franchise_id: i64,
    day: Option<i64>,
    started_by: Option<i64>,
    revision: i64,
    is_heard: bool,
    was_moved: bool,
}

#[derive(FromRow)]
pub(super) struct DayRow {
    pub(super) outlet_id: i64,
    day: i64,
    currency: String,
    #[sqlx(flatten)]
    pub(super) sums: DaySums,
}

#[derive(FromRow)]
pub(super) struct HourRow {
    pub(super) outlet_id: i64,
    day: i64,
    hour: i64,
    currency: String,
    orders: i64,
    gross: i64,
}

#[derive(FromRow)]
struct ItemRow {
    outlet_id: i64,
    item_id: i64,
    currency: String,
    qty: i64,
    amount: i64,
}

/// The current day of every outlet whose id lies between two; `Err` with its last event while it has begun none.
///
/// Errors: [`StoreError`]; `Corrupt` for a summary row that names no day, hour or currency.
pub(super) async fn load_outlet_days(
    tx: &mut Tx,
    (first, last): (OutletId, OutletId),
) -> Result<HashMap<OutletId, Result<OutletDay, i64>>, StoreError> {
    macro_rules! list {
        ($row:ty, $file:literal) => {
            on_engine!(&mut *tx, connection =>
                sqlx::query_as::<_, $row>(include_str!($file)).bind(first.0).bind(last.0).fetch_all(connection).await)?
        };
    }
    let (mut outlets, mut moved) = (HashMap::new(), Vec::new());
    for row in list_current_days(tx, first, last).await? {
        moved.extend(row.was_moved.then_some(OutletId(row.outlet_id)));
        outlets.insert(OutletId(row.outlet_id), row.into_day()?);
    }
    for row in list!(DayRow, "sql/list_day_sums.sql") {
        if let Some(outlet) = standing(&mut outlets, row.outlet_id) {
            outlet.put_day(&row)?;
        }
    }
    for row in list!(HourRow, "sql/list_hour_sums.sql") {
        if let Some(outlet) = standing(&mut outlets, row.outlet_id) {
            outlet.put_hour(&row)?;
        }
    }
    for row in list!(ItemRow, "sql/list_item_sums.sql") {
        if let Some(outlet) = standing(&mut outlets, row.outlet_id) {
            let key = (row.currency()?, row.item_id);
            outlet.whole().figures.items.insert(key, row.sums());
        }
    }
    for (outlet, newest_at) in list!((i64, i64), "sql/list_newest_sales.sql") {
        if let Some(outlet) = standing(&mut outlets, outlet) {
            outlet.whole().newest_sale_at = Some(UnixMs(newest_at));
        }
    }
    for (outlet, event) in list!((i64, i64), "sql/list_early_facts.sql") {
        if let Some(outlet) = standing(&mut outlets, outlet) {
            outlet.early.push(event);
        }
    }
    for id in moved {
        if let Some(outlet) = standing(&mut outlets, id.0) {
            outlet.parts = load_parts(tx, id, outlet.day).await?;
            outlet.compare = load_compared_hours(tx, id, outlet.day.plus(-COMPARED_DAYS)).await?;
        }
    }
    Ok(outlets)
}

async fn list_current_days(
    tx: &mut Tx,
    first: OutletId,
    last: OutletId,
) -> Result<Vec<CurrentDayRow>, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_as::<_, CurrentDayRow>(include_str!("sql/list_current_days.sql"))
            .bind(first.0)
            .bind(last.0)
            .bind(MOVED_WITHIN_MS)
            .fetch_all(connection)
            .await)
}

async fn load_compared_hours(
    tx: &mut Tx,
    outlet: OutletId,
    day: Day,
) -> Result<Vec<(Membership, Hours)>, StoreError> {
    let parts = load_parts(tx, outlet, day).await?;
    Ok(parts.into_iter().map(|part| (part.membership, part.figures.hours)).collect())
}

fn standing(outlets: &mut HashMap<OutletId, Result<OutletDay, i64>>, id: i64) -> Option<&mut OutletDay> {
    outlets.get_mut(&OutletId(id)).and_then(|found| found.as_mut().ok())
}

/// Codes and names of the items whose id lies between two.
pub(super) async fn list_items(tx: &mut Tx, low: i64, high: i64) -> Result<Vec<(i64, ItemName)>, StoreError> {
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, (i64, String, String)>(include_str!("sql/list_items.sql"))
            .bind(low)
            .bind(high)
            .fetch_all(connection)
            .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, code, name)| (id, ItemName { code: code.into(), name: name.into() }))
        .collect())
}

impl CurrentDayRow {
    fn into_day(self) -> Result<Result<OutletDay, i64>, StoreError> {
        let (Some(day), Some(started_by)) = (self.day, self.started_by) else {
            return Ok(Err(self.revision));
        };
        let present = Membership { region: ScopeId(self.region_id), franchise: ScopeId(self.franchise_id) };
        Ok(Ok(OutletDay {
            day: parse_day("day_starts", day)?,
            started_by,
            revision: self.revision,
            parts: vec![Part::new(present)],
            compare: vec![(present, Hours::new())],
            is_expected: false,
            is_heard: self.is_heard,
            early: Vec::new(),
        }))
    }
}

impl OutletDay {
    /// The part of an outlet of which all is in one place, as far as is known while rows come in.
    fn whole(&mut self) -> &mut Part {
        &mut self.parts[0]
    }

    /// A row of the current day, or of one of those that decide whether the outlet is expected.
    fn put_day(&mut self, row: &DayRow) -> Result<(), StoreError> {
        if row.day()? == self.day {
            self.whole().figures.days.insert(row.currency()?, row.sums);
        } else {
            self.is_expected |= row.sums.orders + row.sums.cancelled > 0;
        }
        Ok(())
    }

    /// A bar of the current day, or of the day that is compared with.
    fn put_hour(&mut self, row: &HourRow) -> Result<(), StoreError> {
        let is_today = row.day()? == self.day;
        let bars = if is_today { &mut self.whole().figures.hours } else { &mut self.compare[0].1 };
        bars.insert(row.key()?, row.sums());
        Ok(())
    }
}

impl DayRow {
    pub(super) fn day(&self) -> Result<Day, StoreError> {
        parse_day("scope_days", self.day)
    }

    pub(super) fn currency(&self) -> Result<Currency, StoreError> {
        parse_currency("scope_days", &self.currency, self.outlet_id)
    }
}

impl HourRow {
    pub(super) fn day(&self) -> Result<Day, StoreError> {
        parse_day("scope_hours", self.day)
    }

    pub(super) fn key(&self) -> Result<(u8, Currency), StoreError> {
        let hour = parse_hour("scope_hours", self.hour, self.outlet_id)?;
        Ok((hour, parse_currency("scope_hours", &self.currency, self.outlet_id)?))
    }

    pub(super) fn sums(&self) -> OrderSums {
        OrderSums { orders: self.orders, gross: self.gross }
    }
}

impl ItemRow {
    fn currency(&self) -> Result<Currency, StoreError> {
        parse_currency("item_days", &self.currency, self.outlet_id)
    }

    fn sums(&self) -> ItemSums {
        ItemSums { qty: self.qty, amount: self.amount }
    }
}

fn parse_day(table: &'static str, day: i64) -> Result<Day, StoreError> {
    i32::try_from(day).map(Day).map_err(|_| StoreError::Corrupt { table, column: "day", id: day })
}

pub(super) fn parse_hour(table: &'static str, hour: i64, id: i64) -> Result<u8, StoreError> {
    let corrupt = StoreError::Corrupt { table, column: "hour", id };
    u8::try_from(hour).ok().filter(|hour| *hour < 24).ok_or(corrupt)
}

pub(super) fn parse_currency(table: &'static str, code: &str, id: i64) -> Result<Currency, StoreError> {
    code.parse().map_err(|_| StoreError::Corrupt { table, column: "currency", id })
}
