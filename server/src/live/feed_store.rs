//! Reads the current feed of a scope from the event log.

use std::cmp::Reverse;
use std::collections::HashMap;

use app::live::{FEED_ROWS, FeedRow};
use app::units::Day;
use sqlx::FromRow;

use super::feed::row_of;
use super::outlet_day::OutletDay;
use crate::db::{StoreError, Tx, on_engine};
use crate::events::Event;
use crate::events::store::EventRow;
use crate::organisation::{Directory, OutletId, ScopeId};

/// Facts read at a time. Nearly all of them are rows of the feed, so one page is nearly always enough.
const PAGE: usize = 64;

/// A fact, and whether its entry is cancelled by now.
#[derive(FromRow)]
pub(super) struct FactRow {
    #[sqlx(flatten)]
    pub(super) event: EventRow,
    pub(super) is_cancelled: bool,
}

/// What decides whether a fact belongs to an outlet's current feed.
///
/// Facts recorded since the day began do, late ones included, and so do the early ones that waited for it. Those of a
/// day to come wait.
#[derive(Clone, Debug)]
pub(super) struct FeedRule {
    day: Day,
    started_by: i64,
    early: Vec<i64>,
}

impl From<&OutletDay> for FeedRule {
    fn from(day: &OutletDay) -> Self {
        Self { day: day.day, started_by: day.started_by, early: day.early.clone() }
    }
}

/// Rules of the outlets that a scope counts. Of their facts those are shown that were recorded within it.
pub(super) struct FeedRules {
    pub(super) scope: ScopeId,
    pub(super) outlets: HashMap<OutletId, FeedRule>,
}

impl FeedRules {
    /// The rows of the current feed, unordered, at times more of them than a feed shows. Errors: [`StoreError`].
    pub(super) async fn load(&self, tx: &mut Tx, directory: &Directory) -> Result<Vec<FeedRow>, StoreError> {
        let mut rows = Vec::new();
        // The network's outlets are all there are, so the log can be read without looking for them.
        if self.scope == ScopeId::NETWORK {
            let first = self.outlets.values().map(|rule| rule.started_by).min().unwrap_or(i64::MAX);
            rows.extend(self.load_recent(tx, directory, None, first).await?);
        } else {
            for (outlet, rule) in &self.outlets {
                rows.extend(self.load_recent(tx, directory, Some(*outlet), rule.started_by).await?);
            }
        }
        let mut early: Vec<i64> = self.outlets.values().flat_map(|rule| &rule.early).copied().collect();
        early.sort_unstable_by_key(|event| Reverse(*event));
        let mut found = 0;
        for event in early {
            let row = self.load_early(tx, directory, event).await?;
            found += row.iter().len();
            rows.extend(row);
            // Older ones would not be shown.
            if found == FEED_ROWS {
                break;
            }
        }
        Ok(rows)
    }

    /// Reads backwards from the newest fact, of one outlet or of all, until the feed is full or the day began.
    async fn load_recent(
        &self,
        tx: &mut Tx,
        directory: &Directory,
        outlet: Option<OutletId>,
        started_by: i64,
    ) -> Result<Vec<FeedRow>, StoreError> {
        let (mut rows, mut before) = (Vec::new(), i64::MAX);
        while rows.len() < FEED_ROWS {
            let facts = list_facts(tx, outlet, started_by, before).await?;
            let has_more = facts.len() == PAGE;
            for fact in facts {
                before = fact.event.id;
                rows.extend(self.row_of(fact, directory, |rule, event, day| {
                    event > rule.started_by && day <= rule.day
                })?);
            }
            if !has_more {
                break;
            }
        }
        Ok(rows)
    }

    async fn load_early(
        &self,
        tx: &mut Tx,
        directory: &Directory,
        event: i64,
    ) -> Result<Option<FeedRow>, StoreError> {
        let fact = on_engine!(tx, connection =>
            sqlx::query_as::<_, FactRow>(include_str!("sql/find_feed_fact.sql"))
                .bind(event)
                .fetch_optional(connection)
                .await)?;
        fact.map_or(Ok(None), |fact| self.row_of(fact, directory, |_, _, _| true))
    }

    fn row_of(
        &self,
        fact: FactRow,
        directory: &Directory,
        shows: impl Fn(&FeedRule, i64, Day) -> bool,
    ) -> Result<Option<FeedRow>, StoreError> {
        let event = Event::try_from(fact.event)?;
        let found = self.outlets.get(&event.outlet).zip(directory.outlet(event.outlet));
        let (Some((rule, outlet)), Some(entry)) = (found, event.data.entry()) else { return Ok(None) };
        let is_here = entry.membership().is_within(event.outlet, self.scope);
        if !is_here || !shows(rule, event.id, entry.day) {
            return Ok(None);
        }
        Ok(row_of(&event, outlet, entry.day < rule.day, fact.is_cancelled))
    }
}

/// Live facts after `after` and before `before`, newest first.
async fn list_facts(
    tx: &mut Tx,
    outlet: Option<OutletId>,
    after: i64,
    before: i64,
) -> Result<Vec<FactRow>, StoreError> {
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
    match outlet {
        Some(outlet) => on_engine!(tx, connection =>
            sqlx::query_as::<_, FactRow>(include_str!("sql/list_outlet_feed.sql"))
                .bind(after)
                .bind(before)
                .bind(limit)
                .bind(outlet.0)
                .fetch_all(connection)
                .await),
        None => on_engine!(tx, connection =>
            sqlx::query_as::<_, FactRow>(include_str!("sql/list_feed.sql"))
                .bind(after)
                .bind(before)
                .bind(limit)
                .fetch_all(connection)
                .await),
    }
}
