//! The days that changed after they were over: by how much, why, and who holds a file with the old figures. A list that reads from
//! top to bottom, on a phone as well.

use leptos::prelude::*;

use super::model::{HandedFile, MovedBy, Restated, RestatedPage, SummaryFilter, View};
use crate::live::Totals;
use crate::paths;
use crate::reader::Reader;
use crate::ui::icon::Icon;
use crate::ui::state_panel::{StatePanel, Tone};
use crate::units::format::Locale;
use crate::units::{Amount, format};

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
    let said = match count {
        1 => "A file with the old figures went out:".to_owned(),
        _ => format!("{} files with the old figures went out, newest first:", format::count(locale, count)),
    };
    let older = count.saturating_sub(i64::try_from(newest.len()).unwrap_or(i64::MAX));
    let older = (older > 0).then(|| {
        view! { <p class="restated__none">{format!("And {} older ones.", format::count(locale, older))}</p> }
    });
    let newest = newest.into_iter().map(|file| handed(locale, file)).collect_view();
    view! {
        <p class="restated__said">{said}</p>
        <ul class="restated__files">{newest}</ul>
        {older}
    }
    .into_any()
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

/// What is more or less now: `Gross ₹252.00 more, 1 order more`. Returns stand at or below zero, so more of them is less.
fn moved(locale: &'static Locale, change: &Totals) -> String {
    let mut parts = Vec::new();
    let mut amount = |name: &str, amount: Amount, is_more: bool| {
        if amount.minor != 0 {
            let size = Amount { minor: amount.minor.saturating_abs(), ..amount };
            let size = format::money(locale, change.currency, size);
            parts.push(format!("{name} {size} {}", if is_more { "more" } else { "less" }));
        }
    };
    amount("gross", change.gross, change.gross.minor > 0);
    amount("returned", change.returned, change.returned.minor < 0);
    if change.orders != 0 {
        let orders = counted(locale, change.orders.saturating_abs(), "order", "orders");
        parts.push(format!("{orders} {}", if change.orders > 0 { "more" } else { "less" }));
    }
    let said =
        if parts.is_empty() { "neither gross nor returns changed".to_owned() } else { parts.join(", ") };
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
        let returned = Totals { returned: amount(-12_600), ..nothing };
        assert_eq!(moved(locale, &returned), format!("Returned {} more", money(12_600)));
        assert_eq!(moved(locale, &nothing), "Neither gross nor returns changed");
    }

    #[test]
    fn a_reason_counts_what_came_late() {
        let locale = Locale::fallback();
        assert_eq!(why(locale, MovedBy::Sale, 1), "1 late sale");
        assert_eq!(why(locale, MovedBy::Cancellation, 3), "3 cancellations");
        assert_eq!(why(locale, MovedBy::Drift, 0), "A sum that was wrong and was put right");
    }
}
