//! What the widgets derive from a board. Pure: the same on server and browser.

use crate::live::{Board, HourCell, HourTotals, Totals};
use crate::organisation::{OutletPlace, Places};
use crate::units::format::{self, Locale};
use crate::units::{Amount, Currency, Quantity, Scope, UnixMs};

/// Gridlines above zero.
pub const GRIDLINES: i64 = 4;

/// One hour of the day in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// 0–23.
    pub hour: u8,
    pub gross: Amount,
    pub orders: i64,
    /// The same hour of the comparison day.
    pub compare: Amount,
    /// Not finished yet at one of the scope's outlets.
    pub is_running: bool,
}

/// Every currency of the scope: of its outlets, and of what was sold.
pub fn currencies(board: &Board, places: &Places) -> Vec<Currency> {
    let mut all: Vec<Currency> = places.outlets_of(&board.scope).map(|outlet| outlet.currency).collect();
    all.extend(board.totals.iter().map(|totals| totals.currency));
    all.sort_unstable();
    all.dedup();
    all
}

/// The currency of chart and lists: the wanted one if the scope has it, else the `held` one while the feed has sales in it,
/// else of those the feed has sales in the one with most orders.
///
/// So a screen that nobody touches turns to the shops that are open, once. `None` for a scope without outlets or sales.
pub fn shown_currency(
    board: &Board,
    places: &Places,
    wanted: Option<Currency>,
    held: Option<Currency>,
) -> Option<Currency> {
    let all = currencies(board, places);
    let is_selling = |currency: &Currency| board.feed.iter().any(|row| row.currency == *currency);
    let kept = wanted.filter(|currency| all.contains(currency)).or(held.filter(is_selling));
    // Of equals the first by code: the greatest of the reversed order.
    let most = |currency: &Currency| (is_selling(currency), totals(board, *currency).orders);
    kept.or_else(|| all.into_iter().rev().max_by_key(most))
}

/// The measures of one currency; zeros where nothing was sold in it.
pub fn totals(board: &Board, currency: Currency) -> Totals {
    let held = board.totals.iter().find(|totals| totals.currency == currency);
    held.copied().unwrap_or_else(|| Totals::zero(currency))
}

/// A count over all currencies.
pub fn count(board: &Board, measure: impl Fn(&Totals) -> i64) -> i64 {
    board.totals.iter().map(measure).fold(0, i64::saturating_add)
}

/// Quantity sold less what came back, over all currencies.
pub fn items_sold(board: &Board) -> Quantity {
    Quantity(count(board, |totals| totals.qty.0.saturating_add(totals.returned_qty.0)))
}

/// How far today is, measured by the comparison day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub today: i64,
    pub before: i64,
    /// The wall-clock hour up to which both days are counted; `None` where today stands beside a whole day.
    pub until: Option<u8>,
}

/// Sets the finished hours of today against the same hours of the comparison day, or today so far against the whole of
/// it where outlets live by different clocks or no hour is over yet. `currency`: `None` for a count over all.
pub fn pace(
    board: &Board,
    places: &Places,
    currency: Option<Currency>,
    now: UnixMs,
    measure: fn(&HourTotals) -> i64,
) -> Pace {
    let outlets =
        places.outlets_of(&board.scope).filter(|outlet| currency.is_none_or(|held| outlet.currency == held));
    let clock = common_clock(outlets, now).filter(|(begin, running)| begin != running);
    let is_over = |hour: u8| clock.is_none_or(|(begin, running)| since(begin, hour) < since(begin, running));
    let sum = |hours: &[HourCell]| {
        let over = hours.iter().filter(|cell| is_over(cell.hour)).flat_map(|cell| &cell.totals);
        let held = over.filter(|totals| currency.is_none_or(|held| totals.currency == held));
        held.map(measure).fold(0, i64::saturating_add)
    };
    Pace {
        today: sum(&board.hours),
        before: sum(&board.compare.hours),
        until: clock.map(|(_, running)| running),
    }
}

/// The wall-clock hours at which the day of all `outlets` began and that is running now; `None` where they differ, or
/// where the day begins within an hour.
fn common_clock<'a>(mut outlets: impl Iterator<Item = &'a OutletPlace>, now: UnixMs) -> Option<(u8, u8)> {
    let read = |outlet: &OutletPlace| (outlet.cutoff_min, wall_hour(outlet, now));
    let (cutoff_min, running) = read(outlets.next()?);
    let is_common =
        cutoff_min.is_multiple_of(60) && outlets.all(|other| read(other) == (cutoff_min, running));
    is_common.then_some((u8::try_from(cutoff_min / 60).ok()? % 24, running))
}

/// Hours from `begin` to `hour` around the clock.
fn since(begin: u8, hour: u8) -> u8 {
    (24 + hour - begin) % 24
}

impl Pace {
    /// `₹42,436.00 by 14:00, 103% of last Friday’s`: names the amount that is compared, since the figure above it holds the
    /// running hour too. `name`: of the comparison day; `write`: one of the two figures.
    pub fn words(self, locale: &Locale, name: &str, write: impl Fn(i64) -> String) -> String {
        let percent = format::percent(self.today, self.before).map(|percent| format::count(locale, percent));
        match (percent, self.until.map(format::hour_label)) {
            (Some(percent), Some(hour)) => {
                format!("{} by {hour}, {percent}% of {name}’s", write(self.today))
            }
            (Some(percent), None) => format!("{percent}% of the whole day {name}, {}", write(self.before)),
            (None, Some(hour)) => format!("No sales by {hour} {name}"),
            (None, None) => format!("No sales to compare with {name}"),
        }
    }

    /// Today in thousandths of the other day.
    pub fn thousandths(self) -> i64 {
        thousandths(self.today, self.before)
    }
}

/// `last Friday`, or `last week` while the outlets stand on different days.
pub fn compare_name(board: &Board) -> String {
    let days = board.compare.days;
    if days.min == days.max { format!("last {}", format::weekday(days.min)) } else { "last week".to_owned() }
}

/// The 24 hours in the order of the board.
pub fn bars(board: &Board, currency: Currency, running: &[u8]) -> Vec<Bar> {
    board
        .hours
        .iter()
        .map(|cell| {
            let (gross, orders) = in_currency(cell, currency);
            let before = board.compare.hours.iter().find(|held| held.hour == cell.hour);
            let compare =
                before.map_or_else(|| Amount::new(0, currency), |held| in_currency(held, currency).0);
            Bar { hour: cell.hour, gross, orders, compare, is_running: running.contains(&cell.hour) }
        })
        .collect()
}

fn in_currency(cell: &HourCell, currency: Currency) -> (Amount, i64) {
    let held = cell.totals.iter().find(|totals| totals.currency == currency);
    held.map_or_else(|| (Amount::new(0, currency), 0), |totals| (totals.gross, totals.orders))
}

/// The wall-clock hours that are running at `now` at those of the scope's outlets that sell in `currency`.
pub fn running_hours(places: &Places, scope: &Scope, currency: Currency, now: UnixMs) -> Vec<u8> {
    let mut hours: Vec<u8> = places
        .outlets_of(scope)
        .filter(|outlet| outlet.currency == currency)
        .map(|outlet| wall_hour(outlet, now))
        .collect();
    hours.sort_unstable();
    hours.dedup();
    hours
}

fn wall_hour(outlet: &OutletPlace, now: UnixMs) -> u8 {
    let wall_ms = now.0 + i64::from(outlet.utc_offset_min) * 60_000;
    u8::try_from(wall_ms.div_euclid(3_600_000).rem_euclid(24)).unwrap_or(0)
}

/// Steps of an axis that read well, in hundredths of a power of ten.
const NICE: [i64; 10] = [100, 125, 150, 200, 250, 300, 400, 500, 600, 800];

/// Minor units between two gridlines, so that [`GRIDLINES`] of them hold the tallest bar and waste little: a
/// [nice](NICE) number of whole units.
pub fn grid_step(bars: &[Bar], currency: Currency) -> i64 {
    grid_step_over(bars.iter().map(|bar| bar.gross.minor.max(bar.compare.minor)).max().unwrap_or(0), currency)
}

/// The same for a tallest bar of so many minor units.
pub fn grid_step_over(tallest: i64, currency: Currency) -> i64 {
    let unit = 10_i64.pow(u32::from(currency.decimals()));
    let needed = tallest.div_euclid(GRIDLINES).saturating_add(1);
    let mut power = unit.saturating_mul(10);
    loop {
        let hundredths = NICE.into_iter().map(|nice| power.saturating_mul(nice));
        let mut steps = hundredths.filter(|step| step % (unit * 100) == 0).map(|step| step / 100);
        if let Some(step) = steps.find(|&step| step >= needed) {
            return step;
        }
        power = match power.checked_mul(10) {
            Some(next) => next,
            None => return i64::MAX / GRIDLINES,
        };
    }
}

/// What the chart shows, in one or two sentences.
pub fn sentence(bars: &[Bar], currency: Currency, locale: &Locale) -> String {
    let Some(best) = bars.iter().filter(|bar| bar.gross.minor > 0).max_by_key(|bar| bar.gross.minor) else {
        return "Nothing sold yet today.".to_owned();
    };
    let amount = format::money(locale, currency, best.gross);
    let hour = format::hour_label(best.hour);
    let mut running = bars.iter().filter(|bar| bar.is_running).map(|bar| format::hour_label(bar.hour));
    match (running.next(), running.next()) {
        (Some(only), None) => {
            format!("Busiest hour {hour} with {amount}. The hour from {only} is still running.")
        }
        (Some(_), Some(_)) => {
            format!("Busiest hour {hour} with {amount}. The lighter hours are still running.")
        }
        (None, _) => format!("Busiest hour {hour} with {amount}."),
    }
}

/// `part` of `whole` in thousandths, for a bar beside the figure.
pub fn thousandths(part: i64, whole: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    i64::try_from(i128::from(part) * 1_000 / i128::from(whole)).unwrap_or(1_000)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::live::{Compare, Days, FeedKind, FeedRow};
    use crate::organisation::OutletPlace;

    fn rupees() -> Currency {
        "INR".parse().expect("an active currency")
    }

    fn bar(hour: u8, minor: i64, is_running: bool) -> Bar {
        let currency = rupees();
        Bar {
            hour,
            gross: Amount::new(minor, currency),
            orders: 1,
            compare: Amount::new(0, currency),
            is_running,
        }
    }

    #[test]
    fn four_gridlines_hold_the_tallest_bar() {
        for (tallest, step) in
            [(0, 1_000), (16_882_682, 5_000_000), (10_902_930, 3_000_000), (4_000, 1_500), (49_900, 12_500)]
        {
            let found = grid_step(&[bar(9, tallest, false)], rupees());
            assert_eq!(found, step, "{tallest}");
            assert!(found * GRIDLINES >= tallest);
        }
        assert!(grid_step(&[bar(9, i64::MAX, false)], rupees()) > 0);
    }

    #[test]
    fn the_sentence_names_the_best_and_the_running_hour() {
        let text = |bars: &[Bar]| sentence(bars, rupees(), Locale::fallback());
        assert_eq!(text(&[bar(9, 0, true)]), "Nothing sold yet today.");
        assert_eq!(
            text(&[bar(17, 16_882_682, false), bar(18, 500, true)]),
            "Busiest hour 17:00 with ₹1,68,826.82. The hour from 18:00 is still running."
        );
    }

    pub(in crate::dashboard) fn board(totals: Vec<Totals>) -> Board {
        let day = "2026-11-20".parse().expect("a date");
        let days = Days { min: day, max: day };
        let hours = || (0..24).map(|hour| HourCell { hour, totals: Vec::new() }).collect();
        Board {
            scope: Scope::Network,
            business_day: Some(day),
            days,
            revision: 1,
            cursor: 1,
            epoch: String::new(),
            as_of: String::new(),
            totals,
            hours: hours(),
            compare: Compare { days: Days { min: day.plus(-7), max: day.plus(-7) }, hours: hours() },
            top_outlets: Vec::new(),
            top_items: Vec::new(),
            feed: Vec::new(),
            freshness: None,
        }
    }

    fn places(outlets: &[(&str, &str, i32)]) -> Places {
        let outlet = |&(code, currency, utc_offset_min): &(&str, &str, i32)| OutletPlace {
            code: code.parse().expect("a code"),
            name: code.to_uppercase(),
            region: "west".parse().expect("a code"),
            franchise: "all".parse().expect("a code"),
            currency: currency.parse().expect("an active currency"),
            utc_offset_min,
            cutoff_min: 0,
            is_open: true,
            opens_at_ms: None,
        };
        Places { outlets: outlets.iter().map(outlet).collect(), ..Places::default() }
    }

    #[test]
    fn the_currency_with_most_orders_is_shown_unless_another_is_wanted() {
        let currency = |code: &str| code.parse::<Currency>().expect("an active currency");
        let sold = |code, orders| Totals { orders, ..Totals::zero(currency(code)) };
        let places = places(&[("a", "INR", 330), ("b", "ZAR", 120)]);
        let shown = |totals, wanted: Option<&str>| {
            shown_currency(&board(totals), &places, wanted.map(currency), None).map(|held| held.to_string())
        };
        assert_eq!(shown(vec![sold("INR", 1), sold("ZAR", 2)], None).as_deref(), Some("ZAR"));
        assert_eq!(shown(vec![sold("ZAR", 2)], Some("INR")).as_deref(), Some("INR"));
        assert_eq!(shown(vec![sold("ZAR", 2)], Some("JPY")).as_deref(), Some("ZAR"));
        assert_eq!(shown(vec![], None).as_deref(), Some("INR"));
        assert_eq!(shown_currency(&board(vec![]), &Places::default(), None, None), None);
    }

    #[test]
    fn a_currency_in_which_nothing_is_sold_any_more_gives_way_once() {
        let currency = |code: &str| code.parse::<Currency>().expect("an active currency");
        let sold = |code, orders| Totals { orders, ..Totals::zero(currency(code)) };
        let places = places(&[("a", "INR", 330), ("b", "ZAR", 120)]);
        let shown = |feed: &[&str], wanted: Option<&str>, held: Option<&str>| {
            let mut board = board(vec![sold("INR", 1), sold("ZAR", 2)]);
            board.feed = feed.iter().map(|code| row(currency(code))).collect();
            let shown = shown_currency(&board, &places, wanted.map(currency), held.map(currency));
            shown.map(|found| found.to_string()).unwrap_or_default()
        };
        assert_eq!(shown(&["INR", "ZAR"], None, None), "ZAR");
        assert_eq!(shown(&["INR", "INR"], None, Some("ZAR")), "INR");
        assert_eq!(shown(&["ZAR", "INR"], None, Some("INR")), "INR");
        assert_eq!(shown(&["INR"], Some("ZAR"), Some("INR")), "ZAR");
    }

    fn row(currency: Currency) -> FeedRow {
        FeedRow {
            event: 1,
            kind: FeedKind::Sale,
            sale: None,
            number: String::new(),
            outlet: "a".parse().expect("a code"),
            at: String::new(),
            cancelled: false,
            late: false,
            currency,
            amount: Amount::new(1, currency),
            qty: Quantity(1),
            customer: None,
            items: Vec::new(),
        }
    }

    #[test]
    fn an_hour_runs_by_the_clocks_of_the_outlets_that_sell_in_the_currency() {
        let places = places(&[("a", "INR", 330), ("b", "USD", -300), ("c", "USD", -360)]);
        let at: UnixMs = "2026-11-20T03:10:00Z".parse().expect("an instant");
        let hours = |code: &str| {
            running_hours(&places, &Scope::Network, code.parse().expect("an active currency"), at)
        };
        assert_eq!(hours("INR"), [8]);
        assert_eq!(hours("USD"), [21, 22]);
        assert!(hours("EUR").is_empty());
    }

    /// A board that took 1, 2, 4, 8 … rupees an hour from midnight on last Friday, and twice that today.
    fn doubling(hours_sold: u8) -> Board {
        let sold = |hour: u8, times: i64| HourTotals {
            currency: rupees(),
            gross: Amount::new(times << hour, rupees()),
            orders: times,
        };
        let mut board = board(vec![]);
        for cell in &mut board.compare.hours {
            cell.totals.push(sold(cell.hour, 1));
        }
        for cell in board.hours.iter_mut().filter(|cell| cell.hour < hours_sold) {
            cell.totals.push(sold(cell.hour, 2));
        }
        board
    }

    #[test]
    fn a_running_day_is_measured_by_the_hours_that_are_over() {
        let at: UnixMs = "2026-11-20T03:10:00Z".parse().expect("an instant");
        let pace = |places: &Places| pace(&doubling(9), places, Some(rupees()), at, |held| held.gross.minor);
        let one_clock = pace(&places(&[("a", "INR", 330), ("b", "INR", 330), ("c", "USD", -300)]));
        assert_eq!(one_clock, Pace { today: 2 * 255, before: 255, until: Some(8) });
        let english = Locale::fallback();
        let words = |pace: Pace, name| pace.words(english, name, |minor| format!("₹{minor}"));
        assert_eq!(words(one_clock, "last Friday"), "₹510 by 08:00, 200% of last Friday’s");
        let two_clocks = pace(&places(&[("a", "INR", 330), ("b", "INR", 120)]));
        assert_eq!(two_clocks, Pace { today: 2 * 511, before: (1 << 24) - 1, until: None });
        assert_eq!(words(two_clocks, "last week"), "0% of the whole day last week, ₹16777215");
        let many = Pace { today: 123_456, before: 10, until: None };
        assert_eq!(words(many, "last week"), "1,234,560% of the whole day last week, ₹10");
    }

    #[test]
    fn a_day_that_begins_in_the_morning_counts_from_there() {
        let at: UnixMs = "2026-11-20T19:40:00Z".parse().expect("an instant");
        let mut places = places(&[("a", "INR", 330)]);
        places.outlets[0].cutoff_min = 4 * 60;
        let pace = |places: &Places| pace(&doubling(24), places, None, at, |held| held.orders);
        assert_eq!(pace(&places), Pace { today: 2 * 21, before: 21, until: Some(1) });
        places.outlets[0].cutoff_min = 60;
        assert_eq!(pace(&places).until, None, "no hour of this day is over yet");
        places.outlets[0].cutoff_min = 30;
        assert_eq!(pace(&places).until, None, "an hour that belongs to two days cannot be split");
    }

    #[test]
    fn the_comparison_is_named_by_its_weekday() {
        assert_eq!(compare_name(&board(vec![])), "last Friday");
    }

    #[test]
    fn shares_of_nothing_are_empty() {
        assert_eq!(thousandths(5, 0), 0);
        assert_eq!(thousandths(i64::MAX, 1), 1_000);
        assert_eq!(thousandths(1, 3), 333);
    }
}
