//! The days that changed after they were over: by how much, why, and who holds a file with the old figures. A list that reads from
//! top to bottom, on a phone as well.

use leptos::prelude::*;

use super::model::{HandedFile, MOST_COUNTED_FILES, MovedBy, Restated, RestatedPage, SummaryFilter, View};
use crate::live::Totals;
use crate::paths;
use crate::reader::Reader;
use crate::ui::icon::Icon;
use crate::ui::state_panel::{StatePanel, Tone};
use crate::units::format::Locale;
use crate::units::{Amount, Quantity, format};

const ONE_PIECE: Quantity = Quantity(1_000);

#[component]
pub fn RestatedList(page: RestatedPage, filter: SummaryFilter) -> impl IntoView {
    if page.rows.is_empty() {
        return view! { <div class="card card--page"><NothingRestated filter/></div> }.into_any();
    }
    let through =
        |after| paths::summaries_through(&SummaryFilter { after, view: View::Restated, ..filter.clone() });
    let next = page.next.map(|position| through(Some(position)));
    let first = filter.after.is_some().then(|| through(None));
    let count = page.rows.len();
    let rows = page.rows.into_iter().map(day).collect_view();
    view! {
        <section class="card" aria-label="Days that changed after they were over">
            <ol class="restated">{rows}</ol>
            <footer class="ledger__foot">
                <span>{format!("{count} on this page")}</span>
                <nav class="ledger__pages" aria-label="Pages">
                    {first.map(|href| view! { <a class="button" href=href>"Newest"</a> })}
                    {next.map(|href| view! { <a class="button" href=href rel="next">"Older"</a> })}
                </nav>
            </footer>
        </section>
    }
    .into_any()
}

fn day(row: Restated) -> AnyView {
    let locale = Reader::expect().locale;
    let sales = paths::sales_of_day(&row.outlet, row.day, row.change.currency);
    let until = (row.first_at != row.last_at).then(|| view! { " to "{moment(&row.last_at)} });
    let known = view! { {moment(&row.first_at)}{until} };
    view! {
        <li class="restated__row">
            <h2 class="restated__day">
                <a class="table__link" href=sales>{row.outlet_name}</a>
                ", "
                {format::date(row.day)}
            </h2>
            <p class="restated__change">{moved(locale, &row.change)}</p>
            <p class="restated__why">{why(locale, row.by, row.facts)}", known since the day was over: "{known}</p>
            {files(locale, row.file_count, row.files)}
        </li>
    }
    .into_any()
}

/// Who holds the day as it was.
fn files(locale: &'static Locale, count: i64, newest: Vec<HandedFile>) -> AnyView {
    if newest.is_empty() {
        return view! { <p class="restated__none">"No file with the old figures went out."</p> }.into_any();
    }
    let shown = i64::try_from(newest.len()).unwrap_or(i64::MAX);
    let (said, older) = (went_out(locale, count), older(locale, count, shown));
    let older = older.map(|older| view! { <p class="restated__none">{older}</p> });
    let newest = newest.into_iter().map(|file| handed(locale, file)).collect_view();
    view! {
        <p class="restated__said">{said}</p>
        <ul class="restated__files">{newest}</ul>
        {older}
    }
    .into_any()
}

fn went_out(locale: &'static Locale, count: i64) -> String {
    match count {
        1 => "A file with the old figures went out:".to_owned(),
        _ => format!("{} files with the old figures went out, newest first:", at_least(locale, count, count)),
    }
}

/// Of those that are not shown, if there are any.
fn older(locale: &'static Locale, count: i64, shown: i64) -> Option<String> {
    let older = count.saturating_sub(shown);
    (older > 0).then(|| format!("And {} older ones.", at_least(locale, older, count)))
}

/// `number`, and that it may be more where `count` is as far as files are counted.
fn at_least(locale: &'static Locale, number: i64, count: i64) -> String {
    let or_more = if count >= MOST_COUNTED_FILES { " or more" } else { "" };
    format!("{}{or_more}", format::count(locale, number))
}

fn handed(locale: &'static Locale, file: HandedFile) -> AnyView {
    let times = (file.times > 1).then(|| {
        let last = moment(&file.last_asked_at);
        view! { {format!(", {} times until ", format::count(locale, file.times))}{last} }
    });
    let again = if file.is_asked_again {
        "Asked for again since the day changed."
    } else {
        "Not asked for again since."
    };
    view! {
        <li class="restated__file">
            <span class="restated__name">{file.name.clone()}</span>
            <span class="restated__about">
                {format!("{} of {}, ", file.title, file.place)}
                {moment(&file.asked_at)}
                {times}
                ". "
                {again}
            </span>
            <a class="restated__anew" href=file.address download="">
                "Get it with the figures of now"
                <span class="visually-hidden">{format!(" in place of {}", file.name)}</span>
            </a>
        </li>
    }
    .into_any()
}

#[component]
fn NothingRestated(filter: SummaryFilter) -> impl IntoView {
    let (title, text) = if filter.after.is_some() {
        ("No older changes", "The list of the chosen outlets and days ends before this page.")
    } else {
        (
            "No day has changed",
            "What changes a day after it is over appears here, with the files that hold the old figures.",
        )
    };
    view! {
        <StatePanel tone=Tone::Empty icon=Icon::Check title=title.to_owned() text=text.to_owned()>
            <a class="button" href=paths::summaries()>"Show all days"</a>
        </StatePanel>
    }
}

/// Day and time by the wall clock that the text carries.
fn moment(at: &str) -> impl IntoView + use<> {
    let day = format::day_of(at).map(format::date).unwrap_or_default();
    let said = format!("{day}, {}", format::clock(at));
    view! { <time datetime=at.to_owned()>{said}</time> }
}

/// What is more or less now, measure by measure: `Gross ₹252.00 more, 1 order more`. Net is gross less tax, and so is told by these.
/// Figures of returns stand at or below zero, so more of them is less.
fn moved(locale: &'static Locale, change: &Totals) -> String {
    let money = |name: &str, minor: i64| {
        let size = Amount::new(minor.saturating_abs(), change.currency);
        (minor, format!("{name} {}", format::money(locale, change.currency, size)))
    };
    let number =
        |count: i64, one: &str, many: &str| (count, counted(locale, count.saturating_abs(), one, many));
    let pieces = |thousandths: i64, one: &str, many: &str| {
        let size = Quantity(thousandths.saturating_abs());
        let name = if size == ONE_PIECE { one } else { many };
        (thousandths, format!("{} {name}", format::quantity(locale, size)))
    };
    let measures = [
        money("gross", change.gross.minor),
        number(change.orders, "order", "orders"),
        pieces(change.qty.0, "item", "items"),
        money("tax", change.tax.minor),
        money("discount", change.discount.minor),
        money("returned", change.returned.minor.saturating_neg()),
        number(change.returns, "return", "returns"),
        pieces(change.returned_qty.0.saturating_neg(), "returned item", "returned items"),
        money("tax of returns", change.returned_tax.minor.saturating_neg()),
        money("cancelled", change.cancelled_amount.minor),
        number(change.cancelled, "cancelled sale", "cancelled sales"),
    ];
    let moved = measures.into_iter().filter(|(by, _)| *by != 0);
    let parts: Vec<String> =
        moved.map(|(by, what)| format!("{what} {}", if by > 0 { "more" } else { "less" })).collect();
    let said = if parts.is_empty() { "no figure differs by now".to_owned() } else { parts.join(", ") };
    let mut letters = said.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn why(locale: &'static Locale, by: MovedBy, facts: i64) -> String {
    match by {
        MovedBy::Sale => counted(locale, facts, "late sale", "late sales"),
        MovedBy::Return => counted(locale, facts, "late return", "late returns"),
        MovedBy::Cancellation => counted(locale, facts, "cancellation", "cancellations"),
        MovedBy::Drift => "A sum that was wrong and was put right".to_owned(),
    }
}

fn counted(locale: &'static Locale, count: i64, one: &str, many: &str) -> String {
    format!("{} {}", format::count(locale, count), if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Currency;

    #[test]
    fn what_moved_is_said_as_more_or_less() {
        let locale = Locale::fallback();
        let currency: Currency = "INR".parse().unwrap();
        let nothing = Totals::zero(currency);
        let amount = |minor| Amount::new(minor, currency);
        let money = |minor| format::money(locale, currency, amount(minor)).to_string();
        let late = Totals { orders: 1, gross: amount(25_200), ..nothing };
        assert_eq!(moved(locale, &late), format!("Gross {} more, 1 order more", money(25_200)));
        let cancelled = Totals { orders: -2, gross: amount(-25_200), ..nothing };
        assert_eq!(moved(locale, &cancelled), format!("Gross {} less, 2 orders less", money(25_200)));
        assert_eq!(moved(locale, &nothing), "No figure differs by now");
    }

    #[test]
    fn every_measure_that_moved_is_named() {
        let locale = Locale::fallback();
        let currency: Currency = "INR".parse().unwrap();
        let nothing = Totals::zero(currency);
        let amount = |minor| Amount::new(minor, currency);
        let size = format::money(locale, currency, amount(300)).to_string();
        let money = |name: &str, way: &str| format!("{name} {size} {way}");
        for (change, said) in [
            (Totals { gross: amount(300), ..nothing }, money("Gross", "more")),
            (Totals { orders: -1, ..nothing }, "1 order less".to_owned()),
            (Totals { qty: Quantity(1_000), ..nothing }, "1 item more".to_owned()),
            (Totals { qty: Quantity(-250), ..nothing }, "0.25 items less".to_owned()),
            (Totals { tax: amount(300), ..nothing }, money("Tax", "more")),
            (Totals { discount: amount(-300), ..nothing }, money("Discount", "less")),
            (Totals { returned: amount(-300), ..nothing }, money("Returned", "more")),
            (Totals { returns: 2, ..nothing }, "2 returns more".to_owned()),
            (Totals { returned_qty: Quantity(-1_000), ..nothing }, "1 returned item more".to_owned()),
            (Totals { returned_tax: amount(300), ..nothing }, money("Tax of returns", "less")),
            (Totals { cancelled_amount: amount(300), ..nothing }, money("Cancelled", "more")),
            (Totals { cancelled: 1, ..nothing }, "1 cancelled sale more".to_owned()),
        ] {
            assert_eq!(moved(locale, &change), said);
        }
    }

    #[test]
    fn files_are_counted_as_far_as_the_number_says() {
        let locale = Locale::fallback();
        assert_eq!(went_out(locale, 1), "A file with the old figures went out:");
        assert_eq!(went_out(locale, 999), "999 files with the old figures went out, newest first:");
        assert_eq!(
            went_out(locale, 1_000),
            "1,000 or more files with the old figures went out, newest first:"
        );
        assert_eq!(older(locale, 10, 10), None);
        assert_eq!(older(locale, 999, 10), Some("And 989 older ones.".to_owned()));
        assert_eq!(older(locale, 1_000, 10), Some("And 990 or more older ones.".to_owned()));
    }

    #[test]
    fn a_reason_counts_what_came_late() {
        let locale = Locale::fallback();
        assert_eq!(why(locale, MovedBy::Sale, 1), "1 late sale");
        assert_eq!(why(locale, MovedBy::Cancellation, 3), "3 cancellations");
        assert_eq!(why(locale, MovedBy::Drift, 0), "A sum that was wrong and was put right");
    }
}
