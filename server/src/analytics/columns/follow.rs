//! Reads what is new, in short readings: one long one would keep the log of an embedded database from being folded.
//!
//! Each reading is of one state, and those after it may be of later ones. The rows it found hold everything up to then; what has moved
//! them since is among what is new after the mark that was found before it, and so is read again by a later reading. The last reading
//! finds the mark and all that is left at once, so with it the columns are exactly as the database was at that mark.

use std::collections::BTreeSet;

use super::load;
use super::state::{Arrival, Change, Columns, Mark};
use crate::db::{Db, StoreError};
use crate::summaries::version::list_rewritten_days;

/// How much is read at once, at least one of each, and what is too much to be followed.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Events after which reading everything costs less than finding out what they moved.
    pub many_events: i64,
    /// Days computed anew, likewise.
    pub many_days: usize,
    /// Events whose rows are read at once.
    pub events: i64,
    /// Whole days that are read at once.
    pub days: usize,
    /// Rows that are read at once where everything is.
    pub rows: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { many_events: 200_000, many_days: 60, events: 10_000, days: 8, rows: 20_000 }
    }
}

/// What is to be taken in, in this order.
#[derive(Debug)]
pub(super) struct News {
    pub changes: Vec<Change>,
    pub arrival: Arrival,
}

/// What is new since `held`, and the days `faulty` again; `None` where it is more than is followed. Errors: [`StoreError`].
pub(super) async fn read_news(
    db: &Db,
    limits: &Limits,
    held: Mark,
    faulty: &BTreeSet<i64>,
) -> Result<Option<News>, StoreError> {
    let mut changes = Vec::new();
    let arrival = follow(db, limits, held, faulty, |change| changes.push(change)).await?;
    Ok(arrival.map(|arrival| News { changes, arrival }))
}

/// Everything. Errors: [`StoreError`].
pub(super) async fn read_all(db: &Db, limits: &Limits) -> Result<Columns, StoreError> {
    // However much is new by the time that everything was read, it is less than everything.
    let any = Limits { many_events: i64::MAX, many_days: usize::MAX, ..*limits };
    loop {
        let (mut columns, mark) = load::load_all(db, limits.rows).await?;
        let arrival = follow(db, &any, mark, &BTreeSet::new(), |change| columns.apply(change)).await?;
        // Only where more days were computed anew meanwhile than are noted there is none.
        if let Some(arrival) = arrival {
            columns.arrive(arrival);
            columns.shrink();
            return Ok(columns);
        }
    }
}

/// Hands what is new since `since` to `take`, reading after reading, until nothing is left.
async fn follow(
    db: &Db,
    limits: &Limits,
    since: Mark,
    faulty: &BTreeSet<i64>,
    mut take: impl FnMut(Change),
) -> Result<Option<Arrival>, StoreError> {
    let mut reached = since;
    loop {
        let mut tx = db.read().await?;
        let mark = load::find_mark(&mut tx).await?;
        let is_much = mark.event.saturating_sub(since.event) > limits.many_events;
        let days = list_rewritten_days(&mut tx, reached.rebuilds, mark.rebuilds).await?;
        let Some(mut days) = days.filter(|days| !is_much && days.len() <= limits.many_days) else {
            tx.rollback().await?;
            return Ok(None);
        };
        if days.len() > limits.days {
            tx.rollback().await?;
            for days in Vec::from_iter(days).chunks(limits.days) {
                let mut tx = db.read().await?;
                let change = load::list_rewritten(&mut tx, days).await?;
                tx.rollback().await?;
                take(change);
            }
            reached.rebuilds = mark.rebuilds;
        } else if mark.event - reached.event > limits.events {
            let to = reached.event + limits.events;
            let change = load::list_changes(&mut tx, reached.event, to).await?;
            tx.rollback().await?;
            take(change);
            reached.event = to;
        } else {
            days.extend(faulty);
            let moved = load::list_changes(&mut tx, reached.event, mark.event).await?;
            let rewritten = load::list_rewritten(&mut tx, &Vec::from_iter(days)).await?;
            let have_changed = (since.organisation, since.outlets) != (mark.organisation, mark.outlets);
            let standings = if have_changed { Some(load::list_standings(&mut tx).await?) } else { None };
            tx.rollback().await?;
            take(moved);
            take(rewritten);
            return Ok(Some(Arrival { mark, standings }));
        }
    }
}
