//! Answers questions side by side, from the cache where they were answered before.

use std::sync::Arc;
use std::time::Duration;

use app::analytics::{
    CategorySales, Comparison, Grain, ItemSales, Overview, Period, Segment, TopCustomer, WeekHour,
};
use app::units::Day;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::cache::{AnswerCache, CacheReport};
use super::question::Question;
use super::span::Span;
use super::store::{RankedOutlet, rank_outlets};
use super::{compare, goods_store, overview, people_store, periods, version};
use crate::db::{Db, StoreError, Tx};
use crate::organisation::ScopeId;
use crate::organisation::store::find_current_days;

/// Customers of each currency.
pub const TOP_CUSTOMERS: i64 = 10;
/// Customers of each segment.
pub const SEGMENT_CUSTOMERS: i64 = 5;
/// Outlets of each currency.
pub const TOP_OUTLETS: i64 = 10;
/// Items of each currency.
pub const TOP_ITEMS: i64 = 100;

/// Days that are answered before anybody asks.
const WARM_DAYS: i32 = 30;
/// Questions that are answered at one time: fewer than there are connections, so that a till's reading never waits for them.
const TURNS: usize = 3;
/// How long somebody waits for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// The analytics of a running server. Cheap to clone; clones share the cache.
#[derive(Clone, Debug)]
pub struct Analytics(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    db: Db,
    cache: AnswerCache,
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
        Self(Arc::new(Parts { db, cache: AnswerCache::new(), turns: Semaphore::const_new(TURNS) }))
    }

    /// Totals, customers and conversion. Errors: [`AnalyticsError`].
    pub async fn overview(&self, span: Span) -> Answer<Overview> {
        self.answer(Question::Overview(span), move |tx| overview::find(tx, span).boxed()).await
    }

    /// [`TOP_CUSTOMERS`] of each currency. Errors: [`AnalyticsError`].
    pub async fn top_customers(&self, span: Span) -> Answer<Vec<TopCustomer>> {
        let question = Question::TopCustomers(span);
        self.answer(question, move |tx| people_store::rank_customers(tx, span, TOP_CUSTOMERS).boxed()).await
    }

    /// Three of each currency. Errors: [`AnalyticsError`].
    pub async fn segments(&self, span: Span) -> Answer<Vec<Segment>> {
        let question = Question::Segments(span);
        self.answer(question, move |tx| people_store::segment_customers(tx, span, SEGMENT_CUSTOMERS).boxed())
            .await
    }

    /// Days, weeks or months, oldest first. Errors: [`AnalyticsError`].
    pub async fn periods(&self, span: Span, grain: Grain) -> Answer<Vec<Period>> {
        self.answer(Question::Periods(span, grain), move |tx| periods::list(tx, span, grain).boxed()).await
    }

    /// [`TOP_OUTLETS`] of each currency. Errors: [`AnalyticsError`].
    pub async fn outlets(&self, span: Span) -> Answer<Vec<RankedOutlet>> {
        let Span { scope, from, to } = span;
        self.answer(Question::Outlets(span), move |tx| rank_outlets(tx, scope, from, to, TOP_OUTLETS).boxed())
            .await
    }

    /// [`TOP_ITEMS`] of each currency. Errors: [`AnalyticsError`].
    pub async fn items(&self, span: Span) -> Answer<Vec<ItemSales>> {
        self.answer(Question::Items(span), move |tx| goods_store::rank_items(tx, span, TOP_ITEMS).boxed())
            .await
    }

    /// All of each currency. Errors: [`AnalyticsError`].
    pub async fn categories(&self, span: Span) -> Answer<Vec<CategorySales>> {
        self.answer(Question::Categories(span), move |tx| goods_store::sum_categories(tx, span).boxed()).await
    }

    /// Those with sales. Errors: [`AnalyticsError`].
    pub async fn week_hours(&self, span: Span) -> Answer<Vec<WeekHour>> {
        self.answer(Question::WeekHours(span), move |tx| goods_store::sum_week_hours(tx, span).boxed()).await
    }

    /// The range beside earlier ones. Errors: [`AnalyticsError`].
    pub async fn comparison(&self, span: Span) -> Answer<Comparison> {
        self.answer(Question::Comparison(span), move |tx| compare::find(tx, span).boxed()).await
    }

    /// Answers what is asked first: the network's last thirty days. What fails is answered when somebody asks.
    pub async fn warm(&self) {
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

    async fn answer<T, F>(&self, question: Question, find: F) -> Answer<T>
    where
        T: Send + Sync + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, StoreError>> + Send,
    {
        let found = async {
            let _turn = self.0.turns.acquire().await;
            let mut tx = self.0.db.read().await?;
            let version = version::find(&mut tx, &question).await?;
            tx.rollback().await?;
            let compute = self.compute(find);
            if question.is_kept() {
                self.0.cache.get(question, version, compute).await
            } else {
                compute.await.map(Arc::new)
            }
        };
        // On the heap: whoever asks for many parts side by side has all of these futures in one.
        timeout(PATIENCE, Box::pin(found)).await.map_err(|_| AnalyticsError::TooSlow)?
    }

    /// Reads one state of the summaries.
    async fn compute<T, F>(&self, find: F) -> Result<T, AnalyticsError>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, StoreError>> + Send,
    {
        let mut tx = self.0.db.read().await?;
        let found = find(&mut tx).await?;
        tx.rollback().await?;
        Ok(found)
    }
}
