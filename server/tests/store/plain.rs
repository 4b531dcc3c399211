//! The plainest of models: keep what was recorded, drop what was cancelled, add up what is left. It reads facts alone, and shares
//! nothing with what it is held against.

mod analytics;
mod report;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use app::summaries::DailySummary;
use app::units::{Currency, Day};
use chrono::{NaiveDate, TimeZone as _, Timelike as _};
use server::sales::{Command, EntryKind, NewEntry, Outcome};
use uuid::Uuid;

pub(crate) use analytics::Asked;
pub(crate) use report::{ReportAsked, ReportKey, report};

use crate::support::{Franchise, OUTLETS, zone_of};

/// Measures of one outlet, day and currency, in the order of the columns.
pub(crate) type Measures = [i64; 11];

/// Currency, code, orders and gross of an outlet.
pub(crate) type Rank = (String, String, i64, i64);

/// Every entry that was recorded, and whether it was cancelled.
pub(crate) struct Facts(Vec<(NewEntry, bool)>);

/// What a daily summary says, as text. Newest day first, then by outlet and currency.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Summary {
    id: String,
    figures: Vec<String>,
    customers: i64,
    top_item: Option<(String, String)>,
}

impl Facts {
    pub(crate) fn of(shop: &Franchise, commands: &[Command], outcomes: &[Outcome]) -> Self {
        let mut entries: HashMap<(EntryKind, Uuid), (NewEntry, bool)> = HashMap::new();
        for (command, outcome) in commands.iter().zip(outcomes) {
            match (command, outcome) {
                (Command::Record(entry), Outcome::Recorded(_)) => {
                    assert!(
                        entry.sale.is_some() || (entry.day, entry.hour) == wall_clock(shop, entry),
                        "{entry:?}"
                    );
                    if let Some(replaced) = entry.replaces {
                        entries.get_mut(&(EntryKind::Sale, replaced)).unwrap().1 = true;
                    }
                    entries.insert((entry.kind, entry.id), (NewEntry::clone(entry), false));
                }
                (Command::Cancel(asked), Outcome::Cancelled(_)) => {
                    let cancelled = &mut entries.get_mut(&(asked.kind, asked.id)).unwrap().1;
                    assert!(!std::mem::replace(cancelled, true), "cancelled twice");
                }
                _ => {}
            }
        }
        Self(entries.into_values().collect())
    }

    pub(crate) fn days(&self) -> BTreeMap<(i64, i64, String), Measures> {
        let mut days = BTreeMap::new();
        for (entry, is_cancelled) in &self.0 {
            let key = (entry.outlet.0, i64::from(entry.day.0), entry.currency.to_string());
            let qty: i64 = entry.lines.iter().map(|line| line.qty.0).sum();
            let (total, tax) = (entry.total_minor, entry.tax_minor);
            let more: Measures = match (entry.kind, is_cancelled) {
                (EntryKind::Sale, false) => [1, total, tax, entry.discount_minor, qty, 0, 0, 0, 0, 0, 0],
                (EntryKind::Sale, true) => [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, total],
                (EntryKind::Return, false) => [0, 0, 0, 0, 0, 1, -total, -tax, -qty, 0, 0],
                (EntryKind::Return, true) => [0; 11],
            };
            let sums: &mut Measures = days.entry(key).or_default();
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        days
    }

    /// The summaries of every outlet, newest day first, then by code and currency; each outlet's own currency is the rupee.
    pub(crate) fn summaries(&self, shop: &Franchise) -> Vec<Summary> {
        let mut rows: Vec<_> = self.days().into_iter().collect();
        let code = |outlet: i64| OUTLETS.iter().find(|(code, ..)| shop.outlet(code).0 == outlet).unwrap().0;
        rows.sort_by_key(|((outlet, day, currency), _)| (-day, code(*outlet), currency.clone()));
        let mut summaries = Vec::new();
        for ((outlet, day, currency), sums) in rows {
            let [orders, gross, tax, discount, qty, returns, returned, _, returned_qty, _, _] = sums;
            let date = Day(day.try_into().unwrap());
            let suffix = if currency == "INR" { String::new() } else { format!("-{currency}") };
            let average = if orders == 0 { 0 } else { (2 * gross + orders) / (2 * orders) };
            let (customers, top_item) = self.people_and_items(outlet, date, currency.parse().unwrap());
            summaries.push(Summary {
                id: format!("DSS-{date}-{}{suffix}", code(outlet)),
                figures: [
                    orders.to_string(),
                    decimals(gross, 2),
                    decimals(gross - tax, 2),
                    decimals(tax, 2),
                    decimals(discount, 2),
                    decimals(average, 2),
                    trimmed(qty + returned_qty),
                    returns.to_string(),
                    decimals(returned, 2),
                ]
                .into(),
                customers,
                top_item,
            });
        }
        summaries
    }

    /// At most `most` outlets of each currency that sold anything from `from` to `to`, by currency, gross descending, code.
    pub(crate) fn best_outlets(&self, shop: &Franchise, from: Day, to: Day, most: usize) -> Vec<Rank> {
        let mut sums: BTreeMap<(String, &str), (i64, i64)> = BTreeMap::new();
        for (entry, is_cancelled) in &self.0 {
            if entry.kind == EntryKind::Sale && !is_cancelled && entry.day >= from && entry.day <= to {
                let code = OUTLETS.iter().find(|(code, ..)| shop.outlet(code) == entry.outlet).unwrap().0;
                let sum = sums.entry((entry.currency.to_string(), code)).or_default();
                *sum = (sum.0 + 1, sum.1 + entry.total_minor);
            }
        }
        let mut ranks: Vec<Rank> = sums
            .into_iter()
            .map(|((currency, code), (orders, gross))| (currency, code.to_owned(), orders, gross))
            .collect();
        ranks.sort_by_key(|(currency, code, _, gross)| (currency.clone(), -gross, code.clone()));
        let mut best: Vec<Rank> = Vec::new();
        for rank in ranks {
            let before = best.iter().filter(|(currency, ..)| *currency == rank.0).count();
            if before < most {
                best.push(rank);
            }
        }
        best
    }

    fn people_and_items(&self, outlet: i64, day: Day, currency: Currency) -> (i64, Option<(String, String)>) {
        let (mut customers, mut items) = (BTreeSet::new(), BTreeMap::<String, i64>::new());
        for (entry, is_cancelled) in &self.0 {
            let is_here = entry.outlet.0 == outlet && entry.day == day && entry.currency == currency;
            if !is_here || *is_cancelled || entry.kind != EntryKind::Sale {
                continue;
            }
            customers.extend(entry.customer.as_ref().map(|customer| customer.reference.clone()));
            for line in &entry.lines {
                *items.entry(line.item.to_string()).or_default() += line.qty.0;
            }
        }
        let mut best: Option<(String, i64)> = None;
        for (item, qty) in items {
            if qty > best.as_ref().map_or(0, |(_, most)| *most) {
                best = Some((item, qty));
            }
        }
        (customers.len().try_into().unwrap(), best.map(|(item, qty)| (item, trimmed(qty))))
    }
}

impl From<DailySummary> for Summary {
    fn from(row: DailySummary) -> Self {
        let totals = &row.totals;
        Self {
            id: row.id(),
            figures: [
                totals.orders.to_string(),
                totals.gross.to_string(),
                totals.net.to_string(),
                totals.tax.to_string(),
                totals.discount.to_string(),
                row.average_order().to_string(),
                row.items_sold().to_string(),
                totals.returns.to_string(),
                totals.returned.to_string(),
            ]
            .into(),
            customers: row.unique_customers,
            top_item: row.top_item.map(|item| (item.code, item.qty.to_string())),
        }
    }
}

/// The date and the hour that the clock in the outlet showed.
fn wall_clock(shop: &Franchise, entry: &NewEntry) -> (Day, u8) {
    let code = OUTLETS.iter().map(|(code, ..)| *code).find(|code| shop.outlet(code) == entry.outlet).unwrap();
    let wall = zone_of(code).timestamp_millis_opt(entry.at.0).unwrap();
    let days = wall.date_naive().signed_duration_since(NaiveDate::default()).num_days();
    (Day(days.try_into().unwrap()), wall.hour().try_into().unwrap())
}

/// `number` with its last digits behind the point.
fn decimals(number: i64, digits: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let text = format!("{:0width$}", number.unsigned_abs(), width = digits + 1);
    let (whole, fraction) = text.split_at(text.len() - digits);
    format!("{sign}{whole}.{fraction}")
}

/// Thousandths without the zeros at their end.
fn trimmed(thousandths: i64) -> String {
    decimals(thousandths, 3).trim_end_matches('0').trim_end_matches('.').to_owned()
}
