//! The board of a day that is over, read from the summaries.

use std::collections::BTreeMap;

use app::live::{Board, Compare, Days, FEED_ROWS, FeedRow};
use app::units::{Currency, Day, Scope};
use sqlx::FromRow;

use super::draw;
use super::feed::row_of;
use super::feed_store::FactRow;
use super::figures::{Figures, Hours, add_days};
use super::items::ItemNames;
use super::outlet_day::COMPARED_DAYS;
use super::placed::{self, Part, load_parts};
use super::scope_board::LogPosition;
use super::store::{self, DayRow, HourRow, parse_currency};
use crate::db::{StoreError, Tx, on_engine};
use crate::events::{self, Event};
use crate::organisation::{Directory, OutletId, ScopeId};
use crate::summaries::{DaySums, ItemSums};

#[derive(FromRow)]
struct ItemRow {
    item_id: i64,
    currency: String,
    qty: i64,
    amount: i64,
}

#[derive(FromRow)]
struct PastFactRow {
    #[sqlx(flatten)]
    fact: FactRow,
    is_late: bool,
}

/// What a board of a past day is asked for.
pub(super) struct PastDay<'a> {
    pub(super) directory: &'a Directory,
    pub(super) scope: &'a Scope,
    pub(super) id: ScopeId,
    pub(super) day: Day,
    /// The current days of the scope's outlets.
    pub(super) current: Days,
    /// Epoch and time of the reading; the cursor is read.
    pub(super) position: &'a LogPosition,
}

macro_rules! list {
    ($past:expr, $tx:expr, $row:ty, $file:literal) => {
        on_engine!(&mut *$tx, connection =>
            sqlx::query_as::<_, $row>(include_str!($file))
                .bind($past.id.0)
                .bind(i64::from($past.day.0))
                .fetch_all(connection)
                .await)?
    };
    ($past:expr, $tx:expr, $row:ty, $file:literal, moves) => {
        on_engine!(&mut *$tx, connection =>
            sqlx::query_as::<_, $row>(include_str!($file))
                .bind($past.id.0)
                .bind(i64::from($past.day.0))
                .bind(placed::moves_matter_from($past.day))
                .fetch_all(connection)
                .await)?
    };
}

async fn read_names(tx: &mut Tx, figures: &Figures) -> Result<ItemNames, StoreError> {
    let mut names = ItemNames::default();
    figures.items.keys().for_each(|(_, item)| names.want(*item));
    if let Some((low, high)) = names.wanted() {
        names.learn(store::list_items(tx, low, high).await?);
    }
    Ok(names)
}

impl PastDay<'_> {
    /// The board, whose sums are those of the scope on that day, wherever its outlets have moved since.
    ///
    /// Errors: [`StoreError`].
    pub(super) async fn read(&self, tx: &mut Tx) -> Result<Board, StoreError> {
        let compared = self.day.plus(-COMPARED_DAYS);
        let first_hour = self.directory.common_cutoff_hour(self.scope);
        let (hours, compare) = self.read_hours(tx).await?;
        let mut figures = Figures { hours, ..Figures::default() };
        for row in list!(self, tx, DayRow, "sql/list_past_days.sql") {
            figures.days.insert(row.currency()?, row.sums);
        }
        let moved = self.read_moved(tx).await?;
        self.read_items(tx, &mut figures).await?;
        moved.iter().for_each(|(_, part)| figures.add_items(&part.figures));
        let names = read_names(tx, &figures).await?;
        let outlets = self.read_outlets(tx, &moved).await?;
        let ranked = outlets.into_iter().filter_map(|(id, day)| Some((self.directory.outlet(id)?, day)));
        Ok(Board {
            scope: self.scope.clone(),
            business_day: Some(self.day),
            days: self.current,
            revision: self.read_revision(tx).await?,
            cursor: events::store::last_id(tx).await?,
            epoch: self.position.epoch.to_string(),
            as_of: self.position.as_of.to_string(),
            totals: draw::totals(&figures.days),
            hours: draw::hours(&figures.hours, first_hour),
            compare: Compare {
                days: Days { min: compared, max: compared },
                hours: draw::hours(&compare, first_hour),
            },
            top_outlets: draw::top_outlets(ranked),
            top_items: draw::top_items(&figures.items, &names),
            feed: self.read_feed(tx).await?,
            freshness: None,
        })
    }

    async fn read_hours(&self, tx: &mut Tx) -> Result<(Hours, Hours), StoreError> {
        let (mut hours, mut compare) = (Hours::new(), Hours::new());
        for row in list!(self, tx, HourRow, "sql/list_past_hours.sql") {
            let bars = if row.day()? == self.day { &mut hours } else { &mut compare };
            bars.insert(row.key()?, row.sums());
        }
        Ok((hours, compare))
    }

    /// What moved outlets recorded within the scope. Of the network and of an outlet nothing can be elsewhere.
    async fn read_moved(&self, tx: &mut Tx) -> Result<Vec<(OutletId, Part)>, StoreError> {
        let mut moved = Vec::new();
        for outlet in placed::list_moved_outlets(tx, self.id, self.day).await? {
            let parts = load_parts(tx, outlet, self.day).await?;
            let within = parts.into_iter().filter(|part| part.membership.is_within(outlet, self.id));
            moved.extend(within.map(|part| (outlet, part)));
        }
        Ok(moved)
    }

    async fn read_items(&self, tx: &mut Tx, figures: &mut Figures) -> Result<(), StoreError> {
        for row in list!(self, tx, ItemRow, "sql/list_past_items.sql", moves) {
            let currency = parse_currency("item_days", &row.currency, self.id.0)?;
            figures.items.insert((currency, row.item_id), ItemSums { qty: row.qty, amount: row.amount });
        }
        Ok(())
    }

    async fn read_outlets(
        &self,
        tx: &mut Tx,
        moved: &[(OutletId, Part)],
    ) -> Result<BTreeMap<OutletId, BTreeMap<Currency, DaySums>>, StoreError> {
        let mut outlets: BTreeMap<OutletId, BTreeMap<Currency, DaySums>> = BTreeMap::new();
        for row in list!(self, tx, DayRow, "sql/list_past_outlet_days.sql", moves) {
            outlets.entry(OutletId(row.outlet_id)).or_default().insert(row.currency()?, row.sums);
        }
        for (outlet, part) in moved {
            add_days(outlets.entry(*outlet).or_default(), &part.figures.days);
        }
        Ok(outlets)
    }

    async fn read_feed(&self, tx: &mut Tx) -> Result<Vec<FeedRow>, StoreError> {
        let limit = i64::try_from(FEED_ROWS).unwrap_or(i64::MAX);
        let rows = on_engine!(tx, connection =>
            sqlx::query_as::<_, PastFactRow>(include_str!("sql/list_past_feed.sql"))
                .bind(self.id.0)
                .bind(i64::from(self.day.0))
                .bind(limit)
                .fetch_all(connection)
                .await)?;
        let mut feed = Vec::with_capacity(rows.len());
        for row in rows {
            let event = Event::try_from(row.fact.event)?;
            let outlet = self.directory.outlet(event.outlet);
            feed.extend(outlet.and_then(|outlet| row_of(&event, outlet, row.is_late, row.fact.is_cancelled)));
        }
        Ok(feed)
    }

    async fn read_revision(&self, tx: &mut Tx) -> Result<i64, StoreError> {
        on_engine!(tx, connection =>
            sqlx::query_scalar::<_, i64>(include_str!("sql/find_scope_revision.sql"))
                .bind(self.id.0)
                .fetch_one(connection)
                .await)
    }
}
