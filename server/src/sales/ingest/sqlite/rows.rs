//! Writes a plan, row by row.

use rusqlite::{Result, Statement, params};
use uuid::Uuid;

use super::ledger::uid;
use super::statements::Statements;
use crate::sales::ingest::group::plan::{Plan, PlannedEntry};
use crate::sales::{CONTENT_VERSION, EntryKind};

/// Every row of the group, parents before children. `first_event` is the id of its first event.
pub(super) fn write(statements: &mut Statements<'_>, plan: &Plan<'_>, first_event: i64) -> Result<()> {
    for planned in &plan.items {
        let item = &planned.item;
        statements.insert_items.execute(params![item.id, planned.code, item.name, item.category, true])?;
    }
    for planned in &plan.customers {
        let known = &planned.customer;
        statements.insert_customers.execute(params![
            known.id,
            planned.reference,
            known.name,
            known.phone,
            known.email,
            known.is_company
        ])?;
    }
    for planned in &plan.entries {
        write_entry(statements, planned, plan, first_event)?;
    }
    write_cancellations(statements, plan, first_event)?;
    for start in &plan.day_starts {
        statements.insert_day_starts.execute(params![
            start.outlet.0,
            start.day.0,
            start.event.id(first_event)
        ])?;
    }
    write_additions(statements, plan)?;
    write_restatements(statements, plan)?;
    write_events(statements, plan, first_event)
}

fn write_entry(
    statements: &mut Statements<'_>,
    planned: &PlannedEntry<'_>,
    plan: &Plan<'_>,
    first_event: i64,
) -> Result<()> {
    match planned.entry.kind {
        EntryKind::Sale => {
            write_head(&mut statements.insert_sales, planned, plan, first_event)?;
            write_lines(&mut statements.insert_sale_lines, planned)?;
            write_tenders(&mut statements.insert_sale_tenders, planned)
        }
        EntryKind::Return => {
            write_head(&mut statements.insert_returns, planned, plan, first_event)?;
            write_lines(&mut statements.insert_return_lines, planned)?;
            write_tenders(&mut statements.insert_return_tenders, planned)
        }
    }
}

/// The row of `sales` or of `returns`, whose columns are the same up to the last.
fn write_head(
    statement: &mut Statement<'_>,
    planned: &PlannedEntry<'_>,
    plan: &Plan<'_>,
    first_event: i64,
) -> Result<()> {
    let entry = planned.entry;
    let customer = entry.customer.as_ref();
    let mut next = 0;
    let mut bind = |value: &dyn rusqlite::ToSql| {
        next += 1;
        statement.raw_bind_parameter(next, value)
    };
    bind(&planned.row)?;
    bind(&uid(entry.id, &mut Uuid::encode_buffer()))?;
    bind(&entry.content_hash)?;
    bind(&CONTENT_VERSION)?;
    bind(&entry.number)?;
    bind(&planned.placement.outlet.0)?;
    bind(&planned.placement.region.0)?;
    bind(&planned.placement.franchise.0)?;
    bind(&entry.till)?;
    bind(&entry.till_seq)?;
    bind(&entry.cashier)?;
    bind(&entry.shift)?;
    bind(&entry.at.0)?;
    bind(&plan.recorded_at.0)?;
    bind(&entry.day.0)?;
    bind(&entry.hour)?;
    bind(&entry.utc_offset_min)?;
    bind(&entry.currency.code())?;
    bind(&entry.prices_include_tax)?;
    bind(&planned.placement.customer)?;
    bind(&customer.and_then(|customer| customer.name.as_ref()))?;
    bind(&customer.and_then(|customer| customer.phone.as_ref()))?;
    bind(&customer.and_then(|customer| customer.email.as_ref()))?;
    bind(&entry.total_minor)?;
    bind(&entry.tax_minor)?;
    bind(&entry.discount_minor)?;
    bind(&entry.rounding_minor)?;
    bind(&planned.fact.qty.0)?;
    bind(&entry.origin.name())?;
    bind(&planned.event.id(first_event))?;
    bind(&planned.fact.is_company())?;
    match entry.kind {
        EntryKind::Sale => bind(&planned.replaces_row)?,
        EntryKind::Return => {
            bind(&planned.sale_row)?;
            bind(&entry.reason)?;
        }
    }
    statement.raw_execute().map(drop)
}

fn write_lines(statement: &mut Statement<'_>, planned: &PlannedEntry<'_>) -> Result<()> {
    for (index, (line, item)) in (0_i64..).zip(planned.entry.lines.iter().zip(&planned.items)) {
        statement.execute(params![
            planned.row,
            index,
            item.id,
            line.name.as_ref().unwrap_or(&item.name),
            line.category.as_ref().or(item.category.as_ref()),
            line.qty.0,
            line.unit_price_micros,
            line.discount_minor,
            line.tax_minor,
            line.tax_rate,
            line.tax_code,
            line.total_minor,
        ])?;
    }
    Ok(())
}

fn write_tenders(statement: &mut Statement<'_>, planned: &PlannedEntry<'_>) -> Result<()> {
    for (position, tender) in (0_i64..).zip(&planned.entry.tenders) {
        statement.execute(params![
            planned.row,
            position,
            tender.kind,
            tender.currency.code(),
            tender.amount_minor,
            tender.change_minor,
            tender.rate,
        ])?;
    }
    Ok(())
}

fn write_cancellations(statements: &mut Statements<'_>, plan: &Plan<'_>, first_event: i64) -> Result<()> {
    for cancelled in &plan.cancellations {
        let (sale, sale_return) = cancelled.rows();
        let event = cancelled.event.id(first_event);
        statements.insert_cancellations.execute(params![
            sale,
            sale_return,
            cancelled.reason,
            plan.recorded_at.0,
            event
        ])?;
    }
    Ok(())
}

fn write_additions(statements: &mut Statements<'_>, plan: &Plan<'_>) -> Result<()> {
    for (key, sums) in plan.additions.days() {
        let statement = &mut statements.add_to_scope_days;
        statement.raw_bind_parameter(1, key.scope.scope().0)?;
        statement.raw_bind_parameter(2, key.day.0)?;
        statement.raw_bind_parameter(3, key.currency.code())?;
        for (parameter, sum) in (4..).zip(sums.columns()) {
            statement.raw_bind_parameter(parameter, sum)?;
        }
        statement.raw_bind_parameter(4 + sums.columns().len(), plan.recorded_at.0)?;
        statement.raw_execute()?;
    }
    for (key, sums) in plan.additions.hours() {
        let (scope, currency) = (key.scope.scope().0, key.currency.code());
        statements.add_to_scope_hours.execute(params![
            scope,
            key.day.0,
            key.hour,
            currency,
            sums.orders,
            sums.gross
        ])?;
    }
    for (key, sums) in plan.additions.items() {
        let (scope, currency) = (key.scope.scope().0, key.currency.code());
        statements.add_to_item_days.execute(params![
            scope,
            key.day.0,
            key.item,
            currency,
            sums.qty,
            sums.amount
        ])?;
    }
    for (key, sums) in plan.additions.customers() {
        let (outlet, currency) = (key.outlet.0, key.currency.code());
        statements.add_to_customer_days.execute(params![
            outlet,
            key.day.0,
            key.customer,
            currency,
            sums.orders,
            sums.gross
        ])?;
    }
    Ok(())
}

fn write_restatements(statements: &mut Statements<'_>, plan: &Plan<'_>) -> Result<()> {
    for (key, restated) in plan.restatements.rows() {
        let statement = &mut statements.add_to_restatements;
        statement.raw_bind_parameter(1, key.outlet.0)?;
        statement.raw_bind_parameter(2, key.day.0)?;
        statement.raw_bind_parameter(3, key.currency.code())?;
        statement.raw_bind_parameter(4, key.reason.as_str())?;
        statement.raw_bind_parameter(5, key.told_on.0)?;
        statement.raw_bind_parameter(6, plan.recorded_at.0)?;
        statement.raw_bind_parameter(7, restated.facts)?;
        for (parameter, sum) in (8..).zip(restated.sums.columns()) {
            statement.raw_bind_parameter(parameter, sum)?;
        }
        statement.raw_execute()?;
    }
    Ok(())
}

fn write_events(statements: &mut Statements<'_>, plan: &Plan<'_>, first_event: i64) -> Result<()> {
    let mut payload = Vec::with_capacity(1_024);
    for (id, event) in (first_event..).zip(&plan.events) {
        plan.write_payload(event, first_event, &mut payload);
        let payload = std::str::from_utf8(&payload).map_err(rusqlite::Error::from)?;
        statements.insert_events.execute(params![
            id,
            event.kind.name(),
            event.outlet.0,
            plan.recorded_at.0,
            event.origin.name(),
            payload
        ])?;
    }
    Ok(())
}
