//! What the dictionary says of a range of days, from facts alone. Names are left out: the last one wins, and facts here have no order.

use std::collections::{BTreeMap, BTreeSet};

use app::analytics::{
    CategorySales, CustomerSales, Grain, ItemSales, Lifetime, Period, Person, Segment, TopCustomer, Value,
    WeekHour,
};
use app::live::Totals;
use app::units::{Amount, Currency, Day, Quantity};
use chrono::{Datelike, NaiveDate};
use server::organisation::OutletId;
use server::sales::{EntryKind, NewEntry};

use super::Facts;

/// Days of some outlets, both ends inclusive.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) outlets: Vec<OutletId>,
    pub(crate) from: Day,
    pub(crate) to: Day,
}

/// Orders and gross by currency and customer.
type Bought = BTreeMap<(Currency, String), (i64, i64)>;

impl Facts {
    /// The facts of the range, and whether each was cancelled.
    fn within<'f>(&'f self, asked: &'f Asked) -> impl Iterator<Item = &'f (NewEntry, bool)> {
        self.0.iter().filter(|(entry, _)| {
            asked.outlets.contains(&entry.outlet) && (asked.from..=asked.to).contains(&entry.day)
        })
    }

    /// Completed sales of the range.
    fn sold<'f>(&'f self, asked: &'f Asked) -> impl Iterator<Item = &'f NewEntry> {
        self.within(asked)
            .filter(|(entry, is_cancelled)| entry.kind == EntryKind::Sale && !is_cancelled)
            .map(|(entry, _)| entry)
    }

    pub(crate) fn totals(&self, asked: &Asked) -> Vec<Totals> {
        let mut sums: BTreeMap<Currency, Totals> = BTreeMap::new();
        for (entry, is_cancelled) in self.within(asked) {
            let zero = Amount::new(0, entry.currency);
            let sum = sums.entry(entry.currency).or_insert(Totals {
                currency: entry.currency,
                orders: 0,
                gross: zero,
                net: zero,
                tax: zero,
                discount: zero,
                qty: Quantity(0),
                returns: 0,
                returned: zero,
                returned_net: zero,
                returned_tax: zero,
                returned_qty: Quantity(0),
                cancelled: 0,
                cancelled_amount: zero,
            });
            let qty: i64 = entry.lines.iter().map(|line| line.qty.0).sum();
            match (entry.kind, is_cancelled) {
                (EntryKind::Sale, false) => {
                    sum.orders += 1;
                    sum.gross.minor += entry.total_minor;
                    sum.net.minor += entry.total_minor - entry.tax_minor;
                    sum.tax.minor += entry.tax_minor;
                    sum.discount.minor += entry.discount_minor;
                    sum.qty.0 += qty;
                }
                (EntryKind::Sale, true) => {
                    sum.cancelled += 1;
                    sum.cancelled_amount.minor += entry.total_minor;
                }
                (EntryKind::Return, false) => {
                    sum.returns += 1;
                    sum.returned.minor -= entry.total_minor;
                    sum.returned_net.minor -= entry.total_minor - entry.tax_minor;
                    sum.returned_tax.minor -= entry.tax_minor;
                    sum.returned_qty.0 -= qty;
                }
                (EntryKind::Return, true) => {}
            }
        }
        sums.into_values().collect()
    }

    pub(crate) fn customers(&self, asked: &Asked) -> BTreeSet<String> {
        self.sold(asked).filter_map(reference).collect()
    }

    /// Those of the range whom no earlier completed sale of the same outlets knows.
    pub(crate) fn new_customers(&self, asked: &Asked) -> BTreeSet<String> {
        let before = Asked { from: Day(i32::MIN), to: asked.from.plus(-1), ..asked.clone() };
        &self.customers(asked) - &self.customers(&before)
    }

    pub(crate) fn top_customers(&self, asked: &Asked, most: usize) -> Vec<TopCustomer> {
        let ever = Asked { from: Day(i32::MIN), to: Day(i32::MAX), ..asked.clone() };
        let mut best = Vec::new();
        for ((currency, name), of_range) in best_of_each(&self.bought(asked), most) {
            let theirs = || {
                self.sold(&ever)
                    .filter(|sale| sale.currency == currency && reference(sale).as_ref() == Some(&name))
            };
            best.push(TopCustomer {
                sales: sales_of(currency, &name, of_range),
                lifetime: Lifetime {
                    orders: theirs().count().try_into().unwrap(),
                    gross: Amount::new(theirs().map(|sale| sale.total_minor).sum(), currency),
                    first_day: theirs().map(|sale| sale.day).min().unwrap(),
                    last_day: theirs().map(|sale| sale.day).max().unwrap(),
                },
            });
        }
        best
    }

    pub(crate) fn segments(&self, asked: &Asked, most: usize) -> Vec<Segment> {
        let mut by_currency: BTreeMap<Currency, Bought> = BTreeMap::new();
        for (key, sums) in self.bought(asked) {
            by_currency.entry(key.0).or_default().insert(key, sums);
        }
        let mut segments = Vec::new();
        for (currency, bought) in by_currency {
            let mut grosses: Vec<i64> = bought.values().map(|(_, gross)| *gross).collect();
            grosses.sort_unstable_by(|a, b| b.cmp(a));
            let cut = |tenths: usize| grosses[(tenths * grosses.len()).div_ceil(10) - 1];
            let (high, medium) = (cut(1), cut(3));
            for value in Value::ALL {
                let belongs = |gross: i64| match value {
                    Value::High => gross >= high,
                    Value::Medium => gross < high && gross >= medium,
                    Value::Low => gross < high && gross < medium,
                };
                let mut own = bought.clone();
                own.retain(|_, (_, gross)| belongs(*gross));
                segments.push(Segment {
                    currency,
                    value,
                    from_gross: match value {
                        Value::High => Some(Amount::new(high, currency)),
                        Value::Medium => Some(Amount::new(medium, currency)),
                        Value::Low => None,
                    },
                    customers: own.len().try_into().unwrap(),
                    gross: Amount::new(own.values().map(|(_, gross)| gross).sum(), currency),
                    top: best_of_each(&own, most)
                        .into_iter()
                        .map(|((currency, name), sums)| sales_of(currency, &name, sums))
                        .collect(),
                });
            }
        }
        segments
    }

    /// Every day up to `ended` is over.
    pub(crate) fn periods(&self, asked: &Asked, grain: Grain, ended: Day) -> Vec<Period> {
        let mut periods: Vec<Period> = Vec::new();
        for number in asked.from.0..=asked.to.0 {
            let day = Day(number);
            let name = period_name(grain, day);
            if periods.last().is_none_or(|period| period.name != name) {
                periods.push(Period { name, from: day, to: day, is_partial: false, totals: Vec::new() });
            }
            periods.last_mut().unwrap().to = day;
        }
        for period in &mut periods {
            period.totals = self.totals(&Asked { from: period.from, to: period.to, ..asked.clone() });
            let begins_inside = period_name(grain, period.from.plus(-1)) == period.name;
            let goes_on = period_name(grain, period.to.plus(1)) == period.name;
            period.is_partial = begins_inside || goes_on || period.to > ended;
        }
        periods
    }

    pub(crate) fn items(&self, asked: &Asked, most: usize) -> Vec<ItemSales> {
        let mut sums: BTreeMap<(Currency, String), (Option<String>, i64, i64)> = BTreeMap::new();
        for sale in self.sold(asked) {
            for line in &sale.lines {
                let sum = sums.entry((sale.currency, line.item.clone())).or_default();
                *sum = (line.category.clone(), sum.1 + line.qty.0, sum.2 + line.total_minor);
            }
        }
        let mut items: Vec<ItemSales> = sums
            .into_iter()
            .map(|((currency, code), (category, qty, amount))| ItemSales {
                name: code.clone(),
                code,
                category,
                currency,
                qty: Quantity(qty),
                amount: Amount::new(amount, currency),
            })
            .collect();
        items.sort_by_key(|item| (item.currency, -item.amount.minor, item.code.clone()));
        let mut kept: BTreeMap<Currency, usize> = BTreeMap::new();
        items.retain(|item| {
            let kept = kept.entry(item.currency).or_default();
            *kept += 1;
            *kept <= most
        });
        items
    }

    pub(crate) fn categories(&self, asked: &Asked) -> BTreeMap<(Currency, Option<String>), CategorySales> {
        let mut categories: BTreeMap<(Currency, Option<String>), CategorySales> = BTreeMap::new();
        for item in self.items(asked, usize::MAX) {
            let key = (item.currency, item.category.clone());
            let sum = categories.entry(key).or_insert(CategorySales {
                category: item.category,
                currency: item.currency,
                items: 0,
                qty: Quantity(0),
                amount: Amount::new(0, item.currency),
            });
            sum.items += 1;
            sum.qty.0 += item.qty.0;
            sum.amount.minor += item.amount.minor;
        }
        categories
    }

    pub(crate) fn week_hours(&self, asked: &Asked) -> Vec<WeekHour> {
        let mut hours: BTreeMap<(Currency, u8, u8), (i64, i64)> = BTreeMap::new();
        for sale in self.sold(asked) {
            let weekday = date(sale.day).weekday().num_days_from_monday().try_into().unwrap();
            let sum = hours.entry((sale.currency, weekday, sale.hour)).or_default();
            *sum = (sum.0 + 1, sum.1 + sale.total_minor);
        }
        let week_hour = |((currency, weekday, hour), (orders, gross))| WeekHour {
            weekday,
            hour,
            currency,
            orders,
            gross: Amount::new(gross, currency),
        };
        hours.into_iter().map(week_hour).collect()
    }

    fn bought(&self, asked: &Asked) -> Bought {
        let mut bought = Bought::new();
        for sale in self.sold(asked) {
            if let Some(customer) = reference(sale) {
                let sum = bought.entry((sale.currency, customer)).or_default();
                *sum = (sum.0 + 1, sum.1 + sale.total_minor);
            }
        }
        bought
    }
}

fn reference(sale: &NewEntry) -> Option<String> {
    sale.customer.as_ref().and_then(|customer| customer.reference.clone())
}

/// The highest gross first, the earlier reference among equal ones.
fn best_of_each(bought: &Bought, most: usize) -> Vec<((Currency, String), (i64, i64))> {
    let mut all: Vec<_> = bought.iter().map(|(key, sums)| (key.clone(), *sums)).collect();
    all.sort_by_key(|((currency, name), (_, gross))| (*currency, -gross, name.clone()));
    let mut best: Vec<((Currency, String), (i64, i64))> = Vec::new();
    for entry in all {
        if best.iter().filter(|(key, _)| key.0 == entry.0.0).count() < most {
            best.push(entry);
        }
    }
    best
}

fn sales_of(currency: Currency, name: &str, (orders, gross): (i64, i64)) -> CustomerSales {
    let customer = Person { reference: name.to_owned(), name: None, email: None, is_company: false };
    CustomerSales { customer, currency, orders, gross: Amount::new(gross, currency) }
}

fn period_name(grain: Grain, day: Day) -> String {
    let date = date(day);
    match grain {
        Grain::Day => date.format("%Y-%m-%d").to_string(),
        Grain::Week => date.week(chrono::Weekday::Mon).first_day().format("%Y-%m-%d").to_string(),
        Grain::Month => date.format("%Y-%m").to_string(),
    }
}

pub(super) fn date(day: Day) -> NaiveDate {
    NaiveDate::from_epoch_days(day.0).unwrap()
}
