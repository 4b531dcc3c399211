//! Which sales came in since they were last told of: what toasts, the bell and the spoken line say.
//!
//! A burst reaches the browser in pieces: one patch carries a few rows of the feed and all of the totals, and the other
//! rows follow. So the sales are read from the finished board and not from the patches, and where the feed could not
//! hold them all, from the totals.

use super::board::{Board, FEED_ROWS, Totals};
use super::message::{FeedKind, FeedRow};
use crate::units::{Amount, Currency};

/// How far the sales of a board have been told.
#[derive(Clone, Debug, Default)]
pub struct Told {
    revision: i64,
    totals: Vec<Totals>,
}

/// Sales that nobody was told of yet. Late ones and imports are no news.
#[derive(Debug, PartialEq, Eq)]
pub enum NewSales<'a> {
    /// All of them with their rows, oldest first, without those that are cancelled already.
    Each(Vec<&'a FeedRow>),
    /// More than the feed shows. Counts what was cancelled at once as well, since the totals do not say of which sale.
    Summed(Vec<SalesSum>),
}

/// Sales of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SalesSum {
    pub currency: Currency,
    pub count: i64,
    pub amount: Amount,
}

impl Told {
    /// Everything on `board` counts as told.
    pub fn all_of(board: &Board) -> Self {
        Self { revision: board.revision, totals: board.totals.clone() }
    }

    /// What `board`, a later state of the same day and scope, has beyond what was told. `lacks_rows`: rows of its feed are
    /// still on their way.
    pub fn new_sales<'a>(&self, board: &'a Board, lacks_rows: bool) -> NewSales<'a> {
        let is_new = |row: &&FeedRow| row.event > self.revision;
        let reaches_back =
            board.feed.len() < FEED_ROWS || board.feed.last().is_some_and(|row| row.event <= self.revision);
        if reaches_back && !lacks_rows {
            let rings = |row: &&FeedRow| row.kind == FeedKind::Sale && !row.late && !row.cancelled;
            return NewSales::Each(board.feed.iter().filter(is_new).filter(rings).rev().collect());
        }
        // What only the totals know of, such as an import, is nothing that happened at a counter.
        let has_news = board.feed.iter().any(|row| is_new(&row) && row.kind == FeedKind::Sale && !row.late);
        NewSales::Summed(if has_news { self.sums_to(&board.totals) } else { Vec::new() })
    }

    /// Sales made, by currency. A cancellation takes a sale out of the orders and counts it as cancelled, so the two
    /// together only grow.
    fn sums_to(&self, totals: &[Totals]) -> Vec<SalesSum> {
        let made = |row: &Totals| (row.orders + row.cancelled, row.gross.minor + row.cancelled_amount.minor);
        let sum = |row: &Totals| {
            let before = self.totals.iter().find(|held| held.currency == row.currency).map_or((0, 0), made);
            let (count, minor) = made(row);
            let amount = Amount::new(minor - before.1, row.currency);
            SalesSum { currency: row.currency, count: count - before.0, amount }
        };
        totals.iter().map(sum).filter(|sum| sum.count > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::plain_model::{Model, Step};
    use super::*;
    use crate::live::Applied;

    fn sale(currency: usize, minor: i64) -> Step {
        Step::Sale { outlet: 1, currency, hour: 9, item: 1, minor, thousandths: 1_000 }
    }

    /// A shop that has traded for a while, and the board of it that a reader holds.
    fn open_shop() -> (Model, Board) {
        let mut model = Model::new();
        for minor in [500, 700, 900] {
            model.take(sale(0, minor));
        }
        let board = model.board();
        (model, board)
    }

    /// Brings `held` to the model's board patch by patch; what is told after each as the browser does it, as counts
    /// with sums in the order of the currencies.
    fn told_on_the_way(model: &Model, held: &mut Board, told: &mut Told) -> Vec<Vec<(i64, i64)>> {
        let next = model.board();
        let mut said = Vec::new();
        while !held.shows_same(&next) {
            let patch = held.patch_to(&next).expect("a patch");
            let lacks_rows = patch.feed.as_ref().is_some_and(|feed| feed.more > 0);
            assert_eq!(held.apply(patch), Applied::Done);
            if !lacks_rows {
                said.push(summed(told.new_sales(held, false)));
                *told = Told::all_of(held);
            }
        }
        said
    }

    fn summed(news: NewSales<'_>) -> Vec<(i64, i64)> {
        match news {
            NewSales::Summed(sums) => sums.iter().map(|sum| (sum.count, sum.amount.minor)).collect(),
            NewSales::Each(rows) => {
                let mut by_currency = std::collections::BTreeMap::<Currency, (i64, i64)>::new();
                for row in rows {
                    let sum = by_currency.entry(row.currency).or_default();
                    *sum = (sum.0 + 1, sum.1 + row.amount.minor);
                }
                by_currency.into_values().collect()
            }
        }
    }

    #[test]
    fn a_burst_is_told_once_with_all_of_its_sales() {
        for (count, currencies) in [(1, 1), (11, 1), (40, 1), (40, 2), (49, 2), (50, 1), (51, 2), (400, 2)] {
            let (mut model, mut held) = open_shop();
            let mut told = Told::all_of(&held);
            for nth in 0..count {
                model.take(sale(nth % currencies, 1_000));
            }
            let each = i64::try_from(count / currencies).expect("small");
            let rest = i64::try_from(count % currencies).expect("small");
            let mut expected = vec![(each + rest, (each + rest) * 1_000), (each, each * 1_000)];
            expected.truncate(currencies);
            assert_eq!(told_on_the_way(&model, &mut held, &mut told), [expected], "{count} in {currencies}");
        }
    }

    #[test]
    fn cancellations_take_nothing_from_what_is_told() {
        for count in [5, 40, 90] {
            let (mut model, mut held) = open_shop();
            let mut told = Told::all_of(&held);
            model.take(Step::Cancel { nth: 0 });
            for _ in 0..count {
                model.take(sale(0, 1_000));
            }
            model.take(Step::Cancel { nth: 0 });
            assert_eq!(told_on_the_way(&model, &mut held, &mut told), [[(count, count * 1_000)]]);
        }
    }

    #[test]
    fn nothing_is_told_where_nothing_was_sold() {
        let (mut model, mut held) = open_shop();
        let mut told = Told::all_of(&held);
        model.take(Step::Cancel { nth: 1 });
        assert_eq!(told_on_the_way(&model, &mut held, &mut told), [[]]);
        // An import moves the totals alone.
        held.totals[0].orders += 800;
        assert_eq!(told.new_sales(&held, false), NewSales::Each(vec![]));
        assert_eq!(told.new_sales(&held, true), NewSales::Summed(vec![]));
    }

    #[test]
    fn a_rush_that_never_pauses_is_told_by_its_sums() {
        let (mut model, mut held) = open_shop();
        let told = Told::all_of(&held);
        for _ in 0..30 {
            model.take(sale(0, 1_000));
        }
        let patch = held.patch_to(&model.board()).expect("a patch");
        assert_eq!(held.apply(patch), Applied::Done);
        assert_eq!(summed(told.new_sales(&held, true)), [(30, 30_000)]);
    }
}
