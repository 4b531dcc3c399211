//! Listing the ledger: a filter and a position lead to a page of entries, newest first.

use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

use app::units::{Currency, Day, DayRange};

use super::EntryKind;
use super::entry::Entry;
use super::store::{self, Filter};
use super::text::{ItemCode, Text};
use crate::db::{StoreError, Tx};
use crate::organisation::ScopeId;
use crate::{events, organisation};

/// Events one page goes back through when no few days narrow it. A page may then be short and still have an older one.
const WINDOW: i64 = 200_000;

/// What is asked of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub scope: ScopeId,
    pub kinds: &'static [EntryKind],
    pub days: DayRange,
    /// What the number begins with, in any case.
    pub number: Option<Text>,
    /// Of the wall clock at the outlet, 0–23.
    pub hour: Option<u8>,
    /// An item that is on one of the lines.
    pub item: Option<ItemCode>,
    pub currency: Option<Currency>,
    pub page: Page,
    /// Most entries on the page, at least one.
    pub limit: usize,
}

/// Which page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Newest,
    OlderThan(Position),
    NewerThan(Position),
}

/// A place between two entries: the event before which a page begins. Opaque to whoever sends it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position(i64);

/// One page of the ledger, newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    pub entries: Vec<Entry>,
    /// Where the next newer page ends; none on the newest.
    pub newer: Option<Position>,
    /// Where the next older page begins; none on the oldest.
    pub older: Option<Position>,
}

/// The page that `question` asks for. Older than a position beyond the end, which no page has told, there is nothing.
pub async fn list(tx: &mut Tx, question: &Question) -> Result<Listing, StoreError> {
    let end = events::store::last_id(tx).await?.saturating_add(1);
    if matches!(question.page, Page::OlderThan(Position(event)) if event > end) {
        // The newest page would pass for what follows to a reader whose position is of another ledger.
        return Ok(Listing { entries: Vec::new(), newer: Some(Position(end)), older: None });
    }
    let Some(mut filter) = question.filter(tx, end).await? else {
        return Ok(Listing { entries: Vec::new(), newer: None, older: None });
    };
    filter.before = match question.page {
        Page::Newest => end,
        Page::OlderThan(Position(event)) => event,
        Page::NewerThan(Position(event)) => newer_end(tx, question, &filter, event).await?,
    };
    if !filter.has_few_days() {
        filter.floor = (filter.before - WINDOW).max(0);
    }
    let mut entries = Vec::new();
    for kind in question.kinds {
        entries.extend(store::list_entries(tx, *kind, &filter).await?);
    }
    let older = cut(&mut entries, question.limit, filter.floor);
    let newer = (filter.before < end).then_some(Position(filter.before));
    Ok(Listing { entries, newer, older })
}

/// The position below which a page of entries just newer than `event` begins.
///
/// Looks forward through as many events as a page looks back; where these hold less than a page, the next page goes on.
async fn newer_end(tx: &mut Tx, question: &Question, filter: &Filter, event: i64) -> Result<i64, StoreError> {
    let reach = event.saturating_add(WINDOW).min(filter.before);
    let near = Filter { floor: event, before: reach, ..filter.clone() };
    let mut events = Vec::new();
    for kind in question.kinds {
        events.extend(store::list_newer(tx, *kind, &near).await?);
    }
    events.sort_unstable();
    // Without one more than the page holds nothing newer is left in reach.
    Ok(if events.len() > question.limit { events[question.limit - 1] + 1 } else { reach })
}

/// Cuts the merged kinds to one page; where the next older one begins.
fn cut(entries: &mut Vec<Entry>, limit: usize, floor: i64) -> Option<Position> {
    entries.sort_by_key(|entry| Reverse(entry.event));
    let has_more = entries.len() > limit;
    entries.truncate(limit);
    match entries.last() {
        Some(last) if has_more => Some(Position(last.event)),
        _ => Some(Position(floor)).filter(|_| floor > 0),
    }
}

impl Question {
    /// What is left of a ledger whose next event is `end`; `None` where no outlet has begun a day yet.
    async fn filter(&self, tx: &mut Tx, end: i64) -> Result<Option<Filter>, StoreError> {
        let (from, to) = match self.days {
            DayRange::Between { from, to } => (from.unwrap_or(Day(i32::MIN)), to.unwrap_or(Day(i32::MAX))),
            DayRange::Current => match organisation::store::find_current_days(tx, self.scope).await? {
                Some(ends) => ends,
                None => return Ok(None),
            },
        };
        Ok(Some(Filter {
            scope: self.scope,
            from,
            to,
            is_current: self.days == DayRange::Current,
            number: self.number.as_deref().map(str::to_owned),
            hour: self.hour,
            item: self.item.clone(),
            currency: self.currency,
            before: end,
            floor: 0,
            // One more than the page holds tells whether there is another.
            limit: self.limit + 1,
        }))
    }

    /// Whether entries in `currency` are asked for.
    #[must_use]
    pub fn is_in(&self, currency: Currency) -> bool {
        self.currency.is_none_or(|only| only == currency)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "e{:x}", self.0)
    }
}

impl FromStr for Position {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.strip_prefix('e').filter(|digits| !digits.starts_with('+')).ok_or(())?;
        let event = i64::from_str_radix(digits, 16).map_err(|_| ())?;
        if event > 0 { Ok(Self(event)) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn a_position_is_read_as_it_was_written_and_in_no_other_way() {
        let written = Position(48_879).to_string();
        assert_eq!((written.as_str(), written.parse()), ("ebeef", Ok(Position(48_879))));
        for text in ["", "e", "e0", "e+5", "e-5", "5", "ex", "e 5", "e80000000000000000"] {
            assert_eq!(text.parse::<Position>(), Err(()), "{text}");
        }
    }
}
