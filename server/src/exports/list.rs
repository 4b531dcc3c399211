//! Lists the files that were handed out, a page at a time.

use std::fmt;
use std::str::FromStr;

use super::model::{Export, ExportId};
use super::store::{Question, list_exports};
use crate::db::{StoreError, Tx};

/// Rows of a page, and the last one's position where more follow.
#[derive(Debug)]
pub struct Listing {
    pub rows: Vec<Export>,
    pub next: Option<Position>,
}

/// The row after which a page begins. Printed opaquely: callers send it back and read nothing into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position(pub ExportId);

/// One page, newest first. Errors: [`StoreError`].
pub async fn list(tx: &mut Tx, question: &Question) -> Result<Listing, StoreError> {
    // One more than the page holds tells whether there is another.
    let wanted = Question { limit: question.limit + 1, ..question.clone() };
    let mut rows = list_exports(tx, &wanted).await?;
    let has_more = rows.len() > question.limit;
    rows.truncate(question.limit);
    let next = rows.last().filter(|_| has_more).map(|row| Position(row.id));
    Ok(Listing { rows, next })
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(ExportId(id)) = self;
        f.write_str(&hex::encode(id.to_string()))
    }
}

impl FromStr for Position {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let text = String::from_utf8(hex::decode(text).map_err(drop)?).map_err(drop)?;
        text.parse().map(|id| Self(ExportId(id))).map_err(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_survives_being_sent() {
        let position = Position(ExportId(1_234));
        assert_eq!(position.to_string().parse(), Ok(position));
        for text in ["", "x", "6d67", "é", &hex::encode("1.5"), &hex::encode("9223372036854775808")] {
            assert_eq!(text.parse::<Position>(), Err(()), "{text}");
        }
    }
}
