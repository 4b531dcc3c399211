//! The answers, as pages, exports and the API read them.

use super::calendar;
use crate::live::Totals;
use crate::units::decimal::divide_half_away;
use crate::units::{Amount, Code, Currency, Day, Quantity, Scope};

/// Business days of a scope, from the first to the last, both inclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    pub scope: Scope,
    pub from: Day,
    pub to: Day,
}

/// What a scope sold in a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// By currency; none where nothing happened.
    pub totals: Vec<Totals>,
    /// Distinct identified customers of completed sales, over all currencies.
    pub customers: i64,
    /// Those among them whose first completed sale ever in the scope falls into the range.
    pub new_customers: i64,
    /// `None` without quotes.
    pub conversion: Option<Conversion>,
}

/// What became of the quotes that were created in a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// At least one.
    pub quotes: i64,
    pub orders: i64,
}

/// A customer and what a range knows of them in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerSales {
    pub customer: Person,
    pub currency: Currency,
    pub orders: i64,
    pub gross: Amount,
}

/// An identified customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Unique in the organisation.
    pub reference: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub is_company: bool,
}

/// A customer with everything they ever bought in the scope in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifetime {
    pub orders: i64,
    pub gross: Amount,
    pub first_day: Day,
    pub last_day: Day,
}

/// A customer of the range, beside their lifetime value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopCustomer {
    pub sales: CustomerSales,
    pub lifetime: Lifetime,
}

/// How days are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grain {
    Day,
    /// Monday to Sunday.
    Week,
    Month,
}

/// The days of one week or month that fall into the range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// `2026-11-20`; a week by its Monday, even where that lies before the range; `2026-11`.
    pub name: String,
    pub from: Day,
    pub to: Day,
    /// Whether the range cuts it off or some outlet has not ended its last day.
    pub is_partial: bool,
    /// By currency; none where nothing happened.
    pub totals: Vec<Totals>,
}

/// Customers by what they are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    High,
    Medium,
    Low,
}

/// Which of the segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfSegment {
    pub value: Value,
    pub currency: Currency,
}

/// One of the three segments of a currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub currency: Currency,
    pub value: Value,
    /// The gross from which on a customer belongs to it; `None` for the lowest.
    pub from_gross: Option<Amount>,
    pub customers: i64,
    pub gross: Amount,
    /// The best of it, by gross descending, reference.
    pub top: Vec<CustomerSales>,
}

/// What was sold of an item in one currency: Σ of the lines of uncancelled sales.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemSales {
    pub code: String,
    pub name: String,
    pub category: Option<String>,
    pub currency: Currency,
    pub qty: Quantity,
    pub amount: Amount,
}

/// What was sold of a category in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategorySales {
    /// `None` for items without one.
    pub category: Option<String>,
    pub currency: Currency,
    pub items: i64,
    pub qty: Quantity,
    pub amount: Amount,
}

/// The sales of one wall-clock hour on all days of one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekHour {
    /// 0 is Monday.
    pub weekday: u8,
    pub hour: u8,
    pub currency: Currency,
    pub orders: i64,
    pub gross: Amount,
}

/// The range beside the one as long before it and the same days of the year before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub range: RangeTotals,
    pub before: RangeTotals,
    pub year_before: RangeTotals,
}

/// What happened from one day to another, by currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeTotals {
    pub from: Day,
    pub to: Day,
    pub totals: Vec<Totals>,
}

/// What an outlet sold in the range in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletSales {
    pub outlet: Code,
    pub name: String,
    pub region: Code,
    pub region_name: String,
    pub currency: Currency,
    pub orders: i64,
    pub gross: Amount,
}

impl Range {
    /// How many days it has.
    pub fn days(&self) -> i32 {
        self.to.0 - self.from.0 + 1
    }
}

impl Conversion {
    /// Tenths of a percent, rounded half away from zero.
    pub fn permille(self) -> i64 {
        ratio(self.orders.saturating_mul(1_000).into(), self.quotes)
    }
}

impl Lifetime {
    /// From the first to the last day with a completed sale.
    pub fn days_between(&self) -> i32 {
        self.last_day.0 - self.first_day.0
    }
}

impl Segment {
    /// Which one it is.
    pub fn of(&self) -> OfSegment {
        OfSegment { value: self.value, currency: self.currency }
    }

    /// Gross by customer, rounded half away from zero; nothing where there is none.
    pub fn average(&self) -> Amount {
        Amount { minor: ratio(self.gross.minor.into(), self.customers), ..self.gross }
    }
}

impl Value {
    /// From the highest on.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];

    /// `High Value`.
    pub fn name(self) -> &'static str {
        match self {
            Self::High => "High Value",
            Self::Medium => "Medium Value",
            Self::Low => "Low Value",
        }
    }

    /// As it stands in an address.
    pub fn short_name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

impl Grain {
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// What reads best over so many days.
    pub fn of_length(days: i32) -> Self {
        match days {
            ..=92 => Self::Day,
            93..=366 => Self::Week,
            _ => Self::Month,
        }
    }

    /// As it stands in an address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The first and the last day of the period that holds `day`.
    pub fn around(self, day: Day) -> (Day, Day) {
        match self {
            Self::Day => (day, day),
            Self::Week => {
                let monday = day.plus(-i32::from(day.weekday_from_monday()));
                (monday, monday.plus(6))
            }
            Self::Month => (calendar::month_start(day), calendar::month_end(day)),
        }
    }

    /// What the period that begins on `first` is called.
    pub fn period_name(self, first: Day) -> String {
        let name = first.to_string();
        match self {
            Self::Day | Self::Week => name,
            Self::Month => name[..7].to_owned(),
        }
    }
}

impl std::str::FromStr for Value {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|value| value.short_name() == text).ok_or(())
    }
}

impl std::str::FromStr for Grain {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|grain| grain.name() == text).ok_or(())
    }
}

/// Zero where there is nothing to divide by, or the quotient cannot be held.
fn ratio(dividend: i128, divisor: i64) -> i64 {
    divide_half_away(dividend, divisor.into()).and_then(|ratio| i64::try_from(ratio).ok()).unwrap_or_default()
}
