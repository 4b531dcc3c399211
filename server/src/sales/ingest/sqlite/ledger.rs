//! Asks SQLite as questions come up.

use std::str::FromStr;
use std::sync::Arc;

use app::units::{Day, Quantity, UnixMs};
use rusqlite::types::{FromSql, Type};
use rusqlite::{Error, OptionalExtension, Result, Row, Statement};
use uuid::Uuid;

use super::memory::Memory;
use super::statements::Statements;
use crate::events::{CustomerFact, EntryFact, Origin};
use crate::organisation::{OutletId, ScopeId};
use crate::restatements::StartedDays;
use crate::sales::entry::first_names;
use crate::sales::ingest::group::ledger::{
    Customer, Item, Ledger, Returned, StoredCancellation, StoredEntry, StoredReceipt, Table,
};
use crate::sales::ingest::group::sum_by_item;
use crate::sales::{EntryKind, Receipt};
use crate::summaries::Placement;

pub(super) struct SqliteLedger<'e, 'c> {
    pub(super) statements: &'e mut Statements<'c>,
    pub(super) memory: &'e mut Memory,
}

impl Ledger for SqliteLedger<'_, '_> {
    type Error = Error;

    fn find_receipt(&mut self, id: Uuid) -> Result<Option<StoredReceipt>> {
        let statement = &mut self.statements.find_receipts;
        statement.query_row([uid(id, &mut Uuid::encode_buffer())], |row| receipt(id, row)).optional()
    }

    fn find_entry(&mut self, kind: EntryKind, id: Uuid) -> Result<Option<StoredEntry>> {
        let (standing, lines) = match kind {
            EntryKind::Sale => {
                (&mut self.statements.find_sale_standing, &mut self.statements.list_sale_line_items)
            }
            EntryKind::Return => {
                (&mut self.statements.find_return_standing, &mut self.statements.list_return_line_items)
            }
        };
        let found =
            standing.query_row([uid(id, &mut Uuid::encode_buffer())], |row| entry(id, row)).optional()?;
        let Some(mut entry) = found else { return Ok(None) };
        add_lines(&mut entry, lines)?;
        if kind == EntryKind::Sale {
            entry.returned = returned(entry.row, &mut self.statements.list_returned)?;
        }
        Ok(Some(entry))
    }

    fn find_item(&mut self, code: &str) -> Result<Option<Arc<Item>>> {
        if let Some(item) = self.memory.items.get(code) {
            return Ok(Some(item));
        }
        let found = self.statements.find_items.query_row([code], |row| {
            Ok(Arc::new(Item { id: row.get(0)?, name: row.get(1)?, category: row.get(2)? }))
        });
        let found = found.optional()?;
        if let Some(item) = &found {
            self.memory.items.insert(code, Arc::clone(item));
        }
        Ok(found)
    }

    fn find_customer(&mut self, reference: &str) -> Result<Option<Arc<Customer>>> {
        if let Some(customer) = self.memory.customers.get(reference) {
            return Ok(Some(customer));
        }
        let found = self.statements.find_customers.query_row([reference], |row| {
            Ok(Arc::new(Customer {
                id: row.get(0)?,
                name: row.get(1)?,
                phone: row.get(2)?,
                email: row.get(3)?,
                is_company: row.get(4)?,
            }))
        });
        let found = found.optional()?;
        if let Some(customer) = &found {
            self.memory.customers.insert(reference, Arc::clone(customer));
        }
        Ok(found)
    }

    fn has_day_started(&mut self, outlet: OutletId, day: Day) -> Result<bool> {
        self.statements.find_day_start.exists((outlet.0, day.0))
    }

    fn find_started_days(&mut self, outlet: OutletId) -> Result<Option<StartedDays>> {
        if let Some(known) = self.memory.started.get(&outlet) {
            return Ok(*known);
        }
        let found = self.statements.find_started_days.query_row([outlet.0], |row| {
            let (first, last): (Option<i32>, Option<i32>) = (row.get(0)?, row.get(1)?);
            Ok(first.zip(last).map(|(first, last)| StartedDays { first: Day(first), last: Day(last) }))
        })?;
        self.memory.started.insert(outlet, found);
        Ok(found)
    }

    fn new_id(&mut self, table: Table) -> Result<i64> {
        self.memory.new_row(table, self.statements)
    }
}

/// The id as it is stored.
pub(super) fn uid(id: Uuid, buffer: &mut [u8; 45]) -> &str {
    id.hyphenated().encode_lower(buffer)
}

fn receipt(id: Uuid, row: &Row<'_>) -> Result<StoredReceipt> {
    Ok(StoredReceipt {
        kind: if row.get(6)? { EntryKind::Return } else { EntryKind::Sale },
        content_hash: row.get(0)?,
        receipt: Receipt {
            id,
            number: row.get(1)?,
            event: row.get(2)?,
            day: Day(row.get(3)?),
            hour: row.get(4)?,
            recorded_at: UnixMs(row.get(5)?),
        },
    })
}

/// The entry without its lines.
fn entry(id: Uuid, row: &Row<'_>) -> Result<StoredEntry> {
    let reason: Option<String> = row.get("cancel_reason")?;
    let cancelled = match reason {
        Some(reason) => Some(StoredCancellation {
            reason,
            event: row.get("cancel_event_id")?,
            cancelled_at: UnixMs(row.get("cancelled_at")?),
        }),
        None => None,
    };
    Ok(StoredEntry {
        row: row.get("id")?,
        event: row.get("event_id")?,
        origin: parsed(row, "origin", Origin::from_name)?,
        placement: Placement {
            outlet: OutletId(row.get("outlet_id")?),
            region: ScopeId(row.get("region_id")?),
            franchise: ScopeId(row.get("franchise_id")?),
            customer: row.get("customer_id")?,
        },
        fact: fact(id, row)?,
        cancelled,
        is_replaced: row.get("is_replaced")?,
        returned: Returned::default(),
    })
}

fn fact(id: Uuid, row: &Row<'_>) -> Result<EntryFact> {
    Ok(EntryFact {
        id: id.to_string(),
        number: row.get("number")?,
        sale: row.get("sale_uid")?,
        replaces: row.get("replaces_uid")?,
        reason: row.get("reason")?,
        region: ScopeId(row.get("region_id")?),
        franchise: ScopeId(row.get("franchise_id")?),
        till: row.get("till")?,
        till_seq: row.get("till_seq")?,
        cashier: row.get("cashier")?,
        shift: row.get("shift")?,
        sold_at_ms: row.get("at")?,
        utc_offset_min: row.get("utc_offset_min")?,
        day: Day(row.get("day")?),
        hour: row.get("hour")?,
        currency: parsed(row, "currency", |code| FromStr::from_str(code).ok())?,
        prices_include_tax: row.get("prices_include_tax")?,
        gross_minor: row.get("total")?,
        tax_minor: row.get("tax")?,
        discount_minor: row.get("discount")?,
        rounding_minor: row.get("rounding")?,
        qty: Quantity(row.get("qty")?),
        customer: customer(row)?.known(),
        items: Vec::new(),
        item_sums: Vec::new(),
    })
}

fn customer(row: &Row<'_>) -> Result<CustomerFact> {
    Ok(CustomerFact {
        reference: row.get("customer_ref")?,
        name: row.get("customer_name")?,
        phone: row.get("customer_phone")?,
        email: row.get("customer_email")?,
        is_company: row.get("is_company")?,
    })
}

fn add_lines(entry: &mut StoredEntry, statement: &mut Statement<'_>) -> Result<()> {
    let lines = statement
        .query_map([entry.row], |row| {
            Ok(((column(row, 0)?, column(row, 2)?, column(row, 3)?), column::<String>(row, 1)?))
        })?
        .collect::<Result<Vec<((i64, i64, i64), String)>>>()?;
    entry.fact.items = first_names(lines.iter().map(|(_, name)| name));
    entry.fact.item_sums = sum_by_item(lines.iter().map(|(sums, _)| *sums));
    Ok(())
}

fn returned(sale: i64, statement: &mut Statement<'_>) -> Result<Returned> {
    let mut returned = Returned::default();
    let mut last = None;
    let mut rows = statement.query([sale])?;
    while let Some(row) = rows.next()? {
        returned.add_line(&mut last, row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
    }
    Ok(returned)
}

fn column<T: FromSql>(row: &Row<'_>, index: usize) -> Result<T> {
    row.get(index)
}

fn parsed<T>(row: &Row<'_>, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
    let index = row.as_ref().column_index(name)?;
    let text: String = row.get(index)?;
    parse(&text).ok_or_else(|| Error::FromSqlConversionFailure(index, Type::Text, text.into()))
}
