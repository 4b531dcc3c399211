//! The product's own answers, in process and without its cache: the one file that knows what it calls.

use std::path::Path;

use anyhow::Result;
use app::analytics::{Grain, ItemSales, Period, Segment, TopCustomer, WeekHour};
use app::live::Totals;
use server::analytics::span::Span;
use server::analytics::store::{RankedOutlet, rank_outlets, sum_days};
use server::analytics::{goods_store, people_store, periods};
use server::config::database::DatabaseUrl;
use server::db::Db;
use server::entropy::Entropy;
use server::organisation::ScopeId;

use super::question::{BEST, BEST_OF_SEGMENT, Cell, Question, Range};

/// An open database that answers.
pub(crate) struct Ours {
    pub(crate) db: Db,
}

/// An answer as the product gives it.
pub(crate) enum Answer {
    Totals(Vec<Totals>),
    Trend(Vec<Period>),
    Hours(Vec<WeekHour>),
    Outlets(Vec<RankedOutlet>),
    Items(Vec<ItemSales>),
    /// Distinct ones, and those who are new.
    Customers(i64, i64),
    TopCustomers(Vec<TopCustomer>),
    Segments(Vec<Segment>),
}

impl Ours {
    /// Opens the database of a data folder.
    pub(crate) async fn open(data: &Path) -> Result<Self> {
        let url = DatabaseUrl::choose(None, data)?;
        Ok(Self { db: Db::open(&url, &Entropy::from_machine()).await? })
    }

    /// Answers from one state of the database: all that a page of the product would wait for.
    pub(crate) async fn answer(&self, cell: Cell) -> Result<Answer> {
        let Cell { question, range: Range { from, to, .. } } = cell;
        let span = Span { scope: ScopeId::NETWORK, from, to };
        let mut tx = self.db.read().await?;
        let answer = match question {
            Question::Totals => Answer::Totals(sum_days(&mut tx, span).await?),
            Question::Trend => Answer::Trend(periods::list(&mut tx, span, Grain::Day).await?),
            Question::Hours => Answer::Hours(goods_store::sum_week_hours(&mut tx, span).await?),
            Question::Outlets => Answer::Outlets(rank_outlets(&mut tx, span.scope, from, to, BEST).await?),
            Question::Items => Answer::Items(goods_store::rank_items(&mut tx, span, BEST).await?),
            Question::Customers => {
                let (customers, new_customers) = people_store::count_customers(&mut tx, span).await?;
                Answer::Customers(customers, new_customers)
            }
            Question::TopCustomers => {
                Answer::TopCustomers(people_store::rank_customers(&mut tx, span, BEST).await?)
            }
            Question::Segments => {
                Answer::Segments(people_store::segment_customers(&mut tx, span, BEST_OF_SEGMENT).await?)
            }
        };
        tx.rollback().await?;
        Ok(answer)
    }

    pub(crate) async fn close(self) {
        self.db.close().await;
    }
}
