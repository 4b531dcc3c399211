//! How an entry was paid: rows in one or several currencies that must be worth the total.

use app::units::Currency;
use app::units::decimal::divide_half_away;

use super::draft::TenderDraft;
use super::exact::{Rate, power};
use super::model::NewTender;
use super::rules::{Reader, shown};
use crate::fields::FieldProblem;

pub(super) const MOST_TENDERS: usize = 100;

impl Reader<'_> {
    /// All tender rows, if together they are worth `total`.
    pub(super) fn tenders(&mut self, rows: &[TenderDraft], total: i128) -> Option<Vec<NewTender>> {
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
}
