//! Writes the rows of the ledger and of the log, a table at a time.

use sqlx::PgConnection;

use super::failure::Trouble;
use crate::events::append;
use crate::sales::ingest::group::plan::{Plan, PlannedEntry};
use crate::sales::{CONTENT_VERSION, EntryKind, NewLine, NewTender};

/// The group's own rows, which carry its event ids. Call under the append lock.
pub(super) async fn write(
    connection: &mut PgConnection,
    plan: &Plan<'_>,
    first_event: i64,
) -> Result<(), Trouble> {
    for kind in [EntryKind::Sale, EntryKind::Return] {
        let entries: Vec<&PlannedEntry<'_>> =
            plan.entries.iter().filter(|planned| planned.entry.kind == kind).collect();
        if !entries.is_empty() {
            let written = write_heads(connection, kind, &entries, plan, first_event).await?;
            if written < entries.len() as u64 {
                return Err(Trouble::taken_id());
            }
            write_lines(connection, kind, &entries).await?;
            write_tenders(connection, kind, &entries).await?;
        }
    }
    write_cancellations(connection, plan, first_event).await?;
    write_day_starts(connection, plan, first_event).await?;
    write_events(connection, plan, first_event).await?;
    Ok(())
}

/// One column of some rows.
pub(super) fn column<'r, R, T>(rows: &'r [R], read: impl Fn(&'r R) -> T) -> Vec<T> {
    rows.iter().map(read).collect()
}

/// Rows of `sales` or of `returns`, whose columns are the same up to the last. Returns how many were written: all but
/// those whose ids the other table has by now.
async fn write_heads(
    connection: &mut PgConnection,
    kind: EntryKind,
    rows: &[&PlannedEntry<'_>],
    plan: &Plan<'_>,
    first_event: i64,
) -> sqlx::Result<u64> {
    let sql = match kind {
        EntryKind::Sale => include_str!("../../sql/insert_sales.postgres.sql"),
        EntryKind::Return => include_str!("../../sql/insert_returns.postgres.sql"),
    };
    let customer = |row: &&PlannedEntry<'_>| row.entry.customer.clone();
    let query = sqlx::query(sql)
        .bind(column(rows, |row| row.row))
        .bind(column(rows, |row| row.entry.id.to_string()))
        .bind(column(rows, |row| row.entry.content_hash.as_str()))
        .bind(column(rows, |_| CONTENT_VERSION))
        .bind(column(rows, |row| row.entry.number.as_str()))
        .bind(column(rows, |row| row.placement.outlet.0))
        .bind(column(rows, |row| row.placement.region.0))
        .bind(column(rows, |row| row.placement.franchise.0))
        .bind(column(rows, |row| row.entry.till.as_deref()))
        .bind(column(rows, |row| row.entry.till_seq))
        .bind(column(rows, |row| row.entry.cashier.as_deref()))
        .bind(column(rows, |row| row.entry.shift.as_deref()))
        .bind(column(rows, |row| row.entry.at.0))
        .bind(column(rows, |_| plan.recorded_at.0))
        .bind(column(rows, |row| i64::from(row.entry.day.0)))
        .bind(column(rows, |row| i64::from(row.entry.hour)))
        .bind(column(rows, |row| i64::from(row.entry.utc_offset_min)))
        .bind(column(rows, |row| row.entry.currency.to_string()))
        .bind(column(rows, |row| row.entry.prices_include_tax))
        .bind(column(rows, |row| row.placement.customer))
        .bind(column(rows, |row| customer(row).and_then(|customer| customer.name)))
        .bind(column(rows, |row| customer(row).and_then(|customer| customer.phone)))
        .bind(column(rows, |row| customer(row).and_then(|customer| customer.email)))
        .bind(column(rows, |row| row.entry.total_minor))
        .bind(column(rows, |row| row.entry.tax_minor))
        .bind(column(rows, |row| row.entry.discount_minor))
        .bind(column(rows, |row| row.entry.rounding_minor))
        .bind(column(rows, |row| row.fact.qty.0))
        .bind(column(rows, |row| row.entry.origin.name()))
        .bind(column(rows, |row| row.event.id(first_event)))
        .bind(column(rows, |row| row.fact.is_company()));
    let query = match kind {
        EntryKind::Sale => query.bind(column(rows, |row| row.replaces_row)),
        EntryKind::Return => {
            query.bind(column(rows, |row| row.sale_row)).bind(column(rows, |row| row.entry.reason.as_str()))
        }
    };
    query.execute(connection).await.map(|done| done.rows_affected())
}

async fn write_lines(
    connection: &mut PgConnection,
    kind: EntryKind,
    entries: &[&PlannedEntry<'_>],
) -> sqlx::Result<()> {
    let sql = match kind {
        EntryKind::Sale => include_str!("../../sql/insert_sale_lines.postgres.sql"),
        EntryKind::Return => include_str!("../../sql/insert_return_lines.postgres.sql"),
    };
    let mut rows = Vec::new();
    for planned in entries {
        let lines = planned.entry.lines.iter().zip(&planned.items);
        rows.extend((0_i64..).zip(lines).map(|(index, (line, item))| (planned.row, index, line, item)));
    }
    let line = |row: &(i64, i64, _, _)| -> &NewLine { row.2 };
    sqlx::query(sql)
        .bind(column(&rows, |(entry, ..)| *entry))
        .bind(column(&rows, |(_, index, ..)| *index))
        .bind(column(&rows, |(.., item)| item.id))
        .bind(column(&rows, |(.., line, item)| line.name.as_deref().unwrap_or(&item.name)))
        .bind(column(&rows, |(.., line, item)| line.category.as_deref().or(item.category.as_deref())))
        .bind(column(&rows, |row| line(row).qty.0))
        .bind(column(&rows, |row| line(row).unit_price_micros))
        .bind(column(&rows, |row| line(row).discount_minor))
        .bind(column(&rows, |row| line(row).tax_minor))
        .bind(column(&rows, |row| line(row).tax_rate.as_deref()))
        .bind(column(&rows, |row| line(row).tax_code.as_deref()))
        .bind(column(&rows, |row| line(row).total_minor))
        .execute(connection)
        .await
        .map(drop)
}

async fn write_tenders(
    connection: &mut PgConnection,
    kind: EntryKind,
    entries: &[&PlannedEntry<'_>],
) -> sqlx::Result<()> {
    let sql = match kind {
        EntryKind::Sale => include_str!("../../sql/insert_sale_tenders.postgres.sql"),
        EntryKind::Return => include_str!("../../sql/insert_return_tenders.postgres.sql"),
    };
    let mut rows: Vec<(i64, i64, &NewTender)> = Vec::new();
    for planned in entries {
        let tenders = (0_i64..).zip(&planned.entry.tenders);
        rows.extend(tenders.map(|(position, tender)| (planned.row, position, tender)));
    }
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(sql)
        .bind(column(&rows, |(entry, ..)| *entry))
        .bind(column(&rows, |(_, position, _)| *position))
        .bind(column(&rows, |(.., tender)| tender.kind.as_str()))
        .bind(column(&rows, |(.., tender)| tender.currency.to_string()))
        .bind(column(&rows, |(.., tender)| tender.amount_minor))
        .bind(column(&rows, |(.., tender)| tender.change_minor))
        .bind(column(&rows, |(.., tender)| tender.rate.as_deref()))
        .execute(connection)
        .await
        .map(drop)
}

async fn write_cancellations(
    connection: &mut PgConnection,
    plan: &Plan<'_>,
    first_event: i64,
) -> sqlx::Result<()> {
    let rows = &plan.cancellations;
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(include_str!("../../sql/insert_cancellations.postgres.sql"))
        .bind(column(rows, |cancelled| cancelled.rows().0))
        .bind(column(rows, |cancelled| cancelled.rows().1))
        .bind(column(rows, |cancelled| cancelled.reason.as_str()))
        .bind(column(rows, |_| plan.recorded_at.0))
        .bind(column(rows, |cancelled| cancelled.event.id(first_event)))
        .execute(connection)
        .await
        .map(drop)
}

async fn write_day_starts(
    connection: &mut PgConnection,
    plan: &Plan<'_>,
    first_event: i64,
) -> sqlx::Result<()> {
    let rows = &plan.day_starts;
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(include_str!("../../sql/insert_day_starts.postgres.sql"))
        .bind(column(rows, |start| start.outlet.0))
        .bind(column(rows, |start| i64::from(start.day.0)))
        .bind(column(rows, |start| start.event.id(first_event)))
        .execute(connection)
        .await
        .map(drop)
}

async fn write_events(connection: &mut PgConnection, plan: &Plan<'_>, first_event: i64) -> sqlx::Result<()> {
    let rows = &plan.events;
    sqlx::query(append::postgres::INSERT_EVENTS)
        .bind(Vec::from_iter((first_event..).take(rows.len())))
        .bind(column(rows, |event| event.kind.name()))
        .bind(column(rows, |event| event.outlet.0))
        .bind(column(rows, |_| plan.recorded_at.0))
        .bind(column(rows, |event| event.origin.name()))
        .bind(column(rows, |event| plan.payload(event, first_event)))
        .execute(connection)
        .await
        .map(drop)
}
