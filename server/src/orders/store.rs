//! Orders in the database.

use app::units::{Day, UnixMs};
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use super::content::CONTENT_VERSION;
use super::items::KnownItems;
use super::model::{NewOrder, OrderReceipt, OrderState, StateTimes};
use super::order::{Order, OrderRow};
use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::ScopeId;
use crate::sales::NewLine;
use crate::sales::store::LineRow;

/// Where an order stands, and what it is compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub row: i64,
    pub content_hash: String,
    pub receipt: OrderReceipt,
}

#[derive(FromRow)]
struct StandingRow {
    id: i64,
    content_hash: String,
    number: String,
    state: String,
    day: i64,
    recorded_at: i64,
    #[sqlx(flatten)]
    times: TimesColumns,
}

/// The columns of [`StateTimes`].
#[derive(FromRow)]
pub(super) struct TimesColumns {
    sent_at: Option<i64>,
    confirmed_at: Option<i64>,
    done_at: Option<i64>,
    cancelled_at: Option<i64>,
}

/// A line as the statement takes it.
#[derive(Serialize)]
struct LineColumns<'a> {
    item_id: i64,
    name: &'a str,
    category: Option<&'a str>,
    qty: i64,
    unit_price: i64,
    discount: i64,
    tax: i64,
    tax_rate: Option<&'a str>,
    tax_code: Option<&'a str>,
    total: i64,
}

/// How the order of this id stands. Errors: [`StoreError`].
pub async fn find_standing(tx: &mut Tx, id: Uuid) -> Result<Option<Standing>, StoreError> {
    let uid = id.to_string();
    let row = on_engine!(tx, connection =>
        sqlx::query_as::<_, StandingRow>(include_str!("sql/find_standing.sql"))
            .bind(&uid)
            .fetch_optional(connection)
            .await)?;
    row.map(|row| row.into_standing(id)).transpose()
}

/// Inserts an order without its lines and returns its row; `None` where its id is taken. `customer`: its row, and whether it is a
/// company. Errors: [`StoreError`].
pub async fn insert_order(
    tx: &mut Tx,
    order: &NewOrder,
    customer: (Option<i64>, bool),
    recorded_at: UnixMs,
    times: StateTimes,
) -> Result<Option<i64>, StoreError> {
    let uid = order.id.to_string();
    let sent = order.customer.as_ref();
    let ms = |at: Option<UnixMs>| at.map(|at| at.0);
    on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/insert_order.sql"))
            .bind(&uid)
            .bind(&order.content_hash)
            .bind(CONTENT_VERSION)
            .bind(&order.number)
            .bind(order.outlet.0)
            .bind(order.membership.region.0)
            .bind(order.membership.franchise.0)
            .bind(order.state.name())
            .bind(order.created_at.0)
            .bind(i64::from(order.utc_offset_min))
            .bind(number(order.day))
            .bind(order.delivery_day.map(number))
            .bind(recorded_at.0)
            .bind(ms(times.sent_at))
            .bind(ms(times.confirmed_at))
            .bind(ms(times.done_at))
            .bind(ms(times.cancelled_at))
            .bind(order.currency.code())
            .bind(order.prices_include_tax)
            .bind(customer.0)
            .bind(sent.and_then(|sent| sent.name.as_deref()))
            .bind(sent.and_then(|sent| sent.phone.as_deref()))
            .bind(sent.and_then(|sent| sent.email.as_deref()))
            .bind(customer.1)
            .bind(order.total_minor)
            .bind(order.tax_minor)
            .bind(order.discount_minor)
            .bind(order.rounding_minor)
            .fetch_optional(connection)
            .await)
}

/// Inserts the lines of the order `row`; `items` knows all of theirs. Errors: [`StoreError`].
pub async fn insert_order_lines(
    tx: &mut Tx,
    row: i64,
    lines: &[NewLine],
    items: &KnownItems,
) -> Result<(), StoreError> {
    let columns = lines.iter().filter_map(|line| LineColumns::of(line, items));
    let lines = json(&columns.collect::<Vec<_>>());
    on_engine!(tx, connection, sql = ("sql/insert_order_lines.sqlite.sql", "sql/insert_order_lines.postgres.sql") =>
        sqlx::query(sql).bind(row).bind(&lines).execute(connection).await.map(|done| done.rows_affected()))?;
    Ok(())
}

/// Moves the order `row` from one state to another; false where it is not in the first any more. Errors: [`StoreError`].
pub async fn update_state(
    tx: &mut Tx,
    row: i64,
    from: OrderState,
    to: OrderState,
    times: StateTimes,
) -> Result<bool, StoreError> {
    let ms = |at: Option<UnixMs>| at.map(|at| at.0);
    let moved = on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_state.sql"))
            .bind(row)
            .bind(from.name())
            .bind(to.name())
            .bind(ms(times.sent_at))
            .bind(ms(times.confirmed_at))
            .bind(ms(times.done_at))
            .bind(ms(times.cancelled_at))
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(moved > 0)
}

/// The order of this id. Errors: [`StoreError`].
pub async fn find_order(tx: &mut Tx, id: Uuid) -> Result<Option<Order>, StoreError> {
    let uid = id.to_string();
    let row = on_engine!(tx, connection =>
        sqlx::query_as::<_, OrderRow>(include_str!("sql/find_order.sql"))
            .bind(&uid)
            .fetch_optional(connection)
            .await)?;
    row.map(OrderRow::into_order).transpose()
}

/// The lines of the order `row`, as they were sent. Errors: [`StoreError`].
pub async fn list_order_lines(tx: &mut Tx, row: i64) -> Result<Vec<LineRow>, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_as::<_, LineRow>(include_str!("sql/list_order_lines.sql"))
            .bind(row)
            .fetch_all(connection)
            .await)
}

/// The quotes that were made on business days from `from` to `to` by outlets that stand in `scope` now, and how many of them are
/// or were orders: `(quotes, orders)`. One that was cancelled before it was confirmed is no order.
///
/// Reads an entry of the index for each quote it counts, and a row for each outlet. Errors: [`StoreError`].
pub async fn count_quotes(tx: &mut Tx, scope: ScopeId, from: Day, to: Day) -> Result<(i64, i64), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_as::<_, (i64, i64)>(include_str!("sql/count_quotes.sql"))
            .bind(scope.0)
            .bind(number(from))
            .bind(number(to))
            .fetch_one(connection)
            .await)
}

/// Rows as one JSON array, for a statement that takes all of them at once.
pub(super) fn json<T: Serialize>(rows: &[T]) -> String {
    serde_json::to_string(rows).expect("rows are made of texts and integers, which JSON holds")
}

fn number(day: Day) -> i64 {
    day.0.into()
}

impl<'a> LineColumns<'a> {
    fn of(line: &'a NewLine, items: &'a KnownItems) -> Option<Self> {
        let item = items.get(&line.item)?;
        Some(Self {
            item_id: item.id,
            name: line.name.as_deref().unwrap_or(&item.name),
            category: line.category.as_deref().or(item.category.as_deref()),
            qty: line.qty.0,
            unit_price: line.unit_price_micros,
            discount: line.discount_minor,
            tax: line.tax_minor,
            tax_rate: line.tax_rate.as_deref(),
            tax_code: line.tax_code.as_deref(),
            total: line.total_minor,
        })
    }
}

impl StandingRow {
    fn into_standing(self, id: Uuid) -> Result<Standing, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "sales_orders", column, id: self.id };
        Ok(Standing {
            row: self.id,
            content_hash: self.content_hash,
            receipt: OrderReceipt {
                id,
                number: self.number,
                state: OrderState::from_name(&self.state).ok_or_else(|| corrupt("state"))?,
                day: Day(i32::try_from(self.day).map_err(|_| corrupt("day"))?),
                recorded_at: UnixMs(self.recorded_at),
                times: self.times.into(),
            },
        })
    }
}

impl From<TimesColumns> for StateTimes {
    fn from(columns: TimesColumns) -> Self {
        Self {
            sent_at: columns.sent_at.map(UnixMs),
            confirmed_at: columns.confirmed_at.map(UnixMs),
            done_at: columns.done_at.map(UnixMs),
            cancelled_at: columns.cancelled_at.map(UnixMs),
        }
    }
}
