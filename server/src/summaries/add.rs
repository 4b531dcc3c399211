//! What a group of facts adds to the summaries, summed by key in memory first.
//!
//! Two hundred sales of one afternoon touch the same few rows; written one by one they would rewrite the network's row
//! two hundred times.

use std::collections::HashMap;
use std::hash::Hash;

use super::measures::{
    CustomerDayKey, DayKey, DaySums, HourKey, ItemDayKey, ItemSums, OrderSums, OutOfRange, Placement,
    WriteOrder,
};
use crate::events::EntryFact;

/// Everything that one group of facts adds, by key.
#[derive(Debug, Default)]
pub struct Additions {
    days: HashMap<DayKey, DaySums>,
    hours: HashMap<HourKey, OrderSums>,
    items: HashMap<ItemDayKey, ItemSums>,
    customers: HashMap<CustomerDayKey, OrderSums>,
}

/// Whether an entry comes in or is taken out again by its cancellation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    In,
    Out,
}

impl Additions {
    /// Counts a sale on its own day and hour.
    ///
    /// Errors: [`OutOfRange`], after which the additions are no longer usable; so for all four.
    pub fn add_sale(&mut self, placement: &Placement, sale: &EntryFact) -> Result<(), OutOfRange> {
        self.count_sale(placement, sale, Direction::In)
    }

    /// Takes a sale out of its own day and hour, and counts it among the day's cancelled ones.
    pub fn cancel_sale(&mut self, placement: &Placement, sale: &EntryFact) -> Result<(), OutOfRange> {
        self.count_sale(placement, sale, Direction::Out)
    }

    /// Counts a return, at or below zero, on its own day. The figures of sales stay as they are.
    pub fn add_return(&mut self, placement: &Placement, entry: &EntryFact) -> Result<(), OutOfRange> {
        self.count_return(placement, entry, Direction::In)
    }

    /// Takes a return out of its own day.
    pub fn cancel_return(&mut self, placement: &Placement, entry: &EntryFact) -> Result<(), OutOfRange> {
        self.count_return(placement, entry, Direction::Out)
    }

    /// Rows for `scope_days` in the order to write them; so for all four.
    #[must_use]
    pub fn days(&self) -> Vec<(DayKey, DaySums)> {
        sorted(&self.days)
    }

    /// Rows for `scope_hours`.
    #[must_use]
    pub fn hours(&self) -> Vec<(HourKey, OrderSums)> {
        sorted(&self.hours)
    }

    /// Rows for `item_days`.
    #[must_use]
    pub fn items(&self) -> Vec<(ItemDayKey, ItemSums)> {
        sorted(&self.items)
    }

    /// Rows for `customer_days`.
    #[must_use]
    pub fn customers(&self) -> Vec<(CustomerDayKey, OrderSums)> {
        sorted(&self.customers)
    }

    fn count_sale(
        &mut self,
        placement: &Placement,
        sale: &EntryFact,
        direction: Direction,
    ) -> Result<(), OutOfRange> {
        let sign = direction.sign();
        let (day, hour, currency) = (sale.day, sale.hour, sale.currency);
        let of_day = match direction {
            Direction::In => DaySums::of_sale(sale),
            Direction::Out => DaySums::of_cancelled_sale(sale),
        };
        let of_hour = OrderSums { orders: sign, gross: sign * sale.gross_minor };
        for scope in placement.scopes() {
            self.days.entry(DayKey { scope, day, currency }).or_default().add(&of_day)?;
            self.hours.entry(HourKey { scope, day, hour, currency }).or_default().add(&of_hour)?;
        }
        for sum in &sale.item_sums {
            let of_item = ItemSums { qty: sign * sum.qty, amount: sign * sum.amount_minor };
            for scope in [WriteOrder::Part(placement.outlet.into()), WriteOrder::Network] {
                self.items
                    .entry(ItemDayKey { scope, day, item: sum.item, currency })
                    .or_default()
                    .add(&of_item)?;
            }
        }
        if let Some(customer) = placement.customer {
            let key = CustomerDayKey { outlet: placement.outlet, day, customer, currency };
            self.customers.entry(key).or_default().add(&of_hour)?;
        }
        Ok(())
    }

    fn count_return(
        &mut self,
        placement: &Placement,
        entry: &EntryFact,
        direction: Direction,
    ) -> Result<(), OutOfRange> {
        let of_day = match direction {
            Direction::In => DaySums::of_return(entry),
            Direction::Out => DaySums::of_cancelled_return(entry),
        };
        for scope in placement.scopes() {
            let key = DayKey { scope, day: entry.day, currency: entry.currency };
            self.days.entry(key).or_default().add(&of_day)?;
        }
        Ok(())
    }
}

impl Direction {
    fn sign(self) -> i64 {
        match self {
            Self::In => 1,
            Self::Out => -1,
        }
    }
}

fn sorted<K: Copy + Ord + Hash, V: Copy>(rows: &HashMap<K, V>) -> Vec<(K, V)> {
    let mut sorted: Vec<(K, V)> = rows.iter().map(|(key, sums)| (*key, *sums)).collect();
    sorted.sort_unstable_by_key(|(key, _)| *key);
    sorted
}

/// The statements that add, for the ingest group's body on SQLite.
pub(crate) mod sqlite {
    pub(crate) const SCOPE_DAYS: &str = include_str!("sql/add_to_scope_days.sqlite.sql");
    pub(crate) const SCOPE_HOURS: &str = include_str!("sql/add_to_scope_hours.sqlite.sql");
    pub(crate) const ITEM_DAYS: &str = include_str!("sql/add_to_item_days.sqlite.sql");
    pub(crate) const CUSTOMER_DAYS: &str = include_str!("sql/add_to_customer_days.sqlite.sql");
}

/// The statements that add, for the ingest group's body on Postgres.
pub(crate) mod postgres {
    pub(crate) const SCOPE_DAYS: &str = include_str!("sql/add_to_scope_days.postgres.sql");
    pub(crate) const SCOPE_HOURS: &str = include_str!("sql/add_to_scope_hours.postgres.sql");
    pub(crate) const ITEM_DAYS: &str = include_str!("sql/add_to_item_days.postgres.sql");
    pub(crate) const CUSTOMER_DAYS: &str = include_str!("sql/add_to_customer_days.postgres.sql");
}
