//! Turns sums into the rows of a board.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, HashMap};

use app::live::{HourCell, HourTotals, ItemRank, OutletRank, TOP_ROWS, Totals};
use app::units::{Amount, Currency, Quantity};

use super::figures::Hours;
use super::items::ItemNames;
use crate::organisation::Outlet;
use crate::summaries::{self, DaySums};

const HOURS_A_DAY: u8 = 24;

/// One row per currency that has any fact, by currency.
pub(super) fn totals(days: &BTreeMap<Currency, DaySums>) -> Vec<Totals> {
    days.iter().map(|(&currency, sums)| summaries::totals(currency, sums)).collect()
}

/// 24 cells from `first_hour` on. A bar that has fallen to nothing looks as if it had never been.
pub(super) fn hours(hours: &Hours, first_hour: u8) -> Vec<HourCell> {
    let mut cells: Vec<HourCell> = (0..HOURS_A_DAY)
        .map(|at| HourCell { hour: (first_hour + at) % HOURS_A_DAY, totals: Vec::new() })
        .collect();
    for (&(hour, currency), sums) in hours.iter().filter(|(_, sums)| sums.orders != 0 || sums.gross != 0) {
        let at = usize::from((hour + HOURS_A_DAY - first_hour) % HOURS_A_DAY);
        if let Some(cell) = cells.get_mut(at) {
            let gross = Amount::new(sums.gross, currency);
            cell.totals.push(HourTotals { currency, gross, orders: sums.orders });
        }
    }
    cells
}

/// The outlets with the highest gross of each currency; those that sold nothing are left out.
pub(super) fn top_outlets<'a>(
    outlets: impl Iterator<Item = (&'a Outlet, BTreeMap<Currency, DaySums>)>,
) -> Vec<OutletRank> {
    let rows = outlets.flat_map(|(outlet, days)| {
        let sold = days.into_iter().filter(|(_, sums)| sums.orders != 0);
        sold.map(move |(currency, sums)| (currency, (outlet, sums)))
    });
    let order = |a: &(&Outlet, DaySums), b: &(&Outlet, DaySums)| {
        Reverse(a.1.gross).cmp(&Reverse(b.1.gross)).then_with(|| a.0.code.cmp(&b.0.code))
    };
    let ranked = first_of_each(rows, order);
    ranked
        .map(|(currency, (outlet, sums))| OutletRank {
            outlet: outlet.code.clone(),
            name: outlet.name.clone(),
            currency,
            gross: Amount::new(sums.gross, currency),
            orders: sums.orders,
        })
        .collect()
}

/// The items with the highest quantity of each currency; those of which nothing is left are left out.
pub(super) fn top_items(
    items: &HashMap<(Currency, i64), crate::summaries::ItemSums>,
    names: &ItemNames,
) -> Vec<ItemRank> {
    let sold = items.iter().filter(|(_, sums)| sums.qty > 0);
    let rows = sold.filter_map(|(&(currency, item), sums)| Some((currency, (names.get(item)?, sums))));
    let ranked = first_of_each(rows, |a, b| {
        Reverse(a.1.qty).cmp(&Reverse(b.1.qty)).then_with(|| a.0.code.cmp(&b.0.code))
    });
    ranked
        .map(|(currency, (item, sums))| ItemRank {
            item: item.code.to_string(),
            name: item.name.to_string(),
            qty: Quantity(sums.qty),
            currency,
            amount: Amount::new(sums.amount, currency),
        })
        .collect()
}

/// The first [`TOP_ROWS`] of each currency, by currency and `order`. Costs a few comparisons a row, not a sort.
fn first_of_each<Row>(
    rows: impl Iterator<Item = (Currency, Row)>,
    order: impl Fn(&Row, &Row) -> Ordering,
) -> impl Iterator<Item = (Currency, Row)> {
    let mut tops: BTreeMap<Currency, Vec<Row>> = BTreeMap::new();
    for (currency, row) in rows {
        let top = tops.entry(currency).or_default();
        let at = top.iter().rposition(|held| order(held, &row).is_lt()).map_or(0, |before| before + 1);
        if at < TOP_ROWS {
            top.truncate(TOP_ROWS - 1);
            top.insert(at, row);
        }
    }
    tops.into_iter().flat_map(|(currency, top)| top.into_iter().map(move |row| (currency, row)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::summaries::OrderSums;

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    proptest! {
        #[test]
        fn the_first_rows_are_those_of_a_full_sort(rows in prop::collection::vec((0..2_usize, 0..9_i64), 0..60)) {
            let currencies = [currency("INR"), currency("USD")];
            let rows: Vec<(Currency, (i64, usize))> =
                rows.into_iter().enumerate().map(|(at, (which, gross))| (currencies[which], (gross, at))).collect();
            let order = |a: &(i64, usize), b: &(i64, usize)| (Reverse(a.0), a.1).cmp(&(Reverse(b.0), b.1));
            let found: Vec<_> = first_of_each(rows.iter().copied(), order).collect();
            let wanted = currencies.into_iter().flat_map(|wanted| {
                let mut all: Vec<_> = rows.iter().copied().filter(|row| row.0 == wanted).collect();
                all.sort_by(|a, b| order(&a.1, &b.1));
                all.truncate(TOP_ROWS);
                all
            });
            prop_assert_eq!(found, wanted.collect::<Vec<_>>());
        }
    }

    #[test]
    fn bars_begin_at_the_cut_off_and_forget_what_fell_to_nothing() {
        let bar = |orders, gross| OrderSums { orders, gross };
        let held = Hours::from([
            ((3, currency("INR")), bar(1, 500)),
            ((4, currency("USD")), bar(2, 0)),
            ((23, currency("INR")), bar(0, 0)),
        ]);
        let cells = hours(&held, 4);
        assert_eq!(cells.iter().map(|cell| cell.hour).collect::<Vec<_>>()[..3], [4, 5, 6]);
        assert_eq!((cells.len(), cells[23].hour), (24, 3));
        assert_eq!(cells[23].totals[0].gross.to_string(), "5.00");
        assert_eq!(cells[0].totals[0].orders, 2);
        assert_eq!(cells.iter().filter(|cell| !cell.totals.is_empty()).count(), 2);
    }
}
