//! Keys and sums of the summaries, as they are added up in memory.

use app::units::{Currency, Day};
use sqlx::FromRow;

use crate::events::EntryFact;
use crate::organisation::{OutletId, ScopeId};

/// The scopes an entry counts in, and its identified customer. Region and franchise are those of its moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    pub outlet: OutletId,
    pub region: ScopeId,
    pub franchise: ScopeId,
    pub customer: Option<i64>,
}

/// Key of `scope_days`. Ordered as rows are written: the network's last, since every writer needs those.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayKey {
    pub scope: WriteOrder,
    pub day: Day,
    pub currency: Currency,
}

/// Key of `scope_hours`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HourKey {
    pub scope: WriteOrder,
    pub day: Day,
    pub hour: u8,
    pub currency: Currency,
}

/// Key of `item_days`, kept for outlets and the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemDayKey {
    pub scope: WriteOrder,
    pub day: Day,
    pub item: i64,
    pub currency: Currency,
}

/// Key of `customer_days`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomerDayKey {
    pub outlet: OutletId,
    pub day: Day,
    pub customer: i64,
    pub currency: Currency,
}

/// A scope in the order in which its rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WriteOrder {
    Part(ScopeId),
    Network,
}

/// Sums, named and ordered as the columns of `scope_days`: minor units, thousandths, counts.
#[derive(Clone, Copy, Debug, Default, FromRow, PartialEq, Eq)]
pub struct DaySums {
    pub orders: i64,
    pub gross: i64,
    pub tax: i64,
    pub discount: i64,
    pub qty: i64,
    pub returns: i64,
    pub returned: i64,
    pub returned_tax: i64,
    pub returned_qty: i64,
    pub cancelled: i64,
    pub cancelled_amount: i64,
}

/// Sums of `scope_hours` and `customer_days`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderSums {
    pub orders: i64,
    pub gross: i64,
}

/// Sums of `item_days`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemSums {
    pub qty: i64,
    pub amount: i64,
}

/// A sum would leave the range of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a figure would exceed what can be held")]
pub struct OutOfRange;

impl Placement {
    pub(super) fn scopes(&self) -> [WriteOrder; 4] {
        [
            WriteOrder::Part(self.outlet.into()),
            WriteOrder::Part(self.region),
            WriteOrder::Part(self.franchise),
            WriteOrder::Network,
        ]
    }
}

impl WriteOrder {
    /// The scope itself.
    #[must_use]
    pub fn scope(self) -> ScopeId {
        match self {
            Self::Part(scope) => scope,
            Self::Network => ScopeId::NETWORK,
        }
    }
}

impl DaySums {
    /// What a sale adds to its own day.
    #[must_use]
    pub fn of_sale(sale: &EntryFact) -> Self {
        Self {
            orders: 1,
            gross: sale.gross_minor,
            tax: sale.tax_minor,
            discount: sale.discount_minor,
            qty: sale.qty.0,
            ..Self::default()
        }
    }

    /// What the cancellation of a sale adds to the sale's own day.
    #[must_use]
    pub fn of_cancelled_sale(sale: &EntryFact) -> Self {
        Self { cancelled: 1, cancelled_amount: sale.gross_minor, ..Self::of_sale(sale).negated() }
    }

    /// What a return adds to its own day: figures at or below zero, apart from those of sales.
    #[must_use]
    pub fn of_return(entry: &EntryFact) -> Self {
        Self {
            returns: 1,
            returned: -entry.gross_minor,
            returned_tax: -entry.tax_minor,
            returned_qty: -entry.qty.0,
            ..Self::default()
        }
    }

    /// What the cancellation of a return adds to the return's own day.
    #[must_use]
    pub fn of_cancelled_return(entry: &EntryFact) -> Self {
        Self::of_return(entry).negated()
    }

    /// What is to be added to `other` to come to this; at the end of what can be held where it is more.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        let (these, others) = (self.columns(), other.columns());
        Self::from_columns(std::array::from_fn(|at| these[at].saturating_sub(others[at])))
    }

    fn negated(self) -> Self {
        Self {
            orders: -self.orders,
            gross: -self.gross,
            tax: -self.tax,
            discount: -self.discount,
            qty: -self.qty,
            returns: -self.returns,
            returned: -self.returned,
            returned_tax: -self.returned_tax,
            returned_qty: -self.returned_qty,
            cancelled: -self.cancelled,
            cancelled_amount: -self.cancelled_amount,
        }
    }

    /// From the column order of `scope_days`.
    #[must_use]
    pub fn from_columns(columns: [i64; 11]) -> Self {
        let [
            orders,
            gross,
            tax,
            discount,
            qty,
            returns,
            returned,
            returned_tax,
            returned_qty,
            cancelled,
            cancelled_amount,
        ] = columns;
        Self {
            orders,
            gross,
            tax,
            discount,
            qty,
            returns,
            returned,
            returned_tax,
            returned_qty,
            cancelled,
            cancelled_amount,
        }
    }

    /// In the column order of `scope_days`.
    #[must_use]
    pub fn columns(&self) -> [i64; 11] {
        [
            self.orders,
            self.gross,
            self.tax,
            self.discount,
            self.qty,
            self.returns,
            self.returned,
            self.returned_tax,
            self.returned_qty,
            self.cancelled,
            self.cancelled_amount,
        ]
    }

    /// Adds up. Errors: [`OutOfRange`], and then nothing has changed.
    pub fn add(&mut self, more: &Self) -> Result<(), OutOfRange> {
        *self = Self {
            orders: sum(self.orders, more.orders)?,
            gross: sum(self.gross, more.gross)?,
            tax: sum(self.tax, more.tax)?,
            discount: sum(self.discount, more.discount)?,
            qty: sum(self.qty, more.qty)?,
            returns: sum(self.returns, more.returns)?,
            returned: sum(self.returned, more.returned)?,
            returned_tax: sum(self.returned_tax, more.returned_tax)?,
            returned_qty: sum(self.returned_qty, more.returned_qty)?,
            cancelled: sum(self.cancelled, more.cancelled)?,
            cancelled_amount: sum(self.cancelled_amount, more.cancelled_amount)?,
        };
        Ok(())
    }
}

impl OrderSums {
    /// Adds up. Errors: [`OutOfRange`], and then nothing has changed.
    pub fn add(&mut self, more: &Self) -> Result<(), OutOfRange> {
        *self = Self { orders: sum(self.orders, more.orders)?, gross: sum(self.gross, more.gross)? };
        Ok(())
    }
}

impl ItemSums {
    /// Adds up. Errors: [`OutOfRange`], and then nothing has changed.
    pub fn add(&mut self, more: &Self) -> Result<(), OutOfRange> {
        *self = Self { qty: sum(self.qty, more.qty)?, amount: sum(self.amount, more.amount)? };
        Ok(())
    }
}

fn sum(a: i64, b: i64) -> Result<i64, OutOfRange> {
    a.checked_add(b).ok_or(OutOfRange)
}
