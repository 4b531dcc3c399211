//! Lists many days of the ledger, the newest day first and the newest of each first, without a look at what was recorded about later ones.
//!
//! Days are gone through in stretches whose entries the summaries have counted: a page costs what its stretches hold, wherever in the
//! past they lie. Days of which the summaries know nothing are passed over. A late fact stands in its own day.

use std::cmp::Reverse;

use app::units::Day;

use super::entry::Entry;
use super::ledger::{Listing, Page, Position, Question};
use super::store::{self, Filter, Toward};
use crate::db::{StoreError, Tx};

/// Entries that the stretches of one page may hold, one stretch after the other as long as the page is not full; each has a day at least.
/// A page may then be short and still have an older one.
pub(super) const STRETCHES: [i64; 3] = [2_000, 20_000, 200_000];

/// A place between two entries: older are earlier days, and of its own day the events before `event`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub day: Day,
    pub event: i64,
}

/// Days that are read at once, and where the next ones begin; nowhere after the last.
struct Stretch {
    filter: Filter,
    next: Option<Place>,
}

/// The page that `question` asks for of the days of `filter`; `None` for a position that is of none of them.
///
/// A page newer than a place has exactly what follows, however little that is: nothing stands on two pages. Errors: [`StoreError`].
pub(super) async fn list(
    tx: &mut Tx,
    question: &Question,
    filter: &Filter,
    stretches: &[i64],
) -> Result<Option<Listing>, StoreError> {
    let has = |place: Place| (filter.from..=filter.to).contains(&place.day) && place.event <= filter.before;
    let (place, toward) = match question.page {
        Page::Newest => (Place { day: filter.to, event: i64::MAX }, Toward::Older),
        Page::OlderThan(Position::Place(place)) if has(place) => (place, Toward::Older),
        Page::NewerThan(Position::Place(place)) if has(place) => (place, Toward::Newer),
        Page::OlderThan(_) | Page::NewerThan(_) => return Ok(None),
    };
    let (mut entries, next) = walk(tx, question, filter, (place, toward), stretches).await?;
    let (start, next) = (Some(Position::Place(place)), next.map(Position::Place));
    let (newer, older) = match toward {
        Toward::Older => (start.filter(|_| question.page != Page::Newest), next),
        Toward::Newer => (next, start),
    };
    if toward == Toward::Newer {
        entries.reverse();
    }
    Ok(Some(Listing { entries, newer, older }))
}

/// The entries of one page in the order in which they are come upon, and where the next page begins.
async fn walk(
    tx: &mut Tx,
    question: &Question,
    filter: &Filter,
    (mut place, toward): (Place, Toward),
    stretches: &[i64],
) -> Result<(Vec<Entry>, Option<Place>), StoreError> {
    let mut entries: Vec<Entry> = Vec::new();
    for most in stretches {
        let Some(stretch) = next_stretch(tx, filter, place, toward, *most).await? else {
            return Ok((entries, None));
        };
        let mut found = Vec::new();
        for kind in question.kinds {
            found.extend(store::list_day_by_day(tx, *kind, &stretch.filter, toward).await?);
        }
        match toward {
            Toward::Older => found.sort_by_key(|entry| Reverse((entry.day, entry.event))),
            Toward::Newer => found.sort_by_key(|entry| (entry.day, entry.event)),
        }
        entries.extend(found);
        if entries.len() > question.limit {
            entries.truncate(question.limit);
            let next = entries.last().map(|last| past(last, toward));
            return Ok((entries, next));
        }
        match stretch.next {
            Some(next) => place = next,
            None => return Ok((entries, None)),
        }
    }
    Ok((entries, Some(place)))
}

/// The days that begin at `place` and hold `entries`, as the summaries count them; `None` where there are none.
async fn next_stretch(
    tx: &mut Tx,
    filter: &Filter,
    place: Place,
    toward: Toward,
    entries: i64,
) -> Result<Option<Stretch>, StoreError> {
    let days = match toward {
        // Nothing of the place's own day is older than its first event.
        Toward::Older if place.event == 0 => (filter.from, Day(place.day.0.saturating_sub(1))),
        Toward::Older => (filter.from, place.day),
        Toward::Newer => (place.day, filter.to),
    };
    let Some((first, last)) = store::find_listed_days(tx, filter, days).await? else { return Ok(None) };
    let end = store::find_stretch_end(tx, filter.scope, (first, last), toward, entries).await?;
    Ok(Some(match toward {
        Toward::Older => {
            let from = end.unwrap_or(first);
            let before = if last == place.day { place.event } else { i64::MAX };
            Stretch {
                filter: Filter { from, to: last, before, floor: 0, ..filter.clone() },
                next: (from > first).then_some(Place { day: from, event: 0 }),
            }
        }
        Toward::Newer => {
            let to = end.unwrap_or(last);
            let floor = if first == place.day { place.event } else { 0 };
            Stretch {
                filter: Filter { from: first, to, before: i64::MAX, floor, ..filter.clone() },
                next: (to < last).then(|| Place { day: to.plus(1), event: 0 }),
            }
        }
    }))
}

/// The place behind an entry that was come upon last.
fn past(entry: &Entry, toward: Toward) -> Place {
    let event = match toward {
        Toward::Older => entry.event,
        Toward::Newer => entry.event.saturating_add(1),
    };
    Place { day: entry.day, event }
}
