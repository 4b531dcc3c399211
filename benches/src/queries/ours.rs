//! The product's own answers, in process and without its cache: the one file that knows what it calls.

use std::path::Path;

use anyhow::Result;
use app::analytics::{Grain, ItemSales, Period, Segment, TopCustomer, WeekHour};
use app::live::Totals;
use server::analytics::columns::ColumnStore;
use server::analytics::span::Span;
use server::analytics::store::{RankedOutlet, rank_outlets, sum_days};
use server::analytics::{goods_store, people, periods};
use server::config::database::DatabaseUrl;
use server::db::Db;
use server::entropy::Entropy;
use server::organisation::ScopeId;

use super::question::{BEST, BEST_OF_SEGMENT, Cell, Question, Range};

/// An open database that answers.
pub(crate) struct Ours {
    pub(crate) db: Db,
    /// As a running server holds them.
    columns: ColumnStore,
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
        let db = Db::open(&url, &Entropy::from_machine()).await?;
        let columns = ColumnStore::new(db.clone());
        Ok(Self { db, columns })
    }

    /// Answers from one state of the database: all that a page of the product would wait for.
    pub(crate) async fn answer(&self, cell: Cell) -> Result<Answer> {
        let Cell { question, range: Range { from, to, .. } } = cell;
        let span = Span { scope: ScopeId::NETWORK, from, to };
        let (db, columns) = (&self.db, &self.columns);
        Ok(match question {
            Question::Totals => {
                let [totals] = sum_days(db, columns, [span]).await?;
                Answer::Totals(totals)
            }
            Question::Trend => Answer::Trend(periods::list(db, columns, span, Grain::Day).await?),
            Question::Hours => Answer::Hours(goods_store::sum_week_hours(db, columns, span).await?),
            Question::Outlets => Answer::Outlets(rank_outlets(columns, span, BEST).await?),
            Question::Items => Answer::Items(goods_store::rank_items(db, columns, span, BEST).await?),
            Question::Customers => {
                let counted = people::count_customers(columns, span).await?;
                Answer::Customers(counted.all, counted.new)
            }
            Question::TopCustomers => {
                Answer::TopCustomers(people::rank_customers(db, columns, span, BEST).await?)
            }
            Question::Segments => {
                Answer::Segments(people::segment_customers(db, columns, span, BEST_OF_SEGMENT).await?)
            }
        })
    }

    pub(crate) async fn close(self) {
        self.db.close().await;
    }
}
