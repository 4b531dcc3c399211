//! Lists restatements, a page at a time.

use std::fmt;
use std::str::FromStr;

use super::store::{Position, Question, RestatementRow, list_restatements};
use crate::db::{StoreError, Tx};

/// Rows of a page, and the last one's position where more follow.
#[derive(Debug)]
pub struct Listing {
    pub rows: Vec<RestatementRow>,
    pub next: Option<Position>,
}

/// One page. Costs as many rows as were restated in the days that it shows, within any scope.
///
/// Errors: [`StoreError`].
pub async fn list(tx: &mut Tx, question: &Question) -> Result<Listing, StoreError> {
    // One more than the page holds tells whether there is another.
    let wanted = Question { limit: question.limit + 1, ..question.clone() };
    let mut rows = list_restatements(tx, &wanted).await?;
    let has_more = rows.len() > question.limit;
    rows.truncate(question.limit);
    let next = rows.last().filter(|_| has_more).map(Position::of);
    Ok(Listing { rows, next })
}

impl Position {
    fn of(row: &RestatementRow) -> Self {
        let key = &row.key;
        Self {
            day: key.day,
            outlet: row.outlet_code.clone(),
            currency: key.currency,
            told_on: key.told_on,
            reason: key.reason,
        }
    }
}

/// Opaque: callers send it back and read nothing into it.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { day, outlet, currency, told_on, reason } = self;
        f.write_str(&hex::encode(format!("{day} {outlet} {currency} {told_on} {}", reason.as_str())))
    }
}

impl FromStr for Position {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let text = String::from_utf8(hex::decode(text).map_err(drop)?).map_err(drop)?;
        let parts: Vec<_> = text.split(' ').collect();
        let [day, outlet, currency, told_on, reason] = parts.try_into().map_err(drop)?;
        Ok(Self {
            day: day.parse().map_err(drop)?,
            outlet: outlet.parse().map_err(drop)?,
            currency: currency.parse().map_err(drop)?,
            told_on: told_on.parse().map_err(drop)?,
            reason: reason.parse()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_survives_being_sent() {
        let text = hex::encode("2026-11-20 mg-road INR 2026-11-22 cancellation");
        assert_eq!(text.parse::<Position>().unwrap().to_string(), text);
        for text in ["", "x", "6d67", "é", &hex::encode("2026-11-20 mg-road INR 2026-11-22 whim")] {
            assert_eq!(text.parse::<Position>(), Err(()), "{text}");
        }
    }
}
