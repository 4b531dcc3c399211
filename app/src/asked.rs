//! Fields of an address as they were typed, and what is wrong with them.

use crate::units::{Day, LONGEST_RANGE_DAYS, Scope};

/// What is wrong with the field `name`, in words for whoever filled it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub name: &'static str,
    pub text: String,
}

/// What goes by a name in an address.
pub trait Named: Copy + PartialEq {
    /// As it stands there.
    fn name(self) -> &'static str;
}

/// Nothing typed is the whole network.
pub fn read_scope(text: &str) -> Result<Scope, Problem> {
    if text.is_empty() { Ok(Scope::Network) } else { text.parse().map_err(|_| no_such_scope(text)) }
}

/// What only the directory knows.
pub fn no_such_scope(text: &str) -> Problem {
    Problem { name: "scope", text: format!("There is no scope “{text}”. Choose one from the list.") }
}

/// Nothing typed is no day.
pub fn read_day(name: &'static str, text: &str) -> Result<Option<Day>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |_| Problem { name, text: format!("“{text}” is not a day. Write it like 2026-11-20.") };
    text.parse().map(Some).map_err(wrong)
}

/// What is wrong with two days, both inclusive.
pub fn wrong_range(from: Option<Day>, to: Option<Day>) -> Option<Problem> {
    let (from, to) = (from?, to?);
    let text = match to.0 - from.0 {
        days if days < 0 => "The first day is after the last day.".to_owned(),
        days if days >= LONGEST_RANGE_DAYS => {
            format!("Five years at most: the last day can be {}.", from.plus(LONGEST_RANGE_DAYS - 1))
        }
        _ => return None,
    };
    Some(Problem { name: "from", text })
}

/// What was read; a problem is put to the others.
pub fn keep<T>(read: Result<T, Problem>, problems: &mut Vec<Problem>) -> Option<T> {
    read.map_err(|problem| problems.push(problem)).ok()
}
