//! Sales of one outlet on one day: what keeping the summaries adds to the next of them.

use std::time::Instant;

use anyhow::{Result, ensure};
use server::sales::ingest::Lane;
use server::summaries::store::list_days_of_scope;
use server::summaries::verify::look;

use super::books::{Books, DAY, SALE_MINOR};
use super::course::{Course, Law};
use crate::histogram::Samples;

/// Sales of the outlet-day before a sample adds to it.
const SALES: [usize; 2] = [100, 10_000];
/// Of a sample, each a transaction of its own.
const MORE_SALES: usize = 100;

const LAW: Law = Law {
    what: "growth: sales of an outlet-day 100 → 10,000, upkeep of the summaries per sale",
    unit: "µs more than without summaries",
    bound: 1.5,
};

/// Sales with and without summaries at outlets of both sizes, each outlet for one sample: it is of its size only once.
pub(super) async fn run(course: &mut Course) -> Result<()> {
    let (mut with, mut without) = (open(course, true).await?, open(course, false).await?);
    course
        .measure(&LAW, async |pair, size| upkeep_us(&mut with, &mut without, 2 * pair + size as usize).await)
        .await?;
    expect_sums(&with).await?;
    with.close().await;
    without.close().await;
    Ok(())
}

/// Books with two outlets for each pair, of which the second is the larger.
async fn open(course: &Course, keeps_summaries: bool) -> Result<Books> {
    let outlets = 2 * (course.pairs + 1);
    let mut books = Books::open(&course.folder, outlets, keeps_summaries).await?;
    for at in 0..outlets {
        books.fill(books.fresh.outlets[at], SALES[at % 2]).await?;
    }
    Ok(books)
}

/// The median time of a sale at the outlet `with` summaries less that `without`, taken in turn, so that whatever disturbs the one
/// disturbs the other.
async fn upkeep_us(with: &mut Books, without: &mut Books, at: usize) -> Result<f64> {
    let mut samples = [Samples::default(), Samples::default()];
    for _ in 0..MORE_SALES {
        for (books, samples) in [&mut *with, &mut *without].into_iter().zip(&mut samples) {
            let sale = books.next(books.fresh.outlets[at]);
            let begun = Instant::now();
            books.record(Lane::Single, vec![sale]).await?;
            samples.add(begun.elapsed());
        }
    }
    let [with_ms, without_ms] = samples.map(|mut samples| samples.at_ms(500));
    Ok((with_ms - without_ms) * 1e3)
}

/// Errors: when an outlet's sums are not those of its sales, or any summary is not what the ledger gives.
async fn expect_sums(books: &Books) -> Result<()> {
    let db = &books.fresh.db;
    let mut tx = db.read().await?;
    for (at, &outlet) in books.fresh.outlets.iter().enumerate() {
        let days = list_days_of_scope(&mut tx, outlet.into(), DAY, DAY).await?;
        let found: Vec<_> = days.iter().map(|(_, _, sums)| (sums.orders, sums.gross)).collect();
        let sales = i64::try_from(SALES[at % 2] + MORE_SALES)?;
        ensure!(found == [(sales, sales * SALE_MINOR)], "an outlet of {sales} sales has {found:?}");
    }
    tx.rollback().await?;
    let compared = look(db, DAY).await?;
    ensure!(compared.is_equal() && compared.compared > 0, "the ledger gives other sums: {compared:?}");
    Ok(())
}
