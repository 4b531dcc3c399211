//! The server's board, computed from all of its facts each time: what the tests measure patches against.

use super::board::{FEED_ROWS, TOP_ROWS};
use super::{
    Board, Compare, Days, FeedKind, FeedRow, Freshness, HourCell, HourTotals, ItemRank, OutletRank, Totals,
};
use crate::units::{Amount, Code, Currency, Day, Quantity, Scope};

const CURRENCIES: [&str; 2] = ["INR", "KWD"];

/// One thing that happens at the server.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Sale {
        outlet: u8,
        currency: usize,
        hour: u8,
        item: u8,
        minor: i64,
        thousandths: i64,
    },
    Cancel {
        nth: usize,
    },
    RollOver,
    /// A late sale of the day that is compared with.
    LastWeek {
        hour: u8,
        minor: i64,
    },
}

#[derive(Clone, Debug)]
struct Sale {
    event: i64,
    outlet: u8,
    currency: Currency,
    hour: u8,
    item: u8,
    minor: i64,
    thousandths: i64,
    cancelled: bool,
}

/// The server, as plainly as it can be written.
pub(super) struct Model {
    /// Outlets from which sales are expected, by number from 0.
    expected: u16,
    day: Day,
    last_event: i64,
    sales: Vec<Sale>,
    cancellations: Vec<(i64, Sale)>,
    last_week: Vec<(u8, i64)>,
}

impl Model {
    pub(super) fn new() -> Self {
        Self::expecting(9)
    }

    /// A network of so many outlets.
    pub(super) fn expecting(expected: u16) -> Self {
        Self {
            expected,
            day: Day(20_777),
            last_event: 0,
            sales: vec![],
            cancellations: vec![],
            last_week: vec![],
        }
    }

    pub(super) fn take(&mut self, step: Step) {
        // Ids have holes: events of other scopes lie between.
        self.last_event += 3;
        let event = self.last_event;
        match step {
            Step::Sale { outlet, currency, hour, item, minor, thousandths } => {
                let currency = currency_at(currency);
                self.sales.push(Sale {
                    event,
                    outlet,
                    currency,
                    hour,
                    item,
                    minor,
                    thousandths,
                    cancelled: false,
                });
            }
            Step::Cancel { nth } => {
                let standing = self.sales.iter_mut().filter(|sale| !sale.cancelled).nth(nth);
                if let Some(sale) = standing {
                    sale.cancelled = true;
                    self.cancellations.push((event, sale.clone()));
                }
            }
            Step::RollOver => {
                let last_event = self.last_event;
                *self = Self { day: self.day.plus(1), last_event, ..Self::expecting(self.expected) };
            }
            Step::LastWeek { hour, minor } => self.last_week.push((hour, minor)),
        }
    }

    pub(super) fn board(&self) -> Board {
        let mut feed: Vec<FeedRow> = self.sales.iter().map(sale_row).collect();
        feed.extend(self.cancellations.iter().map(|(event, sale)| FeedRow {
            event: *event,
            kind: FeedKind::Cancellation,
            cancelled: false,
            ..sale_row(sale)
        }));
        feed.sort_by_key(|row| std::cmp::Reverse(row.event));
        feed.truncate(FEED_ROWS);
        Board {
            scope: Scope::Network,
            business_day: Some(self.day),
            days: Days { min: self.day, max: self.day },
            revision: self.last_event,
            cursor: self.last_event + 1,
            epoch: "0192f0c1-0000-4000-8000-000000000000".to_owned(),
            as_of: format!("after event {}", self.last_event),
            totals: self.totals(),
            hours: hours_of(self.sales.iter().filter(|sale| !sale.cancelled).map(|sale| {
                (
                    sale.hour,
                    HourTotals {
                        currency: sale.currency,
                        gross: amount(sale.minor, sale.currency),
                        orders: 1,
                    },
                )
            })),
            compare: Compare {
                days: Days { min: self.day.plus(-7), max: self.day.plus(-7) },
                hours: hours_of(self.last_week.iter().map(|&(hour, minor)| {
                    let currency = currency_at(0);
                    (hour, HourTotals { currency, gross: amount(minor, currency), orders: 1 })
                })),
            },
            top_outlets: self.top_outlets(),
            top_items: self.top_items(),
            feed,
            freshness: Some(self.freshness()),
        }
    }

    fn freshness(&self) -> Freshness {
        let is_missing = |nth: &u16| self.sales.iter().all(|sale| u16::from(sale.outlet) != *nth);
        let mut missing: Vec<Code> = (0..self.expected).filter(is_missing).map(outlet_code).collect();
        missing.sort();
        let unheard = u32::try_from(missing.len()).expect("a small network");
        Freshness {
            newest_sale_at: self.sales.last().map(|sale| format!("2026-11-20T12:00:00Z {}", sale.event)),
            outlets_expected: u32::from(self.expected),
            outlets_heard: u32::from(self.expected) - unheard,
            missing,
        }
    }

    fn totals(&self) -> Vec<Totals> {
        let row = |currency: Currency| {
            let mut row = Totals::zero(currency);
            for sale in self.sales.iter().filter(|sale| sale.currency == currency) {
                if sale.cancelled {
                    row.cancelled += 1;
                    row.cancelled_amount.minor += sale.minor;
                } else {
                    row.orders += 1;
                    row.gross.minor += sale.minor;
                    row.net.minor += sale.minor;
                    row.qty.0 += sale.thousandths;
                }
            }
            row
        };
        self.currencies().into_iter().map(row).collect()
    }

    fn currencies(&self) -> Vec<Currency> {
        let mut all: Vec<Currency> = self.sales.iter().map(|sale| sale.currency).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn top_outlets(&self) -> Vec<OutletRank> {
        let mut ranks: Vec<OutletRank> = Vec::new();
        for sale in self.sales.iter().filter(|sale| !sale.cancelled) {
            let outlet = outlet_code(sale.outlet.into());
            match ranks.iter_mut().find(|rank| rank.outlet == outlet && rank.currency == sale.currency) {
                Some(rank) => {
                    rank.gross.minor += sale.minor;
                    rank.orders += 1;
                }
                None => ranks.push(OutletRank {
                    name: format!("Outlet {} beside the Old Market, upper floor", sale.outlet),
                    outlet,
                    currency: sale.currency,
                    gross: amount(sale.minor, sale.currency),
                    orders: 1,
                }),
            }
        }
        ranks.sort_by(|a, b| {
            (a.currency, -a.gross.minor, &a.outlet).cmp(&(b.currency, -b.gross.minor, &b.outlet))
        });
        first_of_each(ranks, |rank| rank.currency)
    }

    fn top_items(&self) -> Vec<ItemRank> {
        let mut ranks: Vec<ItemRank> = Vec::new();
        for sale in self.sales.iter().filter(|sale| !sale.cancelled) {
            let item = format!("item-{}", sale.item);
            match ranks.iter_mut().find(|rank| rank.item == item && rank.currency == sale.currency) {
                Some(rank) => {
                    rank.qty.0 += sale.thousandths;
                    rank.amount.minor += sale.minor;
                }
                None => ranks.push(ItemRank {
                    name: item_name(sale.item),
                    item,
                    qty: Quantity(sale.thousandths),
                    currency: sale.currency,
                    amount: amount(sale.minor, sale.currency),
                }),
            }
        }
        ranks.sort_by(|a, b| (a.currency, -a.qty.0, &a.item).cmp(&(b.currency, -b.qty.0, &b.item)));
        first_of_each(ranks, |rank| rank.currency)
    }
}

fn first_of_each<Row>(rows: Vec<Row>, currency: impl Fn(&Row) -> Currency) -> Vec<Row> {
    let mut counted: Vec<(Currency, usize)> = Vec::new();
    let mut kept = Vec::new();
    for row in rows {
        let key = currency(&row);
        match counted.iter_mut().find(|(held, _)| *held == key) {
            Some((_, count)) if *count == TOP_ROWS => continue,
            Some((_, count)) => *count += 1,
            None => counted.push((key, 1)),
        }
        kept.push(row);
    }
    kept
}

fn hours_of(sales: impl Iterator<Item = (u8, HourTotals)>) -> Vec<HourCell> {
    // A scope whose day begins at four shows its hours from four.
    let mut cells: Vec<HourCell> =
        (0..24).map(|at| HourCell { hour: (at + 4) % 24, totals: vec![] }).collect();
    for (hour, add) in sales {
        let cell = cells.iter_mut().find(|cell| cell.hour == hour).expect("24 hours");
        match cell.totals.iter_mut().find(|row| row.currency == add.currency) {
            Some(row) => {
                row.gross.minor += add.gross.minor;
                row.orders += add.orders;
            }
            None => cell.totals.push(add),
        }
        cell.totals.sort_by_key(|row| row.currency);
    }
    cells
}

fn sale_row(sale: &Sale) -> FeedRow {
    FeedRow {
        event: sale.event,
        kind: FeedKind::Sale,
        sale: Some(format!("0192f0c1-0000-4000-8000-{:012}", sale.event)),
        number: format!("MG-{:06}", sale.event),
        outlet: outlet_code(sale.outlet.into()),
        at: "2026-11-20T18:04:05+05:30".to_owned(),
        cancelled: sale.cancelled,
        late: false,
        currency: sale.currency,
        amount: amount(sale.minor, sale.currency),
        qty: Quantity(sale.thousandths),
        customer: Some("Customer 17 of some standing, Bengaluru".to_owned()),
        items: (0..3).map(|after| item_name(sale.item.wrapping_add(after))).collect(),
    }
}

fn outlet_code(nth: u16) -> Code {
    code(&format!("outlet-{nth:04}"))
}

fn item_name(nth: u8) -> String {
    format!("Item {nth}: Alphonso mango, family tub of 500 ml")
}

fn amount(minor: i64, currency: Currency) -> Amount {
    Amount::new(minor, currency)
}

fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

fn currency_at(index: usize) -> Currency {
    CURRENCIES[index].parse().expect("a currency")
}
