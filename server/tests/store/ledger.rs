//! Many days of the ledger are listed one by one, and each entry once, whichever way somebody pages.

use app::units::{Day, DayRange};
use server::db::Db;
use server::db::testing::on_both_engines;
use server::organisation::ScopeId;
use server::sales::day_by_day::Place;
use server::sales::entry::Entry;
use server::sales::ledger::{self, Listing, Page, Position, Question};
use server::sales::{Command, EntryKind, NewEntry, Outcome};
use uuid::Uuid;

use crate::support::{Draft, Franchise, OUTLETS, TODAY, cancellation, free_return, line, sale, uuid};

/// Entries that are spread over the days before the tests, and none of them in the order of its day.
const ENTRIES: i32 = 150;
const DAYS: i32 = 101;
const FIRST: Day = Day(TODAY.0 - DAYS + 1);
/// More pages than any list of these tests has.
const MOST_PAGES: usize = 600;

/// Days on which nothing is sold: more of them at a stretch than are found at once.
fn is_closed(day: Day) -> bool {
    (20..58).contains(&(TODAY.0 - day.0)) || day.0 % 7 == 3
}

fn entry(shop: &Franchise, n: i32, day: Day) -> NewEntry {
    let number = usize::try_from(n).unwrap();
    let outlet = shop.outlet(OUTLETS[number % OUTLETS.len()].0);
    let id = u128::try_from(n).unwrap();
    let lines = [line("vanilla", 1, 100)];
    let made = if n % 5 == 0 { free_return(id, outlet, &lines) } else { sale(id, outlet, &lines) };
    made.with(|made| made.day = day)
}

/// Sales and returns of many days, most of them late, some cancelled.
async fn fill(shop: &Franchise) {
    let spread = (1..=ENTRIES).map(|n| (n, TODAY.plus(-(n * 37 % DAYS))));
    let mut commands: Vec<Command> = spread
        .filter(|(_, day)| !is_closed(*day))
        .map(|(n, day)| Command::Record(Box::new(entry(shop, n, day))))
        .collect();
    let cancelled: Vec<Command> = commands
        .iter()
        .filter_map(|command| match command {
            Command::Record(entry) => Some((entry.kind, entry.id)),
            _ => None,
        })
        .step_by(6)
        .map(|(kind, id)| cancellation(kind, id, "mistake"))
        .collect();
    commands.extend(cancelled);
    for outcome in shop.submit_all(commands).await {
        assert!(matches!(outcome, Outcome::Recorded(_) | Outcome::Cancelled(_)), "{outcome:?}");
    }
}

fn between(from: Day, to: Day) -> DayRange {
    DayRange::Between { from: Some(from), to: Some(to) }
}

async fn page(db: &Db, question: &Question, stretches: &[i64]) -> Option<Listing> {
    let mut tx = db.read().await.unwrap();
    let listing = ledger::list_within(&mut tx, question, stretches).await.unwrap();
    tx.rollback().await.unwrap();
    listing
}

fn ids(entries: &[Entry]) -> Vec<Uuid> {
    entries.iter().map(|entry| entry.id).collect()
}

/// What `question` lists of all days, in the order of its events; then those of `days`, sorted plainly.
async fn sorted(db: &Db, question: &Question, days: (Day, Day)) -> Vec<Uuid> {
    let all = Question { days: DayRange::ALL, page: Page::Newest, limit: 1_000, ..question.clone() };
    let mut entries = page(db, &all, &[]).await.expect("a list").entries;
    entries.retain(|entry| (days.0..=days.1).contains(&entry.day));
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.day, entry.event)));
    ids(&entries)
}

/// All pages from the newest to the oldest, and the place of the last one's start.
async fn back(db: &Db, question: &Question, stretches: &[i64]) -> (Vec<Vec<Uuid>>, Option<Position>) {
    let (mut pages, mut at) = (Vec::new(), Page::Newest);
    for _ in 0..MOST_PAGES {
        let listing = page(db, &Question { page: at, ..question.clone() }, stretches).await.expect("a page");
        assert_eq!(listing.newer.is_none(), at == Page::Newest);
        assert!(listing.entries.len() <= question.limit);
        pages.push(ids(&listing.entries));
        match listing.older {
            Some(older) => at = Page::OlderThan(sent(older)),
            None => return (pages, listing.newer),
        }
    }
    panic!("the list has no end");
}

/// All pages newer than `start`, the newest last.
async fn forth(db: &Db, question: &Question, start: Position, stretches: &[i64]) -> Vec<Vec<Uuid>> {
    let (mut pages, mut start) = (Vec::new(), start);
    for _ in 0..MOST_PAGES {
        let at = Page::NewerThan(sent(start));
        let listing = page(db, &Question { page: at, ..question.clone() }, stretches).await.expect("a page");
        assert_eq!(listing.older, Some(start));
        assert!(listing.entries.len() <= question.limit);
        pages.push(ids(&listing.entries));
        match listing.newer {
            Some(newer) => start = newer,
            None => return pages,
        }
    }
    panic!("the list has no beginning");
}

/// As it is read again from the address it was written to.
fn sent(position: Position) -> Position {
    position.to_string().parse().unwrap()
}

/// Both ways, in pages of `question.limit`.
async fn assert_each_once(db: &Db, question: &Question, stretches: &[i64], expected: &[Uuid], told: &str) {
    let (pages, last) = back(db, question, stretches).await;
    assert_eq!(pages.concat(), expected, "{told}");
    let Some(last) = last else { return };
    let mut again = forth(db, question, last, stretches).await;
    again.reverse();
    again.extend(pages.last().cloned());
    assert_eq!(again.concat(), expected, "forth again, {told}");
}

#[tokio::test]
async fn many_days_are_listed_day_by_day_and_each_entry_once_in_both_directions() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        fill(&shop).await;
        let directory = shop.directory.current();
        let whole = (FIRST, TODAY);
        let past = (FIRST.plus(3), TODAY.plus(-12));
        let closed = (TODAY.plus(-57), TODAY.plus(-20));
        let sales: &[EntryKind] = &[EntryKind::Sale];
        for (scope, days, weekday, is_standing) in [
            ("network", whole, None, false),
            ("network", past, None, false),
            ("network", closed, None, false),
            ("network", past, Some(2), false),
            ("region:north", past, None, false),
            ("region:north", past, None, true),
            ("franchise:west", whole, Some(5), true),
            ("outlet:b", whole, None, false),
        ] {
            let id = directory.scope_id(&scope.parse().unwrap()).unwrap();
            for kinds in [Question::newest(id, 1).kinds, sales] {
                let asked = Question {
                    kinds,
                    weekday,
                    is_standing,
                    days: between(days.0, days.1),
                    ..Question::newest(id, 1)
                };
                let expected = sorted(&shop.db, &asked, days).await;
                assert_eq!(expected.is_empty(), days == closed, "{scope}");
                for (limit, stretches) in [
                    (1, &[2_000, 20_000][..]),
                    (3, &[1]),
                    (3, &[1, 4, 9]),
                    (7, &[30]),
                    (7, &[2_000]),
                    (500, &[2_000]),
                    (500, &[1, 1]),
                ] {
                    let asked = Question { limit, ..asked.clone() };
                    let told = format!("{scope} {kinds:?} {days:?} {weekday:?} by {limit} in {stretches:?}");
                    assert_each_once(&shop.db, &asked, stretches, &expected, &told).await;
                }
            }
        }
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_range_with_one_end_is_listed_day_by_day_and_a_short_one_by_event() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        fill(&shop).await;
        let newest = Question::newest(ScopeId::NETWORK, 4);
        let middle = TODAY.plus(-60);
        for (days, range) in [
            (DayRange::Between { from: None, to: Some(middle) }, (FIRST, middle)),
            (DayRange::Between { from: Some(middle), to: None }, (middle, TODAY)),
        ] {
            let asked = Question { days, ..newest.clone() };
            let expected = sorted(&shop.db, &asked, range).await;
            assert_each_once(&shop.db, &asked, &[2_000], &expected, &format!("{range:?}")).await;
        }
        let (from, to) = (TODAY.plus(-90), TODAY.plus(-60));
        let short = Question { days: between(from, to), limit: 1_000, ..newest.clone() };
        let entries = page(&shop.db, &short, &[]).await.expect("a page").entries;
        assert!(entries.is_sorted_by(|newer, older| newer.event > older.event));
        assert!(!entries.is_sorted_by(|newer, older| newer.day >= older.day), "some are late");
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_comes_in_late_while_somebody_pages_stands_in_its_day() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        fill(&shop).await;
        let asked =
            Question { days: between(FIRST, TODAY.plus(-1)), ..Question::newest(ScopeId::NETWORK, 5) };
        let range = (FIRST, TODAY.plus(-1));
        let before = sorted(&shop.db, &asked, range).await;
        let first = page(&shop.db, &asked, &[2_000]).await.expect("a page");
        assert_eq!(ids(&first.entries), before[..5]);
        let (shown, last) = (first.entries[0].day, first.entries[4].day);
        // Of a day that was shown, of the one at which the page ends, and of one to come.
        for (n, day) in [(901, shown), (902, last), (903, last.plus(-5)), (904, TODAY)] {
            shop.recorded(&entry(&shop, n, day)).await;
        }
        let mut pages = ids(&first.entries);
        let mut older = first.older;
        while let Some(position) = older {
            let at = Page::OlderThan(sent(position));
            let next =
                page(&shop.db, &Question { page: at, ..asked.clone() }, &[2_000]).await.expect("a page");
            pages.extend(ids(&next.entries));
            older = next.older;
        }
        let mut expected = before;
        expected.push(uuid(903));
        pages.sort_unstable();
        expected.sort_unstable();
        assert_eq!(
            pages, expected,
            "what was added before the place is on no later page, and nothing is there twice"
        );
        let all = sorted(&shop.db, &asked, range).await;
        assert_eq!(all.len(), pages.len() + 2);
        assert_each_once(&shop.db, &asked, &[2_000], &all, "begun anew").await;
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_place_that_no_page_of_the_list_has_told_is_none() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        fill(&shop).await;
        let newest = Question::newest(ScopeId::NETWORK, 5);
        let many = Question { days: between(FIRST, TODAY.plus(-1)), ..newest.clone() };
        let few = Question { days: between(TODAY.plus(-9), TODAY), ..newest.clone() };
        let place = |day, event| Position::Place(Place { day, event });
        for (question, position, is_known) in [
            (&many, place(FIRST, 5), true),
            (&many, place(FIRST, 0), true),
            (&many, place(TODAY, 5), false),
            (&many, place(FIRST.plus(-1), 5), false),
            (&many, place(Day(i32::MIN), 0), false),
            (&many, place(FIRST, i64::MAX), false),
            (&many, Position::Event(5), false),
            (&few, Position::Event(5), true),
            (&few, place(TODAY, 5), false),
            (&newest, Position::Event(5), true),
            (&newest, place(TODAY, 5), false),
        ] {
            for at in [Page::OlderThan(position), Page::NewerThan(position)] {
                let listing = page(&shop.db, &Question { page: at, ..question.clone() }, &[2_000]).await;
                assert_eq!(listing.is_some(), is_known, "{at:?} of {:?}", question.days);
            }
        }
        shop.ingest.stop().await;
    })
    .await;
}
