//! Listing the ledger: a filter and a position lead to a page of entries, newest first. Many days come one by one ([`day_by_day`]).

use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

use app::sales::model::EntryState;
use app::units::{Currency, Day, DayRange};

use super::EntryKind;
use super::day_by_day::{self, Place};
use super::entry::Entry;
use super::store::{self, Buyer, EntrySums, Filter, Path};
use super::text::{ItemCode, Text};
use crate::db::{StoreError, Tx};
use crate::organisation::ScopeId;
use crate::{customers, events, organisation};

/// Events one page goes back through when neither few days nor a customer narrow it. A page may then be short and still have an older one.
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
    /// Reference of a customer.
    pub customer: Option<Text>,
    /// 0 is Monday.
    pub weekday: Option<u8>,
    pub state: Option<EntryState>,
    /// A category that an item on one of the lines has now.
    pub category: Option<Text>,
    /// Of the outlets that stand in the scope now, whatever scope they were in when it was recorded.
    pub is_standing: bool,
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

/// A place between two entries, before which a page begins. Opaque to whoever sends it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// Before an event.
    Event(i64),
    /// Of days that are listed one by one.
    Place(Place),
}

/// One page of the ledger, newest first; of days that are listed one by one, the newest day first and the newest of each first.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    pub entries: Vec<Entry>,
    /// Where the next newer page ends; none on the newest.
    pub newer: Option<Position>,
    /// Where the next older page begins; none on the oldest.
    pub older: Option<Position>,
}

/// The page that `question` asks for; `None` for a position that no page of such a list has told. Older than an event beyond the end,
/// which no page has told either, there is nothing.
///
/// Errors: [`StoreError`].
pub async fn list(tx: &mut Tx, question: &Question) -> Result<Option<Listing>, StoreError> {
    list_within(tx, question, &day_by_day::STRETCHES).await
}

/// The same, with the number of entries that each stretch of days may hold which a page is gathered from.
pub async fn list_within(
    tx: &mut Tx,
    question: &Question,
    stretches: &[i64],
) -> Result<Option<Listing>, StoreError> {
    let end = events::store::last_id(tx).await?.saturating_add(1);
    let Some(mut filter) = question.filter(tx, end).await? else {
        return Ok(Some(Listing { entries: Vec::new(), newer: None, older: None }));
    };
    if filter.is_day_by_day() {
        return day_by_day::list(tx, question, &filter, stretches).await;
    }
    filter.before = match question.page {
        Page::Newest => end,
        Page::OlderThan(Position::Event(event)) if event > end => {
            // The newest page would pass for what follows to a reader whose position is of another ledger.
            let newer = Some(Position::Event(end));
            return Ok(Some(Listing { entries: Vec::new(), newer, older: None }));
        }
        Page::OlderThan(Position::Event(event)) => event,
        Page::NewerThan(Position::Event(event)) => newer_end(tx, question, &filter, event).await?,
        Page::OlderThan(Position::Place(_)) | Page::NewerThan(Position::Place(_)) => return Ok(None),
    };
    if filter.path() == Path::Events {
        filter.floor = (filter.before - WINDOW).max(0);
    }
    let mut entries = Vec::new();
    for kind in question.kinds {
        entries.extend(store::list_entries(tx, *kind, &filter).await?);
    }
    let older = cut(&mut entries, question.limit, filter.floor);
    let newer = (filter.before < end).then_some(Position::Event(filter.before));
    Ok(Some(Listing { entries, newer, older }))
}

/// What all that `question` asks for adds up to, kind by kind; `None` where it is not of a customer who has few entries.
///
/// Reads each of their entries. Errors: [`StoreError`].
pub async fn sum(
    tx: &mut Tx,
    question: &Question,
) -> Result<Option<Vec<(EntryKind, EntrySums)>>, StoreError> {
    let end = events::store::last_id(tx).await?.saturating_add(1);
    let Some(filter) = question.filter(tx, end).await? else { return Ok(Some(Vec::new())) };
    if filter.path() != Path::Buyer {
        return Ok(None);
    }
    // All pages of them.
    let whole = Filter { limit: usize::MAX, ..filter };
    let mut sums = Vec::new();
    for kind in question.kinds {
        sums.extend(store::sum_entries(tx, *kind, &whole).await?.into_iter().map(|sums| (*kind, sums)));
    }
    Ok(Some(sums))
}

/// The position below which a page of entries just newer than `event` begins.
///
/// Looks forward through as many events as a page looks back; where these hold less than a page, the next page goes on. Of a customer
/// who has few entries, through all of them.
async fn newer_end(tx: &mut Tx, question: &Question, filter: &Filter, event: i64) -> Result<i64, StoreError> {
    let reach = match filter.path() {
        Path::Buyer => filter.before,
        Path::Days | Path::Events => event.saturating_add(WINDOW).min(filter.before),
    };
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
        Some(last) if has_more => Some(Position::Event(last.event)),
        _ => Some(Position::Event(floor)).filter(|_| floor > 0),
    }
}

impl Question {
    /// The newest entries of a scope, of both kinds.
    #[must_use]
    pub fn newest(scope: ScopeId, limit: usize) -> Self {
        Self {
            scope,
            kinds: &[EntryKind::Sale, EntryKind::Return],
            days: DayRange::ALL,
            number: None,
            hour: None,
            item: None,
            currency: None,
            customer: None,
            weekday: None,
            state: None,
            category: None,
            is_standing: false,
            page: Page::Newest,
            limit,
        }
    }

    /// What is left of a ledger whose next event is `end`; `None` where no outlet has begun a day yet, or there is no such customer.
    async fn filter(&self, tx: &mut Tx, end: i64) -> Result<Option<Filter>, StoreError> {
        let (from, to) = match self.days {
            DayRange::Between { from, to } => (from.unwrap_or(Day(i32::MIN)), to.unwrap_or(Day(i32::MAX))),
            DayRange::Current => match organisation::store::find_current_days(tx, self.scope).await? {
                Some(ends) => ends,
                None => return Ok(None),
            },
        };
        let buyer = match &self.customer {
            Some(reference) => match customers::store::find_customer(tx, reference).await? {
                Some(found) => {
                    Some(Buyer { id: found.id, has_few: store::has_few_entries(tx, found.id).await? })
                }
                None => return Ok(None),
            },
            None => None,
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
            buyer,
            weekday: self.weekday,
            state: self.state,
            category: self.category.clone(),
            is_standing: self.is_standing,
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
        match self {
            Self::Event(event) => write!(f, "e{event:x}"),
            Self::Place(Place { day: Day(day), event }) => write!(f, "d{day}e{event:x}"),
        }
    }
}

impl FromStr for Position {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Some(place) = text.strip_prefix('d') {
            let (day, event) = place.split_once('e').ok_or(())?;
            let (day, event) =
                (Day(day.parse().map_err(drop)?), i64::from_str_radix(event, 16).map_err(drop)?);
            // It is written in one way only, in which no event is below zero.
            return Some(Self::Place(Place { day, event })).filter(|read| read.to_string() == text).ok_or(());
        }
        let digits = text.strip_prefix('e').filter(|digits| !digits.starts_with('+')).ok_or(())?;
        let event = i64::from_str_radix(digits, 16).map_err(|_| ())?;
        if event > 0 { Ok(Self::Event(event)) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_as_it_was_written_and_in_no_other_way() {
        let written = Position::Event(48_879).to_string();
        assert_eq!((written.as_str(), written.parse()), ("ebeef", Ok(Position::Event(48_879))));
        for text in ["", "e", "e0", "e+5", "e-5", "5", "ex", "e 5", "e80000000000000000"] {
            assert_eq!(text.parse::<Position>(), Err(()), "{text}");
        }
    }

    #[test]
    fn a_place_in_a_day_is_read_as_it_was_written_and_in_no_other_way() {
        for (day, event, written) in [(20_777, 57_070, "d20777edeee"), (-1, 0, "d-1e0")] {
            let position = Position::Place(Place { day: Day(day), event });
            assert_eq!((position.to_string().as_str(), written.parse()), (written, Ok(position)));
        }
        for text in [
            "d",
            "d20777",
            "d20777e",
            "de5",
            "d+1e5",
            "d01e5",
            "d-0e5",
            "d1e05",
            "d1e+5",
            "d1e-5",
            "d1eF",
            "d1e5 ",
            "d2147483648e5",
            "d1e8000000000000000",
            "D1e5",
        ] {
            assert_eq!(text.parse::<Position>(), Err(()), "{text}");
        }
    }
}
