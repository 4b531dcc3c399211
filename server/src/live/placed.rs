//! An outlet's day by where the outlet belonged when each fact was recorded.
//!
//! The summaries know an outlet's day as a whole. That is enough while the outlet stays where it is; of one that was moved
//! to another region or franchise the parts are read from the ledger, which holds where each fact belongs.

use app::units::{Day, UnixMs};
use sqlx::FromRow;

use super::figures::Figures;
use super::store::{parse_currency, parse_hour};
use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::{Membership, OutletId, ScopeId};
use crate::summaries::{DaySums, ItemSums, OrderSums};

const MS_PER_DAY: i64 = 86_400_000;
/// Before a day and the one it is compared with nothing of them can have been recorded for so long: `--max-ahead`
/// is at most forty days. Whoever was moved earlier has all of their facts in one place.
pub(super) const MOVED_WITHIN_MS: i64 = 48 * MS_PER_DAY;

/// What a day holds of one place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub(super) membership: Membership,
    pub(super) figures: Figures,
    /// The newest of min(sold at, recorded at) over the day's sales.
    pub(super) newest_sale_at: Option<UnixMs>,
}

#[derive(FromRow)]
struct SaleRow {
    region_id: i64,
    franchise_id: i64,
    currency: String,
    hour: i64,
    orders: i64,
    gross: i64,
    tax: i64,
    discount: i64,
    qty: i64,
    cancelled: i64,
    cancelled_amount: i64,
    newest_at: i64,
}

#[derive(FromRow)]
struct ReturnRow {
    region_id: i64,
    franchise_id: i64,
    currency: String,
    returns: i64,
    returned: i64,
    returned_tax: i64,
    returned_qty: i64,
}

#[derive(FromRow)]
struct ItemRow {
    region_id: i64,
    franchise_id: i64,
    currency: String,
    item_id: i64,
    qty: i64,
    amount: i64,
}

impl Part {
    pub(super) fn new(membership: Membership) -> Self {
        Self { membership, figures: Figures::default(), newest_sale_at: None }
    }
}

/// The part of one place, which is begun if there is none yet.
pub(super) fn part_of(parts: &mut Vec<Part>, membership: Membership) -> &mut Part {
    let at = parts.iter().position(|part| part.membership == membership).unwrap_or_else(|| {
        parts.push(Part::new(membership));
        parts.len() - 1
    });
    &mut parts[at]
}

/// From when on moves matter to a day: an outlet that was moved later may have facts of it in several places.
pub(super) fn moves_matter_from(day: Day) -> i64 {
    i64::from(day.0) * MS_PER_DAY - MOVED_WITHIN_MS
}

/// What the ledger holds of a day of an outlet, by place. Together the parts are what the summaries hold.
///
/// It reads every sale of that day, so it is asked for outlets that were moved only. Errors: [`StoreError`].
pub(super) async fn load_parts(tx: &mut Tx, outlet: OutletId, day: Day) -> Result<Vec<Part>, StoreError> {
    macro_rules! list {
        ($row:ty, $file:literal) => {
            on_engine!(&mut *tx, connection =>
                sqlx::query_as::<_, $row>(include_str!($file))
                    .bind(outlet.0)
                    .bind(i64::from(day.0))
                    .fetch_all(connection)
                    .await)?
        };
    }
    let mut parts = Vec::new();
    for row in list!(SaleRow, "sql/list_placed_sales.sql") {
        let part = part_of(&mut parts, membership(row.region_id, row.franchise_id));
        let currency = parse_currency("sales", &row.currency, outlet.0)?;
        let hour = parse_hour("sales", row.hour, outlet.0)?;
        add(part.figures.days.entry(currency).or_default().add(&row.sums()), outlet)?;
        part.figures.hours.insert((hour, currency), OrderSums { orders: row.orders, gross: row.gross });
        part.newest_sale_at = part.newest_sale_at.max(Some(UnixMs(row.newest_at)));
    }
    for row in list!(ReturnRow, "sql/list_placed_returns.sql") {
        let part = part_of(&mut parts, membership(row.region_id, row.franchise_id));
        let currency = parse_currency("returns", &row.currency, outlet.0)?;
        add(part.figures.days.entry(currency).or_default().add(&row.sums()), outlet)?;
    }
    for row in list!(ItemRow, "sql/list_placed_items.sql") {
        let part = part_of(&mut parts, membership(row.region_id, row.franchise_id));
        let currency = parse_currency("sales", &row.currency, outlet.0)?;
        let sums = ItemSums { qty: row.qty, amount: row.amount };
        part.figures.items.insert((currency, row.item_id), sums);
    }
    Ok(parts)
}

/// Outlets that have been within a region or franchise and may have facts of `day` in several places.
pub(super) async fn list_moved_outlets(
    tx: &mut Tx,
    scope: ScopeId,
    day: Day,
) -> Result<Vec<OutletId>, StoreError> {
    let ids = on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/list_moved_outlets.sql"))
            .bind(scope.0)
            .bind(moves_matter_from(day))
            .fetch_all(connection)
            .await)?;
    Ok(ids.into_iter().map(OutletId).collect())
}

fn membership(region: i64, franchise: i64) -> Membership {
    Membership { region: ScopeId(region), franchise: ScopeId(franchise) }
}

/// Parts of a sum that is kept are in range with it.
fn add(added: Result<(), crate::summaries::OutOfRange>, outlet: OutletId) -> Result<(), StoreError> {
    added.map_err(|_| StoreError::Corrupt { table: "sales", column: "total", id: outlet.0 })
}

impl SaleRow {
    fn sums(&self) -> DaySums {
        DaySums {
            orders: self.orders,
            gross: self.gross,
            tax: self.tax,
            discount: self.discount,
            qty: self.qty,
            cancelled: self.cancelled,
            cancelled_amount: self.cancelled_amount,
            ..DaySums::default()
        }
    }
}

impl ReturnRow {
    fn sums(&self) -> DaySums {
        DaySums {
            returns: self.returns,
            returned: self.returned,
            returned_tax: self.returned_tax,
            returned_qty: self.returned_qty,
            ..DaySums::default()
        }
    }
}
