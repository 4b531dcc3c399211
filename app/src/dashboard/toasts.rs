//! Toasts of new sales: one a sale for five seconds, and one for many when they come thick.

#![expect(
    clippy::float_arithmetic,
    reason = "the browser tells the time in floating-point milliseconds; no money is added here"
)]

use crate::live::new_sales::SalesSum;
use crate::units::format::{self, Locale};
use crate::units::{Amount, Currency};

/// How long a toast stands.
pub const SHOWN_MS: f64 = 5_000.0;
/// More than this many within [`RUSH_MS`] become one.
const RUSH_SALES: i64 = 3;
const RUSH_MS: f64 = 2_000.0;
/// A rush that goes on for this long has no toast for as long: one would always cover the same rows.
const REST_MS: f64 = 10_000.0;

/// A sale that was just painted, or a burst of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Rung {
    /// Milliseconds of the page's own clock.
    pub at_ms: f64,
    pub sales: SalesSum,
    /// Where and what, of a single sale; empty for a burst.
    pub detail: String,
}

/// What one toast says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    pub key: u64,
    pub title: String,
    pub detail: String,
}

/// The toasts on the page and the sales behind them.
#[derive(Clone, Debug, Default)]
pub struct Toasts {
    standing: Vec<Standing>,
    next_key: u64,
    /// Since when a toast for many has been standing without a pause.
    rush_since_ms: Option<f64>,
    /// Sales before this have no toast.
    rests_until_ms: f64,
}

#[derive(Clone, Debug)]
struct Standing {
    key: u64,
    sales: Vec<Rung>,
}

impl Standing {
    fn count(&self) -> i64 {
        count(self.sums())
    }

    fn sums(&self) -> impl Iterator<Item = SalesSum> {
        self.sales.iter().map(|rung| rung.sales)
    }

    fn is_folded(&self) -> bool {
        self.count() > 1
    }

    fn last_ms(&self) -> f64 {
        self.sales.last().map_or(0.0, |sale| sale.at_ms)
    }
}

impl Toasts {
    /// Adds sales of one moment, oldest first.
    pub fn ring(&mut self, sales: Vec<Rung>) {
        for sale in sales {
            if sale.at_ms < self.rests_until_ms {
                continue;
            }
            self.next_key += 1;
            self.standing.push(Standing { key: self.next_key, sales: vec![sale] });
        }
        self.fold_rush();
        self.rest_in_rush();
    }

    /// Drops the sales that have stood their time; a rush that goes on counts only the latest.
    pub fn expire(&mut self, now_ms: f64) {
        for toast in &mut self.standing {
            toast.sales.retain(|sale| now_ms - sale.at_ms < SHOWN_MS);
        }
        self.standing.retain(|toast| !toast.sales.is_empty());
        self.note_rush(now_ms);
    }

    /// Puts a toast away; one for many does not come back with the next sale.
    pub fn dismiss(&mut self, key: u64) {
        let Some(at) = self.standing.iter().position(|toast| toast.key == key) else { return };
        let toast = self.standing.remove(at);
        if toast.is_folded() {
            self.rest_from(toast.last_ms());
        }
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.standing.is_empty()
    }

    /// What the page shows, oldest first.
    pub fn shown(&self, locale: &Locale) -> Vec<Toast> {
        self.standing.iter().map(|toast| said(toast, locale)).collect()
    }

    /// Joins toasts that came within the span of a rush, when they are too many.
    fn fold_rush(&mut self) {
        let Some(latest) = self.standing.last().map(Standing::last_ms) else { return };
        let recent = self.standing.partition_point(|toast| latest - toast.last_ms() > RUSH_MS);
        let sales: i64 = self.standing[recent..].iter().map(Standing::count).sum();
        if sales > RUSH_SALES {
            let key = self.standing[recent].key;
            let joined = self.standing.drain(recent..).flat_map(|toast| toast.sales).collect();
            self.standing.push(Standing { key, sales: joined });
        }
    }

    /// Begins or ends a rush. Gives since when it has been going on.
    fn note_rush(&mut self, now_ms: f64) -> Option<f64> {
        let is_rush = self.standing.iter().any(Standing::is_folded);
        self.rush_since_ms = is_rush.then(|| self.rush_since_ms.unwrap_or(now_ms));
        self.rush_since_ms
    }

    /// Makes room when a rush has stood its time and goes on.
    fn rest_in_rush(&mut self) {
        let Some(latest) = self.standing.last().map(Standing::last_ms) else { return };
        if self.note_rush(latest).is_some_and(|since| latest - since >= REST_MS) {
            self.standing.clear();
            self.rest_from(latest);
        }
    }

    fn rest_from(&mut self, at_ms: f64) {
        self.rush_since_ms = None;
        self.rests_until_ms = at_ms + REST_MS;
    }
}

fn said(toast: &Standing, locale: &Locale) -> Toast {
    let amounts = sums(toast.sums(), locale);
    let (title, detail) = match toast.sales.as_slice() {
        [only] if only.sales.count == 1 => (format!("New sale: {amounts}"), only.detail.clone()),
        _ => (format!("{} new sales", format::count(locale, toast.count())), amounts),
    };
    Toast { key: toast.key, title, detail }
}

/// How many sales there are in all.
pub fn count(sales: impl Iterator<Item = SalesSum>) -> i64 {
    sales.map(|sum| sum.count).sum()
}

/// Amounts summed by currency and joined by words: `₹3,420.50 and R 915.00`.
pub fn sums(sales: impl Iterator<Item = SalesSum>, locale: &Locale) -> String {
    let mut by_currency = std::collections::BTreeMap::<Currency, i64>::new();
    for SalesSum { currency, amount, .. } in sales {
        let sum = by_currency.entry(currency).or_default();
        *sum = sum.saturating_add(amount.minor);
    }
    let texts: Vec<String> = by_currency
        .into_iter()
        .map(|(currency, minor)| format::money(locale, currency, Amount::new(minor, currency)).to_string())
        .collect();
    match texts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sale(at_ms: f64, code: &str, minor: i64) -> Rung {
        Rung { detail: "MG Road · Kulfi".to_owned(), ..burst(at_ms, code, 1, minor) }
    }

    fn burst(at_ms: f64, code: &str, count: i64, minor: i64) -> Rung {
        let currency: Currency = code.parse().expect("an active currency");
        let sales = SalesSum { currency, count, amount: Amount::new(minor, currency) };
        Rung { at_ms, sales, detail: String::new() }
    }

    fn titles(toasts: &Toasts) -> Vec<String> {
        toasts.shown(Locale::fallback()).into_iter().map(|toast| toast.title).collect()
    }

    #[test]
    fn a_few_sales_each_have_their_toast() {
        let mut toasts = Toasts::default();
        for at_ms in [0.0, 100.0, 200.0] {
            toasts.ring(vec![sale(at_ms, "INR", 25_200)]);
        }
        assert_eq!(titles(&toasts), ["New sale: ₹252.00"; 3]);
        toasts.expire(5_050.0);
        assert_eq!(titles(&toasts).len(), 2);
        toasts.expire(6_000.0);
        assert!(toasts.is_empty());
    }

    #[test]
    fn a_rush_becomes_one_toast_that_keeps_counting() {
        let mut toasts = Toasts::default();
        toasts.ring(
            (0..12)
                .map(|n| sale(f64::from(n) * 50.0, if n % 2 == 0 { "INR" } else { "ZAR" }, 10_000))
                .collect(),
        );
        let shown = toasts.shown(Locale::fallback());
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0].title, "12 new sales");
        assert_eq!(shown[0].detail.replace('\u{a0}', " "), "₹600.00 and R 600.00");
        toasts.ring(vec![sale(1_500.0, "INR", 10_000)]);
        assert_eq!(titles(&toasts), ["13 new sales"]);
        toasts.ring(vec![sale(4_000.0, "INR", 10_000)]);
        assert_eq!(titles(&toasts), ["13 new sales", "New sale: ₹100.00"]);
    }

    #[test]
    fn a_burst_of_many_currencies_is_one_toast_with_all_of_its_sales() {
        let mut toasts = Toasts::default();
        toasts.ring(vec![sale(0.0, "INR", 10_000)]);
        toasts.ring(vec![burst(900.0, "INR", 60, 600_000), burst(900.0, "ZAR", 1, 10_000)]);
        let shown = toasts.shown(Locale::fallback());
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0].title, "62 new sales");
        assert_eq!(shown[0].detail.replace('\u{a0}', " "), "₹6,100.00 and R 100.00");
    }

    #[test]
    fn a_rush_that_goes_on_makes_room_and_comes_back() {
        let mut toasts = Toasts::default();
        let mut seen = String::new();
        for third in 0..105_u32 {
            let at_ms = f64::from(third) * 1_000.0 / 3.0;
            toasts.ring(vec![sale(at_ms, "INR", 10_000)]);
            if third % 3 == 2 {
                toasts.expire(at_ms);
                seen.push(if toasts.is_empty() { '.' } else { 'x' });
            }
        }
        assert_eq!(seen, "xxxxxxxxxxx..........xxxxxxxxxxx...");
    }

    #[test]
    fn a_toast_that_is_put_away_stays_away() {
        let mut toasts = Toasts::default();
        toasts.ring(vec![sale(0.0, "INR", 10_000)]);
        toasts.dismiss(1);
        toasts.ring(vec![sale(100.0, "INR", 10_000)]);
        assert_eq!(titles(&toasts), ["New sale: ₹100.00"]);
        toasts.ring(vec![burst(200.0, "INR", 8, 80_000)]);
        assert_eq!(titles(&toasts), ["9 new sales"]);
        toasts.dismiss(2);
        toasts.ring(vec![sale(500.0, "INR", 10_000)]);
        assert!(toasts.is_empty());
        toasts.ring(vec![sale(10_300.0, "INR", 10_000)]);
        assert_eq!(titles(&toasts), ["New sale: ₹100.00"]);
    }
}
