//! Every answer of the analytics, as the product and as the plain model give it.

use std::collections::BTreeMap;

use app::analytics::{
    CategorySales, CustomerSales, Grain, ItemSales, Period, RangeTotals, Segment, TopCustomer, WeekHour,
};
use app::units::{Currency, Day};
use server::analytics::columns::ColumnStore;
use server::analytics::span::Span;
use server::analytics::{compare, goods_store, overview, people, periods};

use crate::plain::{Asked, Facts};
use crate::support::Franchise;

/// How many of a ranking are compared: fewer than there are, so that the cut is.
const MOST: usize = 4;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answers {
    totals: Vec<RangeTotals>,
    customers: i64,
    new_customers: i64,
    top_customers: Vec<TopCustomer>,
    segments: Vec<Segment>,
    periods: Vec<Vec<Period>>,
    items: Vec<ItemSales>,
    categories: BTreeMap<(Currency, Option<String>), CategorySales>,
    week_hours: Vec<WeekHour>,
}

impl Answers {
    /// The product's.
    pub(crate) async fn find(shop: &Franchise, columns: &ColumnStore, span: Span) -> Self {
        let db = &shop.db;
        let counted = people::count_customers(columns, span).await.unwrap();
        let overview = overview::find(db, columns, span).await.unwrap();
        assert_eq!((overview.customers, overview.new_customers), (counted.all, counted.new));
        let compared = compare::find(db, columns, span).await.unwrap();
        assert_eq!(overview.totals, compared.range.totals);
        let mut found = Vec::new();
        for grain in Grain::ALL {
            found.push(periods::list(db, columns, span, grain).await.unwrap());
        }
        let mut tx = db.read().await.unwrap();
        let categories = goods_store::sum_categories(&mut tx, span).await.unwrap();
        tx.rollback().await.unwrap();
        assert!(categories.is_sorted_by_key(|category| (category.currency, -category.amount.minor)));
        let answers = Self {
            totals: vec![compared.range, compared.before, compared.year_before],
            customers: overview.customers,
            new_customers: overview.new_customers,
            top_customers: people::rank_customers(db, columns, span, MOST).await.unwrap(),
            segments: people::segment_customers(db, columns, span, MOST).await.unwrap(),
            periods: found,
            items: goods_store::rank_items(db, columns, span, MOST).await.unwrap(),
            categories: categories
                .into_iter()
                .map(|row| ((row.currency, row.category.clone()), row))
                .collect(),
            week_hours: goods_store::sum_week_hours(db, columns, span).await.unwrap(),
        };
        answers.without_names()
    }

    /// The plain model's.
    pub(crate) fn of(facts: &Facts, asked: &Asked) -> Self {
        let days = asked.to.0 - asked.from.0 + 1;
        let totals = |from: Day, to: Day| RangeTotals {
            from,
            to,
            totals: facts.totals(&Asked { from, to, ..asked.clone() }),
        };
        Self {
            // No 29th of February lies within a year of the ranges.
            totals: vec![
                totals(asked.from, asked.to),
                totals(asked.from.plus(-days), asked.from.plus(-1)),
                totals(asked.from.plus(-365), asked.to.plus(-365)),
            ],
            customers: facts.customers(asked).len().try_into().unwrap(),
            new_customers: facts.new_customers(asked).len().try_into().unwrap(),
            top_customers: facts.top_customers(asked, MOST),
            segments: facts.segments(asked, MOST),
            // No outlet has begun a day, so none has ended one.
            periods: Grain::ALL.map(|grain| facts.periods(asked, grain, asked.from.plus(-1))).into(),
            items: facts.items(asked, MOST),
            categories: facts.categories(asked),
            week_hours: facts.week_hours(asked),
        }
    }

    fn without_names(mut self) -> Self {
        let strip = |sales: &mut CustomerSales| assert!(sales.customer.name.take().is_some());
        self.top_customers.iter_mut().for_each(|top| strip(&mut top.sales));
        self.segments.iter_mut().flat_map(|segment| &mut segment.top).for_each(strip);
        self
    }
}
