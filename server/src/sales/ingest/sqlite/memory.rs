//! What the writer remembers between groups, as long as nobody else has written.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::Result;

use super::statements::Statements;
use crate::organisation::OutletId;
use crate::restatements::StartedDays;
use crate::sales::ingest::group::ledger::{Customer, Item, Table};

/// Entries a memory holds before it starts over. A miss costs one look-up.
const CAPACITY: usize = 16_384;

#[derive(Default)]
pub(super) struct Memory {
    /// Grows with every commit of another connection. None: nothing is remembered.
    data_version: Option<i64>,
    /// Id of the last event that was given.
    pub(super) last_event: i64,
    next_rows: HashMap<Table, i64>,
    pub(super) items: Bounded<Item>,
    pub(super) customers: Bounded<Customer>,
    /// As many as there are outlets. None: it has begun no day.
    pub(super) started: HashMap<OutletId, Option<StartedDays>>,
}

impl Memory {
    /// Forgets everything if another connection has written since. Call at the beginning of each transaction.
    pub(super) fn refresh(&mut self, statements: &mut Statements<'_>) -> Result<()> {
        let version = statements.data_version.query_one([], |row| row.get(0))?;
        if self.data_version != Some(version) {
            self.forget();
            self.last_event = statements.find_last_given_id.query_one([], |row| row.get(0))?;
            self.data_version = Some(version);
        }
        Ok(())
    }

    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// The next row id of `table`.
    pub(super) fn new_row(&mut self, table: Table, statements: &mut Statements<'_>) -> Result<i64> {
        let given = match self.next_rows.get(&table) {
            Some(&next) => next,
            None => {
                let statement = match table {
                    Table::Sales => &mut statements.give_sale_rows,
                    Table::Returns => &mut statements.give_return_rows,
                    Table::Items => &mut statements.give_item_rows,
                    Table::Customers => &mut statements.give_customer_rows,
                };
                statement.query_one([], |row| row.get(0))?
            }
        };
        self.next_rows.insert(table, given + 1);
        Ok(given)
    }
}

/// Rows by their code or reference.
pub(super) struct Bounded<V>(HashMap<String, Arc<V>>);

impl<V> Bounded<V> {
    pub(super) fn get(&self, key: &str) -> Option<Arc<V>> {
        self.0.get(key).cloned()
    }

    pub(super) fn insert(&mut self, key: &str, value: Arc<V>) {
        if self.0.len() >= CAPACITY {
            self.0.clear();
        }
        self.0.insert(key.to_owned(), value);
    }
}

impl<V> Default for Bounded<V> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}
