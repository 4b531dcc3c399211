//! The rules that need nothing but the entry itself: bounds of every figure, and how the figures must agree.
//!
//! All arithmetic is on integers of i128 and checked. Amounts are minor units of the entry's currency.

use app::units::decimal::divide_half_away;
use app::units::{Amount, Currency, Quantity};

use super::draft::{FiguresDraft, LineDraft};
use super::exact::{Exact, Number, power};
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
/// Lines of one entry.
pub(crate) const MOST_LINES: usize = 5_000;

/// The figures of an entry, or of an order, that obeys the rules.
pub(crate) struct Figures {
    pub(crate) lines: Vec<NewLine>,
    pub(crate) discount_minor: i64,
    pub(crate) tax_minor: i64,
    pub(crate) rounding_minor: i64,
    pub(crate) total_minor: i64,
    pub(crate) tenders: Vec<NewTender>,
}

/// Checks every figure of `draft`; `None` when `problems` grew.
pub(crate) fn figures(draft: &FiguresDraft<'_>, problems: &mut Problems) -> Option<Figures> {
    if draft.lines.is_empty() || draft.lines.len() > MOST_LINES {
        let got = if draft.lines.is_empty() { "no line" } else { "more" };
        problems.add(FieldProblem::new("lines", "has a wrong number of entries", got, "1 to 5000 lines"));
        return None;
    }
    let mut reader = Reader { currency: draft.currency, problems, failed: false };
    let includes_tax = draft.prices_include_tax;
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
    reader.summed("discount", discounts);
    reader.summed("tax", taxes);
    let tenders = draft.tender.map_or(Some(Vec::new()), |rows| reader.tenders(rows, total));
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
pub(super) struct Reader<'a> {
    pub(super) currency: Currency,
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

    /// An amount within the bounds of a total, if one was sent.
    fn optional(&mut self, path: &str, value: Option<Number>) -> Option<i128> {
        self.total(path, value?)
    }

    /// The same; zero if none was sent.
    pub(super) fn or_zero(&mut self, path: &str, value: Option<Number>) -> Option<i128> {
        self.optional(path, Some(value.unwrap_or_default()))
    }

    fn total(&mut self, path: &str, value: Number) -> Option<i128> {
        let want = format!("from 0 to {}", self.amount(LARGEST_TOTAL));
        self.bounded(path, value, self.currency.decimals(), &want, |minor| {
            (0..=LARGEST_TOTAL).contains(&minor)
        })
    }

    /// Notes a sum over the lines that no entry may come to. Discount and tax can cancel each other out in the total, and
    /// would then fill the summaries of everybody alone.
    fn summed(&mut self, path: &str, sum: i128) {
        if sum > LARGEST_TOTAL {
            let want = format!("at most {} over all lines", self.amount(LARGEST_TOTAL));
            self.fail(FieldProblem::new(path, "is out of bounds", self.amount(sum), want));
        }
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

    pub(super) fn in_range(&mut self, path: &str, value: Option<i128>) -> Option<i128> {
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
    pub(super) fn held(&mut self, path: &str, value: i128) -> Option<i64> {
        let held = i64::try_from(value).ok();
        if held.is_none() {
            self.fail(FieldProblem::new(path, "is more than can be held", value, "a smaller figure"));
        }
        held
    }

    pub(super) fn fail(&mut self, problem: FieldProblem) {
        self.failed = true;
        self.problems.add(problem);
    }

    /// Minor units as people of this currency write them.
    pub(super) fn amount(&self, minor: i128) -> String {
        match i64::try_from(minor) {
            Ok(minor) => Amount::new(minor, self.currency).to_string(),
            Err(_) => format!("{minor} × 10^-{}", self.currency.decimals()),
        }
    }
}

pub(super) fn shown<const DECIMALS: u8>(value: Option<Exact<DECIMALS>>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
