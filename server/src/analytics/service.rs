//! Answers questions side by side, from the cache where they were answered before.

use std::sync::Arc;
use std::time::Duration;

use app::analytics::report::Breakdown;
use app::analytics::{
    CategorySales, Comparison, Grain, ItemSales, Overview, Period, Segment, TopCustomer, WeekHour,
};
use app::units::Day;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::cache::{AnswerCache, CacheReport};
use super::columns::ColumnStore;
use super::metrics::{self, Metrics};
use super::question::Question;
use super::report::{self, PlaceSums};
use super::span::Span;
use super::store::{RankedOutlet, rank_outlets};
use super::version::{self, Version};
use super::weight::Weigh;
use super::{compare, goods_store, overview, people, periods};
use crate::db::{Db, StoreError, Tx};
use crate::organisation::ScopeId;
use crate::organisation::store::find_current_days;

/// Customers of each currency.
pub const TOP_CUSTOMERS: usize = 10;
/// Customers of each segment.
pub const SEGMENT_CUSTOMERS: usize = 5;
/// The same where its customers are listed.
pub const LISTED_CUSTOMERS: usize = 1_000;
/// Outlets of each currency.
pub const TOP_OUTLETS: usize = 10;
/// Items of each currency.
pub const TOP_ITEMS: usize = 100;

/// Days that are answered before anybody asks.
const WARM_DAYS: i32 = 30;
/// Questions that are answered at one time: fewer than there are connections, so that a till's reading never waits for them.
const TURNS: usize = 3;
/// How often the columns are brought up to the database while nobody asks.
const FOLLOW_EVERY: Duration = Duration::from_secs(1);
/// How long somebody waits for an answer.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The analytics of a running server. Cheap to clone; clones share the cache.
#[derive(Clone, Debug)]
pub struct Analytics(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    db: Db,
    cache: AnswerCache,
    columns: ColumnStore,
    turns: Semaphore,
}

/// Why there is no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum AnalyticsError {
    #[error("the summaries could not be read")]
    Store(#[source] Arc<StoreError>),
    #[error("this takes too long at the moment: ask for fewer days, or come back later")]
    TooSlow,
}

/// What is shared with everybody who asks the same.
pub type Answer<T> = Result<Arc<T>, AnalyticsError>;

impl From<StoreError> for AnalyticsError {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}

impl Analytics {
    /// Answers from `db`, with nothing in the cache.
    #[must_use]
    pub fn new(db: Db) -> Self {
        let columns = ColumnStore::new(db.clone());
        Self(Arc::new(Parts { db, cache: AnswerCache::new(), columns, turns: Semaphore::const_new(TURNS) }))
    }

    /// The rows that rankings are made of.
    #[must_use]
    pub fn columns(&self) -> &ColumnStore {
        &self.0.columns
    }

    /// Month to date, trend and best outlets up to the scope's current day; `None` while none of its outlets has begun one. Not kept:
    /// it costs as little as looking whether it is. Errors: [`AnalyticsError`].
    pub async fn metrics(&self, scope: ScopeId) -> Result<Option<Metrics>, AnalyticsError> {
        let found = async {
            drop(self.columns().current().await?);
            let _turn = self.0.turns.acquire().await;
            metrics::find(&self.0.db, self.columns(), scope).await
        };
        let found = timeout(PATIENCE, found).await.map_err(|_| AnalyticsError::TooSlow)?;
        Ok(found?)
    }

    /// Totals, customers and conversion. Errors: [`AnalyticsError`].
    pub async fn overview(&self, span: Span) -> Answer<Overview> {
        self.answer(Question::Overview(span), overview::find(&self.0.db, self.columns(), span)).await
    }

    /// [`TOP_CUSTOMERS`] of each currency. Errors: [`AnalyticsError`].
    pub async fn top_customers(&self, span: Span) -> Answer<Vec<TopCustomer>> {
        let find = people::rank_customers(&self.0.db, self.columns(), span, TOP_CUSTOMERS);
        self.answer(Question::TopCustomers(span), find).await
    }

    /// Three of each currency. Errors: [`AnalyticsError`].
    pub async fn segments(&self, span: Span) -> Answer<Vec<Segment>> {
        let find = people::segment_customers(&self.0.db, self.columns(), span, SEGMENT_CUSTOMERS);
        self.answer(Question::Segments(span), find).await
    }

    /// The same with [`LISTED_CUSTOMERS`] of each. Errors: [`AnalyticsError`].
    pub async fn segment_lists(&self, span: Span) -> Answer<Vec<Segment>> {
        let find = people::segment_customers(&self.0.db, self.columns(), span, LISTED_CUSTOMERS);
        self.answer(Question::SegmentLists(span), find).await
    }

    /// Days, weeks or months, oldest first. Errors: [`AnalyticsError`].
    pub async fn periods(&self, span: Span, grain: Grain) -> Answer<Vec<Period>> {
        let find = periods::list(&self.0.db, self.columns(), span, grain);
        self.answer(Question::Periods(span, grain), find).await
    }

    /// [`TOP_OUTLETS`] of each currency. Errors: [`AnalyticsError`].
    pub async fn outlets(&self, span: Span) -> Answer<Vec<RankedOutlet>> {
        self.answer(Question::Outlets(span), rank_outlets(self.columns(), span, TOP_OUTLETS)).await
    }

    /// [`TOP_ITEMS`] of each currency. Errors: [`AnalyticsError`].
    pub async fn items(&self, span: Span) -> Answer<Vec<ItemSales>> {
        let find = goods_store::rank_items(&self.0.db, self.columns(), span, TOP_ITEMS);
        self.answer(Question::Items(span), find).await
    }

    /// All of each currency. Errors: [`AnalyticsError`].
    pub async fn categories(&self, span: Span) -> Answer<Vec<CategorySales>> {
        let find = self.read(move |tx| goods_store::sum_categories(tx, span).boxed());
        self.answer(Question::Categories(span), find).await
    }

    /// Those with sales. Errors: [`AnalyticsError`].
    pub async fn week_hours(&self, span: Span) -> Answer<Vec<WeekHour>> {
        let find = goods_store::sum_week_hours(&self.0.db, self.columns(), span);
        self.answer(Question::WeekHours(span), find).await
    }

    /// The range beside earlier ones. Errors: [`AnalyticsError`].
    pub async fn comparison(&self, span: Span) -> Answer<Comparison> {
        let find = compare::find(&self.0.db, self.columns(), span);
        self.answer(Question::Comparison(span), find).await
    }

    /// The sums of a report; `None` where they are more than one holds. Errors: [`AnalyticsError`].
    pub async fn report(&self, span: Span, by: Breakdown) -> Answer<Option<Vec<PlaceSums>>> {
        let find = self.read(move |tx| report::find(tx, span, by).boxed());
        self.answer(Question::Report(span, by), find).await
    }

    /// Answers what is asked first: the network's last thirty days. What fails is answered when somebody asks.
    async fn warm(&self) {
        let Ok(Some(last)) = self.last_day().await else { return };
        let span = Span { scope: ScopeId::NETWORK, from: last.plus(1 - WARM_DAYS), to: last };
        let (overview, periods, outlets, customers, segments) = tokio::join!(
            self.overview(span),
            self.periods(span, Grain::Day),
            self.outlets(span),
            self.top_customers(span),
            self.segments(span),
        );
        let errors = [overview.err(), periods.err(), outlets.err(), customers.err(), segments.err()];
        for error in errors.into_iter().flatten() {
            tracing::warn!(%error, "an answer could not be prepared");
        }
    }

    /// Answers what is asked first, then takes in what is new, second by second, so that whoever asks finds little left to read. Never ends.
    pub async fn keep_ready(&self) {
        self.warm().await;
        loop {
            tokio::time::sleep(FOLLOW_EVERY).await;
            // Whoever asks meets the same error and tells it.
            if let Err(error) = self.columns().current().await {
                tracing::debug!(%error, "the columns could not follow");
            }
        }
    }

    async fn last_day(&self) -> Result<Option<Day>, StoreError> {
        let mut tx = self.0.db.read().await?;
        let days = find_current_days(&mut tx, ScopeId::NETWORK).await?;
        tx.rollback().await?;
        Ok(days.map(|(_, last)| last))
    }

    /// What the cache has done and holds.
    pub async fn cache(&self) -> CacheReport {
        self.0.cache.report().await
    }

    /// The answer from the cache, or what `find` finds, which whoever asks the same meanwhile waits for.
    async fn answer<T: Weigh + Send + Sync + 'static>(
        &self,
        question: Question,
        find: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Answer<T> {
        let found = async {
            // Others that need no columns have their turns while these are read for the first time.
            if question.needs_columns() {
                drop(self.columns().current().await?);
            }
            let version = self.version(question).await?;
            // Who waits for somebody else's answer has no turn: others go on.
            let find = async {
                let _turn = self.0.turns.acquire().await;
                find.await.map_err(AnalyticsError::from)
            };
            self.0.cache.get(question, version, find).await
        };
        // On the heap: whoever asks for many parts side by side has all of these futures in one.
        timeout(PATIENCE, Box::pin(found)).await.map_err(|_| AnalyticsError::TooSlow)?
    }

    async fn version(&self, question: Question) -> Result<Version, StoreError> {
        let _turn = self.0.turns.acquire().await;
        self.read(move |tx| async move { version::find(tx, &question).await }.boxed()).await
    }

    /// Reads one state of the database.
    async fn read<T, F>(&self, find: F) -> Result<T, StoreError>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, StoreError>> + Send,
    {
        let mut tx = self.0.db.read().await?;
        let found = find(&mut tx).await?;
        tx.rollback().await?;
        Ok(found)
    }
}
