//! Whatever happens in whatever order and in whatever groups, the summaries hold what the ledger holds.

use std::collections::BTreeMap;

use app::units::{Day, Quantity, UnixMs};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use server::analytics::columns::ColumnStore;
use server::analytics::span::Span;
use server::analytics::store::rank_outlets;
use server::config::testing::repetitions;
use server::db::Db;
use server::db::testing::on_both_engines;
use server::events::{self, EventData, EventKind};
use server::organisation::business_day::place;
use server::organisation::{OutletId, ScopeId};
use server::sales::{Command, EntryKind, NewEntry, NewLine, Outcome};
use server::summaries::daily::{self, Listing, Question};
use uuid::Uuid;

use crate::answers::Answers;
use crate::plain::{Asked, Facts, Measures, Rank, Summary};
use crate::reports::reports_equal;
use crate::support::{
    Draft, Franchise, OUTLETS, TODAY, cancellation, free_return, line, rebuilt_sums, sale, scope_days, sums,
};

const USUAL_OPERATIONS: usize = 20_000;
const SEED: u64 = 14;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// The middle of the day that most of what happens belongs to.
const START_MS: i64 = TODAY.0 as i64 * DAY_MS + DAY_MS / 2;

/// Every kind of scope, and the outlets in it.
const SCOPES: [(&str, &[&str]); 4] = [
    ("network", &["a", "b", "c", "d"]),
    ("region:south", &["c", "d"]),
    ("franchise:east", &["a", "c"]),
    ("outlet:b", &["b"]),
];

/// First and last day, from the day of the tests on.
const RANGES: [(i32, i32); 5] = [(-60, 40), (-30, -3), (-7, 0), (0, 0), (20, 39)];

#[tokio::test]
async fn summaries_equal_the_recomputed_ones_for_any_split_into_groups() {
    let operations = repetitions("SCOOPJOY_TEST_OPERATIONS", USUAL_OPERATIONS);
    let outcomes = tokio::sync::Mutex::new(None);
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let commands = Script::new(&shop, SEED).write(operations);
        // Somebody looks all the time, so that the columns follow in many steps.
        let columns = ColumnStore::new(shop.db.clone());
        let compare_now_and_then = async |seen: &[Outcome]| {
            // Groups have random sizes, so the moment, the scope and the range are as random.
            if seen.len().is_multiple_of(3) {
                let facts = Facts::of(&shop, &commands, seen);
                let (scope, range) = (SCOPES[seen.len() % SCOPES.len()], RANGES[seen.len() % RANGES.len()]);
                answers_equal(&shop, &columns, &facts, scope, range).await;
            }
        };
        let seen = tokio::select! {
            seen = carry_out_with(&shop, &commands, SEED, 1..=400, compare_now_and_then) => seen,
            () = keep_looking(&columns) => unreachable!("it never ends"),
        };
        assert_eq!(sums(&shop.db).await, rebuilt_sums(&shop.db).await);
        let facts = Facts::of(&shop, &commands, &seen);
        assert_eq!(outlet_days(&shop).await, facts.days());
        assert_eq!(listed(&shop, 7).await, facts.summaries(&shop));
        for most in [1, 3, 10] {
            let (from, to) = (TODAY.plus(-2), TODAY);
            assert_eq!(
                ranked(&shop, &columns, from, to, most).await,
                facts.best_outlets(&shop, from, to, most)
            );
        }
        analytics_equal(&shop, &columns, &facts).await;
        reports_equal(&shop, &facts).await;
        assert_eq!(network_gross(&shop.db).await, gross_of_events(&shop.db).await);
        // The clock stands still, so both engines must give the same answers, ids of events included.
        let mut first = outcomes.lock().await;
        assert_eq!(first.get_or_insert_with(|| seen.clone()), &seen);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn small_and_large_groups_give_the_same_answers_and_sums() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let commands = Script::new(&shop, 15).write(500);
        let seen = carry_out(&shop, &commands, 15, 1..=3).await;
        let kept = sums(&shop.db).await;
        assert_eq!(kept, rebuilt_sums(&shop.db).await);
        shop.ingest.stop().await;
        on_one_more(async |other| {
            let shop = Franchise::open(other).await;
            assert_eq!(carry_out(&shop, &commands, 15, 500..=500).await, seen);
            assert_eq!(sums(&shop.db).await, kept);
            shop.ingest.stop().await;
        })
        .await;
    })
    .await;
}

/// Another database, so that two groupings can be compared.
async fn on_one_more(test: impl AsyncFn(Db)) {
    let folder = tempfile::tempdir().unwrap();
    test(server::db::testing::open_sqlite(folder.path()).await).await;
}

pub(crate) async fn carry_out(
    shop: &Franchise,
    commands: &[Command],
    seed: u64,
    sizes: std::ops::RangeInclusive<usize>,
) -> Vec<Outcome> {
    carry_out_with(shop, commands, seed, sizes, async |_| {}).await
}

/// Shows `each` what has come of everything so far, group after group.
async fn carry_out_with(
    shop: &Franchise,
    commands: &[Command],
    seed: u64,
    sizes: std::ops::RangeInclusive<usize>,
    each: impl AsyncFn(&[Outcome]),
) -> Vec<Outcome> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut outcomes = Vec::with_capacity(commands.len());
    let mut rest = commands;
    while !rest.is_empty() {
        let (now, later) = rest.split_at(random.random_range(sizes.clone()).min(rest.len()));
        outcomes.extend(shop.submit_all(now.to_vec()).await);
        each(&outcomes).await;
        rest = later;
    }
    outcomes
}

/// Writes commands: sales, returns, replacements, cancellations, back-dated, repeated and out of order.
pub(crate) struct Script<'s> {
    shop: &'s Franchise,
    random: StdRng,
    commands: Vec<Command>,
    sales: Vec<NewEntry>,
    returns: Vec<Uuid>,
    next: u128,
}

impl<'s> Script<'s> {
    pub(crate) fn new(shop: &'s Franchise, seed: u64) -> Self {
        let random = StdRng::seed_from_u64(seed);
        Self { shop, random, commands: Vec::new(), sales: Vec::new(), returns: Vec::new(), next: 1 }
    }

    pub(crate) fn write(mut self, operations: usize) -> Vec<Command> {
        while self.commands.len() < operations {
            let command = self.command();
            self.commands.push(command);
        }
        // A till that was offline hands in what it has in any order.
        for window in self.commands.chunks_mut(40) {
            if self.random.random_bool(0.2) {
                window.shuffle(&mut self.random);
            }
        }
        self.commands
    }

    fn command(&mut self) -> Command {
        let known = self.sales.choose(&mut self.random).cloned();
        match (self.random.random_range(0..100), known) {
            (0..=7, Some(_)) => self.commands.choose(&mut self.random).cloned().unwrap(),
            (8..=10, Some(sale)) => record(sale.with(|sale| sale.number.push('x'))),
            (11..=20, Some(sale)) => cancellation(EntryKind::Sale, sale.id, self.reason()),
            (21..=25, Some(_)) if !self.returns.is_empty() => {
                let id = *self.returns.choose(&mut self.random).unwrap();
                cancellation(EntryKind::Return, id, self.reason())
            }
            (26..=33, Some(sold)) => self.linked_return(&sold),
            (34..=38, Some(sold)) => {
                let new = self.sale().with(|sale| sale.replaces = Some(sold.id));
                self.keep(new)
            }
            (39..=44, _) => {
                let new = self.entry(free_return);
                self.returns.push(new.id);
                record(new)
            }
            _ => {
                let new = self.sale();
                self.keep(new)
            }
        }
    }

    fn keep(&mut self, sale: NewEntry) -> Command {
        self.sales.push(sale.clone());
        record(sale)
    }

    fn sale(&mut self) -> NewEntry {
        self.entry(sale)
    }

    fn entry(&mut self, make: fn(u128, OutletId, &[NewLine]) -> NewEntry) -> NewEntry {
        let random = &mut self.random;
        let lines: Vec<_> = (0..random.random_range(1..5))
            .map(|_| {
                let item = random.random_range(0..12);
                let line =
                    line(&format!("item-{item}"), random.random_range(1..4), random.random_range(0..5_000));
                NewLine { category: (item < 8).then(|| format!("kind-{}", item % 3)), ..line }
            })
            .collect();
        let outlet = self.shop.outlet(OUTLETS.choose(random).unwrap().0);
        let days_ago = if random.random_bool(0.5) { 2 } else { 40 };
        let at = UnixMs(START_MS - random.random_range(-DAY_MS..days_ago * DAY_MS));
        let place = place(at, self.shop.directory.current().outlet(outlet).unwrap());
        let currency = if random.random_bool(0.15) { "USD" } else { "INR" };
        let customer = random.random_bool(0.4).then(|| random.random_range(0..30));
        let n = self.next;
        self.next += 1;
        let entry = make(n, outlet, &lines).with(|entry| {
            (entry.at, entry.day, entry.hour) = (at, place.day, place.hour);
            entry.currency = currency.parse().unwrap();
            entry.rounding_minor = 1;
            entry.total_minor += 1;
        });
        match customer {
            Some(customer) => entry.customer(&format!("C-{customer}"), &format!("Customer {n}")),
            None => entry,
        }
    }

    /// Some lines of the sale, now and then more than it had.
    fn linked_return(&mut self, sold: &NewEntry) -> Command {
        let mut lines = sold.lines.clone();
        lines.truncate(self.random.random_range(1..=lines.len()));
        if self.random.random_bool(0.1) {
            lines[0].qty = Quantity(lines[0].qty.0 + 1_000);
        }
        let day: Day = sold.day.plus(self.random.random_range(0..2));
        let n = self.next;
        self.next += 1;
        let entry = free_return(n, sold.outlet, &lines).with(|entry| {
            entry.sale = Some(sold.id);
            entry.currency = sold.currency;
            entry.day = day;
        });
        self.returns.push(entry.id);
        record(entry)
    }

    fn reason(&mut self) -> &'static str {
        ["mistake", "walked away"].choose(&mut self.random).copied().unwrap()
    }
}

fn record(entry: NewEntry) -> Command {
    Command::Record(Box::new(entry))
}

pub(crate) async fn outlet_days(shop: &Franchise) -> BTreeMap<(i64, i64, String), Measures> {
    let outlets: Vec<i64> = OUTLETS.iter().map(|(code, ..)| shop.outlet(code).0).collect();
    let days = scope_days(&shop.db).await;
    days.into_iter()
        .filter(|day| outlets.contains(&day.scope_id))
        .map(|day| ((day.scope_id, day.day, day.currency.clone()), day.measures()))
        .collect()
}

/// The daily summaries of the network, read in pages of `limit`.
async fn listed(shop: &Franchise, limit: usize) -> Vec<Summary> {
    let directory = shop.directory.current();
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let (from, to) = (Some(TODAY.plus(-40)), Some(TODAY.plus(40)));
        let question = Question { scope: ScopeId::NETWORK, from, to, after, limit };
        let mut tx = shop.db.read().await.unwrap();
        let Listing { rows: page, next } = daily::list(&mut tx, &question).await.unwrap();
        tx.rollback().await.unwrap();
        assert!(page.len() <= limit);
        rows.extend(page.into_iter().map(|row| daily::summary(row, &directory).unwrap()));
        after = next;
        if after.is_none() {
            return rows.into_iter().map(Summary::from).collect();
        }
    }
}

/// The best outlets of the network: currency, code, orders, gross.
async fn ranked(shop: &Franchise, columns: &ColumnStore, from: Day, to: Day, most: usize) -> Vec<Rank> {
    let span = Span { scope: ScopeId::NETWORK, from, to };
    let ranked = rank_outlets(columns, span, most).await.unwrap();
    let directory = shop.directory.current();
    let code = |outlet| directory.outlet(outlet).unwrap().code.to_string();
    ranked
        .into_iter()
        .map(|rank| (rank.currency.to_string(), code(rank.outlet), rank.orders, rank.gross))
        .collect()
}

async fn keep_looking(columns: &ColumnStore) {
    loop {
        columns.current().await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

/// Every answer of the analytics, for several scopes and ranges.
async fn analytics_equal(shop: &Franchise, columns: &ColumnStore, facts: &Facts) {
    for scope in SCOPES {
        for range in RANGES {
            answers_equal(shop, columns, facts, scope, range).await;
        }
    }
}

async fn answers_equal(
    shop: &Franchise,
    columns: &ColumnStore,
    facts: &Facts,
    (scope, codes): (&str, &[&str]),
    (from, to): (i32, i32),
) {
    let outlets = codes.iter().map(|code| shop.outlet(code)).collect();
    let scope = shop.directory.current().scope_id(&scope.parse().unwrap()).unwrap();
    let span = Span { scope, from: TODAY.plus(from), to: TODAY.plus(to) };
    let asked = Asked { outlets, from: span.from, to: span.to };
    assert_eq!(Answers::find(shop, columns, span).await, Answers::of(facts, &asked), "{span:?}");
}

async fn network_gross(db: &Db) -> BTreeMap<String, i64> {
    let mut gross = BTreeMap::new();
    for day in scope_days(db).await.into_iter().filter(|day| day.scope_id == 1) {
        *gross.entry(day.currency).or_default() += day.gross;
    }
    gross
}

async fn gross_of_events(db: &Db) -> BTreeMap<String, i64> {
    let mut tx = db.read().await.unwrap();
    let mut gross = BTreeMap::new();
    let (mut after, last) = (0, events::store::last_id(&mut tx).await.unwrap());
    while after < last {
        for event in events::store::list_after(&mut tx, after, 500).await.unwrap() {
            after = event.id;
            match (event.kind, event.data) {
                (EventKind::SaleRecorded, EventData::Entry(sale)) => {
                    *gross.entry(sale.currency.to_string()).or_default() += sale.gross_minor;
                }
                (EventKind::SaleCancelled, EventData::Cancellation(cancelled)) => {
                    *gross.entry(cancelled.entry.currency.to_string()).or_default() -=
                        cancelled.entry.gross_minor;
                }
                _ => {}
            }
        }
    }
    tx.rollback().await.unwrap();
    gross
}
