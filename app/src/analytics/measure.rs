//! The measures of a row of totals, under the ids that programs read files by.

use crate::asked::Named;
use crate::dictionary::Term;
use crate::live::Totals;
use crate::summaries::model::average_order;
use crate::ui::grid::{Column, Value};
use crate::units::{Amount, Quantity};

/// A measure of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    Orders,
    Gross,
    Net,
    Tax,
    Discount,
    AverageOrder,
    ItemsSold,
    Returns,
    Returned,
    NetSales,
    Cancelled,
}

/// Which entries of the ledger a measure is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeOf {
    Sales,
    Returns,
    Both,
    /// Sales that were cancelled.
    Cancelled,
}

impl Measure {
    /// As rows of totals have them.
    pub const ALL: [Self; 11] = [
        Self::Orders,
        Self::Gross,
        Self::Net,
        Self::Tax,
        Self::Discount,
        Self::AverageOrder,
        Self::ItemsSold,
        Self::Returns,
        Self::Returned,
        Self::NetSales,
        Self::Cancelled,
    ];

    /// What the dictionary says of it.
    pub fn term(self) -> Term {
        match self {
            Self::Orders => Term::Orders,
            Self::Gross => Term::Gross,
            Self::Net => Term::Net,
            Self::Tax => Term::Tax,
            Self::Discount => Term::Discount,
            Self::AverageOrder => Term::AverageOrder,
            Self::ItemsSold => Term::ItemsSold,
            Self::Returns => Term::Returns,
            Self::Returned => Term::Returned,
            Self::NetSales => Term::NetSales,
            Self::Cancelled => Term::Cancelled,
        }
    }

    /// Its column.
    pub fn column(self) -> Column {
        Column::of(self.name(), self.term())
    }

    /// The entries behind it.
    pub fn made_of(self) -> MadeOf {
        match self {
            Self::Orders | Self::Gross | Self::Net | Self::Tax | Self::Discount | Self::AverageOrder => {
                MadeOf::Sales
            }
            Self::Returns | Self::Returned => MadeOf::Returns,
            Self::ItemsSold | Self::NetSales => MadeOf::Both,
            Self::Cancelled => MadeOf::Cancelled,
        }
    }

    /// What it comes to in `totals`.
    pub fn value(self, totals: &Totals) -> Value {
        let money = |amount| Value::Money(totals.currency, amount);
        match self {
            Self::Orders => Value::Count(totals.orders),
            Self::Gross => money(totals.gross),
            Self::Net => money(totals.net),
            Self::Tax => money(totals.tax),
            Self::Discount => money(totals.discount),
            Self::AverageOrder => money(average_order(totals)),
            Self::ItemsSold => Value::Quantity(Quantity(totals.qty.0.saturating_add(totals.returned_qty.0))),
            Self::Returns => Value::Count(totals.returns),
            Self::Returned => money(totals.returned),
            Self::NetSales => {
                let minor = totals.net.minor.saturating_add(totals.returned_net.minor);
                money(Amount { minor, ..totals.net })
            }
            Self::Cancelled => Value::Count(totals.cancelled),
        }
    }

    /// How much of it there is, by which rows of one currency are compared: minor units, thousandths or a count. What came back is told
    /// as less than nothing, and more of it is more.
    pub fn size(self, totals: &Totals) -> i64 {
        match self.value(totals) {
            Value::Money(_, amount) if self == Self::Returned => amount.minor.saturating_neg(),
            Value::Money(_, amount) => amount.minor,
            Value::Quantity(quantity) => quantity.0,
            Value::Count(count) => count,
            Value::Nothing | Value::Text(_) | Value::Change(_) | Value::Day(_) => 0,
        }
    }
}

impl Named for Measure {
    fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Gross => "gross",
            Self::Net => "net",
            Self::Tax => "tax",
            Self::Discount => "discount",
            Self::AverageOrder => "average_order",
            Self::ItemsSold => "items_sold",
            Self::Returns => "returns",
            Self::Returned => "returned",
            Self::NetSales => "net_sales",
            Self::Cancelled => "cancelled",
        }
    }
}
