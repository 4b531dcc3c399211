//! Entries that a group refers to, with everything that decides what may still happen to them.

use std::str::FromStr;

use app::units::{Day, Quantity, UnixMs};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::db::StoreError;
use crate::events::{CustomerFact, EntryFact, Origin};
use crate::organisation::{OutletId, ScopeId};
use crate::sales::EntryKind;
use crate::sales::entry::first_names;
use crate::sales::ingest::group::ledger::{Returned, StoredCancellation, StoredEntry};
use crate::sales::ingest::group::sum_by_item;
use crate::summaries::Placement;

#[derive(sqlx::FromRow)]
struct StandingRow {
    id: i64,
    event_id: i64,
    origin: String,
    outlet_id: i64,
    region_id: i64,
    franchise_id: i64,
    customer_id: Option<i64>,
    number: String,
    sale_uid: Option<String>,
    replaces_uid: Option<String>,
    reason: Option<String>,
    till: Option<String>,
    till_seq: Option<i64>,
    cashier: Option<String>,
    shift: Option<String>,
    at: i64,
    utc_offset_min: i64,
    day: i64,
    hour: i64,
    currency: String,
    prices_include_tax: bool,
    total: i64,
    tax: i64,
    discount: i64,
    rounding: i64,
    qty: i64,
    customer_ref: Option<String>,
    customer_name: Option<String>,
    customer_phone: Option<String>,
    customer_email: Option<String>,
    is_company: bool,
    cancel_reason: Option<String>,
    cancel_event_id: Option<i64>,
    cancelled_at: Option<i64>,
    is_replaced: bool,
}

/// The entry `id`, if it is recorded. A sale brings what its returns have brought back.
pub(super) async fn find(
    connection: &mut PgConnection,
    kind: EntryKind,
    id: Uuid,
) -> sqlx::Result<Option<StoredEntry>> {
    let (standing, lines) = match kind {
        EntryKind::Sale => (
            include_str!("../../sql/find_sale_standing.sql"),
            include_str!("../../sql/list_sale_line_items.sql"),
        ),
        EntryKind::Return => (
            include_str!("../../sql/find_return_standing.sql"),
            include_str!("../../sql/list_return_line_items.sql"),
        ),
    };
    let row: Option<StandingRow> =
        sqlx::query_as(standing).bind(id.to_string()).fetch_optional(&mut *connection).await?;
    let Some(row) = row else { return Ok(None) };
    let lines: Vec<(i64, String, i64, i64)> =
        sqlx::query_as(lines).bind(row.id).fetch_all(&mut *connection).await?;
    let returned = match kind {
        EntryKind::Sale => returned(connection, row.id).await?,
        EntryKind::Return => Returned::default(),
    };
    entry(id, row, &lines, returned).map(Some).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

async fn returned(connection: &mut PgConnection, sale: i64) -> sqlx::Result<Returned> {
    let rows: Vec<(i64, i64, i64, i64)> =
        sqlx::query_as(include_str!("../../sql/list_returned.sql")).bind(sale).fetch_all(connection).await?;
    let mut returned = Returned::default();
    let mut last = None;
    for (id, total, item, qty) in rows {
        returned.add_line(&mut last, id, total, item, qty);
    }
    Ok(returned)
}

fn entry(
    id: Uuid,
    row: StandingRow,
    lines: &[(i64, String, i64, i64)],
    returned: Returned,
) -> Result<StoredEntry, StoreError> {
    let corrupt = |column| StoreError::Corrupt { table: "sales", column, id: row.id };
    let cancelled = match (&row.cancel_reason, row.cancel_event_id, row.cancelled_at) {
        (Some(reason), Some(event), Some(at)) => {
            Some(StoredCancellation { reason: reason.clone(), event, cancelled_at: UnixMs(at) })
        }
        _ => None,
    };
    Ok(StoredEntry {
        row: row.id,
        event: row.event_id,
        origin: Origin::from_name(&row.origin).ok_or(corrupt("origin"))?,
        placement: Placement {
            outlet: OutletId(row.outlet_id),
            region: ScopeId(row.region_id),
            franchise: ScopeId(row.franchise_id),
            customer: row.customer_id,
        },
        cancelled,
        is_replaced: row.is_replaced,
        returned,
        fact: EntryFact {
            id: id.to_string(),
            sold_at_ms: row.at,
            utc_offset_min: i32::try_from(row.utc_offset_min).map_err(|_| corrupt("utc_offset_min"))?,
            day: Day(i32::try_from(row.day).map_err(|_| corrupt("day"))?),
            hour: u8::try_from(row.hour).map_err(|_| corrupt("hour"))?,
            currency: FromStr::from_str(&row.currency).map_err(|_| corrupt("currency"))?,
            number: row.number,
            sale: row.sale_uid,
            replaces: row.replaces_uid,
            reason: row.reason,
            region: ScopeId(row.region_id),
            franchise: ScopeId(row.franchise_id),
            till: row.till,
            till_seq: row.till_seq,
            cashier: row.cashier,
            shift: row.shift,
            prices_include_tax: row.prices_include_tax,
            gross_minor: row.total,
            tax_minor: row.tax,
            discount_minor: row.discount,
            rounding_minor: row.rounding,
            qty: Quantity(row.qty),
            customer: CustomerFact {
                reference: row.customer_ref,
                name: row.customer_name,
                phone: row.customer_phone,
                email: row.customer_email,
                is_company: row.is_company,
            }
            .known(),
            items: first_names(lines.iter().map(|(_, name, _, _)| name)),
            item_sums: sum_by_item(lines.iter().map(|(item, _, qty, total)| (*item, *qty, *total))),
        },
    })
}
