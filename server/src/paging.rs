//! Pages of lists that are ordered by a text key.

use std::fmt;
use std::str::FromStr;

use crate::query::Params;

/// Which page of a list was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    limit: usize,
    after: String,
}

/// The key of the last row of a page, made opaque: callers send it back and read nothing into it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cursor(String);

impl Paging {
    /// Takes `limit` and `after`.
    pub fn take(params: &mut Params) -> Self {
        let after = params.take::<Cursor>("after", "the next of an earlier answer");
        Self { limit: params.limit(), after: after.map(|Cursor(key)| key).unwrap_or_default() }
    }

    /// The key after which the page begins; empty for the first page.
    #[must_use]
    pub fn after(&self) -> &str {
        &self.after
    }

    /// One row more than the page holds, which tells whether there is another page.
    #[must_use]
    pub fn rows_to_read(&self) -> i64 {
        i64::try_from(self.limit).map_or(i64::MAX, |limit| limit.saturating_add(1))
    }

    /// Cuts `rows`, ordered by `key` and beginning after [`Paging::after`], to the page and its `next`.
    pub fn page<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> &str) -> (Vec<T>, Option<String>) {
        let has_more = rows.len() > self.limit;
        rows.truncate(self.limit);
        let next = rows.last().filter(|_| has_more).map(|last| Cursor(key(last).to_owned()).to_string());
        (rows, next)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = hex::decode(text).map_err(drop)?;
        let key = String::from_utf8(bytes).map_err(drop)?;
        // No key has one, and Postgres takes no text with a NUL.
        if key.chars().any(char::is_control) { Err(()) } else { Ok(Self(key)) }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_and_end() {
        let keys = ["a", "b", "z", "ü"];
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let paging = Paging { limit: 2, after };
            let rest = keys.into_iter().filter(|key| *key > paging.after()).take(3).collect();
            let (page, next) = paging.page(rest, |key| key);
            seen.extend(page);
            let Some(next) = next else { break };
            after = next.parse::<Cursor>().unwrap().0;
        }
        assert_eq!(seen, keys);
    }

    #[test]
    fn what_no_answer_said_is_no_cursor() {
        for text in ["x", "6", "ff", "6z", "é", "00", "610062"] {
            assert_eq!(text.parse::<Cursor>(), Err(()), "{text}");
        }
    }
}
