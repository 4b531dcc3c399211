//! The rules that need nothing but the entry itself: bounds of every figure, and how the figures must agree.
//!
//! All arithmetic is on integers of i128 and checked. Amounts are minor units of the entry's currency.

use app::units::decimal::divide_half_away;
use app::units::{Amount, Currency, Quantity};

use super::draft::{EntryDraft, LineDraft, TenderDraft};
use super::exact::{Exact, Number, Rate, power};
use super::model::{NewLine, NewTender};
use crate::fields::{FieldProblem, Problems};

/// 10^11 minor units: what one line or one entry may come to.
const LARGEST_TOTAL: i128 = 100_000_000_000;
/// 10^4 minor units, either way.
const LARGEST_ROUNDING: i128 = 10_000;
/// 10^6 pieces, in thousandths.
const LARGEST_QTY: i128 = 1_000_000_000;
/// Below 10^9 units, in millionths.
const PRICE_LIMIT: i128 = 1_000_000_000_000_000;
const MOST_LINES: usize = 5_000;
const MOST_TENDERS: usize = 100;

/// The figures of an entry that obeys the rules.
pub(super) struct Figures {
    pub(super) lines: Vec<NewLine>,
    pub(super) discount_minor: i64,
    pub(super) tax_minor: i64,
    pub(super) rounding_minor: i64,
    pub(super) total_minor: i64,
    pub(super) tenders: Vec<NewTender>,
}

/// Checks every figure of `draft`; `None` when `problems` grew.
pub(super) fn figures(draft: &EntryDraft, problems: &mut Problems) -> Option<Figures> {
    if draft.lines.is_empty() || draft.lines.len() > MOST_LINES {
        let got = format!("{} lines", draft.lines.len());
        problems.add(FieldProblem::new("lines", "has a wrong number of entries", got, "1 to 5000 lines"));
        return None;
    }
    let mut reader = Reader { currency: draft.currency, problems, failed: false };
    let includes_tax = draft.prices_include_tax.unwrap_or(false);
    let lines: Vec<NewLine> = draft
        .lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| reader.line(&format!("lines[{at}]"), line, includes_tax))
        .collect();
    let discount = reader.optional("discount", draft.discount);
    let tax = reader.optional("tax", draft.tax);
    let rounding = reader.rounding(draft.rounding);
    let total = reader.total("total", draft.total);
    if reader.failed {
        // The sums could only repeat what is wrong with their parts.
        return None;
    }
    let (rounding, total) = (rounding?, total?);
    let sum = |of: fn(&NewLine) -> i64| lines.iter().map(|line| i128::from(of(line))).sum::<i128>();
    let discounts = sum(|line| line.discount_minor);
    let taxes = sum(|line| line.tax_minor);
    let totals = sum(|line| line.total_minor);
    reader.agrees("discount", "is not the sum of the lines' discounts", discount, discounts);
    reader.agrees("tax", "is not the sum of the lines' taxes", tax, taxes);
    reader.agrees(
        "total",
        "is not the sum of the lines' totals plus rounding",
        Some(total),
        totals + rounding,
    );
    let tenders = draft.tender.as_deref().map_or(Some(Vec::new()), |rows| reader.tenders(rows, total));
    let figures = Figures {
        lines,
        discount_minor: reader.held("discount", discounts)?,
        tax_minor: reader.held("tax", taxes)?,
        rounding_minor: reader.held("rounding", rounding)?,
        total_minor: reader.held("total", total)?,
        tenders: tenders?,
    };
    (!reader.failed).then_some(figures)
}

/// `qty` thousandths at `price` millionths of a unit, in minor units, rounded half away from zero.
fn worth_of(qty: i128, price: i128, currency: Currency) -> Option<i128> {
    let exact = qty.checked_mul(price)?.checked_mul(power(currency.decimals()))?;
    divide_half_away(exact, power(3 + 6))
}

/// Reads figures of one currency and notes what is wrong with them.
struct Reader<'a> {
    currency: Currency,
    problems: &'a mut Problems,
    failed: bool,
}

impl Reader<'_> {
    fn line(&mut self, path: &str, line: &LineDraft, includes_tax: bool) -> Option<NewLine> {
        let field = |name: &str| format!("{path}.{name}");
        let qty = self.bounded(&field("qty"), line.qty, 3, "more than 0 and at most 1000000", |qty| {
            qty > 0 && qty <= LARGEST_QTY
        });
        let price =
            self.bounded(&field("unit_price"), line.unit_price, 6, "from 0 to below 1000000000", |price| {
                (0..PRICE_LIMIT).contains(&price)
            });
        let discount = self.or_zero(&field("discount"), line.discount);
        let tax = self.or_zero(&field("tax"), line.tax);
        let total = self.total(&field("total"), line.total);
        if line.tax_rate.is_some_and(|rate| rate.units() < 0) {
            self.fail(FieldProblem::new(field("tax_rate"), "is negative", shown(line.tax_rate), "0 or more"));
        }
        let (qty, price, discount, tax, total) = (qty?, price?, discount?, tax?, total?);
        let worth = worth_of(qty, price, self.currency)? - discount;
        if includes_tax {
            self.agrees(&field("total"), "is not quantity × unit price − discount", Some(total), worth);
            if tax > total {
                let want = format!("at most {}, since the total contains it", self.amount(total));
                self.fail(FieldProblem::new(field("tax"), "is more than the total", self.amount(tax), want));
            }
        } else {
            let problem = "is not quantity × unit price − discount + tax";
            self.agrees(&field("total"), problem, Some(total), worth + tax);
        }
        Some(NewLine {
            item: line.item.clone().into(),
            name: line.name.clone().map(String::from),
            category: line.category.clone().map(String::from),
            qty: Quantity(self.held(&field("qty"), qty)?),
            unit_price_micros: self.held(&field("unit_price"), price)?,
            discount_minor: self.held(&field("discount"), discount)?,
            tax_minor: self.held(&field("tax"), tax)?,
            tax_rate: line.tax_rate.map(|rate| rate.to_string()),
            tax_code: line.tax_code.clone().map(String::from),
            total_minor: self.held(&field("total"), total)?,
        })
    }

    /// All tender rows, if together they are worth `total`.
    fn tenders(&mut self, rows: &[TenderDraft], total: i128) -> Option<Vec<NewTender>> {
        if rows.len() > MOST_TENDERS {
            let got = format!("{} rows", rows.len());
            self.fail(FieldProblem::new("tender", "has too many rows", got, "at most 100 rows"));
            return None;
        }
        let mut sum: i128 = 0;
        let mut tenders = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            let (tender, worth) = self.tender(&format!("tender[{at}]"), row)?;
            tenders.push(tender);
            sum = self.in_range("tender", sum.checked_add(worth))?;
        }
        if sum != total {
            let problem = "is not worth the total";
            self.fail(FieldProblem::new("tender", problem, self.amount(sum), self.amount(total)));
        }
        Some(tenders)
    }

    /// A tender row and what it is worth in the entry's currency.
    fn tender(&mut self, path: &str, row: &TenderDraft) -> Option<(NewTender, i128)> {
        let field = |name: &str| format!("{path}.{name}");
        let currency = row.currency.unwrap_or(self.currency);
        let rate = self.rate(&field("rate"), row.rate, currency);
        let own = self.currency;
        self.currency = currency;
        let amount = self.or_zero(&field("amount"), Some(row.amount));
        let change = self.or_zero(&field("change"), row.change);
        self.currency = own;
        let (rate, amount, change) = (rate?, amount?, change?);
        let worth = (amount - change)
            .checked_mul(rate.units())
            .and_then(|exact| exact.checked_mul(power(own.decimals())))
            .and_then(|exact| divide_half_away(exact, power(12) * power(currency.decimals())));
        let worth = self.in_range(path, worth)?;
        let tender = NewTender {
            kind: row.kind.clone().into(),
            currency,
            amount_minor: self.held(&field("amount"), amount)?,
            change_minor: self.held(&field("change"), change)?,
            rate: row.rate.map(|rate| rate.to_string()),
        };
        Some((tender, worth))
    }

    /// The rate to count with: 1 within one currency, the given one between two.
    fn rate(&mut self, path: &str, given: Option<Rate>, currency: Currency) -> Option<Rate> {
        let (problem, want) = match given {
            None if currency == self.currency => return Some(Rate::from_scaled(1, 0)),
            None => ("is missing", format!("units of {} for one {currency}", self.currency)),
            Some(_) if currency == self.currency => {
                ("is not allowed", format!("nothing, since the row is in {currency} as well"))
            }
            Some(rate) if rate.units() > 0 => return Some(rate),
            Some(_) => ("is not positive", "more than 0".to_owned()),
        };
        self.fail(FieldProblem::new(path, problem, shown(given), want));
        None
    }

    /// An amount of zero or more, if one was sent.
    fn optional(&mut self, path: &str, value: Option<Number>) -> Option<i128> {
        self.bounded(path, value?, self.currency.decimals(), "0 or more", |minor| minor >= 0)
    }

    /// An amount of zero or more; zero if none was sent.
    fn or_zero(&mut self, path: &str, value: Option<Number>) -> Option<i128> {
        self.optional(path, Some(value.unwrap_or_default()))
    }

    fn total(&mut self, path: &str, value: Number) -> Option<i128> {
        let want = format!("from 0 to {}", self.amount(LARGEST_TOTAL));
        self.bounded(path, value, self.currency.decimals(), &want, |minor| {
            (0..=LARGEST_TOTAL).contains(&minor)
        })
    }

    fn rounding(&mut self, value: Option<Number>) -> Option<i128> {
        let largest = self.amount(LARGEST_ROUNDING);
        let want = format!("from -{largest} to {largest}");
        self.bounded("rounding", value.unwrap_or_default(), self.currency.decimals(), &want, |minor| {
            minor.abs() <= LARGEST_ROUNDING
        })
    }

    /// The value in units of 10^-`decimals`, when it comes out whole and stands within its bounds.
    fn bounded(
        &mut self,
        path: &str,
        value: Number,
        decimals: u8,
        want: &str,
        holds: impl Fn(i128) -> bool,
    ) -> Option<i128> {
        let (problem, want) = match value.scaled(decimals) {
            Ok(scaled) if holds(scaled) => return Some(scaled),
            Ok(_) => ("is out of bounds".to_owned(), want.to_owned()),
            Err(_) => (format!("has more than {decimals} decimals"), format!("at most {decimals} decimals")),
        };
        self.fail(FieldProblem::new(path, problem, value, want));
        None
    }

    /// Notes a problem when a figure was sent and is not `want`.
    fn agrees(&mut self, path: &str, problem: &str, got: Option<i128>, want: i128) {
        if let Some(got) = got
            && got != want
        {
            self.fail(FieldProblem::new(path, problem, self.amount(got), self.amount(want)));
        }
    }

    fn in_range(&mut self, path: &str, value: Option<i128>) -> Option<i128> {
        if value.is_none() {
            self.fail(FieldProblem::new(
                path,
                "is worth more than can be held",
                "",
                "a smaller amount or rate",
            ));
        }
        value
    }

    /// The value as the ledger keeps it.
    fn held(&mut self, path: &str, value: i128) -> Option<i64> {
        let held = i64::try_from(value).ok();
        if held.is_none() {
            self.fail(FieldProblem::new(path, "is more than can be held", value, "a smaller figure"));
        }
        held
    }

    fn fail(&mut self, problem: FieldProblem) {
        self.failed = true;
        self.problems.add(problem);
    }

    /// Minor units as people of this currency write them.
    fn amount(&self, minor: i128) -> String {
        match i64::try_from(minor) {
            Ok(minor) => Amount::new(minor, self.currency).to_string(),
            Err(_) => format!("{minor} × 10^-{}", self.currency.decimals()),
        }
    }
}

fn shown<const DECIMALS: u8>(value: Option<Exact<DECIMALS>>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
